import Core
import Mail
import Storage

/// Mail that was held back instead of opening a conversation (35-37). Nothing is thrown away unseen: it waits on a page of its own with the
/// reason, is let in with one press, and goes after a while.
struct HeldMail: Sendable {
    typealias ID = Storage.ID<HeldMail>

    enum Reason: String, Sendable, CaseIterable, SQLValue {
        /// Somebody here blocked the sender. Kept all the same: a blocked person may write what must be read one day (36).
        case blocked
        /// The mail server that took it in calls it spam.
        case spam
        /// So many in so few minutes that a machine must be talking to us (37).
        case flood
        /// A colleague answered a notice of ours, which nobody reads.
        case notice
        /// Written before its writer was erased, as its date says (39).
        case erased
    }

    var id: ID
    var fromName: String
    var fromAddress: String
    var subject: String
    /// The first words, for the list.
    var excerpt: String
    var reason: Reason
    var size: Int
    var at: Instant

    fileprivate static let columns: SQL = "h.id, h.from_name, h.from_address, h.subject, h.excerpt, h.reason, h.size, h.at"

    fileprivate init(row: inout Row) throws {
        id = try row.next()
        fromName = try row.next()
        fromAddress = try row.next()
        subject = try row.next()
        excerpt = try row.next()
        reason = try row.next()
        size = try row.next()
        at = try row.next()
    }
}

/// A sender, or everybody at a domain, whose mail is held back.
struct BlockedSender: Sendable {
    /// Folded as people's addresses are; a whole domain begins with "@".
    var sender: String
    var by: Staff.ID?
    var at: Instant
}

extension BlockedSender {
    /// What somebody typed as a sender: an address, or "@example.com" for all of a domain. Nil where it is neither.
    static func typed(_ text: String) -> String? {
        if text.hasPrefix("@") {
            guard let address = MailAddress("x" + text) else { return nil }
            return "@" + address.domain
        }
        return MailAddress(text).map { Customer.Address.email($0.text).folded }
    }

    /// The forms under which an address may be blocked.
    fileprivate static func forms(of address: String) -> [String] {
        let folded = Customer.Address.email(address).folded
        return [folded] + (folded.lastIndex(of: "@").map { [String(folded[$0...])] } ?? [])
    }
}

extension Reader {
    /// Newest first, older than `before`.
    func heldMail(before: HeldMail.ID? = nil, limit: Int = 200) throws -> [HeldMail] {
        try all(
            "SELECT \(HeldMail.columns) FROM held_mail h WHERE h.id < \(before?.number ?? .max) ORDER BY h.id DESC LIMIT \(limit)"
        ) { try HeldMail(row: &$0) }
    }

    func heldMail(_ id: HeldMail.ID) throws -> HeldMail? {
        try first("SELECT \(HeldMail.columns) FROM held_mail h WHERE h.id = \(id)") { try HeldMail(row: &$0) }
    }

    func heldCount() throws -> Int { try value("SELECT count(*) FROM held_mail", as: Int.self) ?? 0 }

    /// The held mail as it came, and the mailbox that it came to.
    func heldBytes(_ id: HeldMail.ID) throws -> (bytes: [UInt8], mailbox: Mailbox.ID?, mark: String)? {
        try first("SELECT bytes, mailbox_id, mark FROM held_mail WHERE id = \(id)") { row in
            (try Compressed.unpack(try row.next(), limit: MailLimits().message), try row.next(), try row.next())
        }
    }

    func blockedSenders() throws -> [BlockedSender] {
        try all("SELECT sender, staff_id, at FROM blocked_sender ORDER BY sender") { row in
            BlockedSender(sender: try row.next(), by: try row.next(), at: try row.next())
        }
    }

    /// Whether a sender, as ``BlockedSender/typed(_:)`` gives it, is the shop itself or somebody who works here.
    func isOurs(_ sender: String) throws -> Bool {
        let own = try ownAddresses()
        if sender.hasPrefix("@") { return own.contains { $0.hasSuffix(sender) } }
        return try own.contains(sender) || staff(email: sender)?.isActive == true
    }

    /// By what an address is blocked: itself, or its domain.
    func block(of address: String) throws -> String? {
        try value("SELECT sender FROM blocked_sender WHERE sender IN \(BlockedSender.forms(of: address)) ORDER BY sender DESC LIMIT 1")
    }
}

extension Tx {
    /// In which letters of one sender are counted: machines that answer each other fill it in seconds. How many are too many is the shop's
    /// choice (``MailChoices/floodLetters``).
    static let floodWindow: Duration = .seconds(600)
    /// So long a flood must have been quiet to be over, as help desks do it (37): their next try after an hour shows that they mended it.
    static let floodQuiet: Duration = .seconds(3600)

    /// Why a mail is to be held back; nil for mail that comes in. Automatic mail does nothing anyway, and an answer to something of ours is
    /// no spam whatever a filter thinks.
    func reasonToHold(
        _ mail: MailMessage, from address: String, automatic: String?, isAnswer: Bool, isLate: Bool
    ) throws -> HeldMail.Reason? {
        if isLate { return .erased }
        guard let reason = try suspicion(mail, from: address, automatic: automatic, isAnswer: isAnswer) else { return nil }
        return try db.staff(email: address)?.isActive == true ? nil : reason
    }

    private func suspicion(_ mail: MailMessage, from address: String, automatic: String?, isAnswer: Bool) throws -> HeldMail.Reason? {
        if try db.block(of: address) != nil { return .blocked }
        if automatic != nil { return nil }
        if mail.isSpam, !isAnswer { return .spam }
        // Only what was written just now: a year of letters out of a file is no flood.
        if let written = mail.date.flatMap(Instant.init(iso:)), abs(now.milliseconds(since: written)) < 15 * 60_000,
            try pace(of: address) > shop.mailChoices.floodLetters
        {
            return .flood
        }
        return nil
    }

