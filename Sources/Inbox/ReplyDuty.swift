import Core
import Language
import Storage
import Web

/// The duty to answer: at most one open per conversation.
enum ReplyDuty {
    static let kind = "reply"

    static let dutyKind = DutyKind(kind) { duties, names, db, view in
        let conversations = Dictionary(uniqueKeysWithValues: try db.conversations(duties.map(\.subject)).map { ($0.id.number, $0) })
        // Our last word came back: they wait for nothing, and yet something is to be done.
        let undelivered = Set(
            try db.values(
                "SELECT id FROM message WHERE id IN \(conversations.values.compactMap(\.lastMessage)) AND out_state = \(Message.OutState.failed)",
                as: Message.ID.self))
        var views: [Duty.ID: DutyView] = [:]
        for duty in duties {
            guard let conversation = conversations[duty.subject] else { continue }
            let name = names[conversation.customer] ?? "?"
            let detail = [conversation.subject, conversation.snippet].filter { !$0.isEmpty }.joined(separator: " · ")
            let cameBack = conversation.lastMessage.map { undelivered.contains($0) } ?? false
            views[duty.id] = DutyView(
                sentence: view.t.bold(
                    cameBack ? Phrase("{name} did not get our answer") : Phrase("{name} is waiting for an answer"), name), detail: detail,
                link: Link("/inbox/\(conversation.id)"), icon: "mail")
        }
        return views
    }.telling { Event.Subject("conversation", $0.subject) }
}
