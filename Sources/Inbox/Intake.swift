import Core
import Foundation
import Mail
import Net
import Secrets
import Storage

/// Takes mail in: parsed in the worker, then written in one transaction with whatever follows from it. A mail is acknowledged to its source
/// only after that transaction; the same mail twice is one message; a mail that cannot be read is parked and the next one goes on.
public struct Intake: Sendable {
    public struct Incoming: Sendable {
        public var bytes: [UInt8]
        /// When it reached the mailbox; nil for now.
        public var receivedAt: Instant?
        /// Bytes of the whole mail where it is too large and only its header is here.
        public var wholeSize: Int?
        /// The bytes as they are kept, made while others are written.
        fileprivate(set) var packed: [UInt8]?
        public init(_ bytes: [UInt8], receivedAt: Instant? = nil, wholeSize: Int? = nil) {
            self.bytes = bytes
            self.wholeSize = wholeSize
            self.receivedAt = receivedAt
        }
    }
    public enum Outcome: Sendable, Equatable {
        case message(conversation: Int64)
        case known
        case parked(String)
        /// Laid aside with a reason (``HeldMail/Reason``).
        case held(String)
    }

    /// Larger mails come with their header alone.
    static let mostBytes = BatchLimits().message

    let shop: Shop
    let workers: ParseWorkers
    public init(_ shop: Shop, workers: ParseWorkers) {
        self.shop = shop
        self.workers = workers
    }

    /// Where a batch comes from, and what is to be remembered of it in the same transaction.
    enum Source: Sendable {
        /// What has just come, also from a pipe or a file.
        case news(FetchPosition?)
        /// What lay there when the mailbox was connected: inert.
        case history(MailHistory)
        /// Letters of a maildrop, by its server's ids; with a `past` those that lay there when it was connected.
        case maildrop([String], past: MailHistory?)
        /// The folder of what was sent from other programs; older than `since` is inert.
        case sent(FetchPosition, since: Instant)
    }

    /// Takes a batch in, in one durable transaction, and moves the mailbox's position with it.
    @discardableResult public func take(_ batch: [Incoming], mailbox: Mailbox.ID?, position: FetchPosition? = nil) async throws -> [Outcome]
    {
        try await take(batch, mailbox: mailbox, from: .news(position))
    }

    @discardableResult func take(_ batch: [Incoming], mailbox: Mailbox.ID?, from source: Source) async throws -> [Outcome] {
        try await take(read(batch), mailbox: mailbox, from: source)
    }

    /// A mail and what the workers made of it, in one value: no index can put one person's words over another's mail. With optimisation
    /// Swift 6.3.1 did that with a tuple that came out of a task group.
    fileprivate struct Read: Sendable {
        let mail: Incoming
        let result: Result<MailMessage, ParseFailure>
    }

    /// A batch that the workers are reading, for ``take(_:mailbox:)``.
    public struct Reading: Sendable {
        fileprivate let mails: [Task<Read, any Error>]
    }

    /// Begins to read a batch, so that the next one is read while this one is written.
    public func read(_ batch: [Incoming]) -> Reading {
        let workers = workers
        return Reading(
            mails: batch.map { mail in
                Task {
                    var mail = mail
                    mail.packed = Compressed.pack(mail.bytes)
                    do {
                        return Read(mail: mail, result: .success(try await workers.parse(mail.bytes)))
                    } catch let failure as ParseFailure {
                        // No reader could be started: that is our trouble, not the mail's, which stays with its source and comes again.
                        if case .unavailable = failure { throw failure }
                        return Read(mail: mail, result: .failure(failure))
                    }
                }
            })
    }

    /// Takes in what was read, as ``take(_:mailbox:position:)`` does.
    @discardableResult public func take(_ reading: Reading, mailbox: Mailbox.ID?) async throws -> [Outcome] {
        try await take(reading, mailbox: mailbox, from: .news(nil))
    }

