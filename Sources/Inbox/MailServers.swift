import Net

/// Finds the servers of an address, so that nobody has to copy their names from a help page.
enum MailServers {
    /// What a server is for.
    enum Door: Sendable { case imap, pop3, smtp }

    /// What is left open: a server that was written down by hand is taken as it is.
    struct Open: Sendable {
        /// Read by POP3, which somebody chose: then `imap` is the POP3 server.
        var isPOP3 = false
        var imap: ServerAddress?
        var smtp: ServerAddress?
    }

    /// The providers that most small shops have, as their own help pages name their servers. None of them takes the password of the web page
    /// here where an app password is to be had; Microsoft's takes none at all since 2024.
    private static let providers: [(domains: Set<String>, imap: String, smtp: (host: String, port: Int, ServerAddress.Security))] = [
        (["gmail.com", "googlemail.com"], "imap.gmail.com", ("smtp.gmail.com", 465, .tls)),
        (
            [
                "outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.com.tr", "hotmail.com.tr", "hotmail.fi", "live.fi",
                "outlook.co.id",
            ],
            "outlook.office365.com", ("smtp.office365.com", 587, .starttls)
        ),
        (
            ["yahoo.com", "ymail.com", "rocketmail.com", "yahoo.co.id", "yahoo.com.tr", "yahoo.co.uk", "yahoo.de", "yahoo.fr"],
            "imap.mail.yahoo.com", ("smtp.mail.yahoo.com", 465, .tls)
        ),
        (["icloud.com", "me.com", "mac.com"], "imap.mail.me.com", ("smtp.mail.me.com", 587, .starttls)),
        (
            ["yandex.com", "yandex.com.tr", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz"], "imap.yandex.com",
            ("smtp.yandex.com", 465, .tls)
        ),
        (["mail.ru", "inbox.ru", "list.ru", "bk.ru"], "imap.mail.ru", ("smtp.mail.ru", 465, .tls)),
        (["gmx.de", "gmx.net", "gmx.at", "gmx.ch"], "imap.gmx.net", ("mail.gmx.net", 465, .tls)),
        (["gmx.com", "gmx.co.uk"], "imap.gmx.com", ("mail.gmx.com", 465, .tls)),
        (["web.de"], "imap.web.de", ("smtp.web.de", 587, .starttls)),
        (["t-online.de"], "secureimap.t-online.de", ("securesmtp.t-online.de", 465, .tls)),
        (["fastmail.com", "fastmail.fm"], "imap.fastmail.com", ("smtp.fastmail.com", 465, .tls)),
        (["zoho.com", "zohomail.com"], "imap.zoho.com", ("smtp.zoho.com", 465, .tls)),
        (["aol.com"], "imap.aol.com", ("smtp.aol.com", 465, .tls)),
    ]

    /// What the mail servers of own domains at these providers are called, and an address's domain with the same servers to read and send.
    private static let hosts: [(suffix: String, domain: String)] = [
        (".google.com", "gmail.com"), (".googlemail.com", "gmail.com"), (".mail.protection.outlook.com", "outlook.com"),
        (".mx.microsoft", "outlook.com"), (".mail.icloud.com", "icloud.com"), (".yandex.net", "yandex.com"), (".yandex.ru", "yandex.com"),
        (".messagingengine.com", "fastmail.com"), (".mail.ru", "mail.ru"),
    ]

    /// The servers behind a mail server's name (MX) of a domain; nil where it is nobody we know.
    static func hosted(_ host: String) -> Mailbox.Servers? {
        hosts.first { host.hasSuffix($0.suffix) }.flatMap { known($0.domain) }
    }

    /// The servers of a provider that we know; nil for all others.
    static func known(_ domain: String) -> Mailbox.Servers? {
        providers.first { $0.domains.contains(domain) }.map { provider in
            Mailbox.Servers(
                imap: ServerAddress(host: provider.imap, port: 993, security: .tls),
                smtp: ServerAddress(host: provider.smtp.host, port: provider.smtp.port, security: provider.smtp.2))
        }
    }

    /// The names that hosters of own domains give their servers, likeliest first. Always with TLS and a certificate for the name: a password
    /// goes to no other.
    static func usual(_ domain: String) -> (imap: [ServerAddress], smtp: [ServerAddress]) {
        let names = ["mail.\(domain)", domain]
        return (
            (["imap.\(domain)"] + names).map { ServerAddress(host: $0, port: 993, security: .tls) },
            (["smtp.\(domain)"] + names).flatMap { name in
                [ServerAddress(host: name, port: 465, security: .tls), ServerAddress(host: name, port: 587, security: .starttls)]
            }
        )
    }

    /// Fills in what is open: from the list of providers, else with the first of the usual names at which a mail server answers, even if it
    /// refuses the password. What cannot be found stays open.
    ///
    /// - Parameter try: signs in once at an IMAP or an SMTP server; nil when that worked.
    static func find(
        _ open: Open, domain: String, names: NameRecords? = nil,
        try reach: @escaping @Sendable (ServerAddress, Door) async -> ConnectionExplanation?
    ) async -> Open {
        if open.isPOP3 { return await findPOP3(open, domain: domain, names: names, try: reach) }
        if let known = known(domain) { return Open(imap: open.imap ?? known.imap, smtp: open.smtp ?? known.smtp) }
        // An own domain at one of them: who takes its mail says where it lies.
        let hosts = (try? await names?.mailServers(domain)) ?? []
        if let known = hosts.lazy.compactMap(hosted).first { return Open(imap: open.imap ?? known.imap, smtp: open.smtp ?? known.smtp) }
        let usual = usual(domain)
        async let imap = open.imap != nil ? open.imap : first(usual.imap) { await reach($0, .imap) }
        async let smtp = open.smtp != nil ? open.smtp : first(usual.smtp) { await reach($0, .smtp) }
        return Open(imap: await imap, smtp: await smtp)
    }

    /// Large providers call the POP3 server as the other one, with "pop" for "imap"; hosters of own domains have it beside.
    private static func findPOP3(
        _ open: Open, domain: String, names: NameRecords?,
        try reach: @escaping @Sendable (ServerAddress, Door) async -> ConnectionExplanation?
    ) async -> Open {
        var other = open
        other.isPOP3 = false
        // The way out is found as always; a reading server that is given keeps IMAP from being looked for.
        let nowhere = ServerAddress(host: "localhost", port: 993, security: .tls)
        other.imap = open.imap ?? nowhere
        var found = await find(other, domain: domain, names: names, try: reach)
        found.isPOP3 = true
        guard open.imap == nil else { return found }
        let known = known(domain).map { [$0.imap.host.replacing("imap", with: "pop")] } ?? []
        let candidates = (known + ["pop.\(domain)", "pop3.\(domain)", "mail.\(domain)", domain]).map {
            ServerAddress(host: $0, port: 995, security: .tls)
        }
        found.imap = await first(candidates) { await reach($0, .pop3) }
        return found
    }

    private static func first(_ candidates: [ServerAddress], _ reach: (ServerAddress) async -> ConnectionExplanation?) async
        -> ServerAddress?
    {
        // A host that is not there is not asked at its other port.
        var absent: Set<String> = []
        for candidate in candidates where !absent.contains(candidate.host) {
            guard let why = await reach(candidate) else { return candidate }
            switch why.cause {
            case .wrongUserOrPassword, .needsAppPassword, .passwordsNotAccepted, .tooManyConnections, .serverBusy, .refused:
                return candidate
            case .hostNotFound, .unreachable: absent.insert(candidate.host)
            default: continue
            }
        }
        return nil
    }
}
