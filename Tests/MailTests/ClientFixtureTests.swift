import Foundation
import Testing

@testable import Mail

@Suite struct ClientFixtureTests {
    @Test(arguments: ClientFixture.all)
    func `only what is new in a reply is shown, and what it quotes is kept`(fixture: ClientFixture) throws {
        let mail = try Reading.message(fixture.bytes())
        #expect(mail.visibleText.trimmingCharacters(in: .whitespacesAndNewlines) == fixture.new)
        #expect(mail.text.contains(fixture.old))
        guard fixture.html != nil else { return }
        let markup = try #require(mail.html?.markup)
        #expect(markup.contains(fixture.old))
    }

    /// Programs may leave the text out, and what a reader sees is the HTML.
    @Test(arguments: ClientFixture.inTwoForms)
    func `a reply's HTML alone tells what is new in it as its text does`(fixture: ClientFixture) throws {
        var fixture = fixture
        fixture.plain = nil
        let mail = try Reading.message(fixture.bytes())
        #expect(mail.visibleText.trimmingCharacters(in: .whitespacesAndNewlines) == fixture.new)
        #expect(mail.text.contains(fixture.old))
    }
}

/// Where the mail is shown as it was sent, what it quotes is folded by its structure, whatever language its words are in.
@Suite struct ClientFoldTests {
    /// These write their quotes into HTML as lines of text, with no element around them.
    private static let unstructured: Set<String> = ["HCL Notes", "Exchange", "Exchange 2003 on the web"]

    @Test(arguments: ClientFixture.all.filter { $0.html != nil && !unstructured.contains($0.client) })
    func `40, 41: the HTML as it was sent folds what it quotes and nothing else`(fixture: ClientFixture) throws {
        let markup = try #require(try Reading.message(fixture.bytes()).html?.markup)
        let tree = HTMLTree.parse(HTMLLexer.balance(Array(markup.utf8)))
        let shown = HTMLText.plain(tree, skippingFolds: true)
        #expect(HTMLText.plain(tree).contains(fixture.old))
        #expect(!shown.contains(fixture.old) && !shown.contains("Anna Shop"), "\(shown)")
        #expect(shown.contains(fixture.new))
    }

    @Test func `40: lines that Yahoo on Android marks as a signature, and people wrote, stay`() {
        // As in lists.xenproject.org xen-devel, January 2023.
        let html = Sanitiser.sanitise(
            "<div id=\"ymail_android_signature\">Hello,</div><div id=\"ymail_android_signature\">is the cake ready?</div>", isForward: false
        )
        #expect(!html.html.markup.contains("data-fold"))
    }
}

/// A customer's reply to the shop, rebuilt from what a mail program writes around the words. The words themselves are ours.
struct ClientFixture: Sendable, CustomTestStringConvertible {
    var client: String
    var language: String
    /// Where the shape can be checked. Archives of public lists hold such mail whole, with its parts.
    var source: String
    /// The header lines that tell the program; empty where it writes none.
    var program = ""
    /// With `{new}` for what the customer writes and `{old}` for what the shop had written.
    var plain: String?
    var html: String?
    var letters = Letters.utf8
    var transfer = Transfer.quotedPrintable
    var isFlowed = false

    var testDescription: String { "\(client), \(language)" }

    static let all: [ClientFixture] = {
        let groups: [[ClientFixture]] = [
            gmail, gmailForAndroid, outlookForWindows, outlookOnTheWeb, outlookForMac, outlookMobile, appleMail, iPhone, yahoo, yahooApps,
            thunderbird,
            proton, k9, k9WithHeader, qq, netEase, exchange, notes, roundcube,
        ]
        return groups.flatMap { $0 }
    }()

    static let inTwoForms: [ClientFixture] = all.filter { $0.plain != nil && $0.html != nil }

    // ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────

    private static let words: [String: (new: String, old: String)] = [
        "de": ("Morgen um zehn passt.", "Wann möchten Sie die Torte abholen?"),
        "en": ("Tomorrow at ten is fine.", "When would you like to collect the cake?"),
        "es": ("Mañana a las diez está bien.", "¿Cuándo quiere recoger la tarta?"),
        "fi": ("Huomenna kymmeneltä sopii.", "Milloin haluatte noutaa kakun?"),
        "fr": ("Demain à dix heures, ça va.", "Quand voulez-vous venir chercher le gâteau ?"),
        "hy": ("Վաղը ժամը տասը հարմար է։", "Տորթը պատրաստ է, ե՞րբ կգաք։"),
        "id": ("Besok jam sepuluh bisa.", "Kapan kuenya mau diambil?"),
        "pl": ("Jutro o dziesiątej pasuje.", "Kiedy odbierze Pani tort?"),
        "ru": ("Завтра в десять можно.", "Когда вам удобно забрать торт?"),
        "tr": ("Yarın saat on uygun.", "Pastayı ne zaman almak istersiniz?"),
        "zh": ("明天十点可以。", "蛋糕您什么时候来取？"),
    ]

    var new: String { Self.words[language]!.new }
    var old: String { Self.words[language]!.old }

    // ── The mail ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The whole mail as it arrives.
    func bytes() -> [UInt8] {
        let headers = [
            "From: Ben <ben@example.org>", "To: Anna Shop <shop@example.com>", "Subject: Re: Cake", "Date: Mon, 4 May 2026 12:05:00 +0200",
            "Message-ID: <reply@example.org>", "In-Reply-To: <question@example.com>", "References: <question@example.com>", program,
            "MIME-Version: 1.0",
        ].filter { !$0.isEmpty }
        var parts: [String] = []
        if let plain { parts.append(part("text/plain", plain)) }
        if let html { parts.append(part("text/html", html)) }
        var body = parts.joined()
        if parts.count > 1 {
            let pieces = parts.map { "--=_reply\n\($0)" }.joined()
            body = "Content-Type: multipart/alternative; boundary=\"=_reply\"\n\n\(pieces)--=_reply--\n"
        }
        return Array("\(headers.joined(separator: "\n"))\n\(body)".replacing("\n", with: "\r\n").utf8)
    }

