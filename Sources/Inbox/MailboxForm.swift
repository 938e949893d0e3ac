import Core
import Foundation
import Language
import Mail
import Net
import Secrets
import Storage
import Web

/// The form of a mailbox: name, address and password are enough for most; the servers are found.
enum MailboxForm {
    /// What the form asks for.
    struct Wanted: Sendable {
        var name: String
        var address: String
        var folder: String
        var servers: Mailbox.Servers
        var secret: Mailbox.Secret

        var domain: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
        var smtpCredentials: Credentials? {
            secret.smtpUser.isEmpty ? nil : Credentials(user: secret.smtpUser, password: secret.smtpPassword)
        }
    }

    // MARK: Reading

    /// What was typed, with the servers that were left open found by their usual names.
    static func read(
        _ form: Form, _ known: Mailbox?, _ shop: Shop, _ t: Words, names: NameRecords? = nil,
        try reach: @escaping @Sendable (ServerAddress, MailServers.Door, Mailbox.Secret, String) async -> ConnectionExplanation? = {
            await MailboxTest.reach($0, $1, $2, domain: $3)
        }
    ) async -> (Wanted?, Complaints) {
        var complaints = Complaints()
        if form["name"].isEmpty { complaints.say("name", t("Write the name that customers shall see.")) }
        let address = MailAddress(form["address"])
        if address == nil { complaints.say("address", t("Write the whole address, as in name@example.com.")) }
        func server(_ prefix: String) -> ServerAddress? {
            guard let port = Int(form["\(prefix)_port"]), (1...65535).contains(port) else {
                complaints.say("\(prefix)_port", t("A port is a number from 1 to 65535."))
                return nil
            }
            let host = form["\(prefix)_host"]
            return host.isEmpty ? nil : ServerAddress(host: host, port: port, security: .init(rawValue: form["\(prefix)_security"]) ?? .tls)
        }
        let reading = Mailbox.Servers.Reading(rawValue: form["reading"]) ?? .imap
        var open = MailServers.Open(isPOP3: reading == .pop3, imap: server("imap"), smtp: server("smtp"))
        // The one way's usual port is never the other's.
        let usual = reading == .pop3 ? (from: [993, 143], to: [995, 110]) : (from: [995, 110], to: [993, 143])
        if let port = open.imap?.port, let place = usual.from.firstIndex(of: port) { open.imap?.port = usual.to[place] }
        let secret = secret(form, address, known, shop)
        if secret.imapPassword.isEmpty { complaints.say("imap_password", t("Write the password of this mailbox.")) }
        guard complaints.isEmpty, let address else { return (nil, complaints) }
        if open.imap == nil || open.smtp == nil {
            open = await MailServers.find(open, domain: address.domain, names: names) { await reach($0, $1, secret, address.domain) }
        }
        if open.imap == nil, reading == .pop3 {
            complaints.say(
                "imap_host",
                t("No server for reading mail (POP3) answers at the usual names. Write its name: your mail provider’s help pages have it."))
        } else if open.imap == nil {
            complaints.say(
                "imap_host",
                t("No server for reading mail (IMAP) answers at the usual names. Write its name: your mail provider’s help pages have it."))
        }
        if open.smtp == nil {
            complaints.say(
                "smtp_host",
                t("No server for sending mail (SMTP) answers at the usual names. Write its name: it often stands beside the other one."))
        }
        guard complaints.isEmpty, let imap = open.imap, let smtp = open.smtp else { return (nil, complaints) }
        let wanted = Wanted(
            name: form["name"], address: address.text, folder: form["folder"].isEmpty ? "INBOX" : form["folder"],
            servers: Mailbox.Servers(imap: imap, smtp: smtp, reading: reading), secret: secret)
        return (wanted, complaints)
    }

