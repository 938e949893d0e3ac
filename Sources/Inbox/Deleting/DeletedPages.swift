import Core
import Language
import Storage
import Web

/// What was deleted and can be brought back.
enum DeletedPages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let after = DeletedConversation.Position(visit.query["after"])
        let size = DeletedConversation.pageSize
        let (found, names, staff) = try await shop.read { db in
            let rows = try db.deletedConversations(after: after, limit: size + 1)
            return (rows, try db.names(of: rows.map(\.conversation.customer)), try db.staffNames(rows.compactMap(\.staff)))
        }
        let rows = found.prefix(size)
        let form = FormView(visit)
        let items: [HTML] = rows.map { row in
            let conversation = row.conversation
            let name = names[conversation.customer] ?? "?"
            let sub = sentence(row, row.staff.flatMap { staff[$0] }, t)
            return """
                <li class="item">\(visit.ui.face(name, id: conversation.customer.number))<div class="what">\
                <a class="item-link" href="\(Link("/inbox/\(conversation.id)"))" translate="no" dir="auto"><b>\(name)</b> · \(ConversationPages.title(conversation, t))</a>\
                <span class="sub">\(sub)</span></div><span class="row-actions">\(back(conversation, form, visit, "button small"))</span></li>
                """
        }
        let list: HTML =
            items.isEmpty
            ? visit.ui.empty(
                "inbox", t("Nothing is deleted"),
                t(
                    "What you delete lies here for {n} day and can be brought back.",
                    "What you delete lies here for {n} days and can be brought back.", DeletedConversation.days))
            : "<ol class=\"list\">\(items)</ol>\(pager(next: found.count > size ? rows.last?.position : nil, isFirst: after == nil, visit))"
        if visit.wantsFragment { return .fragment(list) }
        return .page(
            Page(
                t("Deleted conversations"), section: "inbox",
                """
                \(visit.ui.head(
                    t("Deleted conversations"),
                    lead: t(
                        "After {n} day they go for good, with files and all that search knows of them. The same letters do not come in again.",
                        "After {n} days they go for good, with files and all that search knows of them. The same letters do not come in again.",
                        DeletedConversation.days),
                    back: visit.ui.back("/inbox?view=all", t("Inbox"))))
                <live-region topics="conversation" src="\(after.map { Link("/inbox/deleted?after=\($0)") } ?? "/inbox/deleted")">\(list)</live-region>
                """))
    }

    private static func pager(next: DeletedConversation.Position?, isFirst: Bool, _ visit: Visit) -> HTML {
        guard next != nil || !isFirst else { return "" }
        let t = visit.t
        let first: HTML =
            isFirst ? "" : "<a class=\"button\" rel=\"prev\" href=\"/inbox/deleted\">\(visit.ui.icon("left"))\(t("To the start"))</a>"
        let more: HTML =
            next.map {
                "<a class=\"button\" rel=\"next\" href=\"\(Link("/inbox/deleted?after=\($0)"))\">\(t("Further"))\(visit.ui.icon("right"))</a>"
            } ?? ""
        return "<nav class=\"pager\" aria-label=\"\(t("Pages"))\">\(first)<span></span>\(more)</nav>"
    }

    /// The page at the number of a deleted conversation.
    static func one(_ conversation: Conversation, _ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let (row, name, who) = try await shop.read { db in
            let row = try db.deletedConversation(conversation.id)
            return (
                row, try db.names(of: [conversation.customer])[conversation.customer] ?? "?",
                try row?.staff.flatMap { try db.staff($0)?.name }
            )
        }
        guard let row else { throw Refused.notFound }
        let may = visit.visitor?.may(.manage) == true
        return .page(
            Page(
                t("Deleted"), section: "inbox",
                """
                \(visit.ui.head(ConversationPages.title(conversation, t), isName: true, back: visit.ui.back("/inbox", t("Inbox"))))
                <p><a class="link" href="\(Link("/people/\(conversation.customer)"))" translate="no">\(name)</a></p>
                \(visit.ui.banner(
                    .warn, icon: "trash", "\(sentence(row, who, t)) \(may ? "" : t("The owner or a manager can bring it back."))",
                    action: may ? back(conversation, FormView(visit), visit, "button") : nil))
                """))
    }

    private static func sentence(_ row: DeletedConversation, _ who: String?, _ t: Words) -> String {
        let times = ["time": t.dateTime(row.at.milliseconds), "day": t.day(row.end.milliseconds)]
        return who.map { t("{name} deleted it on {time}. It goes for good on {day}.", times.merging(["name": $0]) { $1 }) }
            ?? t("It was deleted on {time} and goes for good on {day}.", times)
    }

    private static func back(_ conversation: Conversation, _ form: FormView, _ visit: Visit, _ style: String) -> HTML {
        form.button(Link("/inbox/deleted/\(conversation.id)/restore"), "\(visit.ui.icon("undo"))\(visit.t("Bring it back"))", style: style)
    }

    /// A way to the list, below the list of all.
    static func foot(_ tab: InboxPages.Tab, _ visit: Visit) -> HTML {
        guard tab == .all, visit.visitor?.may(.manage) == true else { return "" }
        return "<p class=\"hint\"><a class=\"link\" href=\"/inbox/deleted\">\(visit.t("Deleted conversations"))</a></p>"
    }

    static func delete(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        do {
            try await shop.write(as: .staff(me)) { tx in
                guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
                try tx.delete(id)
            }
        } catch let refusal as JoinRefusal {
            return .see(Link("/inbox/\(id)"), flash: JoinWords.sentence(refusal, t), hasFailed: true)
        }
        return .see(
            "/inbox",
            flash: t(
                "Deleted. It can be brought back for {n} day.", "Deleted. It can be brought back for {n} days.", DeletedConversation.days),
            undo: Link("/inbox/deleted/\(id)/restore"))
    }

    static func restore(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        do {
            try await shop.write(as: .staff(me)) { tx in
                guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
                try tx.restore(id)
            }
        } catch is JoinRefusal {
            return .see(Link("/inbox/\(id)"), flash: visit.t("It is back already."), hasFailed: true)
        }
        return .see(Link("/inbox/\(id)"), flash: visit.t("It is back, with what was owed."))
    }
}