    private func take(_ reading: Reading, mailbox: Mailbox.ID?, from source: Source) async throws -> [Outcome] {
        var all: [Read] = []
        all.reserveCapacity(reading.mails.count)
        for mail in reading.mails { all.append(try await mail.value) }
        let batch = all
        return try await shop.write(as: .program("mail in")) { tx in
            if let mailbox { try tx.keep(source, of: mailbox) }
            let own = try tx.db.ownAddresses()
            let outcomes = try batch.map { read in
                let mail = read.mail
                switch read.result {
                case .failure(let failure): return try tx.park(mail, mailbox: mailbox, reason: failure.description)
                case .success(let message):
                    do {
                        return try tx.db.savepoint {
                            switch source {
                            case .news: try tx.receive(message, mail, mailbox: mailbox, own: own)
                            case .history: try tx.receive(message, mail, mailbox: mailbox, own: own, isHistory: true)
                            case .maildrop(_, past: nil): try tx.receive(message, mail, mailbox: mailbox, own: own)
                            case .maildrop(_, let past?):
                                try tx.receivePast(message, mail, of: past, mailbox: mailbox, own: own)
                            case .sent(_, let since):
                                try tx.receiveSent(
                                    message, mail, mailbox: mailbox, own: own, isHistory: (mail.receivedAt ?? tx.now) < since)
                            }
                        }
                    } catch let error as StorageError where error == .busy {
                        throw error
                    } catch {
                        return try tx.park(mail, mailbox: mailbox, reason: String(describing: error))
                    }
                }
            }
            if let mailbox { try tx.learnJudge(of: mailbox) }
            return outcomes
        }
    }

    /// Tries a parked mail again, after a mistake of ours was mended.
    public func retry(_ id: ID<ParkedMail>) async throws -> Outcome? {
        let found = try await shop.read { db in
            try db.first("SELECT mailbox_id, bytes FROM parked_mail WHERE id = \(id)") { row in
                (try row.next(Mailbox.ID?.self), try Compressed.unpack(try row.next([UInt8].self), limit: MailLimits().message))
            }
        }
        guard let (mailbox, bytes) = found else { return nil }
        let message: MailMessage
        do { message = try await workers.parse(bytes) } catch let failure as ParseFailure { return .parked(failure.description) }
        return try await shop.write(as: .program("mail in")) { tx in
            let outcome = try tx.receive(message, Incoming(bytes), mailbox: mailbox, own: try tx.db.ownAddresses(), isReleased: true)
            try tx.db.run("DELETE FROM parked_mail WHERE id = \(id)")
            try tx.record("mail.unparked")
            return outcome
        }
    }
}

extension Intake.Incoming {
    /// The bytes as the database keeps them.
    var kept: [UInt8] { packed ?? Compressed.pack(bytes) }
}

public struct ParkedMail: Sendable {
    public var id: ID<ParkedMail>
    public var size: Int
    public var reason: String
    public var at: Instant
    /// What its first lines say of sender and subject, as far as they can be read without understanding the mail.
    public var glance: String
}

extension ParkedMail {
    fileprivate static func glance(_ packed: [UInt8]) -> String {
        guard let bytes = try? Compressed.unpack(packed, limit: MailLimits().message) else { return "" }
        let lines = String(decoding: bytes.prefix(8_000), as: UTF8.self).split(whereSeparator: \.isNewline).prefix(80)
        return ["from:", "subject:"].compactMap { name in
            lines.first { $0.lowercased().hasPrefix(name) }.map {
                String($0.dropFirst(name.count).prefix(120)).trimmingCharacters(in: .whitespaces)
            }
        }.joined(separator: " · ")
    }
}

extension Reader {
    func parkedMailCount() throws -> Int { try value("SELECT count(*) FROM parked_mail", as: Int.self) ?? 0 }