    /// Names and passwords: as typed now, as typed a moment ago, as kept with the mailbox. For sending the same as for reading, unless
    /// others are given.
    private static func secret(_ form: Form, _ address: MailAddress?, _ known: Mailbox?, _ shop: Shop) -> Mailbox.Secret {
        let old = typedBefore(form, shop) ?? known.flatMap { try? $0.open(shop.key) }
        let imapUser = form["imap_user"].nonEmpty ?? address?.text ?? ""
        let imapPassword = form.raw("imap_password").flatMap(\.nonEmpty) ?? old?.imapPassword ?? ""
        let hasOwn = !form["smtp_user"].isEmpty
        let smtpPassword = form.raw("smtp_password").flatMap(\.nonEmpty) ?? (hasOwn ? old?.smtpPassword : nil) ?? imapPassword
        return Mailbox.Secret(
            imapUser: imapUser, imapPassword: imapPassword, smtpUser: form["smtp_user"].nonEmpty ?? imapUser, smtpPassword: smtpPassword)
    }

    private static let context = "mailbox form"

    /// A password that was typed right shall not be typed again because a port was wrong. It goes to the browser and back sealed, for an hour.
    private static func sealed(_ secret: Mailbox.Secret, _ shop: Shop, now: Int64) -> String? {
        guard !secret.imapPassword.isEmpty, let plain = try? JSONEncoder().encode(secret) else { return nil }
        let hour = Array("\(now / 3_600_000) ".utf8)
        return Base64URL.encode(SecretBox(key: shop.key).seal(hour + Array(plain), context: context))
    }

    private static func typedBefore(_ form: Form, _ shop: Shop) -> Mailbox.Secret? {
        guard let bytes = Base64URL.decode(form["kept"]), let plain = try? SecretBox(key: shop.key).open(bytes, context: context),
            let blank = plain.firstIndex(of: UInt8(ascii: " ")), let hour = Int64(String(decoding: plain[..<blank], as: UTF8.self)),
            case let now = shop.clock.now.milliseconds / 3_600_000, (now - 1...now).contains(hour)
        else { return nil }
        return try? JSONDecoder().decode(Mailbox.Secret.self, from: Data(plain[(blank + 1)...]))
    }

    // MARK: HTML

    static func page(
        _ visit: Visit, _ shop: Shop, _ form: FormView, _ box: Mailbox?, _ checks: HTML, typed: Form? = nil
    ) -> Page {
        let t = visit.t
        let ui = visit.ui
        let isWelcome = visit.path.hasPrefix("/welcome")
        let action: Link = isWelcome ? "/welcome/mail" : box.map { Link("/settings/mailboxes/\($0.id)") } ?? "/settings/mailboxes/new"
        let kept = typed.flatMap { sealed(secret($0, MailAddress($0["address"]), nil, shop), shop, now: visit.now) }
        let hint =
            kept != nil
            ? t("Leave empty to use what you typed before.") : box == nil ? nil : t("Leave empty to keep the one we have.")
        let own = box.flatMap { try? $0.open(shop.key) }
        let fields: HTML = """
            \(kept.map { "<input type=\"hidden\" name=\"kept\" value=\"\($0)\">" as HTML })\
            \(form.text("name", t("Name that customers see"), value: box?.name ?? shop.setting(ShopSettings.business), isRequired: true))\
            \(form.text("address", t("E-mail address"), value: box?.address ?? "", kind: .email, autocomplete: "off", isRequired: true, hasFocus: box == nil))\
            \(form.text(
                "imap_password", t("Password"), kind: .password, hint: hint ?? t("Many providers want one that is made for this program (an app password)."),
                autocomplete: "new-password"))\
            \(servers(form, t, box, own, isOpen: box != nil || typed != nil))\
            \(box == nil ? past(form, t) : "")
            """
        let skip: HTML =
            isWelcome
            ? "<a class=\"button quiet\" href=\"\(shop.welcomeLink(after: "/welcome/mail"))\">\(t("Later"))</a>"
            : "<a class=\"button quiet\" href=\"/settings/mailboxes\">\(t("Cancel"))</a>"
        let actions: HTML =
            "<div class=\"form-actions\"><button class=\"button primary\">\(ui.icon("check"))\(t("Test and save"))</button>\(skip)</div>"
        let title = box == nil ? t("Connect a mailbox") : t("Mailbox")
        let content: HTML = "\(checks)\(form.form(action, summary: t("Please look at these fields."), fields + actions))"
        if isWelcome {
            return Page(
                title, isBare: true, isWide: true,
                """
                \(shop.welcomeRow(at: "/welcome/mail", visit))<section class="card front-card stack wide"><div><h1>\(title)</h1>\
                <p class="lead">\(t("The address that customers write to. Your mail stays where it is; nothing is deleted or moved."))</p></div>\(content)</section>
                """)
        }
        if let box { return MailboxFrame.page(box, .connection, visit, content) }
        return Page(title, section: "settings", "\(ui.head(title, back: ui.back("/settings/mailboxes", t("Mailboxes"))))\(content)")
    }

