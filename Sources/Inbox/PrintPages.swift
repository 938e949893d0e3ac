import Core
import Language
import Mail
import Storage
import Web

/// A conversation on paper: who said what when, with the names of files, and nothing around it. Notes are the team's and come only when asked
/// for.
enum PrintPages {
    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let t = visit.t
        let hasNotes = visit.query.has("notes")
        let (conversation, name, messages, staff) = try await shop.read { db in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            let messages = try db.messages(of: id, limit: 2_000)
            return (
                conversation, try db.names(of: [conversation.customer])[conversation.customer] ?? "?", messages,
                try db.staffNames(messages.compactMap(\.staff))
            )
        }
        let shown = messages.filter { hasNotes || $0.kind != .note }
        let notes = messages.count { $0.kind == .note }
        let switchNotes: HTML =
            notes == 0
            ? ""
            : hasNotes
                ? "<a class=\"button quiet\" href=\"\(Link("/inbox/\(id)/print"))\">\(t("Without notes"))</a>"
                : "<a class=\"button quiet\" href=\"\(Link("/inbox/\(id)/print?notes=1"))\">\(t("With {n} note", "With {n} notes", notes))</a>"
        return .page(
            Page(
                "\(name) · \(ConversationPages.title(conversation, t))", isBare: true, isWide: true,
                """
                <nav class="actions no-paper"><a class="back" href="\(Link("/inbox/\(id)"))">\(visit.ui.icon("left"))\(t("Back to the conversation"))</a>\
                <span class="push"></span>\(switchNotes)<button class="button primary" type="button" data-prints hidden>\(visit.ui.icon("print"))\(t("Print"))</button></nav>
                <article class="paper"><header><h1 translate="no">\(ConversationPages.title(conversation, t))</h1>\
                <p><b translate="no">\(name)</b> · \(t("printed {time}", ["time": t.dateTime(visit.now)]))</p></header>
                \(shown.map { sheet($0, staff, t) })</article>
                """))
    }

    private static func sheet(_ message: Message, _ staff: [Staff.ID: String], _ t: Words) -> HTML {
        let who =
            message.kind == .theirs
            ? message.fromName.nonEmpty ?? message.fromAddress : message.staff.flatMap { staff[$0] } ?? message.fromName
        var facts: [String] = [t.dateTime(message.at.milliseconds)]
        if message.kind == .note { facts.append(t("note")) }
        let address: HTML =
            message.kind == .theirs && !message.fromName.isEmpty ? " <small translate=\"no\">\(message.fromAddress)</small>" : ""
        let addressed: HTML =
            message.kind == .note || message.to.isEmpty
            ? ""
            : "<small>\(t("To")) <span translate=\"no\">\([message.to, message.cc].filter { !$0.isEmpty }.joined(separator: ", "))</span></small>"
        let files = Attachments.list(message.attachments).filter { !$0.inline }
        let names: HTML =
            files.isEmpty
            ? "" : "<p class=\"soft\">\(t("Files:")) <span translate=\"no\">\(files.map(\.name).joined(separator: ", "))</span></p>"
        let body: HTML =
            message.isFormatted
            ? "<div class=\"text marked\" dir=\"auto\" translate=\"no\">\(MarkedHTML.page.html(message.text))</div>"
            : "<div class=\"text\" dir=\"auto\" translate=\"no\">\(message.text)</div>"
        return """
            <section class="sheet-part"><header><b translate="no">\(who)</b> <small>\(facts.joined(separator: " · "))</small>\(address)\(addressed)</header>\
            \(body)\(names)</section>
            """
    }
}