    private func part(_ type: String, _ template: String) -> String {
        let text = template.replacing("{new}", with: new).replacing("{old}", with: old)
        let flowed = isFlowed && type == "text/plain" ? "; format=flowed" : ""
        let content = transfer.encoded(letters.bytes(transfer == .base64 ? text.replacing("\n", with: "\r\n") : text))
        return """
            Content-Type: \(type); charset="\(letters.rawValue)"\(flowed)
            Content-Transfer-Encoding: \(transfer.rawValue)

            \(content)

            """
    }

    enum Letters: String, Sendable {
        case utf8 = "utf-8"
        case western = "iso-8859-1"
        case turkish = "iso-8859-9"
        case cyrillic = "windows-1251"

        private static let turkishOnly: [Unicode.Scalar: UInt8] = ["Ğ": 0xD0, "ğ": 0xF0, "İ": 0xDD, "ı": 0xFD, "Ş": 0xDE, "ş": 0xFE]

        func bytes(_ text: String) -> [UInt8] {
            if self == .utf8 { return Array(text.utf8) }
            return text.unicodeScalars.map { scalar in
                if self == .turkish, let byte = Self.turkishOnly[scalar] { return byte }
                let isCyrillic = self == .cyrillic && (0x410...0x44F).contains(scalar.value)
                return UInt8(exactly: isCyrillic ? scalar.value - 0x410 + 0xC0 : scalar.value) ?? UInt8(ascii: "?")
            }
        }
    }

    enum Transfer: String, Sendable {
        case quotedPrintable = "quoted-printable"
        case base64

        func encoded(_ bytes: [UInt8]) -> String {
            if self == .base64 { return Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]) }
            var result = ""
            var column = 0
            for (place, byte) in bytes.enumerated() {
                if byte == 0x0A {
                    result += "\n"
                    column = 0
                    continue
                }
                if column > 70 {
                    result += "=\n"
                    column = 0
                }
                let endsLine = place + 1 == bytes.count || bytes[place + 1] == 0x0A
                let isBlank = byte == 0x20 && !endsLine
                let isSign = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
                let piece = isBlank || isSign ? String(Unicode.Scalar(byte)) : String(format: "=%02X", byte)
                result += piece
                column += piece.utf8.count
            }
            return result
        }
    }

    // ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// `text` as HTML on one line, the shop's address as a link.
    private static func linked(_ text: String) -> String {
        text.replacing("\n", with: " ").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("shop@example.com", with: "<a href=\"mailto:shop@example.com\">shop@example.com</a>")
    }

    /// A header block as HTML: bold labels, a line for each field.
    private static func bold(_ header: String) -> String {
        let fields = header.split(separator: "\n").map { field in
            let label = field.prefix { $0 != ":" && $0 != "՝" }
            let rest = field.dropFirst(label.count)
            return "<b>\(label)\(rest.prefix(1))</b>\(linked(String(rest.dropFirst())))"
        }
        return fields.joined(separator: "<br>\n")
    }
}

// ── Gmail ────────────────────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let gmail: [ClientFixture] = [
        gmailReply(
            "en", "On Mon, May 4, 2026 at 11:30\u{202F}AM Anna Shop <\nshop@example.com> wrote:",
            source: "crisp-oss/email-reply-parser test/fixtures/email_gmail_split_line_from.txt"),
        gmailReply(
            "tr", "Anna Shop <shop@example.com>, 4 May 2026 Pzt, 11:30\ntarihinde şunu yazdı:",
            source: "lists.freedesktop.org amd-gfx, December 2019"),
        gmailReply(
            "id", "Pada Sen, 4 Mei 2026 pukul 11.30 Anna Shop <shop@example.com>\nmenulis:",
            source: "GitHub code search for \"pukul\" and \"menulis:\""),
        gmailReply(
            "de", "Am Mo., 4. Mai 2026 um 11:30 Uhr schrieb Anna Shop <\nshop@example.com>:",
            source: "github/email_reply_parser test/emails/quote_reply_german_multiline.txt"),
        gmailReply(
            "fr", "Le lun. 4 mai 2026 à 11:30, Anna Shop (<shop@example.com>) a écrit\u{A0}:",
            source: "github/email_reply_parser test/emails/quote_reply_french.txt"),
        gmailReply(
            "es", "El lun, 4 may 2026 a las 11:30, Anna Shop (<shop@example.com>) escribió:",
            source: "github/email_reply_parser test/emails/quote_reply_spanish.txt"),
        gmailReply(
            "pl", "pon., 4 maj 2026 o 11:30 Anna Shop <shop@example.com> napisał(a):",
            source: "discourse/email_reply_trimmer lib/email_reply_trimmer/embedded_email_matcher.rb"),
        gmailReply(
            "ru", "пн, 4 мая 2026 г. в 11:30, Anna Shop <shop@example.com>:",
            source: "crisp-oss/email-reply-parser test/fixtures/email_russian.txt"),
        // A longer address is broken before its bracket, and the second line looks like a quoted one.
        gmailReply(
            "ru", "пн, 4 мая 2026 г. в 11:30, Anna Shop <shop@example.com\n>:",
            source: "crisp-oss/email-reply-parser test/fixtures/email_russian.txt, email_gmail_split_line_from.txt"),
    ]

    private static func gmailReply(_ language: String, _ attribution: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "Gmail", language: language, source: source,
            plain: "{new}\n\n\(attribution)\n\n> {old}\n>\n",
            html: """
                <div dir="ltr">{new}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">\
                \(linked(attribution))<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid \
                rgb(204,204,204);padding-left:1ex"><div dir="ltr">{old}</div></blockquote></div>
                """,
            transfer: .base64)
    }

    static let gmailForAndroid: [ClientFixture] = [
        ClientFixture(
            client: "Gmail for Android", language: "fi", source: "lore.kernel.org linux-kernel, June 2021",
            plain: "{new}\n\nma 4. toukok. 2026 klo 11.30 Anna Shop (shop@example.com) kirjoitti:\n\n> {old}\n>\n",
            html: """
                <div dir="auto">{new}</div><br><div class="gmail_quote" dir="auto"><div dir="ltr" class="gmail_attr">ma 4. toukok. 2026 klo \
                11.30 Anna Shop (<a href="mailto:shop@example.com">shop@example.com</a>) kirjoitti:<br></div><blockquote class="gmail_quote" \
                style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{old}</blockquote></div>
                """),
        ClientFixture(
            client: "Gmail for Android 4", language: "ru",
            source: "mailgun/talon talon-core/tests/fixtures/standard_replies/android.eml",
            plain: "{new}\n04.05.2026 11:30 пользователь \"Anna Shop\" <\nshop@example.com> написал:\n\n> {old}\n>\n",
            html: """
                <p>{new}</p>
                <div class="gmail_quote">04.05.2026 11:30 пользователь &quot;Anna Shop&quot; &lt;<a \
                href="mailto:shop@example.com">shop@example.com</a>&gt; написал:<br type="attribution">
                <blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{old}<br>
                </blockquote></div>
                """,
            transfer: .base64),
    ]
}