    /// How many letters this sender has written in the window that is open, this one counted.
    private func pace(of address: String) throws -> Int {
        let folded = Customer.Address.email(address).folded
        let known = try db.first("SELECT since, n FROM sender_pace WHERE sender = \(folded)") { row in
            (since: try row.next(Instant.self), n: try row.next(Int.self))
        }
        // A flood ends when its sender has been quiet for an hour: the window is held open as long as it goes on.
        let most = shop.mailChoices.floodLetters
        let isOpen = known.map { now < $0.since + ($0.n > most ? Self.floodQuiet : Self.floodWindow) } ?? false
        let n = isOpen ? (known?.n ?? 0) + 1 : 1
        let since = isOpen && n <= most ? known?.since ?? now : now
        try db.run(
            """
            INSERT INTO sender_pace (sender, since, n) VALUES (\(folded), \(since), \(n))
            ON CONFLICT (sender) DO UPDATE SET since = excluded.since, n = excluded.n
            """)
        return n
    }

    /// Lays a mail aside. It counts as seen, so that it does not come again.
    func hold(
        _ mail: MailMessage, from writer: NamedAddress, _ incoming: Intake.Incoming, mark: String, mailbox: Mailbox.ID?, box: Mailbox.ID?,
        _ reason: HeldMail.Reason
    ) throws -> Intake.Outcome {
        try db.run(
            """
            INSERT INTO held_mail (id, mailbox_id, mark, from_name, from_address, subject, excerpt, reason, bytes, size, at)
            VALUES (\(newID(HeldMail.self)), \(box), \(mark), \(writer.name), \(writer.address), \(mail.subject),
                    \(Snippet.make(mail.visibleText)), \(reason), \(incoming.kept), \(incoming.bytes.count),
                    \(incoming.receivedAt.map { min($0, now) } ?? now))
            """)
        try see(mark, mailbox, nil)
        let customer = try db.customer(at: .email(writer.address))?.id
        try record("mail.held", customer: customer, data: ["reason": .word(reason.rawValue)])
        return .held(reason.rawValue)
    }

    /// Holds back what this sender writes from now on. Blocking twice changes nothing.
    func block(_ sender: String) throws {
        try db.run(
            "INSERT INTO blocked_sender (sender, staff_id, at) VALUES (\(sender), \(actor.staff), \(now)) ON CONFLICT (sender) DO NOTHING")
        try record("sender.blocked", customer: try db.customer(at: .email(sender))?.id)
    }

    /// - Returns: false where nobody had blocked the sender.
    @discardableResult func unblock(_ sender: String) throws -> Bool {
        guard try db.run("DELETE FROM blocked_sender WHERE sender = \(sender)") > 0 else { return false }
        try record("sender.unblocked", customer: try db.customer(at: .email(sender))?.id)
        return true
    }

    /// Removes held mail whose time is over, and paces nobody asks for any more.
    func sweepHeldMail() throws {
        for reason in HeldMail.Reason.allCases {
            try db.run("DELETE FROM held_mail WHERE reason = \(reason) AND at < \(now - shop.mailChoices.kept(reason))")
        }
        try sweepErasedAddresses()
        try db.run("DELETE FROM sender_pace WHERE since < \(now - .seconds(86_400))")
    }
}

/// A held mail that a worker has read, to be let in.
struct ReadHeldMail: Sendable {
    var id: HeldMail.ID
    fileprivate var message: MailMessage
    fileprivate var bytes: [UInt8]
    fileprivate var mailbox: Mailbox.ID?
    fileprivate var mark: String
    fileprivate var at: Instant
}

extension Intake {
    /// Lets a held mail in, as if it came now, whoever sent it. Nil where it is gone already.
    func release(_ id: HeldMail.ID, by staff: Staff.ID) async throws -> Outcome? {
        let read: ReadHeldMail?
        do { read = try await self.read(held: id) } catch let failure as ParseFailure { return .parked(failure.description) }
        guard let read else { return nil }
        return try await shop.write(as: .staff(staff)) { tx in try tx.release(read) }
    }

    /// Nil where it is gone already. Throws `ParseFailure`.
    func read(held id: HeldMail.ID) async throws -> ReadHeldMail? {
        guard let held = try await shop.read({ try $0.heldBytes(id) }), let at = try await shop.read({ try $0.heldMail(id)?.at }) else {
            return nil
        }
        return ReadHeldMail(
            id: id, message: try await workers.parse(held.bytes), bytes: held.bytes, mailbox: held.mailbox, mark: held.mark, at: at)
    }
}

extension Tx {
    /// Two who let it in at once: the second finds it gone, and gets nil.
    func release(_ held: ReadHeldMail) throws -> Intake.Outcome? {
        guard try db.run("DELETE FROM held_mail WHERE id = \(held.id)") > 0 else { return nil }
        try db.run("DELETE FROM mail_seen WHERE mark = \(held.mark)")
        let outcome = try receive(
            held.message, Intake.Incoming(held.bytes, receivedAt: held.at), mailbox: held.mailbox, own: try db.ownAddresses(),
            isReleased: true)
        try record("mail.released")
        return outcome
    }
}

/// Once an hour.
enum HeldMailSweep {
    static let job = JobKind("mail.sweep-held") { _, shop in
        try await shop.write(as: .program("held mail")) { tx in
            tx.silentByIntent = true
            try tx.sweepHeldMail()
        }
    }
}
