import Core
import Foundation
import Net
import Secrets
import Storage

/// A mail account that the shop reads and sends from.
public struct Mailbox: Sendable {
    public typealias ID = Storage.ID<Mailbox>

    /// Where its servers are. Passwords are kept apart, sealed.
    public struct Servers: Codable, Sendable, Equatable {
        /// The way in: IMAP where the provider has it.
        public enum Reading: String, Codable, Sendable { case imap, pop3 }

        /// The server that mail is read from, whichever way.
        public var imap: ServerAddress
        public var smtp: ServerAddress
        public var trust: Trust
        /// Nil as in rows of a time when there was IMAP alone.
        private var reading: Reading?
        public var isPOP3: Bool { reading == .pop3 }
        public init(imap: ServerAddress, smtp: ServerAddress, trust: Trust = .system, reading: Reading = .imap) {
            self.reading = reading == .imap ? nil : reading
            self.imap = imap
            self.smtp = smtp
            self.trust = trust
        }
    }
    /// What is sealed.
    struct Secret: Codable, Sendable {
        var imapUser: String
        var imapPassword: String
        var smtpUser: String
        var smtpPassword: String
    }

    public var id: ID
    /// The name customers see: "Fırın Bakery".
    public var name: String
    public var address: String
    public var folder: String
    public var servers: Servers
    var secret: [UInt8]
    public var isActive: Bool
    var position: FetchPosition?
    public var fetchedAt: Instant?
    /// Why it was not read the last time, as a cause of ``ConnectionExplanation``.
    public var problem: String?
    public var problemDetail: String?
    public var problemAt: Instant?
    /// The same of what leaves by it: no connection could be used the last time.
    public var outProblem: String?
    public var outProblemAt: Instant?
    /// The name that the mailbox's own server writes its findings about senders under; nil while it is not known. See ``SenderProof``.
    public var judge: String?
    /// Where mail lies that was sent from other programs; nil while nobody has looked, empty where there is none.
    var sentFolder: String?
    var sentPosition: FetchPosition?
    var history: MailHistory?
    public var createdAt: Instant
    /// What stands below all answers that leave by it: the shop's name, street, telephone.
    public var signature: String

    static let columns: SQL = """
        id, name, address, folder, servers, secret, is_active, uid_validity, last_uid, fetched_at, problem, problem_detail, problem_at,
        judge, sent_folder, sent_uid_validity, sent_last_uid, history, created_at, signature, out_problem, out_problem_at
        """

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        address = try row.next()
        folder = try row.next()
        servers = try JSONDecoder().decode(Servers.self, from: Data(try row.next(String.self).utf8))
        secret = try row.next()
        isActive = try row.next()
        let validity = try row.next(Int64?.self)
        let last = try row.next(Int64.self)
        position = validity.map { FetchPosition(uidValidity: UInt32(truncatingIfNeeded: $0), lastUID: UInt32(truncatingIfNeeded: last)) }
        fetchedAt = try row.next()
        problem = try row.next()
        problemDetail = try row.next()
        problemAt = try row.next()
        judge = try row.next()
        sentFolder = try row.next()
        let sentValidity = try row.next(Int64?.self)
        let sentLast = try row.next(Int64.self)
        sentPosition = sentValidity.map {
            FetchPosition(uidValidity: UInt32(truncatingIfNeeded: $0), lastUID: UInt32(truncatingIfNeeded: sentLast))
        }
        history = try row.next(String?.self).flatMap { try? JSONDecoder().decode(MailHistory.self, from: Data($0.utf8)) }
        createdAt = try row.next()
        signature = try row.next()
        outProblem = try row.next()
        outProblemAt = try row.next()
    }

    func open(_ key: [UInt8]) throws -> Secret {
        try JSONDecoder().decode(Secret.self, from: Data(try SecretBox(key: key).open(secret, context: "mailbox \(id)")))
    }

    /// Signed in at its IMAP server.
    func connect(_ shop: Shop) async throws -> IMAPConnection {
        let secret = try open(shop.key)
        return try await IMAPConnection.connect(
            to: servers.imap, as: Credentials(user: secret.imapUser, password: secret.imapPassword), trust: MailTrust.now(servers))
    }

    /// The part after the @, for Message-IDs.
    var domain: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
}