    /// What most need not see: it is found by itself.
    private static func servers(_ form: FormView, _ t: Words, _ box: Mailbox?, _ secret: Mailbox.Secret?, isOpen: Bool) -> HTML {
        let security: [(value: String, words: String)] = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", t("None (own network only)"))]
        let servers = box?.servers
        func server(_ prefix: String, _ address: ServerAddress?, port: String, _ hints: (host: String, security: String)) -> HTML {
            """
            <div class="field-row server">\(form.text("\(prefix)_host", t("Server"), value: address?.host ?? "", hint: hints.host))\
            \(form.text("\(prefix)_port", t("Port"), value: address.map { String($0.port) } ?? port, kind: .number, isRequired: true))</div>\
            \(form.select("\(prefix)_security", t("Encryption"), value: address?.security.rawValue ?? "tls", security, hint: hints.security))
            """
        }
        // Where both are the same, one password is changed, not two.
        let hasOwn = secret.map { $0.smtpUser != $0.imapUser || $0.smtpPassword != $0.imapPassword } ?? false
        return """
            <details class="more-fields"\(flag: " open", isOpen)><summary>\(t("Servers and user names"))<small>\(t("Found by themselves for most providers."))</small></summary>
            <div class="stack"><fieldset class="stack"><legend>\(t("Reading"))</legend>
            \(form.select("reading", t("Protocol"), value: servers?.isPOP3 == true ? "pop3" : "imap", [("imap", t("IMAP, as most providers have it")), ("pop3", t("POP3, where there is no IMAP"))], hint: t("By POP3 mail is looked for once a minute, and what is sent from other programs stays unknown here.")))
            \(server("imap", servers?.imap, port: "993", (t("As in imap.example.com"), t("TLS: encrypted from the start, usual on ports 993 and 995. STARTTLS: begins in plain and encrypts before the password, on 143 and 110. None: only for a server in your own network."))))
            <div class="field-row">\(form.text("imap_user", t("User name"), value: secret?.imapUser ?? "", hint: t("Often the whole address"), autocomplete: "off"))\
            \(form.text("folder", t("Folder"), value: box?.folder ?? "INBOX"))</div></fieldset>
            <fieldset class="stack"><legend>\(t("Sending (SMTP)"))</legend>
            \(server("smtp", servers?.smtp, port: "465", (t("As in smtp.example.com"), t("TLS: usual on port 465. STARTTLS: on 587. None: only for a server in your own network."))))
            <div class="field-row">\(form.text("smtp_user", t("User name"), value: hasOwn ? secret?.smtpUser ?? "" : "", hint: t("Empty means the same as for reading"), autocomplete: "off"))\
            \(form.text("smtp_password", t("Password"), kind: .password, hint: t("Empty means the same as for reading"), autocomplete: "new-password"))</div></fieldset>\
            </div></details>
            """
    }

    private static func past(_ form: FormView, _ t: Words) -> HTML {
        form.choices(
            "from", t("How much of the old mail shall we know?"), value: "30",
            [
                ("now", "clock", t("None"), t("Only what comes from now on.")),
                ("30", "calendar", t("The last 30 days"), t("Old mail comes in quietly: nobody owes an answer to it.")),
                ("365", "calendar", t("The last year"), t("With it you see who has been a customer for long.")),
                ("all", "inbox", t("All there is"), t("A large folder takes hours; new mail comes first all the same.")),
            ])
    }
}
