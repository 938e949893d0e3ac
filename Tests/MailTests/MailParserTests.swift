import Foundation
import Testing

@testable import Mail

@Suite struct MailParserTests {
    @Test func `addresses come with their names and in one form`() throws {
        let mail = try Reading.message(
            """
            From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCl?= =?utf-8?Q?ler?= <Juergen@Example.ORG>
            Reply-To: "Doe, John" <john+shop@b\u{fc}cher.example>
            To: group: a@example.org, B Person <b@example.org>; (comment) c@example.org
            Cc: d@example.org (Dora), <@relay.example:e@example.org>, broken
            Subject: x

            text
            """)
        #expect(mail.from == [NamedAddress(name: "Jürgen Müller", address: "Juergen@example.org")])
        #expect(mail.replyTo == [NamedAddress(name: "Doe, John", address: "john+shop@xn--bcher-kva.example")])
        #expect(mail.to.map(\.address) == ["a@example.org", "b@example.org", "c@example.org"])
        #expect(mail.to[1].name == "B Person")
        #expect(mail.cc.map(\.address) == ["d@example.org", "e@example.org", ""])
        #expect(mail.cc[0].name == "Dora")
        #expect(mail.cc[2].name == "broken")
    }

    @Test func `a date is told in UTC and a wrong one is nil`() throws {
        #expect(try Reading.mail("Date: Mon, 4 May 2026 11:30:05 +0200").date == "2026-05-04T09:30:05Z")
        #expect(try Reading.mail("Date: 29 Feb 2024 23:59:59 -0500 (EST)").date == "2024-03-01T04:59:59Z")
        #expect(try Reading.mail("Date: soon").date == nil)
        #expect(try Reading.mail("Subject: x").date == nil)
    }

    @Test func `ids lose their brackets and keep their order`() throws {
        let mail = try Reading.mail("Message-ID: <m@x>\nIn-Reply-To: <c@x>\nReferences: <a@x>\n <b@x> <a@x>\n\t<c@x>")
        #expect(mail.messageId == "m@x")
        #expect(mail.inReplyTo == "c@x")
        #expect(mail.references == ["a@x", "b@x", "c@x"])
        #expect(try Reading.mail("Message-ID: bare@x").messageId == "bare@x")
        #expect(try Reading.mail("Message-ID:").messageId == nil)
    }

    @Test func `text and HTML of an alternative are both kept and nothing is an attachment`() throws {
        let mail = try Reading.mail(
            "Content-Type: multipart/alternative; boundary=b",
            body: "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n")
        #expect(mail.text == "plain")
        #expect(mail.html?.markup.contains("<p>rich</p>") == true)
        #expect(mail.attachments.isEmpty)
    }

    @Test func `HTML alone gives text too`() throws {
        let mail = try Reading.mail("Content-Type: text/html", body: "<h1>Hi</h1><p>one<br>two</p><ul><li>a<li>b</ul>")
        #expect(mail.text == "Hi\n\none\ntwo\n\n- a\n- b")
    }

    @Test func `an image that the HTML shows is inline and one that it does not show is not`() throws {
        let mail = try Reading.mail(
            "Content-Type: multipart/related; boundary=b",
            body: """
                --b
                Content-Type: text/html

                <img src="cid:Logo%40x"><img src="cid:gone">
                --b
                Content-Type: image/png
                Content-ID: <logo@x>

                abc
                --b
                Content-Type: image/gif; name=other.gif
                Content-ID: <other@x>

                abcdef
                --b--
                """)
        #expect(mail.html?.markup.contains("<img src=\"attachment:0\">") == true)
        #expect(mail.html?.markup.contains("cid:") == false)
        #expect(mail.attachments.map(\.inline) == [true, false])
        #expect(mail.attachments.map(\.bytes) == [3, 6])
        #expect(mail.attachments.map(\.name) == ["attachment-1.png", "other.gif"])
        #expect(mail.attachments.map(\.contentId) == ["logo@x", "other@x"])
    }

