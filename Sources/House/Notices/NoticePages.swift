import Core
import Language
import Storage
import Web

/// What you were told: newest first, what belongs together in one block.
enum NoticePages {
    static let pageSize = 60
    typealias Position = Cursor<Instant, Notice.ID>

    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/notices", .look) { try await list($0, shop) },
            .get("/notices/bell", .look) { try await NoticeBell.fragment($0, shop) },
            .post("/notices/claim", .look) { try await NoticeBell.claim($0, shop) },
            .post("/notices/read", .look) { try await readAll($0, shop) },
            .post("/notices/read/:at/undo", .look) { try await unread($0, shop) },
            .post("/notices/:id/read", .look) { try await readOne($0, shop) },
        ] + NoticeSettingsPages.routes(shop)
    }

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let me = try visit.me()
        let view = View(visit)
        let unreadOnly = visit.query["view"] == "unread"
        let after = Position(visit.query["after"])
        let (rows, shown, unread) = try await shop.read { db in
            let rows = try db.notices(
                of: me, unreadOnly: unreadOnly, before: after.map { (at: $0.key.0, id: $0.key.1) }, limit: pageSize + 1)
            return (rows, try NoticeShown.all(Array(rows.prefix(pageSize)), shop, db, view), try db.unreadNotices(of: me))
        }
        let place: Link = unreadOnly ? "/notices?view=unread" : "/notices"
        let end = rows.count > pageSize ? Position(after: rows[pageSize - 1].at, rows[pageSize - 1].id) : nil
        let body = listHTML(shown, place, end, isFirst: after == nil, unreadOnly: unreadOnly, visit)
        let readAll = readAllButton(rows.first?.id, unread, place, visit)
        if visit.wantsFragment { return .fragment(visit.query["fragment"] == "actions" ? readAll : body) }
        let src = after.map { further(place, $0) } ?? place
        let tabs: HTML = """
            <nav class="tabs" aria-label="\(t("Views"))"><a href="/notices"\(flag: " aria-current=\"page\"", !unreadOnly)>\(t("All"))</a>\
            <a href="/notices?view=unread"\(flag: " aria-current=\"page\"", unreadOnly)>\(t("Unread"))</a></nav>
            """
        let fragment: Link = unreadOnly ? "/notices?view=unread&fragment=actions" : "/notices?fragment=actions"
        let actions: HTML = """
            <live-region class="row" topics="\(NoticeBell.topic(visit))" src="\(fragment)">\(readAll)</live-region>\
            <a class="button" href="/settings/notices">\(visit.ui.icon("settings"))\(t("When and how"))</a>
            """
        return .page(
            Page(
                t("Notices"), section: "notices",
                """
                \(visit.ui.head(t("Notices"), actions: actions))\(tabs)
                <live-region topics="\(NoticeBell.topic(visit))" src="\(src)" says="\(t("There are new notices"))">\(body)</live-region>
                """))
    }

    private static func further(_ place: Link, _ after: Position) -> Link {
        let mark: Link = place.text.contains("?") ? "&after=" : "?after="
        return place + mark + Link("\(after.description)")
    }

    private static func readAllButton(_ newest: Notice.ID?, _ unread: Int, _ back: Link, _ visit: Visit) -> HTML {
        guard unread > 0, let newest else { return "" }
        let form = FormView(visit)
        return """
            <form method="post" action="/notices/read" data-once>\(form.hiddenToken)<input type="hidden" name="upto" value="\(newest.number)">\
            <input type="hidden" name="back" value="\(back.text)"><button class="button">\(visit.ui.icon("check"))\(visit.t("Mark all as read"))</button></form>
            """
    }

    private static func listHTML(_ shown: [NoticeShown], _ place: Link, _ end: Position?, isFirst: Bool, unreadOnly: Bool, _ visit: Visit)
        -> HTML
    {
        let t = visit.t
        guard !shown.isEmpty else {
            return unreadOnly
                ? visit.ui.empty(
                    "today", t("Everything is read"), t("What is new stands here until you have seen it."),
                    action: "<a class=\"button\" href=\"/notices\">\(t("Show all"))</a>")
                : visit.ui.empty(
                    "today", t("Nobody has told you anything"),
                    t("When something is given to you, somebody asks for a word, or your time is nearly over, it stands here."))
        }
        let groups: [HTML] = NoticeShown.grouped(shown).map { group($0, place, visit) }
        let more: HTML =
            end.map {
                "<a class=\"button\" rel=\"next\" href=\"\(further(place, $0))\">\(t("Further"))\(visit.ui.icon("right"))</a>"
                    as HTML
            } ?? ""
        let first: HTML =
            isFirst ? "" : "<a class=\"button\" rel=\"prev\" href=\"\(place)\">\(visit.ui.icon("left"))\(t("To the start"))</a>"
        let pager: HTML =
            more.isEmpty && first.isEmpty ? "" : "<nav class=\"pager\" aria-label=\"\(t("Pages"))\">\(first)<span></span>\(more)</nav>"
        return "<ol class=\"list notices\">\(groups)</ol>\(pager)"
    }

    private static func group(_ group: [NoticeShown], _ back: Link, _ visit: Visit) -> HTML {
        let t = visit.t
        let topic = group[0].topic
        let unread = group.contains { $0.notice.readAt == nil }
        let lines: [HTML] = group.map { line($0, visit) }
        let form = FormView(visit)
        let mark: HTML =
            unread
            ? """
            <form method="post" action="\(Link("/notices/\(group[0].notice.id)/read"))" data-once>\(form.hiddenToken)<input type="hidden" name="back" value="\(back.text)">\
            <button class="button quiet icon-only" aria-label="\(t("Mark as read: {name}", ["name": topic.name]))" title="\(t("Mark as read"))">\(visit.ui.icon("check"))</button></form>
            """ : ""
        return """
            <li class="item notice-group\(unread ? " unread" : "")" id="n-\(group[0].notice.subject.id)">\(visit.ui.face(topic.name, id: topic.customer?.number ?? group[0].notice.subject.id))\
            <div class="what"><a class="item-link" href="\(group[0].link)"><b translate="no">\(topic.name)</b> <span class="soft" dir="auto" translate="no">\(topic.about)</span></a>\
            <ul>\(lines)</ul></div>\(mark)</li>
            """
    }

    private static func line(_ one: NoticeShown, _ visit: Visit) -> HTML {
        let t = visit.t
        let at = one.notice.at.milliseconds
        let isUnread = one.notice.readAt == nil
        let state: HTML =
            isUnread
            ? "<span class=\"hidden\">\(t("unread"))</span>"
            : one.notice.isSettled ? "<span class=\"chip\">\(visit.ui.icon("check"))\(t("dealt with"))</span>" : ""
        return """
            <li class="notice\(isUnread ? " unread" : "")">\(visit.ui.icon(NoticeWords.icon(one.notice)))<span class="grow">\(one.sentence)</span>\(state)\
            <time datetime="\(Words.iso(at))">\(t.relative(at, now: visit.now))</time></li>
            """
    }

    // MARK: Verbs

    /// Up to the newest that the page showed: what came since has not been seen.
    static func readAll(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        guard let last = Notice.ID(visit.form["upto"]) else { throw Refused.notFound }
        let (n, at) = try await shop.write(as: .staff(me)) { tx in (try tx.readNotices(of: me, upTo: last), tx.now) }
        return answer(n, at, visit)
    }

    /// Everything about the same thing is read with it.
    static func readOne(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        guard let id = Notice.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (n, at) = try await shop.write(as: .staff(me)) { tx in
            guard let notice = try tx.db.notice(id), notice.staff == me else { throw Refused.notFound }
            return (try tx.readNotices(of: me, about: notice.subject), tx.now)
        }
        return answer(n, at, visit)
    }

    private static func answer(_ n: Int, _ at: Instant, _ visit: Visit) -> Answer {
        let t = visit.t
        let back = Link.inside(visit.form["back"]) ?? "/notices"
        guard n > 0 else { return .see(back, flash: t("It was read already.")) }
        return .see(
            back, flash: t("{n} notice read.", "{n} notices read.", n), undo: Link("/notices/read/\(at.milliseconds)/undo"))
    }

    static func unread(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        guard let number = Int64(visit.parts["at"] ?? "") else { throw Refused.notFound }
        let n = try await shop.write(as: .staff(me)) { tx in
            try tx.unreadNotices(of: me, readAt: Instant(milliseconds: number))
        }
        let t = visit.t
        return .see(
            "/notices", flash: n > 0 ? t("{n} unread again.", "{n} unread again.", n) : t("There is nothing to take back any more."),
            hasFailed: n == 0)
    }
}
