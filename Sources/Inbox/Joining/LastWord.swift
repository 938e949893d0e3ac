import Core
import Storage

/// Whom an answer goes to.
///
/// The last who wrote. Where two people's conversations became one, the other's last word is not the customer's: until somebody writes anew
/// the customer is answered, and to them only their own words are quoted (74).
enum LastWord {
    /// - Parameters:
    ///   - messages: oldest first.
    ///   - merge: the last merge of two people's conversations; later messages have greater ids.
    ///   - emails: the customer's, folded.
    static func of(_ messages: [Message], since merge: ConversationMerge.ID?, emails: Set<String>) -> Message? {
        messages.last { message in
            guard message.isFromCustomer else { return false }
            guard let merge else { return true }
            return message.id.number > merge.number || emails.contains(Customer.Address.email(message.fromAddress).folded)
        }
    }
}

extension Reader {
    /// The word of theirs that an answer answers, and whether words of somebody else stand beside it.
    func lastWord(in conversation: Conversation) throws -> (message: Message?, isOfTwo: Bool) {
        let merge = try lastOfTwo(in: conversation.id)
        // The last one will do, unless it may be somebody else's.
        let some = try all(
            """
            SELECT \(Message.columns) FROM message m
            WHERE m.conversation_id = \(conversation.id) AND m.kind = 'theirs' AND m.automatic IS NULL AND \(Message.notAside)
            ORDER BY m.id DESC LIMIT \(merge == nil ? 1 : 200)
            """
        ) { try Message(row: &$0) }
        let emails = try merge == nil ? [] : addresses(of: conversation.customer).filter { $0.kind == .email }.map(\.folded)
        return (LastWord.of(some.reversed(), since: merge, emails: Set(emails)), merge != nil)
    }
}
