import Core
import Language
import Storage
import Web

/// What colleagues owe each other about a matter, as *Today* shows it. That they are asked is told when they are; their due time is that of the
/// matter, of which its owner is told.
enum ColleagueDuties {
    /// Somebody wants to pass a matter on to you.
    static let handOver = DutyKind(Tx.handOverDuty) { duties, names, db, view in
        let asked = try db.all(
            "SELECT \(HandOver.columns) FROM hand_over h WHERE h.id IN \(duties.map { HandOver.ID(number: $0.subject) })"
        ) { try HandOver(row: &$0) }
        let notes = Dictionary(uniqueKeysWithValues: try db.messages(asked.map(\.note)).map { ($0.id, $0) })
        let staff = try db.staffNames(asked.flatMap { [$0.askedBy, $0.to] })
        let byID = Dictionary(uniqueKeysWithValues: asked.map { ($0.id.number, $0) })
        return Dictionary(
            uniqueKeysWithValues: duties.compactMap { duty in
                guard let one = byID[duty.subject] else { return nil }
                let detail = [duty.customer.flatMap { names[$0] }, notes[one.note].map { Snippet.make($0.visibleText) }]
                return (
                    duty.id,
                    DutyView(
                        sentence: duty.owner.map { $0.number == view.visitor?.staff } ?? false
                            ? view.t.bold(Phrase("{name} asks you to take a matter over"), staff[one.askedBy] ?? "?")
                            : view.t.bold(Phrase("{name} is asked to take a matter over"), staff[one.to] ?? "?"),
                        detail: detail.compactMap { $0 }.joined(separator: " · "), link: Link("/inbox/\(one.conversation)"),
                        icon: "hand-over")
                )
            })
    }.telling { _ in nil }

    /// A colleague asks for a word.
    static let mention = DutyKind(Mention.dutyKind) { duties, names, db, view in
        let asked = try db.mentions(duties.map { Mention.ID(number: $0.subject) })
        let notes = Dictionary(uniqueKeysWithValues: try db.messages(asked.map(\.note)).map { ($0.id, $0) })
        let staff = try db.staffNames(asked.map(\.askedBy))
        let byID = Dictionary(uniqueKeysWithValues: asked.map { ($0.id.number, $0) })
        return Dictionary(
            uniqueKeysWithValues: duties.compactMap { duty in
                guard let one = byID[duty.subject], let note = notes[one.note] else { return nil }
                let detail = [duty.customer.flatMap { names[$0] }, Snippet.make(note.visibleText)]
                return (
                    duty.id,
                    DutyView(
                        sentence: view.t.bold(Phrase("{name} asks you for a word"), staff[one.askedBy] ?? "?"),
                        detail: detail.compactMap { $0 }.joined(separator: " · "),
                        link: Link("/inbox/\(note.conversation)#m-\(note.id)"), icon: "note", canBeDoneHere: true)
                )
            })
    }.telling { _ in nil }

    /// A matter that went from hand to hand.
    static let passedOn = DutyKind(Tx.passedOnDuty) { duties, names, db, view in
        let conversations = Dictionary(uniqueKeysWithValues: try db.conversations(duties.map(\.subject)).map { ($0.id.number, $0) })
        return Dictionary(
            uniqueKeysWithValues: duties.compactMap { duty in
                guard let conversation = conversations[duty.subject] else { return nil }
                return (
                    duty.id,
                    DutyView(
                        sentence: view.t.bold(
                            Phrase("{name} was passed on more than once"), duty.customer.flatMap { names[$0] } ?? "?"),
                        detail: [conversation.subject, conversation.snippet].filter { !$0.isEmpty }.joined(separator: " · "),
                        link: Link("/inbox/\(conversation.id)"), icon: "hand-over", canBeDoneHere: true)
                )
            })
    }.telling { _ in nil }
}
