import Core
import Foundation
import Language
import Mail
import Net
import Storage
import Web
import Synchronization

/// Sends what was answered. The message and its job were written in one transaction; each try has the same bytes and the same Message-ID, so
/// that a doubled delivery after a lost answer is one mail to the reader (55).
enum Outbox {
    static let kind = "mail.send"
    static func key(_ message: Message.ID) -> String { "mail.send:\(message)" }

    static func job(_ sender: Sending) -> JobKind {
        JobKind(kind, maxAttempts: 20) { job, shop in
            let words = job.payload.split(separator: " ").map(String.init)
            guard let id = words.first.flatMap({ Message.ID($0) }) else { throw Job.GiveUp("No message in the job") }
            try await send(id, only: words.dropFirst().compactMap { MailAddress($0) }, job, shop, sender)
        }
    }

    /// - Parameter only: who is still to get it, where the server took it for others already; none for all whom it names.
    private static func send(_ id: Message.ID, only: [MailAddress], _ job: Job, _ shop: Shop, _ sender: Sending) async throws {
        let found = try await shop.read { db -> (Message, Mailbox, Conversation, Message?)? in
            guard let message = try db.message(id), let conversation = try db.conversation(message.conversation),
                let box = try conversation.mailbox.flatMap({ try db.mailbox($0) })
            else { return nil }
            return (message, box, conversation, try quoted(by: message, db))
        }
        // Taken back meanwhile, or sent by the try before this one.
        guard let (message, box, conversation, quoted) = found, message.outState == .queued || (message.outState == .sent && !only.isEmpty)
        else { return }
        var mail: OutgoingMail
        do {
            mail = try compose(message, box, quoted, try await shop.read { try $0.files(of: id) }, shop)
        } catch let reason as Job.GiveUp {
            // Told in the conversation, where its author looks, and not only among the jobs.
            try await failed(id, conversation, reason.description, shop)
            return
        }
        if !only.isEmpty { mail.envelope = only }
        let result = await sender.send(mail, box, shop)
        if message.outState == .sent {
            try await settleCopies(result, of: id, to: only, job, shop)
            return
        }
        switch result {
        case .accepted(let answer, let refused):
            let main = refused.filter { message.isFor($0.recipient) }
            let mayPass = refused.filter(\.mayPass)
            if main.isEmpty {
                try await sent(id, conversation, box, answer, refused, shop)
            } else if main.allSatisfy(\.mayPass), job.attempts < lastTry {
                // The copies that went are not sent again.
                let left = "\(id) " + mayPass.map(\.recipient).joined(separator: " ")
                try await shop.write(as: .program("outbox")) { tx in
                    tx.silentByIntent = true
                    try tx.db.run("UPDATE job SET payload = \(left) WHERE id = \(job.id)")
                }
                throw Trouble(description: main.map(\.text).joined(separator: "; "))
            } else {
                try await failed(id, conversation, main.map { "\($0.recipient): \($0.text)" }.joined(separator: "; "), shop)
            }
        case .rejectedForGood(let code, let text, _): try await failed(id, conversation, "\(code) \(text)", shop)
        case .tryLater(let why, let code):
            let reason = why.detail.isEmpty ? why.cause.rawValue : why.detail
            // A wrong password is the mailbox's trouble, not the message's: keep trying, slowly, while somebody mends it.
            if job.attempts >= lastTry {
                try await failed(id, conversation, reason, shop)
                return
            }
            let said = [code.map(String.init), reason].compactMap { $0 }.joined(separator: " ")
            // A server that answers "later" works; one that cannot be reached is the mailbox's trouble.
            if code == nil, box.outProblem != why.cause.rawValue {
                try await shop.write(as: .program("outbox")) { tx in try tx.reportOut(why, of: box.id) }
            }
            try await delayed(message, conversation, said, shop)
            throw Trouble(description: said)
        case .unknownAfterData(let why):
            let reason = "No answer after the message was sent: \(why.cause.rawValue)"
            if job.attempts < lastTry { try await delayed(message, conversation, reason, shop) }
            if job.attempts >= lastTry {
                try await failed(id, conversation, reason, shop)
                return
            }
            throw Trouble(description: reason)
        }
    }

