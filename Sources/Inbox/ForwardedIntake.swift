import Core
import Mail
import Storage

extension Tx {
    /// A colleague passed on what a customer wrote elsewhere (14): the conversation is the customer's, and the colleague's words are a note.
    /// Nil where it is nothing of the kind. Only a proven colleague may speak for somebody else.
    func receiveForwarded(
        _ forwarded: ForwardedMail, _ mail: MailMessage, _ from: NamedAddress, _ at: Instant, _ box: Mailbox.ID?, _ own: Set<String>,
        _ incoming: Intake.Incoming, _ mark: String, _ mailbox: Mailbox.ID?
    ) throws -> Intake.Outcome? {
        let writer = forwarded.from
        guard let staff = try db.staff(email: from.address), staff.isActive, try proof(of: mail, box) == .proven,
            !own.contains(writer.address.lowercased()), try db.staff(email: writer.address)?.isActive != true
        else { return nil }
        let customer = try self.customer(at: .email(writer.address), named: writer.name, origin: .mail)
        let conversation = try openConversation(
            with: customer.id, mailbox: box, channel: "email", subject: forwarded.subject, state: .new, at: at)
        // Its own id names the colleague's mail, which the customer never saw: an answer must not refer to it.
        let id = try insert(
            NewMessage(
                kind: .theirs, fromName: writer.name, fromAddress: writer.address, to: mail.to.map(\.address).joined(separator: ", "),
                subject: forwarded.subject, text: forwarded.text, visibleText: forwarded.text,
                attachments: Attachments.text(mail.attachments), at: at, matched: Threading.forwarded),
            into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        if !forwarded.comment.isEmpty {
            _ = try insert(
                NewMessage(
                    kind: .note, staff: staff.id, fromName: staff.name, subject: "", text: forwarded.comment,
                    visibleText: forwarded.comment), into: conversation.id)
        }
        try record(
            "message.received", customer: customer.id, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        try touched(customer.id)
        try owe(Duty.Request(kind: ReplyDuty.kind, subject: conversation.id.number, customer: customer.id, channel: "email", from: at))
        try derive(conversation.id)
        return .message(conversation: conversation.id.number)
    }
}
