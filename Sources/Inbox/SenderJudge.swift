import Core
import Mail
import Storage

/// Whose word counts about who sent a mail (3): the name under which the mailbox's own server writes down what it found out.
extension Tx {
    /// What the mailbox's own server says of a mail's sender; nil where it says nothing, or its name is not known yet.
    func proof(of mail: MailMessage, _ box: Mailbox.ID?) throws -> SenderProof? {
        SenderProof.judge(
            mail.authenticationResults, from: mail.from.first?.checked, server: try box.flatMap { try db.mailbox($0) }?.judge)
    }

    /// An address from which a proven letter came is proven to be theirs (160).
    func proveSender(_ mail: MailMessage, _ box: Mailbox.ID?, at moment: Instant) throws {
        guard !mail.authenticationResults.isEmpty, let from = mail.from.first, try proof(of: mail, box) == .proven else { return }
        try prove(.email(from.address), by: .mail, at: moment)
    }

    /// Learns the name from the mail itself: once four in five of the latest mails from at least five domains carry the same one, no stranger
    /// has put it there. Until then, and where a provider writes no such thing, nobody counts as proven.
    func learnJudge(of mailbox: Mailbox.ID) throws {
        guard let box = try db.mailbox(mailbox), box.judge == nil else { return }
        let latest = try db.all(
            """
            SELECT m.from_address, m.proof FROM message m JOIN conversation c ON c.id = m.conversation_id
            WHERE m.id IN (SELECT id FROM message WHERE kind = 'theirs' ORDER BY id DESC LIMIT 200) AND c.mailbox_id = \(mailbox)
            """
        ) { (try $0.next(String.self), try $0.next(String?.self)) }
        guard let name = SenderJudge.name(in: latest.map { (from: $0.0, results: $0.1) }) else { return }
        try db.run("UPDATE mailbox SET judge = \(name) WHERE id = \(mailbox)")
        try record("mailbox.judge-learned", subject: Event.Subject("mailbox", mailbox), data: ["name": .word(name)])
    }
}

enum SenderJudge {
    static let fewestDomains = 5

    /// The server's name that four in five of the senders' domains agree on; nil while there are too few.
    static func name(in mails: [(from: String, results: String?)]) -> String? {
        var names: [String: Set<String>] = [:]
        var domains: Set<String> = []
        for mail in mails {
            guard let domain = mail.from.split(separator: "@").last.map(String.init) else { continue }
            domains.insert(domain)
            // The topmost is the one that came last, from the server that took the mail in.
            if let first = mail.results?.split(separator: "\n").first, let name = SenderProof.server(of: String(first)) {
                names[name, default: []].insert(domain)
            }
        }
        guard let (name, some) = names.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }), some.count >= fewestDomains,
            some.count * 5 >= domains.count * 4
        else { return nil }
        return name
    }
}

extension Message {
    /// What the server named `judge` says of its sender.
    func proof(judge: String?) -> SenderProof? {
        SenderProof.judge(proof?.split(separator: "\n").map(String.init) ?? [], from: MailAddress(fromAddress), server: judge)
    }
}