    /// One before the queue itself lays the job aside, so that it is told where its author looks.
    private static let lastTry = 19

    /// What became of copies that the server would not take at the first try.
    private static func settleCopies(_ result: SMTPResult, of id: Message.ID, to only: [MailAddress], _ job: Job, _ shop: Shop) async throws
    {
        let refused: [SMTPRefusal]
        switch result {
        case .accepted(_, let some): refused = some
        case .rejectedForGood(let code, let text, _): refused = only.map { SMTPRefusal(recipient: $0.text, code: code, text: text) }
        case .tryLater(let why, let code):
            refused = only.map {
                SMTPRefusal(recipient: $0.text, code: code ?? 400, text: why.detail.isEmpty ? why.cause.rawValue : why.detail)
            }
        case .unknownAfterData(let why): refused = only.map { SMTPRefusal(recipient: $0.text, code: 400, text: why.cause.rawValue) }
        }
        if let first = refused.first, refused.allSatisfy(\.mayPass), job.attempts < lastTry { throw Trouble(description: first.text) }
        guard !refused.isEmpty else { return }
        try await shop.write(as: .program("outbox")) { tx in
            for copy in refused { try tx.copyRefused(id, copy.recipient, copy.text, hard: !copy.mayPass) }
        }
    }

    /// Why a try did not work; the job queue tries again.
    struct Trouble: Error, CustomStringConvertible { var description: String }

