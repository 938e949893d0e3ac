import Core
import Language
import Mail
import Storage
import Web

/// What is said beside the customer: a message that was forwarded to somebody outside, and what they answer. It stands in the conversation for
/// the team; the customer is not written to, and whoever answers from outside does not become the customer.
extension Threading {
    /// A message of ours that passes something on.
    static let passedOn = "forwarded by us"
    /// An answer to such a message.
    static let aside = "answer to a forward"
}

extension Message {
    /// Ours, to somebody outside.
    var isForward: Bool { kind == .ours && matched == Threading.passedOn }
    /// Either way beside the customer.
    var isAside: Bool { matched == Threading.passedOn || matched == Threading.aside }
    /// From the customer's side, by a person: what an answer answers.
    var isFromCustomer: Bool { kind == .theirs && automatic == nil && !isAside }

    /// Messages that the customer has a part in.
    static let notAside: SQL =
        "(m.matched IS NULL OR NOT m.matched IN ('forwarded by us', 'answer to a forward'))"
}

extension Reader {
    /// Whether an address has its part in a conversation only by what was forwarded to it.
    func isOutsider(_ address: String, in conversation: Conversation) throws -> Bool {
        let folded = Customer.Address.email(address).folded
        let rows = try all(
            """
            SELECT from_address, to_list, cc_list, matched FROM message WHERE conversation_id = \(conversation.id)
            ORDER BY id DESC LIMIT 300
            """
        ) { row in
            (
                lists: [try row.next(String.self), try row.next(String.self), try row.next(String.self)],
                matched: try row.next(String?.self)
            )
        }
        func names(_ lists: [String]) -> Bool {
            lists.contains { list in list.split(separator: ",").contains { Customer.Address.email($0.trimmed).folded == folded } }
        }
        let isAside = { (rule: String?) in rule == Threading.passedOn || rule == Threading.aside }
        guard rows.contains(where: { isAside($0.matched) && names($0.lists) }),
            !rows.contains(where: { !isAside($0.matched) && names($0.lists) })
        else { return false }
        if try staff(email: folded)?.isActive == true { return false }
        return try !addresses(of: conversation.customer).contains { $0.kind == .email && $0.folded == folded }
    }
}

extension Tx {
    /// An answer from outside: it stands in the conversation, and its owner is to look at it. The customer has not written.
    func receiveAside(
        _ mail: MailMessage, _ writer: NamedAddress, _ at: Instant, _ conversation: Conversation, _ incoming: Intake.Incoming,
        _ mark: String, _ mailbox: Mailbox.ID?
    ) throws -> Intake.Outcome {
        let id = try insert(message(mail, writer, at: at, automatic: nil, matched: Threading.aside), into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        if let state = conversation.state.after(.message) { try move(conversation, to: state) }
        try record(
            "message.aside", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        try oweAnswer(in: conversation, from: at)
        return .message(conversation: conversation.id.number)
    }
}