    @Test func `Apple Mail's picture without Content-ID stands between its texts`() throws {
        let mail = try Reading.mail(
            "Content-Type: multipart/mixed; boundary=b",
            body: """
                --b
                Content-Type: text/html

                <p>before</p>
                --b
                Content-Type: image/jpeg; name="IMG 1.jpeg"
                Content-Disposition: inline; filename="IMG 1.jpeg"

                x
                --b
                Content-Type: text/html

                <p>after</p>
                --b--
                """)
        let markup = try #require(mail.html?.markup)
        let picture = try #require(markup.range(of: "attachment:0"))
        #expect(try #require(markup.range(of: "before")).upperBound < picture.lowerBound)
        #expect(picture.upperBound < (try #require(markup.range(of: "after"))).lowerBound)
        #expect(mail.attachments.map(\.inline) == [true])
    }

    @Test func `winmail, attached mails, calendars and signatures do not vanish`() throws {
        let source = """
            From: a@example.org
            Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"

            --s
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            see files
            --b
            Content-Type: application/ms-tnef; name=winmail.dat

            tnef
            --b
            Content-Type: message/rfc822

            From: inner@example.org
            Subject: Inner / mail
            Content-Type: multipart/mixed; boundary=i

            --i
            Content-Type: image/png; name=inner.png

            x
            --i--
            --b
            Content-Type: text/calendar; method=REQUEST

            BEGIN:VCALENDAR
            --b--
            --s
            Content-Type: application/pgp-signature; name=signature.asc

            sig
            --s--
            """
        let mail = try Reading.message(source)
        #expect(mail.text == "see files")
        #expect(mail.attachments.map(\.name) == ["winmail.dat", "Inner - mail.eml", "attachment-3.ics", "signature.asc"])
        #expect(mail.attachments.map(\.type) == ["application/ms-tnef", "message/rfc822", "text/calendar", "application/pgp-signature"])
        let inner = try Reading.part(source, 1)
        #expect(String(decoding: inner.data, as: UTF8.self).contains("Subject: Inner / mail"))
        #expect(inner.data.count == mail.attachments[1].bytes)
    }

    @Test(arguments: [
        ("filename*=utf-8''%D5%A2%D5%A1%D6%80%D6%87.pdf", "բարև.pdf"),
        ("filename*0*=utf-8''%E2%82%AC%20; filename*1=rates.pdf", "€ rates.pdf"),
        ("filename=\"=?utf-8?B?xLFzxLEucGRm?=\"", "ısı.pdf"),
        ("filename=\"../../etc/passwd\"", "passwd"),
        ("filename=\"C:\\\\temp\\\\a.doc\"", "a.doc"),
        ("filename=\"evil\u{202E}fdp.exe\"", "evilfdp.exe"),
        ("filename=\"..\"", "attachment-1.pdf"),
    ])
    func `an attachment's name is decoded and safe`(parameter: String, expected: String) throws {
        let source =
            "From: a@example.org\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; \(parameter)\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n"
        let mail = try Reading.message(source)
        #expect(mail.attachments.map(\.name) == [expected])
        #expect(mail.attachments.map(\.bytes) == [5])
        #expect(try Reading.part(source, 0).data == Array("hello".utf8))
    }

    @Test(arguments: [
        "\r\n\r\nFrom: a@example.org\r\nSubject: s\r\n\r\nbody", "From: a@example.org\rSubject: s\r\rbody",
        "From: a@example.org\nSubject: s\n\nbody",
        "From a@example.org Mon May  4 11:30:00 2026\nFrom: a@example.org\nSubject: s\n\nbody",
    ])
    func `line ends and first lines of all kinds are understood`(source: String) throws {
        let mail = try Reading.message(source)
        #expect(mail.subject == "s")
        #expect(mail.text == "body")
        #expect(mail.from.map(\.address) == ["a@example.org"])
    }

    @Test func `a text with a name is the body when it is all there is`() throws {
        let mail = try Reading.mail("Content-Type: text/html; name=page.html", body: "<p>hello</p>")
        #expect(mail.text == "hello")
        #expect(mail.attachments.isEmpty)
    }

    @Test func `flowed paragraphs are put together`() throws {
        let body = "one \r\ntwo\r\n\r\n>> q \r\n>> r\r\n> s\r\n-- \r\nAnna"
        #expect(try Reading.mail("Content-Type: text/plain; format=flowed", body: body).text == "one two\n\n>> q r\n> s\n-- \nAnna")
        #expect(try Reading.mail("Content-Type: text/plain; format=flowed; delsp=yes", body: "o \r\nne").text == "one")
    }

