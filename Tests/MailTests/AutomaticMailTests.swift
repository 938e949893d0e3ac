import Testing

@testable import Mail

@Suite struct AutomaticMailTests {
    @Test(arguments: [
        ("Auto-Submitted: auto-replied (vacation)", "auto-submitted: auto-replied"),
        ("X-Autoreply: yes", "x-autoreply"),
        ("X-Autorespond: hello", "x-autorespond"),
        ("Precedence: Bulk", "precedence: bulk"),
        ("Precedence: auto_reply", "precedence: auto_reply"),
        ("Return-Path: <>", "empty return-path"),
        ("List-Id: News <news.example.org>", "mailing list"),
        ("List-Unsubscribe: <mailto:x@example.org>", "mailing list"),
        ("Delivered-To: autoresponder@example.org", "delivered to autoresponder"),
        ("Subject: Automatic reply: order", "out-of-office subject"),
        ("Subject: =?utf-8?Q?Otomatik_yan=C4=B1t:_sipari=C5=9F?=", "out-of-office subject"),
        ("Subject: Abwesenheitsnotiz", "out-of-office subject"),
        ("Subject: Automaattinen vastaus: tilaus", "out-of-office subject"),
        ("Subject: =?utf-8?Q?Automatyczna_odpowied=C5=BA?=", "out-of-office subject"),
        ("Subject: Balasan otomatis", "out-of-office subject"),
    ])
    func `automatic mail has a reason`(header: String, reason: String) throws {
        #expect(try Reading.mail(header).automatic == reason)
    }

    @Test(arguments: [
        "Subject: Order", "Auto-Submitted: no", "X-Auto-Response-Suppress: All", "Return-Path: <anna@example.org>",
        "Precedence: first-class",
        "Subject: My out of office order",
    ])
    func `a person's mail has none`(header: String) throws {
        #expect(try Reading.mail(header).automatic == nil)
    }

    @Test func `a wish for no answer is kept apart from being automatic`() throws {
        #expect(try Reading.mail("X-Auto-Response-Suppress: OOF, AutoReply").suppressesAutoReply)
        #expect(try Reading.mail("X-Auto-Response-Suppress: None").suppressesAutoReply == false)
        #expect(try Reading.mail("Subject: x").suppressesAutoReply == false)
    }

    @Test func `a delivery report tells who, why and which mail`() throws {
        let mail = try Reading.message(
            """
            From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
            Return-Path: <>
            Subject: Undelivered Mail Returned to Sender
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            I'm sorry to have to inform you.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.org

            Final-Recipient: rfc822; ok@example.net
            Action: relayed
            Status: 2.0.0

            Final-Recipient: rfc822; gone@example.net
            Original-Recipient: rfc822;Gone@example.net
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 <gone@example.net>: Recipient
                address rejected
            --b
            Content-Type: message/rfc822

            From: shop@example.com
            Message-ID: <ours.1@example.com>
            Subject: Hello

            text
            --b--
            """)
        let bounce = try #require(mail.bounce)
        #expect(bounce.recipient == "Gone@example.net")
        #expect(bounce.status == "5.1.1")
        #expect(bounce.action == "failed")
        #expect(bounce.diagnostic == "550 5.1.1 <gone@example.net>: Recipient address rejected")
        #expect(bounce.originalMessageId == "ours.1@example.com")
        #expect(bounce.isPermanent)
        #expect(mail.automatic == "report")
    }

    @Test func `a delay is no failure`() throws {
        let mail = try Reading.message(
            """
            From: postmaster@example.org
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx

            Final-Recipient: rfc822; slow@example.net
            Action: delayed
            Status: 4.4.1
            --b
            Content-Type: text/rfc822-headers

            Message-ID: <ours.2@example.com>
            --b--
            """)
        #expect(mail.bounce?.action == "delayed")
        #expect(mail.bounce?.isPermanent == false)
        #expect(mail.bounce?.originalMessageId == "ours.2@example.com")
    }

    @Test func `servers that write no report are understood by their habits`() throws {
        let exim = try Reading.message(
            """
            From: Mail Delivery System <Mailer-Daemon@mx.example.org>
            X-Failed-Recipients: gone@example.net
            Auto-Submitted: auto-replied
            Subject: Mail delivery failed: returning message to sender

            A message that you sent could not be delivered:
              gone@example.net
                550 5.7.1 rejected
            Message-ID: <ours.3@example.com>
            """)
        #expect(
            exim.bounce
                == Bounce(
                    recipient: "gone@example.net", status: "5.7.1", action: "failed", diagnostic: "550 5.7.1 rejected",
                    originalMessageId: "ours.3@example.com"))
        let qmail = try Reading.message(
            "From: MAILER-DAEMON@mx.example.org\nSubject: failure notice\n\nHi.\n<gone@example.net>:\nno such user (#5.1.1)\n"
        )
        #expect(qmail.bounce?.recipient == "gone@example.net")
        #expect(qmail.bounce?.status == "5.1.1")
    }

    @Test func `a complaint is permanent and a read receipt no bounce`() throws {
        let complaint = try Reading.message(
            """
            From: fbl@example.net
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            Original-Rcpt-To: angry@example.net
            --b--
            """)
        #expect(complaint.bounce?.action == "complaint")
        #expect(complaint.bounce?.recipient == "angry@example.net")
        #expect(complaint.bounce?.isPermanent == true)
        let receipt = try Reading.message(
            """
            From: anna@example.org
            Subject: Read: delivery status of my order
            Content-Type: multipart/report; report-type=disposition-notification; boundary=b

            --b
            Content-Type: text/plain

            read
            --b--
            """)
        #expect(receipt.bounce == nil)
        #expect(receipt.automatic == "report")
    }
}
