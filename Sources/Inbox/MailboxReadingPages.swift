import Core
import Language
import Net
import Storage
import Web

/// Whether and how a mailbox is read: when it was last, what is wrong, how far the old mail has come in.
enum MailboxReadingPages {
    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let box = try await MailboxPages.find(visit, shop)
        let parked = try await shop.read { db in try db.parkedMailCount() }
        let state = state(box, parked, visit)
        if visit.wantsFragment { return .fragment(state) }
        let t = visit.t
        let pause = FormView(visit).button(
            Link("/settings/mailboxes/\(box.id)/pause"),
            "\(visit.ui.icon(box.isActive ? "clock" : "check"))\(box.isActive ? t("Pause reading") : t("Read again"))")
        let place = MailboxFrame.link(box, .reading)
        return .page(
            MailboxFrame.page(
                box, .reading, visit,
                """
                <live-region class="stack" topics="mailbox" src="\(place)">\(state)</live-region>
                <p class="hint">\(t("Your mail stays on the server as it is: nothing is deleted, moved or marked as read."))</p>
                <div class="row">\(pause)</div>
                """))
    }

    private static func state(_ box: Mailbox, _ parked: Int, _ visit: Visit) -> HTML {
        let t = visit.t
        func fact(_ title: String, _ value: HTML) -> HTML { "<div><dt>\(title)</dt><dd>\(value)</dd></div>" }
        var facts: [HTML] = [fact(t("State"), MailboxPages.stateChip(box, visit))]
        if let at = box.fetchedAt { facts.append(fact(t("Read last"), "\(t.dateTime(at.milliseconds))")) }
        facts.append(
            fact(
                t("Way"),
                box.servers.isPOP3
                    ? "\(t("By POP3, once a minute"))" : "\(t("By IMAP: news is here within seconds"))"))
        facts.append(fact(t("Folder"), "<span translate=\"no\">\(box.folder)</span>"))
        facts.append(fact(t("Sent from other programs"), sent(box, t)))
        facts.append(fact(t("Old mail"), past(box, visit)))
        if parked > 0 {
            facts.append(
                fact(
                    t("Mail that could not be read"),
                    "<a class=\"link\" href=\"/settings/mailboxes#parked\">\(t.number(parked))</a>"))
        }
        return "\(trouble(box, visit))<dl class=\"card facts\">\(facts)</dl>"
    }

    /// What is wrong, since when, and what to do.
    static func trouble(_ box: Mailbox, _ visit: Visit) -> HTML {
        let t = visit.t
        let out: HTML =
            box.isActive
            ? box.outProblemAt.map { visit.ui.banner(.bad, icon: "warning", "\(InboxPages.outTrouble(box, since: $0, t))") } ?? "" : ""
        guard box.isActive, let problem = box.problem else { return out }
        let since = box.problemAt.map { t.dateTime($0.milliseconds) } ?? ""
        return visit.ui.banner(
            .bad, icon: "warning",
            """
            \(t("{address} has not been read since {time}.", ["address": box.address, "time": since])) \(MailTrouble.sentence(problem, t))
            """) + out
    }

    private static func sent(_ box: Mailbox, _ t: Words) -> HTML {
        if box.servers.isPOP3 { return "\(t("Unknown by POP3"))" }
        switch box.sentFolder {
        case nil: return "\(t("Not looked for yet"))"
        case "": return "\(t("There is no such folder"))"
        case let folder?: return "<span translate=\"no\">\(folder)</span>"
        }
    }

    private static func past(_ box: Mailbox, _ visit: Visit) -> HTML {
        let t = visit.t
        guard let history = box.history else { return "\(t("None"))" }
        if !history.isDone { return MailboxPages.past(box, visit) }
        guard let days = history.days else { return "\(t("Taken in, all there was"))" }
        return "\(t("Taken in, {n} day back", "Taken in, {n} days back", days))"
    }
}
