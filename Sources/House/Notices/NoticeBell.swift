import Core
import Language
import Storage
import Web

/// The bell that stands in the frame of every page, and what it does when something new is there.
enum NoticeBell {
    /// What the page listens for: news of this very person.
    static func topic(_ visit: Visit) -> String { "notice:\(visit.visitor?.staff ?? 0)" }

    /// - Parameter unread: up to 100.
    static func html(_ unread: Int, _ visit: Visit, isCurrent: Bool) -> HTML {
        let src: Link = isCurrent ? "/notices/bell?here=1" : "/notices/bell"
        return """
            <live-region class="bell" topics="\(topic(visit))" src="\(src)">\(link(unread, visit, isCurrent: isCurrent))</live-region>
            """
    }

    /// Where a word appears for a moment: outside the rail, above everything else.
    static func toasts(_ visit: Visit) -> HTML {
        """
        <notice-toasts token="\(visit.formToken)" data-close="\(visit.t("Close"))" data-many="\(visit.t("There are new notices"))"></notice-toasts>
        """
    }

    private static func link(_ unread: Int, _ visit: Visit, isCurrent: Bool) -> HTML {
        let t = visit.t
        let shown = unread >= 100 ? "99+" : t.number(unread)
        let label = unread == 0 ? t("Notices") : t("Notices, {n} unread", "Notices, {n} unread", unread)
        return """
            <a href="/notices" aria-label="\(label)" title="\(label)"\(flag: " aria-current=\"page\"", isCurrent)>\(visit.ui.icon("bell"))\
            \(unread == 0 ? "" as HTML : "<span class=\"count\" aria-hidden=\"true\">\(shown)</span>")</a>
            """
    }

    static func fragment(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        let unread = try await shop.glance { db in try db.unreadNotices(of: me) }
        return .fragment(link(unread, visit, isCurrent: visit.query.has("here")))
    }

    /// What is older is not shown in a corner any more: whoever comes back after a break reads the list.
    static let fresh: Duration = .seconds(600)
    /// At most so many at once.
    static let most = 5

    /// What a browser may show now, given to one browser alone: whoever asks first shows it. `seen` says that somebody looks at a page of
    /// ours; else it is for the browser's own notifications. Nothing in quiet hours.
    static func claim(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        let isSeen = visit.form.has("seen")
        let view = View(visit)
        let items = try await shop.write(as: .staff(me)) { tx -> [NoticeShown] in
            tx.silentByIntent = true
            let choices = try tx.db.tellingChoices(of: me)
            guard choices.quietUntil(tx.now, shop.calendar) == nil else { return [] }
            let waiting = try tx.db.unshownNotices(of: me, since: tx.now - fresh).filter { isSeen || choices[$0.kind].browser }
            guard !waiting.isEmpty else { return [] }
            try tx.markShown(waiting.map(\.id))
            let told = isSeen ? waiting.filter(\.kind.isUrgent) : waiting
            return try NoticeShown.all(Array(told.prefix(most)), shop, tx.db, view)
        }
        let list: [JSON] = items.map { one in
            [
                "id": .text(one.notice.id.description), "title": .text(NoticeWords.heading(one.topic)), "name": .text(one.topic.name),
                "about": .text(one.topic.about), "text": .text(one.sentence), "link": .text(one.link.text),
            ]
        }
        return .json((["notices": .list(list)] as JSON).text)
    }
}

extension Reader {
    fileprivate func unshownNotices(of staff: Staff.ID, since: Instant) throws -> [Notice] {
        let ids = try values(
            """
            SELECT n.id FROM notice n WHERE n.staff_id = \(staff) AND n.read_at IS NULL AND n.shown_at IS NULL AND n.at > \(since)
            ORDER BY n.id DESC LIMIT 50
            """, as: Notice.ID.self)
        return try notices(ids)
    }
}

extension Tx {
    fileprivate func markShown(_ ids: [Notice.ID]) throws {
        try db.run("UPDATE notice SET shown_at = \(now) WHERE id IN \(ids) AND shown_at IS NULL")
    }
}
