import Core
import Storage
import Web

extension InboxSettings {
    /// Whether a matter that somebody has is answered by them and by managers alone (96). Off: whoever serves may answer.
    static let ownerSends = Setting<Bool>("inbox.owner_sends", false)
}

/// Who may send the answer of a matter. Seeing it, and noting something for the team, is everybody's who serves (96).
///
/// What is nobody's yet may be answered by all: whoever does has it from then on (R17). Forwarding is no answer: the customer hears nothing.
enum WhoSends {
    /// - Parameters:
    ///   - isOwnersAlone: the shop's choice, ``InboxSettings/ownerSends``.
    ///   - owner: who has the matter; nil where nobody has.
    static func may(_ me: Staff.ID, _ role: Role, owner: Staff.ID?, isOwnersAlone: Bool) -> Bool {
        !isOwnersAlone || owner == nil || owner == me || role >= .manager
    }
}

extension Tx {
    /// Throws ``AnswerRefusal/notYours(_:)`` where the shop lets the owner of a matter alone answer it, and it is another's. What the program
    /// itself sends is not asked about.
    func checkSender(of conversation: Conversation) throws {
        guard try setting(InboxSettings.ownerSends), let me = try actor.staff.flatMap({ try db.staff($0) }) else { return }
        let owner = try db.openDuty(ReplyDuty.kind, about: conversation.id.number)?.owner ?? conversation.owner
        guard !WhoSends.may(me.id, me.role, owner: owner, isOwnersAlone: true) else { return }
        throw AnswerRefusal.notYours(owner)
    }
}
