import Core
import Language
import Mail
import Net
import Storage
import Web

/// The page of a mailbox that shows it.
enum MailStandingPages {
    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let box = try await MailboxPages.find(visit, shop)
        let standing = section(box, try await shop.read { try $0.standing(of: box.id) }, visit)
        if visit.wantsFragment { return .fragment(standing) }
        let place = MailboxFrame.link(box, .standing)
        return .page(
            MailboxFrame.page(
                box, .standing, visit,
                "<live-region class=\"stack\" id=\"standing\" topics=\"mailbox\" src=\"\(place)\">\(standing)</live-region>"))
    }

    static func check(_ visit: Visit, _ shop: Shop, _ sending: Sending, _ names: NameRecords) async throws -> Answer {
        let box = try await MailboxPages.find(visit, shop)
        let id = box.id
        let me = Staff.ID(number: try visit.staff().staff)
        var standing = await MailStanding.ask(box.domain, names, now: Instant(milliseconds: visit.now))
        // Kept before it is sent: it may be back before the sending server has said that it took it.
        let first = standing
        try await shop.write(as: .staff(me)) { tx in try tx.keep(first, of: id) }
        guard let mail = standing.mail(box, visit.t) else { throw Refused.notFound }
        switch await sending.send(mail, box, shop) {
        case .accepted(_, let refused): standing.failure = refused.first.map(\.text)
        case .rejectedForGood(_, let text, _): standing.failure = text
        case .tryLater(let why, _), .unknownAfterData(let why):
            standing.failure = MailTrouble.sentence(why.cause, said: why.detail, visit.t)
        }
        if let failure = standing.failure {
            try await shop.write(as: .staff(me)) { tx in
                guard var now = try tx.db.standing(of: id), now.test == first.test else { return }
                now.failure = failure
                try tx.keep(now, of: id)
            }
        }
        return .see(MailboxFrame.link(box, .standing))
    }

    static func section(_ box: Mailbox, _ standing: MailStanding?, _ visit: Visit) -> HTML {
        let t = visit.t
        let form = FormView(visit)
        let result: HTML =
            standing.map { list($0, box, visit) }
            ?? "<p class=\"soft\">\(t("A mail goes from here to this same mailbox and is looked at when it is back. What your domain says of who may send for it is looked up too."))</p>"
        let at: HTML =
            standing.map { "<p class=\"hint\">\(t("Looked at {time}", ["time": t.dateTime($0.checkedAt.milliseconds)]))</p>" } ?? ""
        return """
            \(result)\(at)\
            \(form.button(Link("/settings/mailboxes/\(box.id)/standing"), "\(visit.ui.icon("send"))\(t("Send a test mail and look"))"))
            """
    }

    private static func list(_ standing: MailStanding, _ box: Mailbox, _ visit: Visit) -> HTML {
        let t = visit.t
        func row(_ state: String, _ icon: String, _ title: String, _ words: HTML) -> HTML {
            "<li class=\"\(state)\">\(visit.ui.icon(icon))<div><b>\(title)</b>\(words)</div></li>"
        }
        func ok(_ title: String, _ words: String) -> HTML { row("ok", "done", title, "<span class=\"sub\">\(words)</span>") }
        func bad(_ title: String, _ words: String, _ example: String? = nil) -> HTML {
            let code: HTML = example.map { "<code translate=\"no\">\($0)</code>" } ?? ""
            return row("failed", "warning", title, "<p class=\"advice\">\(words)</p>\(code)")
        }
        func open(_ title: String, _ words: String) -> HTML { row("skipped", "clock", title, "<span class=\"sub\">\(words)</span>") }

        var rows: [HTML] = []
        let title = t("Test mail")
        if let failure = standing.failure {
            rows.append(bad(title, t("It could not be sent: {why}", ["why": failure])))
        } else if let back = standing.backAt {
            let seconds = max(1, Int((back.milliseconds - standing.checkedAt.milliseconds) / 1000))
            rows.append(ok(title, t("Back after {n} second.", "Back after {n} seconds.", seconds)))
        } else if visit.now - standing.checkedAt.milliseconds < 120_000 {
            rows.append(open(title, t("On its way. It shows here as soon as it is back.")))
        } else {
            rows.append(
                bad(title, t("It was sent and did not come back. Look into the spam folder of this mailbox, and whether it is being read."))
            )
        }
        switch standing.spf {
        case .there: rows.append(ok("SPF", t("Your domain says which servers may send for it.")))
        case .missing:
            rows.append(
                bad(
                    "SPF",
                    t(
                        "Your domain does not say who may send for it, so others may take your mail for spam. Your mail provider’s help pages name the record to add, much like this one:"
                    ), "v=spf1 include:… ~all"))
        case .several:
            rows.append(bad("SPF", t("Your domain has several of these records. Others count that as none: put them into one.")))
        case .unknown: rows.append(open("SPF", t("Nobody answered. Try again later.")))
        }
        if standing.backAt != nil {
            rows.append(
                standing.isSigned
                    ? ok("DKIM", t("The mail was signed for {domain}.", ["domain": standing.domain]))
                    : bad(
                        "DKIM",
                        t(
                            "The mail came back unsigned. Some providers sign only what leaves them; if yours has a switch for DKIM, turn it on."
                        )))
        }
        switch standing.dmarc {
        case .there: rows.append(ok("DMARC", t("Your domain says what to do with mail that only pretends to be yours.")))
        case .missing:
            rows.append(
                bad(
                    "DMARC",
                    t(
                        "Large providers want this record from everybody who sends more than a little. To begin with, add it for _dmarc.{domain}:",
                        ["domain": standing.domain]), "v=DMARC1; p=none; rua=mailto:\(box.address)"))
        case .several:
            rows.append(bad("DMARC", t("Your domain has several of these records. Others count that as none: put them into one.")))
        case .unknown: rows.append(open("DMARC", t("Nobody answered. Try again later.")))
        }
        return "<ol class=\"checks\">\(rows)</ol>"
    }
}