    func parkedMail(limit: Int = 100) throws -> [ParkedMail] {
        try all("SELECT id, size, reason, at, bytes FROM parked_mail ORDER BY id DESC LIMIT \(limit)") { row in
            ParkedMail(
                id: try row.next(), size: try row.next(), reason: try row.next(), at: try row.next(),
                glance: ParkedMail.glance(try row.next()))
        }
    }
}

extension Tx {
    func park(_ mail: Intake.Incoming, mailbox: Mailbox.ID?, reason: String) throws -> Intake.Outcome {
        try db.run(
            """
            INSERT INTO parked_mail (id, mailbox_id, bytes, size, reason, at)
            VALUES (\(newID(ParkedMail.self)), \(mailbox), \(mail.kept), \(mail.bytes.count), \(String(reason.prefix(2000))), \(now))
            """)
        try record("mail.parked")
        return .parked(reason)
    }

    /// One mail becomes one message, in the conversation it belongs to or in a new one.
    ///
    /// - Parameters:
    ///   - isHistory: it lay in the folder when the mailbox was connected: it is kept and shown, and nothing follows from it.
    ///   - isReleased: somebody has looked at it and lets it in.
    func receive(
        _ mail: MailMessage, _ incoming: Intake.Incoming, mailbox: Mailbox.ID?, own: Set<String>, isHistory: Bool = false,
        isReleased: Bool = false
    ) throws -> Intake.Outcome {
        let from = mail.from.first ?? NamedAddress(address: "unknown@invalid")
        let mark = Self.mark(mail, incoming)
        // The same mail to two of our addresses is one message (7); each mailbox remembers that it has seen it (6).
        let erased = ErasedMail.mark(mark)
        if let known = try db.first(
            "SELECT message_id, mark FROM mail_seen WHERE mark IN \([mark, erased]) LIMIT 1",
            { row in (message: try row.next(Message.ID?.self), mark: try row.next(String.self)) })
        {
            try see(known.mark, mailbox, known.message)
            return .known
        }
        if let outcome = try receiveNoticeMail(mail, incoming, mark: mark, mailbox: mailbox, isPast: isHistory) { return outcome }
        if try isTestMail(mail, mailbox: mailbox) {
            try see(mark, mailbox, nil)
            return .known
        }
        let box = try mailbox ?? db.mailbox(for: mail)
        // A web form sends from our own address and names the visitor in Reply-To.
        let isOwn = own.contains(from.address.lowercased())
        let rules = try db.rules(of: box)
        let writer = isOwn || rules.takesReplyTo ? mail.replyTo.first ?? from : from
        let isLoop = isOwn && mail.replyTo.isEmpty
        let automatic = mail.automatic ?? (isLoop ? "own address" : nil) ?? (mail.bounce == nil ? nil : "bounce")
        var match = try Threading.match(mail, sender: writer.address, key: shop.key, db, isHistory: isHistory)
        if !isHistory { match = try apply(rules, to: match, mail, from: writer.address, box, isAutomatic: automatic != nil) }
        let at = incoming.receivedAt.map { min($0, now) } ?? now
        if incoming.receivedAt != nil, try wasErased(writer.address, at: at) {
            try see(erased, mailbox, nil)
            return .known
        }
        if isHistory {
            return try receivePast(mail, writer, at: at, automatic: automatic, match: match, box: box, incoming, mark, mailbox)
        }

        if let bounce = mail.bounce, let conversation = try tie(bounce) {
            let message = try insert(message(mail, from, at: at, automatic: automatic, matched: "bounce"), into: conversation)
            try finish(message, incoming, mark, mailbox)
            return .message(conversation: conversation.number)
        }

        if !isReleased,
            let reason = try reasonToHold(
                mail, from: writer.address, automatic: automatic, isAnswer: match?.isAllowed == true)
        {
            return try hold(mail, from: writer, incoming, mark: mark, mailbox: mailbox, box: box, reason)
        }
        if automatic == nil {
            try worksAgain(writer.address)
            // Somebody we wrote to first tells their name by answering.
            if match != nil, !writer.name.isEmpty, let known = try db.customer(at: .email(writer.address)), known.name.isEmpty {
                try rename(known.id, to: writer.name)
            }
        }
        if let match, match.isAllowed, automatic == nil, let conversation = try db.conversation(match.conversation),
            try db.isOutsider(writer.address, in: conversation)
        {
            return try receiveAside(mail, writer, at, conversation, incoming, mark, mailbox)
        }
        if let match, match.isAllowed, let conversation = try db.conversation(match.conversation) {
            var rule = match.rule
            if let staff = try db.staff(email: writer.address), staff.isActive, automatic == nil {
                // Whoever knows an id can write a colleague's address into From: only what our own mail server vouches for ends a duty (3).
                if try proof(of: mail, box) == .proven {
                    return try receiveOwnAnswer(mail, from, staff, at, conversation, match, incoming, mark, mailbox)
                }
                rule += ", colleague not proven"
            }
            let id = try insert(message(mail, writer, at: at, automatic: automatic, matched: rule), into: conversation.id)
            try finish(id, incoming, mark, mailbox)
            if automatic == nil {
                try wake(conversation, message: id, at: at)
                try answerLarge(incoming, mail, from: writer, in: conversation, own: own)
            } else {
                try record(
                    heard(automatic), customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)]
                )
            }
            return .message(conversation: conversation.id.number)
        }

        if match == nil, automatic == nil, let forwarded = mail.forwarded,
            let outcome = try receiveForwarded(forwarded, mail, from, at, box, own, incoming, mark, mailbox)
        {
            return outcome
        }

        let customer = try self.customer(at: .email(writer.address), named: writer.name)
        let conversation = try openConversation(
            with: customer.id, mailbox: box, channel: "email", subject: mail.subject, state: automatic == nil ? .new : .solved,
            follows: match?.conversation, at: at)
        let id = try insert(
            message(
                mail, writer, at: at, automatic: automatic,
                matched: match.map { Threading.isNewOne($0.rule) ? $0.rule : "\($0.rule), sender has no part in it" }),
            into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        try record(heard(automatic), customer: customer.id, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        if automatic == nil {
            try touched(customer.id)
            try owe(Duty.Request(kind: ReplyDuty.kind, subject: conversation.id.number, customer: customer.id, channel: "email", from: at))
            try derive(conversation.id)
            try answerLarge(incoming, mail, from: writer, in: conversation, own: own)
        }
        return .message(conversation: conversation.id.number)
    }

    /// What the mailbox's rules make of a match: one that is long over begins anew, and a subject can do where no id does.
    private func apply(
        _ rules: MailRules, to match: Threading.Match?, _ mail: MailMessage, from address: String, _ box: Mailbox.ID?, isAutomatic: Bool
    ) throws -> Threading.Match? {
        if isAutomatic { return match }
        if var match, match.isAllowed, let days = rules.newAfterDays, let known = try db.conversation(match.conversation),
            known.state == .solved, known.changedAt < now - .seconds(days * 86_400), try db.staff(email: address)?.isActive != true
        {
            match.isAllowed = false
            match.rule = Threading.longSolved
            return match
        }
        if match == nil, let days = rules.sameSubjectDays,
            let known = try db.sameSubject(mail.subject, from: address, mailbox: box, since: now - .seconds(days * 86_400))
        {
            return Threading.Match(conversation: known.id, rule: Threading.sameSubject, isAllowed: true)
        }
        return match
    }

    /// What tells the same mail again, wherever it comes from.
    static func mark(_ mail: MailMessage, _ incoming: Intake.Incoming) -> String {
        let from = mail.from.first?.address ?? "unknown@invalid"
        return mail.messageId.map { "id:\($0) \(from)" } ?? "sha:" + Hex.encode(Digest.sha256(incoming.bytes))
    }

    /// A letter of the past: kept, found and shown. Nobody owes anything for it, and nobody is told.
    private func receivePast(
        _ mail: MailMessage, _ writer: NamedAddress, at: Instant, automatic: String?, match: Threading.Match?, box: Mailbox.ID?,
        _ incoming: Intake.Incoming, _ mark: String, _ mailbox: Mailbox.ID?
    ) throws -> Intake.Outcome {
        // A machine's mail of long ago belongs nowhere but to what it reports on.
        if automatic != nil, match?.isAllowed != true { return .known }
        let known = try match.flatMap { $0.isAllowed ? try db.conversation($0.conversation) : nil }
        let conversation =
            try known
            ?? inert {
                let customer = try self.customer(at: .email(writer.address), named: writer.name)
                return try openConversation(
                    with: customer.id, mailbox: box, channel: "email", subject: mail.subject, state: .solved, follows: match?.conversation,
                    at: at)
            }
        var new = message(mail, writer, at: at, automatic: automatic, matched: match?.rule)
        new.isHistory = true
        let id = try insert(new, into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        if automatic == nil {
            try touched(conversation.customer, at: at)
            try remember("message.received", id, conversation, at: at)
        }
        return .message(conversation: conversation.id.number)
    }

    func remember(_ kind: Event.Kind, _ message: Message.ID, _ conversation: Conversation, at: Instant) throws {
        try remember(
            PastEvent(
                kind, at: at, actor: actor, customer: conversation.customer, subject: conversation.eventSubject,
                data: ["message": Event.Fact(message)]))
    }

    /// The customer wrote: the conversation is open again, and its owner owes an answer.
    private func wake(_ conversation: Conversation, message: Message.ID, at: Instant) throws {
        try stopPlannedAnswers(in: conversation.id)
        let conversation = try db.conversation(conversation.id) ?? conversation
        if let state = conversation.state.after(.message) { try move(conversation, to: state) }
        try touched(conversation.customer)
        try record(
            "message.received", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(message)])
        try oweAnswer(in: conversation, from: at)
    }

    /// Whoever has the conversation owes an answer from `at` on, or its line where nobody has it. What is put off wakes (72).
    func oweAnswer(in conversation: Conversation, from at: Instant) throws {
        let last = try conversation.owner.flatMap { try db.staff($0) }
        let owner = last?.isActive == true ? last?.id : nil
        let duty = try owe(
            Duty.Request(
                kind: ReplyDuty.kind, subject: conversation.id.number, customer: conversation.customer, channel: "email", from: at),
            owner: owner, line: owner == nil ? conversation.line : nil)
        if duty.snoozedUntil != nil { try snooze(duty.id, until: nil) }
        try derive(conversation.id)
    }

    /// A colleague answered from a mail program of their own (69): it counts as our answer and is not sent again.
    private func receiveOwnAnswer(
        _ mail: MailMessage, _ from: NamedAddress, _ staff: Staff, _ at: Instant, _ conversation: Conversation, _ match: Threading.Match,
        _ incoming: Intake.Incoming, _ mark: String, _ mailbox: Mailbox.ID?
    ) throws -> Intake.Outcome {
        var new = message(mail, from, at: at, automatic: nil, matched: match.rule)
        new.kind = .ours
        new.staff = staff.id
        let id = try insert(new, into: conversation.id)
        try finish(id, incoming, mark, mailbox)
        if let state = conversation.state.after(.reply) { try move(conversation, to: state) }
        try record(
            "message.answered", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        try fulfil(ReplyDuty.kind, about: conversation.id.number, outcome: "answered")
        try derive(conversation.id)
        return .message(conversation: conversation.id.number)
    }

    /// A bounce belongs to the mail that bounced: that message turns red and its owner sees it (32).
    private func tie(_ bounce: Bounce) throws -> Conversation.ID? {
        guard let original = bounce.originalMessageId, bounce.action != "delivered", bounce.action != "relayed",
            let message = try db.first(
                "SELECT \(Message.columns) FROM message m WHERE m.rfc_id = \(original) AND m.kind = 'ours'", { try Message(row: &$0) })
        else { return nil }
        let reason = [bounce.diagnostic, bounce.status].compactMap { $0 }.first ?? ""
        try cameBack(bounce.recipient ?? message.to, bounce.isPermanent ? .hard : .soft, reason: reason)
        if bounce.isPermanent {
            try db.run("UPDATE message SET out_state = \(Message.OutState.failed), out_error = \(reason) WHERE id = \(message.id)")
            // What did not arrive is owed again, as when our own mail server refuses it.
            if message.automatic == nil, let conversation = try db.conversation(message.conversation) {
                try oweAgain(conversation, author: message.staff)
            }
        }
        try record(
            "message.bounced", customer: try db.conversation(message.conversation)?.customer,
            subject: Event.Subject("conversation", message.conversation), data: ["message": Event.Fact(message.id)])
        return message.conversation
    }

    private func heard(_ automatic: String?) -> Event.Kind { automatic == nil ? "message.received" : "message.noticed" }

    func message(_ mail: MailMessage, _ from: NamedAddress, at: Instant, automatic: String?, matched: String?) -> NewMessage {
        NewMessage(
            kind: .theirs, fromName: from.name, fromAddress: from.address, to: mail.to.map(\.address).joined(separator: ", "),
            cc: mail.cc.map(\.address).joined(separator: ", "), subject: mail.subject, text: mail.text, visibleText: mail.visibleText,
            html: mail.html?.markup, attachments: Attachments.text(mail.attachments), at: at, rfcID: mail.messageId,
            inReplyTo: mail.inReplyTo,
            references: mail.references.joined(separator: " "), automatic: automatic, matched: matched,
            proof: mail.authenticationResults.isEmpty ? nil : mail.authenticationResults.prefix(8).joined(separator: "\n"),
            threadIndex: mail.threadIndex)
    }

    func finish(_ id: Message.ID, _ mail: Intake.Incoming, _ mark: String, _ mailbox: Mailbox.ID?) throws {
        try db.run("INSERT INTO raw_message (message_id, bytes, size) VALUES (\(id), \(mail.kept), \(mail.bytes.count))")
        if let size = mail.wholeSize { try db.run("UPDATE message SET whole_size = \(size) WHERE id = \(id)") }
        try see(mark, mailbox, id)
    }

    func see(_ mark: String, _ mailbox: Mailbox.ID?, _ message: Message.ID?) throws {
        silentByIntent = true
        try db.run(
            """
            INSERT INTO mail_seen (mailbox_id, mark, message_id, at) VALUES (\(mailbox?.number ?? 0), \(mark), \(message), \(now))
            ON CONFLICT (mailbox_id, mark) DO NOTHING
            """)
    }
}

extension Reader {
    /// The mailbox that a mail from a pipe is for: by where it was delivered, then by whom it names, else the first.
    func mailbox(for mail: MailMessage) throws -> Mailbox.ID? {
        for address in mail.deliveredTo + (mail.to + mail.cc).map(\.address) {
            if let box = try mailbox(address: address) { return box.id }
        }
        return try value("SELECT id FROM mailbox ORDER BY id LIMIT 1", as: Mailbox.ID.self)
    }
}

/// What is kept of a mail's parts beside its text: enough to list them; the bytes stay in the raw message.
enum Attachments {
    static func text(_ parts: [MailAttachment]) -> String {
        guard !parts.isEmpty, let data = try? JSONEncoder().encode(parts) else { return "[]" }
        return String(decoding: data, as: UTF8.self)
    }
    static func list(_ text: String) -> [MailAttachment] {
        text == "[]" ? [] : (try? JSONDecoder().decode([MailAttachment].self, from: Data(text.utf8))) ?? []
    }
}
