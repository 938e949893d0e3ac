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

    /// What a list shows.
    private struct Shown: Sendable {
        var rows: [InboxRow]
        var tags: [Int64: [Tag]]
        var hasMore: Bool
        /// The shop's own states.
        var states: [OwnState]
        var isFirst: Bool
    }

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let visitor = try visit.staff()
        let me = Staff.ID(number: visitor.staff)
        let now = Instant(milliseconds: visit.now)
        let place = InboxPlace(visit.query)
        let after = Position(visit.query["after"])
        let views = shop.views(of: me)
        let states = shop.ownStates
        let isOpen = visit.query.has("filter") && !visit.wantsFragment
        // The saved lists, and the present one where it is narrowed.
        let counted = views.map(\.place) + (place.filter.isEmpty ? [] : [InboxPlace(.waiting, place.filter)])
        let (shown, counts, open, filter, troubled, parked, held, hasLines) = try await shop.read { db in
            let rows = try db.inboxRows(place, staff: me, after: after, now: now, limit: pageSize + 1)
            let few = Array(rows.prefix(pageSize))
            let shown = Shown(
                rows: few, tags: try db.tags(of: Conversation.kind, few.map { $0.conversation.id.number }),
                hasMore: rows.count > pageSize, states: states, isFirst: after == nil)
            return (
                shown, try db.counts(of: counted, staff: me, now: now), try db.openCount(now),
                try db.filterNames(place.filter, isOpen: isOpen), try db.mailboxesToLookAt(), try db.parkedMailCount(),
                try db.heldCount(), try db.hasSeveralLines()
            )
        }
        let body = listHTML(shown, place, visit)
        let t = visit.t
        let isTeam = shop.setting(ShopSettings.isTeam)
        let waiting = place.filter.isEmpty ? open : counts.last ?? 0
        let row = tabs(place, views, counts, waiting: waiting, visit) { item in
            switch item {
            case .mine, .unowned: isTeam
            case .lines: isTeam && hasLines
            case .waiting, .snoozed, .theirs, .solved, .all: true
            }
        }
        let nav: HTML = "<nav class=\"tabs\" aria-label=\"\(t("Views"))\">\(row)\(HeldPages.link(held, visit))</nav>"
        let banners: HTML = "\(troubled.map { trouble($0, visit) })\(parkedBanner(parked, visit))"
        if visit.wantsFragment {
            switch visit.query["fragment"] {
            case "tabs": return .fragment(nav)
            case "banners": return .fragment(banners)
            default: return .fragment(body)
            }
        }
        let src = place.link + (visit.query.has("after") ? Link("&after=\(visit.query["after"])") : "")
        let new: HTML =
            visitor.may(.serve) ? "<a class=\"button primary\" href=\"/inbox/new\">\(visit.ui.icon("plus"))\(t("New message"))</a>" : ""
        return .page(
            Page(
                t("Inbox"), section: "inbox", isWide: true,
                """
                <live-region class="banners" topics="mailbox mail" src="\(Link("/inbox?fragment=banners"))">\(banners)</live-region>\
                \(visit.ui.head(t("Inbox"), actions: FilterPages.button(place, visit) + new))
                <live-region topics="message conversation duty mail setting" src="\(place.link + Link("&fragment=tabs"))">\(nav)</live-region>
                \(FilterPages.bar(place, filter, states, isTeam: isTeam, visit))
                <live-region topics="message conversation duty tag" src="\(src)" says="\(t("The inbox has changed"))">\(body)</live-region>
                """))
    }

    /// The tabs, which keep the filter, and the saved lists beside them.
    private static func tabs(
        _ place: InboxPlace, _ views: [SavedView], _ counts: [Int], waiting: Int, _ visit: Visit, _ isShown: (Tab) -> Bool
    ) -> [HTML] {
        let t = visit.t
        let current = views.first { $0.id == place.saved && $0.place == place }
        let tabs: [HTML] = Tab.allCases.filter(isShown).map { item in
            """
            <a href="\(InboxPlace(item, current == nil ? place.filter : InboxFilter()).link)"\(flag: " aria-current=\"page\"", item == place.tab && current == nil)>\(item.title(t))\
            \(item == .waiting && current == nil && waiting > 0 ? number(waiting, place.filter.isEmpty ? .max : 99, t) : "")</a>
            """
        }
        let saved: [HTML] = zip(views, counts).map { view, count in
            """
            <a class="saved" href="\(view.place.link)"\(flag: " aria-current=\"page\"", view.id == current?.id)><span translate="no" dir="auto">\(view.name)</span>\
            \(count > 0 ? number(count, 99, t) : "")</a>
            """
        }
        return tabs + saved
    }

    private static func number(_ count: Int, _ most: Int, _ t: Words) -> HTML {
        count > most ? " <span class=\"count\">\(t.number(most))+</span>" : " <span class=\"count\">\(t.number(count))</span>"
    }

    private static func trouble(_ box: Mailbox, _ visit: Visit) -> HTML {
        let t = visit.t
        guard box.isActive else {
            return visit.ui.banner(
                .info, icon: "clock", "\(t("{address} is paused: no mail is read there.", ["address": box.address]))",
                action: visit.visitor?.may(.own) == true
                    ? "<a class=\"button small\" href=\"\(Link("/settings/mailboxes/\(box.id)/reading"))\">\(t("Look at it"))</a>" : nil)
        }
        let sentences: [String] = [
            box.problemAt.map { since in
                t("{address} has not been read since {time}.", ["address": box.address, "time": t.dateTime(since.milliseconds)]) + " "
                    + MailTrouble.sentence(box.problem ?? "", t)
            },
            box.outProblemAt.map { outTrouble(box, since: $0, t) },
        ].compactMap { $0 }
        return visit.ui.banner(
            .bad, icon: "warning", "\(sentences.joined(separator: " "))",
            action: visit.visitor?.may(.own) == true
                ? "<a class=\"button\" href=\"\(Link("/settings/mailboxes/\(box.id)"))\">\(t("Look at it"))</a>" : nil)
    }

    static func outTrouble(_ box: Mailbox, since: Instant, _ t: Words) -> String {
        t(
            "Nothing has gone out from {address} since {time}; answers wait and go when it can.",
            ["address": box.address, "time": t.dateTime(since.milliseconds)])
            + " " + MailTrouble.sentence(box.outProblem ?? "", t)
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

    private static func listHTML(_ shown: Shown, _ place: InboxPlace, _ visit: Visit) -> HTML {
        let t = visit.t
        let tab = place.tab
        let rows = shown.rows
        guard !rows.isEmpty else {
            guard place.filter.isEmpty else {
                return visit.ui.empty(
                    "inbox", t("Nothing here fits the filter"), t("Take a part of it out above, or look under another tab."),
                    action: "<a class=\"button\" href=\"\(InboxPlace(tab).link)\">\(t("Show all of them"))</a>")
            }
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
        let items: [HTML] = rows.map { row($0, shown, place, visit) }
        let next = shown.hasMore ? rows.last.map { position(after: $0.conversation, tab) } : nil
        let more: HTML =
            next.map {
                "<a class=\"button\" rel=\"next\" href=\"\(place.link + Link("&after=\($0)"))\">\(t("Further"))\(visit.ui.icon("right"))</a>"
            } ?? ""
        let first: HTML =
            shown.isFirst
            ? "" : "<a class=\"button\" rel=\"prev\" href=\"\(place.link)\">\(visit.ui.icon("left"))\(t("To the start"))</a>"
        let pager: HTML =
            more.isEmpty && first.isEmpty ? "" : "<nav class=\"pager\" aria-label=\"\(t("Pages"))\">\(first)<span></span>\(more)</nav>"
        return "\(BulkPages.form(around: "<ol class=\"list mails\">\(items)</ol>", place, visit))\(pager)\(DeletedPages.foot(tab, visit))"
    }

    private static func row(_ row: InboxRow, _ shown: Shown, _ place: InboxPlace, _ visit: Visit) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let tab = place.tab
        let (conversation, name) = (row.conversation, row.name)
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
        let draft: HTML =
            (row.hasFailed ? ui.chip(t("Not delivered"), .bad, icon: "warning") : "")
            + (row.isBegun ? ui.chip(t("Draft"), .warn, icon: "edit") : "")
        // The tab says the category; a name of the shop's own says more.
        let stands = OwnStates.chip(conversation, shown.states, ui) {
            tab == .all || tab == .solved ? stateChip(conversation.state, visit) : ""
        }
        let tags = ui.tags(shown.tags[conversation.id.number] ?? [], most: 2, t)
        let marks: HTML = "\(putOff)\(draft)\(stands)\(tags)"
        return """
            <li class="mail\(conversation.state == .new ? " unread" : "")\(isOver ? " overdue" : "")">
            \(BulkPages.pick(conversation, name, visit))<span class="via">\(ui.icon("mail"))<span class="hidden">\(t("e-mail"))</span></span>
            <a class="mail-link" href="\(Link("/inbox/\(conversation.id)?from=\(place.mark)"))"><span class="who" translate="no">\(name)\(many)</span>\
            <span class="about" dir="auto" translate="no"><span class="subject">\(conversation.subject)</span> <span class="snippet">\(conversation.snippet)</span></span></a>
            <span class="marks">\(marks)</span>
            <span class="when">\(when)</span>
            \(row.owner.map { "<span title=\"\($0)\" translate=\"no\">\(ui.face($0, id: conversation.owner?.number ?? 0, size: .small))<span class=\"hidden\">\($0)</span></span>" as HTML } ?? (conversation.due == nil ? "" : ui.nobody(t("Nobody yet"))))
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
        case .merged: return visit.ui.chip(t("Merged"), icon: "link")
        case .deleted: return visit.ui.chip(t("Deleted"), icon: "trash")
        }
    }

    /// Where a page of the list ends: time and id of its last row.
    typealias Position = Cursor<Instant, Conversation.ID>

    static func position(after row: Conversation, _ tab: Tab) -> Position {
        let time = tab == .snoozed ? row.snoozedUntil : tab.isByDue ? row.due : nil
        return Position(after: time ?? row.changedAt, row.id)
    }
}
