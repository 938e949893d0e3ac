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
        /// The bytes as they are kept, and what the mail is found by where its sender wrote it: made while others are written.
        fileprivate(set) var packed: [UInt8]?
        fileprivate(set) var terms: Set<String>?
        public init(_ bytes: [UInt8], receivedAt: Instant? = nil, wholeSize: Int? = nil) {
            self.bytes = bytes
            self.wholeSize = wholeSize
            self.receivedAt = receivedAt
        }
    }
    public enum Outcome: Sendable, Equatable {
        case message(conversation: Int64)
        case known
        /// A letter of the past, further back than was asked for.
        case older
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
        let language = shop.language
        return Reading(
            mails: batch.map { mail in
                Task {
                    var mail = mail
                    mail.packed = Compressed.pack(mail.bytes)
                    do {
                        let message = try await workers.parse(mail.bytes)
                        mail.terms = message.from.first.map { MessageTerms.terms(of: message, from: $0, fallback: language) }
                        return Read(mail: mail, result: .success(message))
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
                            let outcome: Outcome
                            switch source {
                            case .news: outcome = try tx.receive(message, mail, mailbox: mailbox, own: own)
                            case .history: outcome = try tx.receive(message, mail, mailbox: mailbox, own: own, isHistory: true)
                            case .maildrop(_, past: nil): outcome = try tx.receive(message, mail, mailbox: mailbox, own: own)
                            case .maildrop(_, let past?):
                                outcome = try tx.receivePast(message, mail, of: past, mailbox: mailbox, own: own)
                            case .sent(_, let since):
                                outcome = try tx.receiveSent(
                                    message, mail, mailbox: mailbox, own: own, isHistory: (mail.receivedAt ?? tx.now) < since)
                            }
                            if case .message = outcome { try tx.proveSender(message, mailbox, at: mail.receivedAt ?? tx.now) }
                            return outcome
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
