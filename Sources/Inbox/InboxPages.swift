import Core
import Language
import Storage
import Web

/// The list of conversations.
enum InboxPages {
    static let pageSize = 50

    enum Tab: String, CaseIterable {
        /// We owe an answer: soonest due first. `lines` are those of the reader's lines that nobody has taken.
        case waiting, mine, lines, unowned
        /// Put off: what comes back first, first.
        case snoozed
        /// Newest change first.
        case theirs, solved, all

        func title(_ t: Words) -> String {
            switch self {
            case .waiting: t("Waiting for us")
            case .mine: t("Mine")
            case .lines: t("My lines")
            case .unowned: t("Nobody’s yet")
            case .snoozed: t("For later")
            case .theirs: t("Waiting for them")
            case .solved: t("Solved")
            case .all: t("All")
            }
        }
        var isByDue: Bool {
            switch self {
            case .waiting, .mine, .lines, .unowned: true
            case .snoozed, .theirs, .solved, .all: false
            }
        }
    }

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let visitor = try visit.staff()
        let tab = Tab(rawValue: visit.query["view"]) ?? .waiting
        let after = Position(visit.query["after"])
        let (rows, names, owners, begun, count, troubled, parked, held, hasLines) = try await shop.read { db in
            let rows = try db.inbox(
                tab, staff: Staff.ID(number: visitor.staff), after: after, now: Instant(milliseconds: visit.now), limit: pageSize + 1)
            return (
                rows, try db.names(of: rows.map(\.customer)), try db.staffNames(rows.compactMap(\.owner)),
                try db.begun(by: Staff.ID(number: visitor.staff), of: rows.map(\.id)), try db.openCount(),
                try db.troubledMailboxes(), try db.parkedMailCount(), try db.heldCount(), try db.hasSeveralLines()
            )
        }
        let shown = Array(rows.prefix(pageSize))
        let body = listHTML(shown, names, owners, begun, tab, visit, hasMore: rows.count > pageSize, isFirst: after == nil)
        let t = visit.t
        let isTeam = shop.setting(ShopSettings.isTeam)
        let shownTabs = Tab.allCases.filter { item in
            switch item {
            case .mine, .unowned: isTeam
            case .lines: isTeam && hasLines
            case .waiting, .snoozed, .theirs, .solved, .all: true
            }
        }
        let tabs: [HTML] = shownTabs.map { item in
            """
            <a href="\(Link("/inbox?view=\(item.rawValue)"))"\(flag: " aria-current=\"page\"", item == tab)>\(item.title(t))\
            \(item == .waiting && count > 0 ? " <span class=\"count\">\(t.number(count))</span>" as HTML : "")</a>
            """
        }
        let nav: HTML = "<nav class=\"tabs\" aria-label=\"\(t("Views"))\">\(tabs)\(HeldPages.link(held, visit))</nav>"
        let banners: HTML = "\(troubled.map { trouble($0, visit) })\(parkedBanner(parked, visit))"
        if visit.wantsFragment {
            switch visit.query["fragment"] {
            case "tabs": return .fragment(nav)
            case "banners": return .fragment(banners)
            default: return .fragment(body)
            }
        }
        let src = Link("/inbox?view=\(tab.rawValue)") + (visit.query.has("after") ? Link("&after=\(visit.query["after"])") : "")
        return .page(
            Page(
                t("Inbox"), section: "inbox", isWide: true,
                """
                <live-region class="banners" topics="mailbox mail" src="\(Link("/inbox?fragment=banners"))">\(banners)</live-region>\
                \(visit.ui.head(t("Inbox"), actions: visitor.may(.serve) ? "<a class=\"button primary\" href=\"/inbox/new\">\(visit.ui.icon("plus"))\(t("New message"))</a>" : nil))
                <live-region topics="message conversation duty mail" src="\(Link("/inbox?view=\(tab.rawValue)&fragment=tabs"))">\(nav)</live-region>
                <live-region topics="message conversation duty" src="\(src)" says="\(t("The inbox has changed"))">\(body)</live-region>
                """))
    }

    private static func trouble(_ box: Mailbox, _ visit: Visit) -> HTML {
        let t = visit.t
        let since = box.problemAt.map { t.dateTime($0.milliseconds) } ?? ""
        return visit.ui.banner(
            .bad, icon: "warning",
            """
            \(t("{address} has not been read since {time}.", ["address": box.address, "time": since])) \(MailTrouble.sentence(box.problem ?? "", t))
            """,
            action: visit.visitor?.may(.own) == true
                ? "<a class=\"button\" href=\"\(Link("/settings/mailboxes/\(box.id)"))\">\(t("Look at it"))</a>" : nil)
    }

    /// Mail that could not be read waits where only the owner goes; whoever works here must know that it does.
    private static func parkedBanner(_ count: Int, _ visit: Visit) -> HTML {
        guard count > 0 else { return "" }
        let t = visit.t
        return visit.ui.banner(
            .bad, icon: "warning",
            "\(t("{n} mail could not be read and was laid aside.", "{n} mails could not be read and were laid aside.", count))",
            action: visit.visitor?.may(.own) == true
                ? "<a class=\"button\" href=\"/settings/mailboxes#parked\">\(t("Look at it"))</a>" : nil)
    }

    private static func listHTML(
        _ rows: [Conversation], _ names: [Customer.ID: String], _ owners: [Staff.ID: String], _ begun: Set<Conversation.ID>, _ tab: Tab,
        _ visit: Visit, hasMore: Bool, isFirst: Bool
    ) -> HTML {
        let t = visit.t
        guard !rows.isEmpty else {
            switch tab {
            case .waiting, .mine, .lines, .unowned:
                return visit.ui.empty(
                    "inbox", t("Nobody is waiting for us"), t("New mail stands here as soon as it arrives, the most urgent first."))
            case .snoozed:
                return visit.ui.empty(
                    "inbox", t("Nothing is put off"), t("What you put off comes back at its time, or when the customer writes."))
            case .theirs, .solved, .all:
                return visit.ui.empty("inbox", t("Nothing here yet"), t("Conversations come here as they are answered and solved."))
            }
        }
        let items: [HTML] = rows.map {
            row($0, names[$0.customer] ?? "?", $0.owner.flatMap { owners[$0] }, begun.contains($0.id), tab, visit)
        }
        let more: HTML =
            hasMore
            ? "<a class=\"button\" rel=\"next\" href=\"\(Link("/inbox?view=\(tab.rawValue)&after=\(position(after: rows[rows.count - 1], tab))"))\">\(t("Further"))\(visit.ui.icon("right"))</a>"
            : ""
        let first: HTML =
            isFirst
            ? ""
            : "<a class=\"button\" rel=\"prev\" href=\"\(Link("/inbox?view=\(tab.rawValue)"))\">\(visit.ui.icon("left"))\(t("To the start"))</a>"
        let pager: HTML =
            more.isEmpty && first.isEmpty ? "" : "<nav class=\"pager\" aria-label=\"\(t("Pages"))\">\(first)<span></span>\(more)</nav>"
        return "\(BulkPages.form(around: "<ol class=\"list mails\">\(items)</ol>", tab, visit))\(pager)"
    }

    private static func row(_ conversation: Conversation, _ name: String, _ owner: String?, _ isBegun: Bool, _ tab: Tab, _ visit: Visit)
        -> HTML
    {
        let t = visit.t
        let ui = visit.ui
        let isOver = conversation.due.map { $0.milliseconds < visit.now } ?? false
        let isPutOff = conversation.snoozedUntil.map { $0.milliseconds > visit.now } ?? false
        let putOff: HTML =
            conversation.snoozedUntil.map { until in
                isPutOff
                    ? ui.chip(t("Back {when}", ["when": t.dateTime(until.milliseconds)]), icon: "snooze")
                    : ui.chip(t("Is back"), .accent, icon: "snooze")
            } ?? ""
        let when: HTML =
            conversation.due.map { ui.due($0.milliseconds, t, now: visit.now) }
            ?? "<time datetime=\"\(Words.iso(conversation.changedAt.milliseconds))\">\(t.relative(conversation.changedAt.milliseconds, now: visit.now))</time>"
        let many: HTML = conversation.messageCount > 1 ? " <span class=\"many\">\(t.number(conversation.messageCount))</span>" : ""
        let draft: HTML = isBegun ? ui.chip(t("Draft"), .warn, icon: "edit") : ""
        let marks: HTML = "\(putOff)\(draft)\(tab == .all || tab == .solved ? stateChip(conversation.state, visit) : "")"
        return """
            <li class="mail\(conversation.state == .new ? " unread" : "")\(isOver ? " overdue" : "")">
            \(BulkPages.pick(conversation, name, visit))<span class="via">\(ui.icon("mail"))<span class="hidden">\(t("e-mail"))</span></span>
            <a class="mail-link" href="\(Link("/inbox/\(conversation.id)?from=inbox"))"><span class="who" translate="no">\(name)\(many)</span>\
            <span class="about" dir="auto" translate="no"><span class="subject">\(conversation.subject)</span> <span class="snippet">\(conversation.snippet)</span></span></a>
            <span class="marks">\(marks)</span>
            <span class="when">\(when)</span>
            \(owner.map { "<span title=\"\($0)\" translate=\"no\">\(ui.face($0, id: conversation.owner?.number ?? 0, size: .small))<span class=\"hidden\">\($0)</span></span>" as HTML } ?? (conversation.due == nil ? "" : ui.nobody(t("Nobody yet"))))
            </li>
            """
    }

    static func stateChip(_ state: Conversation.State, _ visit: Visit) -> HTML {
        let t = visit.t
        switch state {
        case .new: return visit.ui.chip(t("New"), .accent, icon: "mail")
        case .open: return visit.ui.chip(t("Waiting for us"), .warn)
        case .waiting: return visit.ui.chip(t("Waiting for them"), icon: "clock")
        case .solved: return visit.ui.chip(t("Solved"), .good)
        }
    }

    /// Where a page of the list ends: time and id of its last row.
    typealias Position = Cursor<Instant, Conversation.ID>

    static func position(after row: Conversation, _ tab: Tab) -> Position {
        let time = tab == .snoozed ? row.snoozedUntil : tab.isByDue ? row.due : nil
        return Position(after: time ?? row.changedAt, row.id)
    }
}
