import Core
import Net
import Storage

/// Signs in as the program will, for reading and for sending, and says of each step whether it worked.
struct MailboxTest: Sendable {
    /// What was tried, in order.
    struct Check: Sendable {
        enum Step: Sendable { case reading, folder, sending }
        enum Result: Sendable { case ok, failed(ConnectionExplanation), skipped }
        var step: Step
        /// Host and port, or the folder.
        var place: String
        var result: Result
        init(_ step: Step, _ place: String, _ result: Result) {
            self.step = step
            self.place = place
            self.result = result
        }
        init(_ step: Step, _ server: ServerAddress, _ result: Result) { self.init(step, "\(server.host):\(server.port)", result) }
        var isFailed: Bool { if case .failed = result { true } else { false } }
    }

    var checks: [Check] = []
    /// Where "from now on" begins; nil where reading failed.
    var position: FetchPosition?
    /// What lies before it and was asked for.
    var history: MailHistory?
    /// Ids of what lies in a maildrop.
    var maildrop: [String]?
    var isFailed: Bool { checks.contains(where: \.isFailed) }

    private static let limits = TimeLimits(connect: .seconds(15), silence: .seconds(15), command: .seconds(30))
    private static let quick = TimeLimits(connect: .seconds(4), silence: .seconds(8), command: .seconds(10))

    /// - Parameter past: how many days of old mail are wanted; "all"; anything else is none.
    static func run(_ wanted: MailboxForm.Wanted, past: String, now: Instant) async -> MailboxTest {
        async let sending = sendingCheck(wanted)
        var test = MailboxTest()
        let servers = wanted.servers
        if servers.isPOP3 {
            await test.lookByPOP3(wanted, past)
            test.checks.append(await sending)
            return test
        }
        do {
            let connection = try await IMAPConnection.connect(
                to: servers.imap, as: Credentials(user: wanted.secret.imapUser, password: wanted.secret.imapPassword),
                trust: MailTrust.now(servers), limits: limits)
            test.checks.append(Check(.reading, servers.imap, .ok))
            await test.look(connection, wanted, past, now)
            await connection.close()
        } catch {
            test.checks.append(Check(.reading, servers.imap, .failed(error as? ConnectionExplanation ?? ConnectionExplanation(.other))))
            test.checks.append(Check(.folder, wanted.folder, .skipped))
        }
        test.checks.append(await sending)
        return test
    }

    private mutating func look(_ connection: IMAPConnection, _ wanted: MailboxForm.Wanted, _ past: String, _ now: Instant) async {
        do {
            let selection = try await connection.select(wanted.folder)
            checks.append(Check(.folder, "\(wanted.folder) · \(selection.exists)", .ok))
            position = FetchPosition(uidValidity: selection.uidValidity, lastUID: try await connection.uids().last ?? 0)
            if past == "all" || Int(past) != nil {
                history = try await MailHistory.look(connection, uidValidity: selection.uidValidity, days: Int(past), now: now)
            }
        } catch {
            checks.append(Check(.folder, wanted.folder, .failed(error as? ConnectionExplanation ?? ConnectionExplanation(.other))))
        }
    }

    private mutating func lookByPOP3(_ wanted: MailboxForm.Wanted, _ past: String) async {
        let server = wanted.servers.imap
        do {
            let look = try await POP3Reader(trust: MailTrust.now(wanted.servers), limits: Self.limits).look(
                server, as: Credentials(user: wanted.secret.imapUser, password: wanted.secret.imapPassword))
            checks.append(Check(.reading, server, .ok))
            maildrop = look.items.map(\.uid)
            if !look.items.isEmpty, past == "all" || Int(past) != nil {
                let total = look.items.count
                history = MailHistory(days: Int(past), uidValidity: 0, next: 1, until: UInt32(clamping: total), total: total)
            }
        } catch {
            checks.append(Check(.reading, server, .failed(error as? ConnectionExplanation ?? ConnectionExplanation(.other))))
        }
    }

    private static func sendingCheck(_ wanted: MailboxForm.Wanted) async -> Check {
        let server = wanted.servers.smtp
        do {
            try await SMTPSender(trust: MailTrust.now(wanted.servers), limits: limits).check(
                server, credentials: wanted.smtpCredentials, ehloName: wanted.domain)
            return Check(.sending, server, .ok)
        } catch {
            return Check(.sending, server, .failed(error as? ConnectionExplanation ?? ConnectionExplanation(.other)))
        }
    }

    /// Whether a mail server answers there, for ``MailServers``.
    static func reach(_ server: ServerAddress, _ door: MailServers.Door, _ secret: Mailbox.Secret, domain: String) async
        -> ConnectionExplanation?
    {
        let trust = MailTrust.now(Mailbox.Servers(imap: server, smtp: server))
        do {
            let credentials = Credentials(user: secret.imapUser, password: secret.imapPassword)
            switch door {
            case .imap: await (try IMAPConnection.connect(to: server, as: credentials, trust: trust, limits: quick)).close()
            case .pop3: _ = try await POP3Reader(trust: trust, limits: quick).look(server, as: credentials)
            case .smtp:
                try await SMTPSender(trust: trust, limits: quick).check(
                    server, credentials: Credentials(user: secret.smtpUser, password: secret.smtpPassword), ehloName: domain)
            }
            return nil
        } catch {
            return error as? ConnectionExplanation ?? ConnectionExplanation(.other)
        }
    }
}