// ── Outlook ──────────────────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let outlookForWindows: [ClientFixture] = [
        windowsReply(
            "en",
            """
            From: Anna Shop [mailto:shop@example.com]
            Sent: Monday, May 4, 2026 11:30 AM
            To: Ben
            Subject: Cake
            """,
            source: "mailgun/talon tests/fixtures/standard_replies/outlook.eml, talon/html_quotations.py"),
        windowsReply(
            "pl",
            """
            Od: Anna Shop <shop@example.com>
            Wysłano: poniedziałek, 4 maja 2026 11:30
            Do: Ben <ben@example.org>
            Temat: Tort
            """,
            source: "alfonsrv/mail-parser-reply test/emails/email_pl_1_1.txt, mailgun/talon talon/html_quotations.py"),
        ClientFixture(
            client: "Outlook for Windows", language: "de",
            source: "crisp-oss/email-reply-parser test/fixtures/email_german_outlook.txt",
            program: "X-Mailer: Microsoft Outlook 16.0",
            plain: """
                {new}

                -----Ursprüngliche Nachricht-----
                Von: Anna Shop <shop@example.com>
                An: Ben <ben@example.org>
                Betreff: Torte
                Datum: 04.05.2026 11:30

                {old}

                """,
            letters: .western),
    ]

    private static func windowsReply(_ language: String, _ header: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "Outlook for Windows", language: language, source: source, program: "X-Mailer: Microsoft Outlook 16.0",
            plain: "{new}\n\n\(header)\n\n{old}\n",
            html: """
                <html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15 (filtered \
                medium)"><style><!--
                p.MsoNormal
                	{margin:0cm;}
                --></style></head><body lang=EN-US link="#0563C1" vlink="#954F72"><div class=WordSection1><p \
                class=MsoNormal>{new}<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid \
                #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>\(bold(header))<o:p></o:p></p></div></div><p \
                class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>{old}<o:p></o:p></p></div></body></html>
                """)
    }

    static let outlookOnTheWeb: [ClientFixture] = [
        outlookWebReply(
            "en",
            """
            From: Anna Shop <shop@example.com>
            Sent: Monday, May 4, 2026 11:30 AM
            To: Ben <ben@example.org>
            Subject: Cake
            """,
            source: "lists.freedesktop.org amd-gfx, August 2019"),
        outlookWebReply(
            "fr",
            """
            De\u{A0}: Anna Shop <shop@example.com>
            Envoyé\u{A0}: lundi 4 mai 2026 11:30
            À\u{A0}: Ben <ben@example.org>
            Objet\u{A0}: Gâteau
            """,
            source: "discourse/email_reply_trimmer lib/email_reply_trimmer/email_header_matcher.rb"),
        outlookWebReply(
            "es",
            """
            De: Anna Shop <shop@example.com>
            Enviado: lunes, 4 de mayo de 2026 11:30
            Para: Ben <ben@example.org>
            Asunto: Tarta
            """,
            source: "discourse/email_reply_trimmer lib/email_reply_trimmer/email_header_matcher.rb"),
    ]

    /// New Outlook for Windows writes the same.
    private static func outlookWebReply(_ language: String, _ header: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "Outlook on the web", language: language, source: source,
            program: "Thread-Topic: Cake\nThread-Index: AQHbAQIDBAUGBwgJCgsMDQ4PEBESEw==",
            plain: "{new}\n\n________________________________\n\(header)\n\n{old}\n",
            html: """
                <html>
                <head>
                <style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style>
                </head>
                <body dir="ltr">
                <div class="elementToProof" style="font-family: Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);">
                {new}</div>
                <div id="appendonsend"></div>
                <hr style="display:inline-block;width:98%" tabindex="-1">
                <div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">\(bold(header))</font>
                <div>&nbsp;</div>
                </div>
                <div>
                <p>{old}</p>
                </div>
                </body>
                </html>
                """)
    }

    static let outlookForMac: [ClientFixture] = [
        outlookMacReply(
            "fi",
            """
            Lähettäjä: Anna Shop <shop@example.com>
            Päivämäärä: maanantaina, 4. toukokuuta 2026 klo 11.30
            Vastaanottaja: Ben <ben@example.org>
            Aihe: Kakku
            """,
            letters: .western, source: "crisp-oss/email-forward-parser test/fixtures/new_outlook_2019_fi_body.txt"),
        outlookMacReply(
            "tr",
            """
            Kimden: Anna Shop <shop@example.com>
            Tarih: Pazartesi, 4 Mayıs 2026 11:30
            Kime: Ben <ben@example.org>
            Konu: Pasta
            """,
            letters: .turkish, source: "crisp-oss/email-forward-parser test/fixtures/new_outlook_2019_tr_body.txt"),
        outlookMacReply(
            "ru",
            """
            От: Anna Shop <shop@example.com>
            Дата: понедельник, 4 мая 2026 г. в 11:30
            Кому: Ben <ben@example.org>
            Тема: Торт
            """,
            letters: .cyrillic, source: "crisp-oss/email-forward-parser lib/parser.js (New Outlook 2019)"),
    ]

    private static func outlookMacReply(_ language: String, _ header: String, letters: Letters, source: String) -> ClientFixture {
        ClientFixture(
            client: "Outlook for Mac", language: language, source: source, program: "User-Agent: Microsoft-MacOutlook/16.78.23100802",
            plain: "{new}\n\n\(header)\n{old}\n",
            html: """
                <html><body lang="EN-US" style="word-wrap:break-word">
                <div class="WordSection1">
                <p class="MsoNormal">{new}<o:p></o:p></p>
                <p class="MsoNormal"><o:p>&nbsp;</o:p></p>
                <div id="mail-editor-reference-message-container">
                <div>
                <div>
                <div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm">
                <p class="MsoNormal" style="margin-bottom:12.0pt">\(bold(header))<o:p></o:p></p>
                </div>
                <p class="MsoNormal">{old}<o:p></o:p></p>
                </div>
                </div>
                </div>
                </div>
                </body></html>
                """,
            letters: letters)
    }

    static let outlookMobile: [ClientFixture] = [
        outlookMobileReply(
            "en", "Get Outlook for iOS<https://aka.ms/o0ukef>", english,
            source: "crisp-oss/email-reply-parser test/fixtures/email_ios_outlook_en.txt"),
        outlookMobileReply(
            "fr", "Télécharger Outlook pour Android<https://aka.ms/ghei36>\n", english,
            source: "crisp-oss/email-reply-parser test/fixtures/email_android_outlook_fr.txt"),
        outlookMobileReply(
            "fi", "Hanki Outlook for Android<https://aka.ms/AAb9ysg>\n", english,
            source: "zapier/email-reply-parser email_reply_parser/__init__.py"),
        outlookMobileReply(
            "de", "Gesendet von Outlook für Android<https://aka.ms/AAb9ysg>\n",
            """
            Von: Anna Shop <shop@example.com>
            Gesendet: Monday, May 4, 2026 11:30:12 AM
            An: Ben <ben@example.org>
            Betreff: Torte
            """,
            source: "crisp-oss/email-reply-parser test/fixtures/email_german_3.txt"),
    ]

    /// The app writes these labels in English whatever it says itself.
    private static let english = """
        From: Anna Shop <shop@example.com>
        Sent: Monday, May 4, 2026 11:30:12 AM
        To: Ben <ben@example.org>
        Subject: Cake
        """

    private static func outlookMobileReply(_ language: String, _ signature: String, _ header: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "Outlook mobile", language: language, source: source,
            plain: "{new}\n\n\(signature)\n________________________________\n\(header)\n\n{old}\n",
            html: """
                <html>
                <body>
                <div dir="ltr">{new}</div>
                <div dir="ltr"><br>
                </div>
                <div id="ms-outlook-mobile-signature" dir="ltr"><a href="https://aka.ms/o0ukef">\(signature.prefix { $0 != "<" })</a></div>
                <div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message">
                <hr style="display:inline-block;width:98%" tabindex="-1">
                <div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">\(bold(header))
                <div>&nbsp;</div>
                </font></div>
                <p>{old}</p>
                </div>
                </body>
                </html>
                """)
    }
}

