import Core
import Language
import Storage
import Web

/// A person's conversations on their card, newest first, each with where it stands: the time line beside it tells single messages.
enum PersonConversations {
    /// As many are seen at once; up to `most` behind a press, and whatever is older in the time line.
    private static let few = 4
    private static let most = 50

    static let panel: CardPanel = {
        var panel = CardPanel { customer, db, view in
            let all = try db.conversations(of: customer.id, limit: most)
            guard !all.isEmpty else { return nil }
            let t = view.t
            let ui = Parts(view.assets)
            let rows: [HTML] = all.map { row($0, ui, view) }
            let rest: HTML =
                rows.count <= few
                ? ""
                : """
                <details><summary class="link">\(t("{n} older one", "{n} older ones", rows.count - few))</summary>\
                <ul class="plain">\(Array(rows.dropFirst(few)))</ul></details>
                """
            return """
                <section class="card stack"><header><h2>\(t("Conversations"))</h2></header><ul class="plain">\(Array(rows.prefix(few)))</ul>\(rest)</section>
                """
        }
        panel.isForCardAlone = true
        return panel
    }()

    private static func row(_ conversation: Conversation, _ ui: Parts, _ view: View) -> HTML {
        let t = view.t
        let stands: HTML =
            conversation.due.map { ui.due($0.milliseconds, t, now: view.now.milliseconds) }
            ?? "<span class=\"soft\">\(ConversationPages.stateWords(conversation.state, t))</span>"
        return """
            <li><a class="link" href="\(Link("/inbox/\(conversation.id)"))" translate="no" dir="auto">\(ConversationPages.title(conversation, t))</a>\
            <p class="chips">\(stands)<span class="soft">\(t.relative(conversation.changedAt.milliseconds, now: view.now.milliseconds))</span></p></li>
            """
    }
}