extension Reader {
    func mailboxes() throws -> [Mailbox] { try all("SELECT \(Mailbox.columns) FROM mailbox ORDER BY id") { try Mailbox(row: &$0) } }
    /// The name of the server that says what it checked of a sender, once known.
    func judge(of mailbox: Mailbox.ID) throws -> String? {
        try value("SELECT judge FROM mailbox WHERE id = \(mailbox)", as: String?.self).flatMap { $0 }
    }
    /// What whoever works in the inbox is told of: those that do not work, and those that were put to rest and may have been forgotten.
    func mailboxesToLookAt() throws -> [Mailbox] {
        try all(
            "SELECT \(Mailbox.columns) FROM mailbox WHERE problem IS NOT NULL OR out_problem IS NOT NULL OR is_active = 0 ORDER BY id"
        ) { try Mailbox(row: &$0) }
    }
    func troubledMailboxes() throws -> [Mailbox] { try mailboxesToLookAt().filter(\.isActive) }
    /// Since when it has not been read; nil where it is well.
    func trouble(of mailbox: Mailbox.ID) throws -> Instant? {
        try value("SELECT problem_at FROM mailbox WHERE id = \(mailbox) AND problem IS NOT NULL", as: Instant?.self) ?? nil
    }
    func mailbox(_ id: Mailbox.ID) throws -> Mailbox? {
        try first("SELECT \(Mailbox.columns) FROM mailbox WHERE id = \(id)") { try Mailbox(row: &$0) }
    }
    func mailbox(address: String) throws -> Mailbox? {
        try first("SELECT \(Mailbox.columns) FROM mailbox WHERE address = \(address.lowercased())") { try Mailbox(row: &$0) }
    }
    /// All our own addresses, so that our own mail is never taken for a customer's.
    func ownAddresses() throws -> Set<String> { Set(try values("SELECT address FROM mailbox", as: String.self)) }
}

/// A mailbox, as far as whoever writes needs to know of it.
struct SendingBox: Sendable {
    var id: Mailbox.ID
    var address: String
}

extension Tx {
    /// Connects a mail account. Without servers' passwords (an address for `mail deliver` only), leave `secret` nil.
    @discardableResult func addMailbox(
        name: String, address: String, folder: String = "INBOX", servers: Mailbox.Servers, secret: Mailbox.Secret,
        position: FetchPosition? = nil, history: MailHistory? = nil, isActive: Bool = true
    ) throws -> Mailbox.ID {
        let id = newID(Mailbox.self)
        try db.run(
            """
            INSERT INTO mailbox (id, name, address, folder, servers, secret, is_active, created_at, uid_validity, last_uid,
                history)
            VALUES (\(id), \(name), \(address.lowercased()), \(folder), \(try Tx.text(servers)), \(try seal(secret, id)), \(isActive), \(now),
                    \(position.map { Int64($0.uidValidity) }), \(Int64(position?.lastUID ?? 0)), \(try history.map { try Tx.text($0) }))
            """)
        try record("mailbox.added", subject: Event.Subject("mailbox", id))
        if history != nil { try set(UnansweredPast.until, to: (now + UnansweredPast.asked).milliseconds) }
        return id
    }

    func change(_ mailbox: Mailbox, secret: Mailbox.Secret?) throws {
        let (trouble, outTrouble) = (try db.trouble(of: mailbox.id), try db.mailbox(mailbox.id)?.outProblemAt)
        try db.run(
            """
            UPDATE mailbox SET name = \(mailbox.name), address = \(mailbox.address.lowercased()), folder = \(mailbox.folder),
                servers = \(try Tx.text(mailbox.servers)), is_active = \(mailbox.isActive), judge = \(mailbox.judge), problem = NULL, problem_detail = NULL, problem_at = NULL,
                out_problem = NULL, out_problem_at = NULL
            WHERE id = \(mailbox.id)
            """)
        if let secret { try db.run("UPDATE mailbox SET secret = \(try seal(secret, mailbox.id)) WHERE id = \(mailbox.id)") }
        try record("mailbox.changed", subject: Event.Subject("mailbox", mailbox.id))
        // Its servers were tried before they were kept.
        if mailbox.isActive { try tryNow(Outbox.kind) }
        if let trouble {
            try troubleEnded(mailbox.id, MailboxTelling.occasion(trouble), again: mailbox.isActive ? .works : nil, since: trouble)
        }
        if let outTrouble {
            try troubleEnded(mailbox.id, MailboxTelling.outOccasion(outTrouble), again: mailbox.isActive ? .leaves : nil, since: outTrouble)
        }
    }

    /// The name of the server whose results on senders count, nil for none; nothing else of the mailbox changes.
    func keep(judge: String?, of mailbox: Mailbox.ID) throws {
        try db.run("UPDATE mailbox SET judge = \(judge) WHERE id = \(mailbox)")
        try record("mailbox.changed", subject: Event.Subject("mailbox", mailbox))
    }

    /// Where reading goes on; in the same transaction as what was read.
    func keep(_ position: FetchPosition, of mailbox: Mailbox.ID) throws {
        silentByIntent = true
        try recovered(mailbox)
        try db.run(
            """
            UPDATE mailbox SET uid_validity = \(Int64(position.uidValidity)), last_uid = \(Int64(position.lastUID)), fetched_at = \(now)
            WHERE id = \(mailbox)
            """)
    }