// ── Apple ────────────────────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let appleMail: [ClientFixture] = [
        appleMailReply(
            "pl", "Wiadomość napisana przez Anna Shop <shop@example.com> w dniu 4 maj 2026, o godz. 11:30:",
            source: "EdgeTier/email-reply-parser email_reply_parser/__init__.py"),
        appleMailReply(
            "tr", "Anna Shop <shop@example.com> şunları yazdı (4 May 2026 11:30):",
            source: "GitHub code search for \"şunları yazdı (\""),
        appleMailReply(
            "ru", "4 мая 2026 г., в 11:30, Anna Shop <shop@example.com> написал(а):",
            source: "closeio/quotequail quotequail/_patterns.py"),
    ]

    /// The parts: mailgun/talon tests/fixtures/standard_replies/apple_mail.eml, closeio/quotequail tests/files/apple_reply.html.
    private static func appleMailReply(_ language: String, _ attribution: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "Apple Mail", language: language, source: source, program: "X-Mailer: Apple Mail (2.3826.400.131.1.6)",
            plain: "{new}\n\n\(attribution)\n\n> {old}\n\n",
            html: """
                <html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: \
                break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">{new}<br \
                id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>\(linked(attribution))</div><br \
                class="Apple-interchange-newline"><div><div style="overflow-wrap: break-word;">{old}</div></div></blockquote></div>\
                <br></body></html>
                """)
    }

    static let iPhone: [ClientFixture] = [
        iPhoneReply(
            "en", "Sent from my iPhone", "On May 4, 2026, at 11:30\u{202F}AM, Anna Shop <shop@example.com> wrote:",
            source: "lore.kernel.org linux-kernel, April 2024"),
        iPhoneReply(
            "fi", "Lähetetty iPhonesta", "Anna Shop <shop@example.com> kirjoitti 4.5.2026 kello 11.30:",
            source: "lore.kernel.org linux-kernel, December 2022"),
        iPhoneReply(
            "fr", "Envoyé de mon iPhone", "Le 4 mai 2026 à 11:30, Anna Shop <shop@example.com> a écrit :",
            source: "lore.kernel.org git, November 2025"),
        iPhoneReply(
            "tr", "iPhone’umdan gönderildi", "Anna Shop <shop@example.com> şunları yazdı (4 May 2026 11:30):",
            source: "GitHub code search for \"şunları yazdı (\""),
        iPhoneReply(
            "id", "Dikirim dari iPhone saya", "Pada 4 Mei 2026, pukul 11.30, Anna Shop <shop@example.com> menulis:",
            source: "lore.kernel.org linux-kernel, 2024"),
    ]

    /// The quote begins with who wrote it and then a byte order mark.
    private static func iPhoneReply(_ language: String, _ signature: String, _ attribution: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "Apple Mail on iPhone", language: language, source: source, program: "X-Mailer: iPhone Mail (23D8133)",
            plain: "{new}\n\n\(signature)\n\n> \(attribution)\n> \n> \u{FEFF}{old}\n",
            html: """
                <html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">{new}<br \
                id="lineBreakAtBeginningOfSignature"><div dir="ltr">\(signature)</div><div dir="ltr"><br><blockquote \
                type="cite">\(linked(attribution))<br><br></blockquote></div><blockquote type="cite"><div \
                dir="ltr">\u{FEFF}{old}</div></blockquote></body></html>
                """)
    }
}

