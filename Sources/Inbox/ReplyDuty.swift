import Core
import Language
import Storage
import Web

/// The duty to answer: at most one open per conversation.
enum ReplyDuty {
    static let kind = "reply"

    static let dutyKind = DutyKind(kind) { duties, names, db, view in
        let conversations = Dictionary(uniqueKeysWithValues: try db.conversations(duties.map(\.subject)).map { ($0.id.number, $0) })
        var views: [Duty.ID: DutyView] = [:]
        for duty in duties {
            guard let conversation = conversations[duty.subject] else { continue }
            let name = names[conversation.customer] ?? "?"
            let detail = [conversation.subject, conversation.snippet].filter { !$0.isEmpty }.joined(separator: " · ")
            views[duty.id] = DutyView(
                sentence: view.t.bold(Phrase("{name} is waiting for an answer"), name), detail: detail,
                link: Link("/inbox/\(conversation.id)"), icon: "mail")
        }
        return views
    }
}