    @Test func `a mail attached as base64 is an attachment with its own bytes`() throws {
        let inner = "From: in@example.org\r\nSubject: inner\r\n\r\ntext\r\n"
        let source =
            "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n" + Data(inner.utf8).base64EncodedString() + "\r\n--b--\r\n"
        #expect(try Reading.message(source).attachments.map(\.type) == ["message/rfc822"])
        #expect(try Reading.part(source, 0).data == Array(inner.utf8))
    }

    @Test func `a part that is not there is a value`() throws {
        #expect(throws: ParseFailure.malformed(reason: "The message has no attachment 3.")) {
            try Reading.part("From: a@example.org\r\n\r\nx", 3)
        }
    }

    @Test func `an empty message is malformed and one larger than the limit too large`() throws {
        #expect(throws: ParseFailure.malformed(reason: "The message is empty.")) { try Reading.message(" \r\n\r\n") }
        var limits = MailLimits()
        limits.message = 100
        #expect(throws: ParseFailure.tooLarge(limit: 100)) { try MailParser.parse([UInt8](repeating: 65, count: 101), limits: limits) }
    }

    @Test func `text beyond the limit is cut and says so`() throws {
        var limits = MailLimits()
        limits.text = 10
        let mail = try MailParser.parse(
            Array("From: a@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n123456789ü123".utf8), limits: limits)
        #expect(mail.text == "123456789")
        #expect(mail.truncated)
    }

    @Test func `the JSON has every key and null for what is missing`() throws {
        let mail = try Reading.mail("Subject: x")
        let json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(mail)) as? [String: Any])
        for key in [
            "from", "replyTo", "to", "cc", "subject", "date", "messageId", "inReplyTo", "references", "text", "visibleText", "html",
            "attachments",
            "automatic", "bounce", "charsetProblems",
        ] {
            #expect(json[key] != nil, "\(key)")
        }
        #expect(json["date"] is NSNull)
        #expect(json["bounce"] is NSNull)
        #expect(try JSONDecoder().decode(MailMessage.self, from: JSONEncoder().encode(mail)) == mail)
    }

    @Test func `any bytes give a message or a failure`() throws {
        var random = SystemRandomNumberGenerator()
        let seed = random.next() as UInt64
        var generator = SeededGenerator(state: seed)
        let seeds = [
            "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>hi\r\n--x--\r\n",
            "Subject: =?utf-8?B?4pyT?=\nTo: g:a@b,c;\nContent-Type: text/plain; charset=\"gb2312\"\n\nhello",
            "Content-Type: message/rfc822\n\nFrom: x\nContent-Type: multipart/report; report-type=delivery-status; boundary=q\n\n--q\n",
        ]
        // At least 600 rounds; `make soak` asks for minutes.
        let clock = ContinuousClock()
        let end = clock.now + .seconds(ProcessInfo.processInfo.environment["REGULARS_TEST_FUZZ_SECONDS"].flatMap(Int.init) ?? 0)
        var round = -1
        while round < 600 || clock.now < end {
            round += 1
            var bytes = round % 4 == 0 ? (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) } : Array(seeds[round % 3].utf8)
            for _ in 0..<Int.random(in: 1...12, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            do {
                let mail = try Reading.message(bytes)
                let json = try JSONEncoder().encode(mail)
                #expect(try JSONDecoder().decode(MailMessage.self, from: json) == mail, "seed \(seed), round \(round)")
            } catch is ParseFailure {}
        }
    }

    @Test func `a mail whose parts cannot be told apart shows what stands in it`() throws {
        let mail = try MailParser.parse(
            Array("From: anna@example.org\r\nContent-Type: multipart/mixed; boundary=\"\"\r\n\r\nThe words are here.\r\n".utf8))
        #expect(mail.text == "The words are here." && mail.visibleText == mail.text)
    }

    @Test func `an address in a quotation mark that never ends is found`() throws {
        let mail = try MailParser.parse(Array("From: \"Anna <anna\"@example.org\r\n\r\nHello\r\n".utf8))
        #expect(mail.from.map(\.address) == ["anna@example.org"])
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