// ── Yahoo and Proton ─────────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let yahoo: [ClientFixture] = [
        yahooReply(
            "en", "On Monday, 4 May 2026 at 11:30:00 BST, Anna Shop <shop@example.com> wrote:", below: "\u{A0}\n",
            source: "lists.ettus.com usrp-users, August 2023"),
        yahooReply(
            "pl", "W poniedziałek, 4 maja 2026, 11:30:00 CEST, Anna Shop <shop@example.com> napisał(-a):",
            source: "t2bot/node-email-reply-parser pull request 28; GitHub code search for \"napisał(-a):\""),
    ]

    /// No line is left free above the quote, unless the customer leaves one, and no sign stands before its lines.
    private static func yahooReply(_ language: String, _ attribution: String, below: String = "", source: String) -> ClientFixture {
        ClientFixture(
            client: "Yahoo Mail", language: language, source: source, program: "X-Mailer: WebService/1.1.21695 YMailNorrin",
            plain: " {new}\n\(below)    \(attribution)  \n  {old}\n \n",
            html: """
                <html><head></head><body><div class="ydp66d139c6yahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, Arial, \
                sans-serif;font-size:13px;"><div></div>
                        <div dir="ltr" data-setdir="false">{new}</div><div><br></div>

                        </div><div id="ydpdb28840fyahoo_quoted_2142999335" class="ydpdb28840fyahoo_quoted">
                            <div style="font-family:'Helvetica Neue', Helvetica, Arial, sans-serif;font-size:13px;color:#26282a;">

                                <div>
                                    \(linked(attribution))
                                </div>
                                <div><br></div>
                                <div><div id="ydpdb28840fyiv1566047874"><div><div dir="ltr">{old}</div></div></div></div>
                            </div>
                        </div></body></html>
                """)
    }

    static let yahooApps: [ClientFixture] = [
        ClientFixture(
            client: "Yahoo Mail for Android", language: "en", source: "lists.xenproject.org minios-devel, September 2020",
            program: "X-Mailer: WebService/1.1.16565 YahooMailAndroidMobile",
            html: """
                {new}<br id="yMail_cursorElementTracker_1599256821473"><br><div id="ymail_android_signature"><a \
                id="ymail_android_signature_link" href="https://go.onelink.me/107872968">Sent from Yahoo Mail on Android</a></div> <br> \
                <blockquote style="margin: 0 0 20px 0;"> <div style="font-family:Roboto, sans-serif; color:#6D00F6;"> <div>On Mon, May 4, \
                2026 at 11:30 AM, Anna Shop</div><div>&lt;shop@example.com&gt; wrote:</div> </div> <div style="padding: 10px 0 0 20px; \
                margin: 10px 0 0 0; border-left: 1px solid #6D00F6;"> <div dir="ltr">{old}<br></div></div></blockquote>
                """),
        ClientFixture(
            client: "Yahoo Mail for iOS", language: "en", source: "github.com/distributedweaknessfiling/DWF-Legal-Acceptance, August 2018",
            html: """
                <div>{new}</div><span id="yahoo-rte-cursor-span"></span><br><br><p class="yahoo-quoted-begin" style="font-size: 15px; color: \
                #715FFA; padding-top: 15px; margin-top: 0">On Monday, May 4, 2026, 11:30 AM, Anna Shop &lt;shop@example.com&gt; \
                wrote:</p><blockquote class="iosymail"><div dir="ltr">{old}<br></div></blockquote>
                """),
    ]

    static let proton: [ClientFixture] = [
        protonReply("", source: "lists.freedesktop.org amd-gfx, June 2026"),
        protonReply(
            "------- Original Message -------",
            source: "ProtonMail/WebClients applications/mail/src/app/helpers/message/messageDraft.ts; "
                + "lists.linuxfoundation.org bridge, November 2022"),
    ]

    private static func protonReply(_ mark: String, source: String) -> ClientFixture {
        let attribution = "On Monday, May 4th, 2026 at 11:30 AM, Anna Shop <shop@example.com> wrote:"
        return ClientFixture(
            client: mark.isEmpty ? "Proton Mail" : "Proton Mail before 2023", language: "en", source: source,
            plain: "{new}\n\nSent with Proton Mail secure email.\n\n\(mark.isEmpty ? "" : "\(mark)\n")\(attribution)\n\n> {old}\n",
            html: """
                <div style="font-family: Arial, sans-serif; font-size: 14px;">{new}</div><div style="font-family: Arial, sans-serif; \
                font-size: 14px;"><br></div><div class="protonmail_signature_block" style="font-family: Arial, sans-serif; font-size: \
                14px;"><div class="protonmail_signature_block-user protonmail_signature_block-empty"></div><div \
                class="protonmail_signature_block-proton">Sent with <a href="https://proton.me/mail/home">Proton Mail</a> secure email.\
                </div></div><div style="font-family: Arial, sans-serif; font-size: 14px;"><br></div><div class="protonmail_quote">
                        \(mark.isEmpty ? "" : "\(mark)<br>")\(linked(attribution))<br>
                        <blockquote class="protonmail_quote" type="cite">
                            <p>{old}</p>
                        </blockquote><br>
                    </div>
                """,
            transfer: .base64)
    }
}