    /// How far the folder of sent mail has been read; nil for one that was found just now.
    func keepSent(_ position: FetchPosition?, folder: String? = nil, of mailbox: Mailbox.ID) throws {
        silentByIntent = true
        if let folder { try db.run("UPDATE mailbox SET sent_folder = \(folder) WHERE id = \(mailbox)") }
        guard let position else { return }
        try db.run(
            """
            UPDATE mailbox SET sent_uid_validity = \(Int64(position.uidValidity)), sent_last_uid = \(Int64(position.lastUID))
            WHERE id = \(mailbox)
            """)
    }

    func keep(_ history: MailHistory, of mailbox: Mailbox.ID) throws {
        silentByIntent = true
        try db.run("UPDATE mailbox SET history = \(try Tx.text(history)) WHERE id = \(mailbox)")
        if history.isDone { try record("mailbox.history-taken-in", subject: Event.Subject("mailbox", mailbox)) }
    }

    /// Why it cannot be read. Its trouble began with the first cause, whatever others come after it.
    func report(_ problem: ConnectionExplanation, of mailbox: Mailbox.ID) throws {
        guard try db.mailbox(mailbox)?.problem != problem.cause.rawValue else { return }
        try db.run(
            """
            UPDATE mailbox SET problem = \(problem.cause.rawValue), problem_detail = \(problem.detail), problem_at = COALESCE(problem_at, \(now))
            WHERE id = \(mailbox)
            """)
        try record("mailbox.troubled", subject: Event.Subject("mailbox", mailbox), data: ["cause": .word(problem.cause.rawValue)])
        try lookAgain(mailbox)
    }

    /// Nothing can leave by it: no connection could be used.
    func reportOut(_ problem: ConnectionExplanation, of mailbox: Mailbox.ID) throws {
        guard try db.mailbox(mailbox)?.outProblem != problem.cause.rawValue else { return }
        try db.run(
            "UPDATE mailbox SET out_problem = \(problem.cause.rawValue), out_problem_at = COALESCE(out_problem_at, \(now)) WHERE id = \(mailbox)"
        )
        try record(
            "mailbox.troubled", subject: Event.Subject("mailbox", mailbox),
            data: ["cause": .word(problem.cause.rawValue), "way": .word("out")])
        try lookAgain(mailbox)
    }

    func recoveredOut(_ mailbox: Mailbox.ID) throws {
        guard let since = try db.mailbox(mailbox)?.outProblemAt else { return }
        try db.run("UPDATE mailbox SET out_problem = NULL, out_problem_at = NULL WHERE id = \(mailbox)")
        try record("mailbox.recovered", subject: Event.Subject("mailbox", mailbox), data: ["way": .word("out")])
        try tryNow(Outbox.kind)
        try troubleEnded(mailbox, MailboxTelling.outOccasion(since), again: .leaves, since: since)
    }

    /// Who keeps it hears of it just when it has lasted long enough, and not when the clock comes round.
    private func lookAgain(_ mailbox: Mailbox.ID) throws {
        try enqueue(MailWatchdog.kind, key: "\(MailWatchdog.kind):\(mailbox)", at: now + MailboxTelling.grace)
    }

    func recovered(_ mailbox: Mailbox.ID) throws {
        guard let since = try db.trouble(of: mailbox) else { return }
        try db.run("UPDATE mailbox SET problem = NULL, problem_detail = NULL, problem_at = NULL WHERE id = \(mailbox)")
        try record("mailbox.recovered", subject: Event.Subject("mailbox", mailbox))
        try troubleEnded(mailbox, MailboxTelling.occasion(since), again: .works, since: since)
    }

    private func seal(_ secret: Mailbox.Secret, _ id: Mailbox.ID) throws -> [UInt8] {
        SecretBox(key: shop.key).seal(Array(try JSONEncoder().encode(secret)), context: "mailbox \(id)")
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension Reader {
    /// The mailboxes by which mail can leave, the first of them for what belongs to none.
    func waysOut() throws -> [SendingBox] {
        try all("SELECT id, address FROM mailbox WHERE is_active = 1 ORDER BY id") { try SendingBox(id: $0.next(), address: $0.next()) }
    }

    /// Whether any mail account is connected.
    public func hasMailbox() throws -> Bool { try value("SELECT 1 FROM mailbox LIMIT 1", as: Int.self) != nil }
}

/// The id of the mailbox with this address.
public func mailboxID(of address: String, _ db: Reader) throws -> Mailbox.ID? { try db.mailbox(address: address)?.id }
