import Core
import Language
import Storage
import Web

/// The page on which another conversation is chosen: those of the same person, and what is found by words, by a number or an address.
enum OtherConversation {
    static func page(
        of id: Conversation.ID, _ visit: Visit, _ shop: Shop, title: String, lead: String, path: String,
        complaints: Complaints = Complaints()
    ) async throws -> Page {
        let t = visit.t
        let typed = visit.query["q"]
        let words = shop.searchWords(typed)
        let number = number(in: typed)
        let (this, own, found, names) = try await shop.read { db in
            guard let this = try db.standing(id), this.state != .deleted else { throw Refused.notFound }
            let own = typed.isEmpty ? try db.conversations(of: this.customer).filter { $0.id != this.id } : []
            var ids = typed.isEmpty ? [] : try Search.messages.find(db, words, limit: 21).map(\.group)
            if let number, let known = try db.standing(number) { ids = [known.id.number] }
            let order = Dictionary(ids.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
            let found = try db.conversations(order.keys).filter { $0.id != this.id && !$0.state.isGone }.sorted {
                order[$0.id.number] ?? 0 < order[$1.id.number] ?? 0
            }
            return (this, own, found, try db.names(of: [this.customer] + found.map(\.customer)))
        }
        let form = FormView(visit, complaints: complaints)
        let open = own.filter { $0.state != .solved } + own.filter { $0.state == .solved }
        let rows = typed.isEmpty ? open : found
        let heading = typed.isEmpty ? t("Of the same person") : t("Found")
        let none =
            typed.isEmpty ? t("There is no other conversation of this person.") : t("Nothing was found for “{text}”.", ["text": typed])
        let list: HTML =
            rows.isEmpty
            ? "<p class=\"soft\" role=\"status\">\(none)</p>"
            : "<ol class=\"list\">\(rows.map { row($0, names[$0.customer] ?? "?", Link("/inbox/\(this.id)/\(path)?with=\($0.id)"), visit) })</ol>"
        return Page(
            title, section: "inbox",
            """
            \(visit.ui.head(
                title, lead: lead, back: visit.ui.back(Link("/inbox/\(this.id)"), "\(names[this.customer] ?? "?") · \(ConversationPages.title(this, t))", isName: true)))
            <form class="form" action="\(Link("/inbox/\(this.id)/\(path)"))" role="search">\
            \(form.field("q", t("Find it"), hint: t("Words out of it, a name, its number, or its address."), "<input id=\"q\" name=\"q\" type=\"search\" value=\"\(typed)\" autocomplete=\"off\">"))\
            <div><button class="button">\(visit.ui.icon("search"))\(t("Search"))</button></div></form>
            <section class="stack"><h2>\(heading)</h2>\(list)</section>
            """)
    }

    /// What ends in digits may be a number, or an address that was copied.
    static func number(in text: String) -> Conversation.ID? {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let last = path.split(separator: "/").last ?? path
        return last.count >= 6 ? Conversation.ID(String(last)) : nil
    }

    private static func row(_ other: Conversation, _ name: String, _ link: Link, _ visit: Visit) -> HTML {
        """
        <li class="item">\(visit.ui.face(name, id: other.customer.number))<div class="what">\
        <a class="item-link" href="\(link)" translate="no" dir="auto"><b>\(name)</b> · \(ConversationPages.title(other, visit.t))</a>\
        <span class="sub" translate="no" dir="auto">\(other.snippet)</span></div>\
        \(InboxPages.stateChip(other.state, visit))<time class="soft nowrap" datetime="\(Words.iso(other.changedAt.milliseconds))">\
        \(visit.t.relative(other.changedAt.milliseconds, now: visit.now))</time></li>
        """
    }
}