// ── Thunderbird and K-9 ──────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let thunderbird: [ClientFixture] = [
        thunderbirdReply("fi", "Anna Shop kirjoitti 4.5.2026 klo 11.30:"),
        thunderbirdReply("hy", "04.05.2026 11:30-ին Anna Shopը գրել է.", folder: "hy-AM"),
        thunderbirdReply("id", "Pada 04/05/2026 11.30, Anna Shop menulis:"),
        thunderbirdReply("tr", "4.05.2026 11:30 tarihinde Anna Shop yazdı:"),
        // Below the quote, as it is set unless one changes it.
        ClientFixture(
            client: "Thunderbird", language: "de", source: "mailgun/talon tests/fixtures/standard_replies/thunderbird.eml",
            program: "User-Agent: Mozilla Thunderbird", plain: "Am 04.05.26 um 11:30 schrieb Anna Shop:\n> {old}\n\n{new}\n",
            isFlowed: true),
    ]

    /// The HTML: mailgun/talon talon-core/talon_core_tests/fixtures/html_replies/thunderbird.html.
    private static func thunderbirdReply(_ language: String, _ attribution: String, folder: String? = nil) -> ClientFixture {
        ClientFixture(
            client: "Thunderbird", language: language,
            source: "thunderbird/thunderbird-l10n \(folder ?? language)/mail/chrome/messenger/messengercompose/composeMsgs.properties",
            program: "User-Agent: Mozilla Thunderbird",
            plain: "{new}\n\n\(attribution)\n> {old}\n",
            html: """
                <!DOCTYPE html>
                <html>
                  <head>
                    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
                  </head>
                  <body>
                    <p>{new}</p>
                    <div class="moz-cite-prefix">\(linked(attribution))<br>
                    </div>
                    <blockquote type="cite"
                      cite="mid:question@example.com">
                      <p>{old}</p>
                    </blockquote>
                    <br>
                  </body>
                </html>
                """,
            isFlowed: true)
    }

    static let k9: [ClientFixture] = [
        ClientFixture(
            client: "K-9", language: "en", source: "lore.kernel.org linux-kernel, December 2022",
            program: "User-Agent: K-9 Mail for Android",
            plain: """
                {new}
                --\u{20}
                Sent from my Android device with K-9 Mail. Please excuse my brevity.

                On 4 May 2026 11:30:00 GMT+02:00, Anna Shop <shop@example.com> wrote:
                >{old}

                """),
        k9Reply(
            "hy", "4 մայիսի, 2026 թ. 11:30:00 GMT+04:00֊ին, Anna Shop <shop@example.com> գրել է՝",
            source: "thunderbird/thunderbird-android legacy/ui/legacy/src/main/res/values-hy/strings.xml"),
        k9Reply(
            "id", "Pada 4 Mei 2026 11.30.00 GMT+07.00, Anna Shop <shop@example.com> menulis:",
            source: "thunderbird/thunderbird-android legacy/ui/legacy/src/main/res/values-in/strings.xml"),
    ]

    /// The HTML: thunderbird/thunderbird-android legacy/core/src/main/java/com/fsck/k9/message/quote/HtmlQuoteCreator.java.
    private static func k9Reply(_ language: String, _ attribution: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "K-9", language: language, source: source, program: "User-Agent: Thunderbird for Android",
            plain: "{new}\n\n\(attribution)\n>{old}\n",
            html: """
                <html><head></head><body><div dir="auto">{new}</div><br><br><div class="gmail_quote"><div \
                dir="auto">\(linked(attribution))</div><blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px \
                solid rgb(204, 204, 204); padding-left: 1ex;">
                <p>{old}</p></blockquote></div></body></html>
                """,
            transfer: .base64)
    }

    /// K-9's other way to quote, like Outlook's.
    static let k9WithHeader: [ClientFixture] = [
        k9Reply(
            "id", mark: "-------- Pesan Orisinal --------",
            header: """
                Dari: Anna Shop <shop@example.com>
                Terkirim: 4 Mei 2026 11.30.00 GMT+07.00
                Kepada: Ben <ben@example.org>
                Subjek: Kue
                """,
            source: "thunderbird/thunderbird-android legacy/ui/legacy/src/main/res/values-in/strings.xml"),
        k9Reply(
            "hy", mark: "-------- Նախորդ հաղորդագրութիւնը --------",
            header: """
                Ումից՝ Anna Shop <shop@example.com>
                Ուղարկուած՝ 4 մայիսի, 2026 թ. 11:30:00 GMT+04:00
                Ում՝ Ben <ben@example.org>
                Վերնագիր՝ Տորթ
                """,
            source: "thunderbird/thunderbird-android legacy/ui/legacy/src/main/res/values-hy/strings.xml"),
        k9Reply(
            "tr", mark: "-------- Özgün İleti --------",
            header: """
                Kimden: Anna Shop <shop@example.com>
                Gönderilme: 4 Mayıs 2026 11:30:00 GMT+03:00
                Kime: Ben <ben@example.org>
                Konu: Pasta
                """,
            source: "thunderbird/thunderbird-android legacy/ui/legacy/src/main/res/values-tr/strings.xml"),
    ]

    private static func k9Reply(_ language: String, mark: String, header: String, source: String) -> ClientFixture {
        ClientFixture(
            client: "K-9 with a header", language: language, source: source, program: "User-Agent: Thunderbird for Android",
            plain: "{new}\n\n\n\(mark)\n\(header)\n\n{old}\n",
            html: """
                <html><head></head><body><div dir="auto">{new}</div><br><br><div style='font-size:10.0pt;font-family:"Tahoma","sans-serif"\
                ;padding:3.0pt 0in 0in 0in'>
                <hr style='border:none;border-top:solid #E1E1E1 1.0pt'>
                \(bold(header))<br>
                </div>
                <br>
                <p>{old}</p></body></html>
                """,
            transfer: .base64)
    }
}

