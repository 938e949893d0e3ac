import Core
import Language
import Storage
import Web

/// What is open with the people of a company, in one list on its page.
enum CompanyConversations {
    private static let most = 50

    static let panel = CompanyPanel { people, db, view in
        let t = view.t
        let open = try db.openConversations(of: people, limit: most)
        let names = try db.names(of: open.map(\.customer))
        let ui = Parts(view.assets)
        let items: [HTML] = open.map { conversation in
            let when: HTML =
                conversation.due.map { ui.due($0.milliseconds, t, now: view.now.milliseconds) }
                ?? ui.chip(t("Waiting for them"), icon: "clock")
            return """
                <li class="item">\(ui.icon("mail"))<div class="what"><a class="item-link" href="\(Link("/inbox/\(conversation.id)"))">\
                <b translate="no" dir="auto">\(conversation.subject)</b></a>\
                <span class="sub" translate="no">\(names[conversation.customer] ?? "?")</span></div>\(when)</li>
                """
        }
        let list: HTML =
            items.isEmpty ? "<p class=\"soft\">\(t("Nothing is open with them."))</p>" : "<ol class=\"list\">\(items)</ol>"
        return "<section class=\"stack\"><h2>\(t("Open conversations"))</h2>\(list)</section>"
    }
}

extension Reader {
    /// What is not solved with any of these people: what we owe first, by its due time.
    fileprivate func openConversations(of people: [Customer.ID], limit: Int) throws -> [Conversation] {
        guard !people.isEmpty else { return [] }
        return try all(
            """
            SELECT \(Conversation.columns) FROM conversation c WHERE c.customer_id IN \(people) AND c.state <> \(Conversation.State.solved)
            ORDER BY CASE WHEN c.due_at IS NULL THEN 1 ELSE 0 END, c.due_at, c.id DESC LIMIT \(limit)
            """
        ) { try Conversation(row: &$0) }
    }
}
