import Foundation
import Language
import Mail
import Storage

/// A mail as the guest's own program would have sent it.
struct Letter {
    var fromName: String
    var fromAddress: String
    var to: String
    var subject: String
    var text: String
    var at: Instant
    var id: String
    var inReplyTo: String?
    var references: [String] = []
    var extras: [Extra] = []
    /// What `quotes` quotes: who wrote, when and what.
    var quoted: (name: String, address: String, at: Instant, text: String)?
    var language: Language = .en
    var zone: ShopTimeZone

    /// As it came over the wire.
    func bytes() throws -> [UInt8] {
        try mail().encoded
    }

    private func mail() throws -> OutgoingMail {
        guard let from = MailAddress(fromAddress), let to = MailAddress(to) else { throw Misspelt(address: fromAddress) }
        var body = text
        var html: String?
        var program = "Apple Mail (2.3826)"
        var files: [OutgoingMail.Attachment] = []
        for extra in extras {
            switch extra {
            case .html(let markup): html = markup
            case .picture(let name): files.append(.init(name: name, type: "image/png", data: Picture.cake(candles: 3)))
            case .file(let name, let type, let content): files.append(.init(name: name, type: type, data: Array(content.utf8)))
            case .signed(let lines): body += "\n\n-- \n" + lines
            case .by(let name): program = name
            case .quotes, .from: break
            }
        }
        let quotes = extras.contains { if case .quotes = $0 { true } else { false } }
        if quotes, let quoted {
            let lines = quoted.text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ">" : "> " + $0 }
            body +=
                "\n\n\(Self.introduction(quoted.name, quoted.address, quoted.at, language, zone))\n\n" + lines.joined(separator: "\n")
                + "\n"
        }
        return OutgoingMail(
            from: Mail.Mailbox(name: fromName, address: from), to: [Mail.Mailbox(address: to)], subject: subject, text: body, html: html,
            attachments: files, messageID: id, inReplyTo: inReplyTo, references: references, date: at.milliseconds,
            extraHeaders: [("X-Mailer", program)])
    }

    /// How mail programs introduce what they quote.
    static func introduction(_ name: String, _ address: String, _ at: Instant, _ language: Language, _ zone: ShopTimeZone) -> String {
        let date = Words(language, timeZone: zone).dateTime(at.milliseconds)
        let who = "\(name) <\(address)>"
        switch language {
        case .tr: return "\(who), \(date) tarihinde şunu yazdı:"
        case .fi: return "\(date) \(who) kirjoitti:"
        case .hy: return "\(date), \(who) գրել է՝"
        case .id: return "Pada \(date), \(who) menulis:"
        case .en, .pseudo: return "On \(date), \(who) wrote:"
        }
    }

    struct Misspelt: Error { var address: String }

    // MARK: What machines write

    /// An absence note, with the header that RFC 3834 gives it.
    static func absence(_ letter: Letter) throws -> [UInt8] {
        var mail = try letter.mail()
        mail.automatic = true
        return mail.encoded
    }

    /// A newsletter with the fields of RFC 2369.
    static func newsletter(_ letter: Letter, html: String) throws -> [UInt8] {
        var mail = try letter.mail()
        mail.html = html
        let domain = letter.fromAddress.split(separator: "@").last.map(String.init) ?? ""
        mail.extraHeaders = [
            ("List-Id", "News <news.\(domain)>"), ("List-Unsubscribe", "<https://\(domain)/unsubscribe>"), ("X-Mailer", "Post Office 4"),
        ]
        return mail.encoded
    }

    /// A delivery report (RFC 3464) on the mail `original` to `recipient`.
    static func bounce(of original: String, to recipient: String, subject: String, reason: String, at: Instant, to box: String, id: String)
        -> [UInt8]
    {
        let host = recipient.split(separator: "@").last.map(String.init) ?? "invalid"
        let date = MailDateText.header(at)
        let text = """
            From: Mail Delivery System <MAILER-DAEMON@\(host)>
            To: \(box)
            Subject: Undelivered Mail Returned to Sender
            Date: \(date)
            Message-ID: <\(id)>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="report-42"

            --report-42
            Content-Type: text/plain; charset=us-ascii

            This is the mail system at host \(host).

            I'm sorry to have to inform you that your message could not be
            delivered to one recipient. It's attached below.

            <\(recipient)>: \(reason)

            --report-42
            Content-Type: message/delivery-status

            Reporting-MTA: dns; \(host)
            Arrival-Date: \(date)

            Final-Recipient: rfc822; \(recipient)
            Action: failed
            Status: 5.2.2
            Diagnostic-Code: smtp; \(reason)

            --report-42
            Content-Type: text/rfc822-headers

            From: \(box)
            To: \(recipient)
            Message-ID: <\(original)>

            --report-42--

            """
        return Array(text.replacing("\n", with: "\r\n").utf8)
    }
}

/// A date as mail has it: "Mon, 04 May 2026 09:30:00 +0000".
private enum MailDateText {
    static func header(_ at: Instant) -> String {
        let civil = ShopTimeZone.utc.civil(at: at.milliseconds)
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = [civil.hour, civil.minute, civil.second].map(two).joined(separator: ":")
        return "\(days[civil.weekday - 1]), \(two(civil.day)) \(months[civil.month - 1]) \(civil.year) \(clock) +0000"
    }
}