// ── QQ ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let qq: [ClientFixture] = [
        // Its text is HTML without the tags, entities and all.
        ClientFixture(
            client: "QQ Mail", language: "en", source: "lists.linux.it ltp, July 2024", program: qqMail,
            plain: """
                {new}

                &nbsp;
                &nbsp;
                ------------------&nbsp;Original&nbsp;------------------
                From: &nbsp;"Anna&nbsp;Shop"<shop@example.com&gt;;
                Date: &nbsp;Mon, May 4, 2026 11:30 AM
                To: &nbsp;"ben"<ben@example.org&gt;;\u{20}
                Subject: &nbsp;Re: Cake

                &nbsp;

                {old}
                """,
            transfer: .base64),
        qqReply(
            "en", mark: "Original",
            header: """
                From: "Anna Shop"<shop@example.com>;
                Date: Mon, May 4, 2026 11:30 AM
                To: "ben"<ben@example.org>;
                Subject: Re: Cake
                """),
        qqReply(
            "zh", mark: "原始邮件",
            header: """
                发件人: "Anna Shop"<shop@example.com>;
                发送时间: 2026年5月4日(星期一) 中午11:30
                收件人: "ben"<ben@example.org>;
                主题: Re: 蛋糕
                """),
    ]

    private static let qqMail = "X-QQ-MIME: TCMime 1.0 by Tencent\nX-Mailer: QQMail 2.x\nX-QQ-Mailer: QQMail 2.x"

    private static func qqReply(_ language: String, mark: String, header: String) -> ClientFixture {
        let fields = header.split(separator: "\n").map { "<div>\(bold(String($0)))</div>" }.joined()
        return ClientFixture(
            client: "QQ Mail", language: language,
            source: "discourse/email_reply_trimmer lib/email_reply_trimmer/embedded_email_matcher.rb; "
                + "GitHub code search for \"Arial Narrow;padding:2px 0 2px 0\" and \"includetail\"",
            program: qqMail,
            plain: "{new}\n\n\n\n\n------------------ \(mark) ------------------\n\(header)\n\n\n\n{old}\n",
            html: """
                <div>{new}</div><div><includetail><div>&nbsp;</div><div>&nbsp;</div><div style="font:Verdana normal 14px;color:#000;"><div \
                style="FONT-SIZE: 12px;FONT-FAMILY: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;\(mark)&nbsp;\
                ------------------</div><div style="FONT-SIZE: 12px;background:#efefef;padding:8px;">\(fields)</div><div>&nbsp;</div>\
                <div>{old}</div></div><!--<![endif]--></includetail></div>
                """,
            transfer: .base64)
    }
}

extension ClientFixture {
    static let netEase: [ClientFixture] = [
        ClientFixture(
            client: "NetEase", language: "zh", source: "GitHub code search for \"isReplyContent\" and \"neteasefooter\", July 2019",
            html: """
                {new}<br><br>At 2026-05-04 11:30:00, "Anna Shop" &lt;shop@example.com&gt; wrote:<br>
                <blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">
                    <div dir="ltr">{old}</div>
                </blockquote><br><br><span title="neteasefooter"><p>&nbsp;</p></span>
                """)
    ]
}