    static func compose(
        _ message: Message, _ box: Mailbox, _ quoted: Message?, _ files: [OutgoingMail.Attachment], _ shop: Shop
    ) throws -> OutgoingMail {
        // What we add is in the language of the answer, which stays the same at every try.
        let language = TextLanguage.detect(message.plainText) ?? shop.language
        let t = Words(language, timeZone: shop.timeZone)
        var text = message.plainText
        var quote: (line: String, text: String)?
        // The mark that mail programs know a signature by (RFC 3676, section 4.3).
        if let signature = message.signature { text += "\n\n-- \n\(signature)" }
        if let quoted, !quoted.visibleText.isEmpty {
            let who = quoted.fromName.isEmpty ? quoted.fromAddress : quoted.fromName
            let line = t("On {date}, {name} wrote:", ["date": t.dateTime(quoted.at.milliseconds), "name": who])
            let old = quoted.visibleText.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ">" : "> " + $0 }
            text += "\n\n\(line)\n" + old.joined(separator: "\n")
            quote = (line, quoted.visibleText)
        }
        let name =
            message.fromName == box.name || message.fromName.isEmpty
            ? box.name : t("{person} from {shop}", ["person": message.fromName, "shop": box.name])
        guard let from = MailAddress(box.address) else { throw Job.GiveUp("The mailbox has no valid address") }
        let to = message.to.split(separator: ",").compactMap { MailAddress($0.trimmed) }
        guard !to.isEmpty else { throw Job.GiveUp("The recipient's address is not valid") }
        let copies = message.cc.split(separator: ",").compactMap { MailAddress($0.trimmed) }
        var outlook: [(name: String, value: String)] = []
        if let parent = quoted?.threadIndex,
            let index = ThreadIndex.child(of: parent, at: message.at.milliseconds, mark: UInt8(truncatingIfNeeded: message.id.number))
        {
            outlook = [("Thread-Index", index), ("Thread-Topic", Subject.topic(quoted?.subject ?? ""))]
        }
        return OutgoingMail(
            from: Mail.Mailbox(name: name, address: from), to: to.map { Mail.Mailbox(address: $0) },
            cc: copies.map { Mail.Mailbox(address: $0) },
            subject: message.subject,
            text: text,
            html: message.isFormatted
                ? FormattedMail.document(
                    MarkedHTML.mail.html(message.text), signature: message.signature, quote: quote, language: language) : nil,
            attachments: files,
            messageID: message.rfcID ?? "\(message.id)@\(box.domain)", inReplyTo: message.inReplyTo,
            references: message.references.split(separator: " ").map(String.init), date: message.at.milliseconds,
            extraHeaders: outlook, automatic: message.automatic != nil)
    }

    private static func sent(
        _ id: Message.ID, _ conversation: Conversation, _ box: Mailbox, _ answer: String, _ refused: [SMTPRefusal], _ shop: Shop
    ) async throws {
        try await shop.write(as: .program("outbox")) { tx in
            let before = try tx.db.message(id)
            try tx.db.run("UPDATE message SET out_state = \(Message.OutState.sent), out_error = NULL, out_at = \(tx.now) WHERE id = \(id)")
            for token in RelayID.tokens(in: answer) where token != before?.rfcID {
                try tx.db.run(
                    "INSERT INTO relay_id (token, message_id, at) VALUES (\(token), \(id), \(tx.now)) ON CONFLICT (token, message_id) DO NOTHING"
                )
            }
            if box.outProblem != nil { try tx.recoveredOut(box.id) }
            if let before, before.plannedFor != nil { try tx.settlePlanned(before) }
            for copy in refused {
                if copy.mayPass {
                    try tx.enqueue(
                        kind, key: "\(key(id)):\(copy.recipient)", payload: "\(id) \(copy.recipient)", at: tx.now + .seconds(30))
                } else {
                    try tx.copyRefused(id, copy.recipient, copy.text, hard: true)
                }
            }
            try tx.record(
                "message.sent", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
            // Some providers keep a copy of what they send by themselves: they get a moment to do so.
            if !box.servers.imap.host.isEmpty, box.sentFolder != "" {
                try tx.enqueue(filing, key: "\(filing):\(id)", payload: "\(id)", at: tx.now + .seconds(30))
            }
        }
    }

    // MARK: A copy among the sent mail

    static let filing = "mail.file"

    /// Puts a copy of what was sent into the mailbox's folder of sent mail, so that it is there in other programs too. Six tries; then the
    /// mail is only here.
    static func filingJob(_ sender: Sending) -> JobKind {
        JobKind(filing, maxAttempts: 6) { job, shop in
            guard let id = Message.ID(job.payload) else { throw Job.GiveUp("No message in the job") }
            let found = try await shop.read { db in try mail(of: id, shop, db) }
            guard let (mail, box) = found, let folder = box.sentFolder?.nonEmpty else { return }
            try await sender.file(mail, box, folder, shop)
        }
    }

    /// The mail of an answer as it was sent, made again from its row.
    private static func mail(of id: Message.ID, _ shop: Shop, _ db: Reader) throws -> (OutgoingMail, Mailbox)? {
        guard let message = try db.message(id), message.outState == .sent, let conversation = try db.conversation(message.conversation),
            let box = try conversation.mailbox.flatMap({ try db.mailbox($0) })
        else { return nil }
        return (try compose(message, box, try quoted(by: message, db), try db.files(of: id), shop), box)
    }

    /// What an answer quotes: the word of theirs that it answers, else the last one before it. Where two people's conversations became one,
    /// the last word may be the other's, whom this answer does not concern.
    private static func quoted(by message: Message, _ db: Reader) throws -> Message? {
        // What is passed on carries its words with it.
        if message.isForward { return nil }
        let answered: SQL = """
            CASE WHEN m.rfc_id = \(message.inReplyTo) THEN 0 ELSE 1 END
            """
        let found = try db.first(
            """
            SELECT \(Message.columns) FROM message m WHERE m.conversation_id = \(message.conversation) AND m.kind = 'theirs' AND m.automatic IS NULL
                AND m.id < \(message.id) AND \(Message.notAside)
            ORDER BY \(answered), m.id DESC LIMIT 1
            """
        ) { try Message(row: &$0) }
        return found?.rfcID == message.inReplyTo ? found : nil
    }

    /// The server did not take it and may later: whoever looks at the conversation sees why, once.
    private static func delayed(_ message: Message, _ conversation: Conversation, _ reason: String, _ shop: Shop) async throws {
        guard message.outError != reason else { return }
        try await shop.write(as: .program("outbox")) { tx in
            try tx.db.run("UPDATE message SET out_error = \(reason) WHERE id = \(message.id) AND out_state = \(Message.OutState.queued)")
            if message.outError == nil {
                try tx.record(
                    "message.delayed", customer: conversation.customer, subject: conversation.eventSubject,
                    data: ["message": Event.Fact(message.id)])
            } else {
                tx.silentByIntent = true
            }
        }
    }

    /// The author sees it in the conversation, not only in a log; and the answer is owed again (54).
    private static func failed(_ id: Message.ID, _ conversation: Conversation, _ reason: String, _ shop: Shop) async throws {
        try await shop.write(as: .program("outbox")) { tx in
            try tx.db.run("UPDATE message SET out_state = \(Message.OutState.failed), out_error = \(reason) WHERE id = \(id)")
            try tx.record(
                "message.failed", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
            // Only what is said of the address itself; a refusal of our server or of these words says nothing of it.
            if reason.contains("5.1."), let message = try tx.db.message(id) { try tx.cameBack(message.to, .hard, reason: reason) }
            // What a machine of ours had to say ends no duty, so nothing is owed again for it.
            guard let known = try tx.db.conversation(conversation.id), try tx.db.message(id)?.automatic == nil else { return }
            try tx.oweAgain(known, author: try tx.db.message(id)?.staff)
        }
    }
}

extension Tx {
    /// An answer did not arrive: the conversation is open, and its owner, or whoever wrote, owes another.
    func oweAgain(_ conversation: Conversation, author: Staff.ID?) throws {
        guard !conversation.state.isGone else { return }
        if let state = conversation.state.after(.reopen) { try move(conversation, to: state) }
        try owe(
            Duty.Request(
                kind: ReplyDuty.kind, subject: conversation.id.number, customer: conversation.customer, channel: "email", from: now),
            owner: conversation.owner ?? author)
        try derive(conversation.id)
    }
}

/// The way out. Handed in, so that tests see what would be sent.
public struct Sending: Sendable {
    var send: @Sendable (OutgoingMail, Mailbox, Shop) async -> SMTPResult
    /// Keeps a copy in the mailbox's folder of sent mail, unless one lies there.
    var file: @Sendable (OutgoingMail, Mailbox, _ folder: String, Shop) async throws -> Void

    public init(
        file: @escaping @Sendable (OutgoingMail, Mailbox, String, Shop) async throws -> Void = { _, _, _, _ in },
        _ send: @escaping @Sendable (OutgoingMail, Mailbox, Shop) async -> SMTPResult
    ) {
        self.send = send
        self.file = file
    }

    /// By SMTP, as the mailbox is set up.
    public static var smtp: Sending {
        let senders = SenderPool()
        return Sending(file: appendToSent) { mail, box, shop in
            if box.servers.smtp.host.isEmpty { return SampleMail.result(mail, box) }
            guard let secret = try? box.open(shop.key) else {
                return .tryLater(
                    ConnectionExplanation(.other, detail: "The password of this mailbox cannot be read with this key."), code: nil)
            }
            let credentials = secret.smtpUser.isEmpty ? nil : Credentials(user: secret.smtpUser, password: secret.smtpPassword)
            return await senders.sender(MailTrust.now(box.servers)).send(
                from: box.address, recipients: mail.recipients.map(\.text), bytes: mail.encoded, via: box.servers.smtp,
                credentials: credentials, ehloName: box.domain)
        }
    }
}

extension Sending {
    /// By IMAP, into the folder that the server or its name says is for sent mail.
    private static func appendToSent(_ mail: OutgoingMail, _ box: Mailbox, _ folder: String, _ shop: Shop) async throws {
        let connection = try await box.connect(shop)
        do {
            _ = try await connection.select(folder)
            if try await connection.uids(messageID: mail.messageID).isEmpty {
                _ = try await connection.append(mail.encoded, to: folder, date: Date(timeIntervalSince1970: Double(mail.date) / 1000))
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}

/// One sender, with its threads, for each trust.
private final class SenderPool: Sendable {
    private let senders = Mutex<[Trust: SMTPSender]>([:])
    func sender(_ trust: Trust) -> SMTPSender {
        senders.withLock { senders in
            if let known = senders[trust] { return known }
            let made = SMTPSender(trust: trust)
            senders[trust] = made
            return made
        }
    }
}
