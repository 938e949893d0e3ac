import Core
import Mail
import Net
import Secrets
import Storage

/// Mail to the shop's own people. It leaves by a mailbox of the shop, says of itself that a machine wrote it (RFC 3834), and carries an id that
/// tells every answer to it: none of these becomes a customer's conversation (28).
enum StaffLetters {
    static func post(_ sender: Sending) -> StaffPost {
        StaffPost(
            send: { letter, shop in
                let box = try? await shop.read { try $0.letterBox() }
                guard let box = box.flatMap({ $0 }) else { return .later("No mailbox is connected") }
                guard let mail = compose(letter, box, shop.key) else { return .refused("The address is not valid") }
                switch await sender.send(mail, box, shop) {
                case .accepted(_, let refused):
                    return refused.isEmpty ? .sent : .refused(refused.map(\.text).joined(separator: "; "))
                case .rejectedForGood(let code, let text, _): return .refused("\(code) \(text)")
                case .tryLater(let why, _): return .later(why.detail.isEmpty ? why.cause.rawValue : why.detail)
                case .unknownAfterData(let why): return .later("No answer after the mail was sent: \(why.cause.rawValue)")
                }
            },
            obstacle: { address, db in
                if try db.letterBox() == nil { return .noMailbox }
                return try db.ownAddresses().contains(address.lowercased()) ? .ownMailbox : nil
            })
    }

    static func compose(_ letter: StaffLetter, _ box: Inbox.Mailbox, _ key: [UInt8]) -> OutgoingMail? {
        guard let from = MailAddress(box.address), let to = MailAddress(letter.address) else { return nil }
        return OutgoingMail(
            from: Mail.Mailbox(name: box.name, address: from), to: [Mail.Mailbox(name: letter.name, address: to)], subject: letter.subject,
            text: letter.text, messageID: messageID(letter.id, domain: box.domain, key: key), date: letter.at.milliseconds, automatic: true)
    }

    /// `<notice.{letter}.{code}@{domain}>`: the code is keyed, so that nobody makes one up to keep a mail out.
    static func messageID(_ letter: Int64, domain: String, key: [UInt8]) -> String { "notice.\(letter).\(code(letter, key))@\(domain)" }

    private static func code(_ letter: Int64, _ key: [UInt8]) -> String {
        Hex.encode(Array(HMAC.sha256(key: key, Array("notice \(letter)".utf8)).prefix(10)))
    }

    /// The letter that we signed into an id; nil where it is no such id.
    static func letter(_ rfcID: String, key: [UInt8]) -> Int64? {
        guard let local = rfcID.split(separator: "@", maxSplits: 1).first else { return nil }
        let parts = local.split(separator: ".")
        guard parts.count == 3, parts[0] == "notice", let letter = Int64(parts[1]),
            equalInConstantTime(Array(code(letter, key).utf8), Array(parts[2].lowercased().utf8))
        else { return nil }
        return letter
    }
}

extension Reader {
    /// The mailbox by which mail to staff leaves: the first that is read and can send. Word of one that is not goes by another.
    func letterBox() throws -> Inbox.Mailbox? {
        let active = try mailboxes().filter(\.isActive)
        return active.first { $0.problem == nil } ?? active.first
    }
}

extension Tx {
    /// Mail that belongs to a notice of ours, and to no customer: the notice itself in a folder of ours, its bounce, a machine's answer, or a
    /// colleague's, which waits on the page of held mail. Nil for all other mail.
    func receiveNoticeMail(
        _ mail: MailMessage, _ incoming: Intake.Incoming, mark: String, mailbox: Inbox.Mailbox.ID?, isPast: Bool = false
    ) throws -> Intake.Outcome? {
        if let id = mail.messageId, StaffLetters.letter(id, key: shop.key) != nil { return .known }
        if let bounce = mail.bounce, let letter = bounce.originalMessageId.flatMap({ StaffLetters.letter($0, key: shop.key) }) {
            try see(mark, mailbox, nil)
            if bounce.isPermanent { try noticeLetterCameBack(letter, [bounce.diagnostic, bounce.status].compactMap { $0 }.first ?? "") }
            return .known
        }
        let named = [mail.inReplyTo].compactMap { $0 } + mail.references
        guard named.prefix(50).contains(where: { StaffLetters.letter($0, key: shop.key) != nil }) else { return nil }
        // A customer to whom somebody forwarded a notice writes as a customer.
        guard let from = mail.from.first, try mail.automatic != nil || db.staff(email: from.address) != nil else { return nil }
        guard mail.automatic == nil, !isPast else {
            try see(mark, mailbox, nil)
            return .known
        }
        return try hold(mail, from: from, incoming, mark: mark, mailbox: mailbox, box: mailbox, .notice)
    }
}