// ── Exchange and Notes ───────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let exchange: [ClientFixture] = [
        exchangeReply(
            "es", mark: "-----Mensaje original-----",
            header: """
                De: Anna Shop [mailto:shop@example.com]
                Enviado el: lunes, 4 de mayo de 2026 11:30
                Para: Ben
                Asunto: Tarta
                """),
        exchangeReply(
            "fr", mark: "-----Message d'origine-----",
            header: """
                De : Anna Shop [mailto:shop@example.com]
                Envoyé : lundi 4 mai 2026 11:30
                À : Ben
                Objet : Gâteau
                """),
        ClientFixture(
            client: "Exchange 2003 on the web", language: "en", source: "linuxtv.org linux-dvb, September 2008",
            program: "X-MimeOLE: Produced By Microsoft Exchange V6.5",
            plain: """
                {new}

                ________________________________

                From: Anna Shop [mailto:shop@example.com]
                Sent: Mon 5/4/2026 11:30 AM
                To: Ben
                Subject: Cake



                {old}

                """,
            html: """
                <META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">
                <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
                <HTML>
                <HEAD>
                <META NAME="Generator" CONTENT="MS Exchange Server version 6.5.7652.24">
                <TITLE>Re: Cake</TITLE>
                </HEAD>
                <BODY>
                <DIV id=idOWAReplyText65274 dir=ltr>
                <DIV dir=ltr><FONT face=Arial color=#000000 size=2>{new}</FONT></DIV></DIV>
                <DIV dir=ltr><BR>
                <HR tabIndex=-1>
                <FONT face=Tahoma size=2><B>From:</B> Anna Shop [mailto:shop@example.com]<BR><B>Sent:</B> Mon 5/4/2026 11:30 AM<BR><B>To:</B> \
                Ben<BR><B>Subject:</B> Cake<BR></FONT><BR></DIV>
                <DIV>
                <P><FONT size=2>{old}</FONT></P></DIV>

                </BODY>
                </HTML>
                """,
            letters: .western),
    ]

    /// The server makes HTML of a reply that is text only.
    private static func exchangeReply(_ language: String, mark: String, header: String) -> ClientFixture {
        ClientFixture(
            client: "Exchange", language: language,
            source: "GitHub code search for \"Converted from text/plain format\"; discourse/email_reply_trimmer",
            program: "X-MimeOLE: Produced By Microsoft Exchange V6.5",
            plain: "{new}\n\n\(mark)\n\(header)\n\n{old}\n",
            html: """
                <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
                <HTML>
                <HEAD>
                <META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">
                <META NAME="Generator" CONTENT="MS Exchange Server version 6.5.7652.24">
                <TITLE>RE: Cake</TITLE>
                </HEAD>
                <BODY>
                <!-- Converted from text/plain format -->

                <P><FONT SIZE=2>{new}<BR>
                <BR>
                \(mark)<BR>
                \(header.replacing("\n", with: "<BR>\n"))<BR>
                <BR>
                {old}<BR>
                </FONT>
                </P>

                </BODY>
                </HTML>
                """,
            letters: .western)
    }

    static let notes: [ClientFixture] = [
        ClientFixture(
            client: "HCL Notes", language: "en", source: "lists.nongnu.org qemu-devel, April 2021",
            program: "X-Mailer: HCL Notes Build V1101FP2_10202020 SHF47 January 30, 2021",
            plain: """
                {new}

                "Anna Shop" <shop@example.com> wrote on 05/04/2026 11:30:00 AM:

                > From: "Anna Shop" <shop@example.com>
                > To: "Ben" <ben@example.org>
                > Date: 05/04/2026 11:30 AM
                > Subject: Cake
                >
                > {old}

                """,
            html: """
                <html><body><p><tt><font size="2">{new}<br><br>&quot;Anna Shop&quot; &lt;shop@example.com&gt; wrote on 05/04/2026 11:30:00 \
                AM:<br><br>&gt; From: &quot;Anna Shop&quot; &lt;shop@example.com&gt;</font></tt><br><tt><font size="2">&gt; To: &quot;Ben&quot; \
                &lt;ben@example.org&gt;</font></tt><br><tt><font size="2">&gt; Date: 05/04/2026 11:30 AM</font></tt><br><tt><font \
                size="2">&gt; Subject: Cake</font></tt><br><tt><font size="2">&gt; <br>&gt; {old}</font></tt><br></p></body></html>
                """,
            letters: .western),
        ClientFixture(
            client: "Notes on the web", language: "en", source: "lore.kernel.org linux-rdma, September 2019",
            plain: """
                {new}

                -----"Anna Shop" <shop@example.com> wrote: -----

                >To: "Ben" <ben@example.org>
                >From: "Anna Shop" <shop@example.com>
                >Date: 05/04/2026 11:30AM
                >Subject: Cake
                >
                >{old}

                """),
        ClientFixture(
            client: "Notes on the web, HTML", language: "en", source: "lists.nongnu.org qemu-devel, June 2021",
            html: """
                <font face="Default Sans Serif,Verdana,Arial,Helvetica,sans-serif" size="2">{new}<br><br><div><font \
                color="#990099">-----"Anna Shop" &lt;<a href="mailto:shop@example.com" target="_blank" rel="noopener \
                noreferrer">shop@example.com</a>&gt; wrote: -----</font></div><div class="iNotesHistory" style="padding-left:5px;"><div \
                style="padding-right:0px;padding-left:5px;border-left:solid black 2px;">To: "Ben" &lt;ben@example.org&gt;<br>From: "Anna Shop" \
                &lt;shop@example.com&gt;<br>Date: 05/04/2026 11:30AM<br>Subject: Cake<br><br><div><font face="Courier New,Courier,monospace" \
                size="2">{old}<br></font></div></div></div></font>
                """,
            letters: .western),
        ClientFixture(
            client: "Lotus Notes", language: "en", source: "cs.cmu.edu/~enron; microsoft/typeagent-py",
            program: "X-Mailer: Lotus Notes Release 8.5.3FP4 SHF90 June 10, 2013",
            plain: """
                {new}



                From:   Anna Shop <shop@example.com>
                To:     Ben/Home
                Date:   05/04/2026 11:30 AM
                Subject:        Cake



                {old}

                ----- Forwarded by Anna Shop/Shop on 05/04/2026 11:25 AM -----

                From:   Clara/Shop
                To:     Anna Shop/Shop
                Date:   05/04/2026 11:20 AM
                Subject:        Cake

                """),
    ]
}

// ── Roundcube ────────────────────────────────────────────────────────────────────────────────────────────────────────

extension ClientFixture {
    static let roundcube: [ClientFixture] = [
        ClientFixture(
            client: "Roundcube", language: "hy", source: "roundcube/roundcubemail program/localization/hy_AM/labels.inc",
            program: "User-Agent: Roundcube Webmail/1.6.11", plain: "{new}\n\n2026-05-04 11:30-ին, Anna Shop-ը գրեց.\n> {old}\n",
            isFlowed: true)
    ]
}
