import Core
import Language
import Mail
import Storage
import Web

/// How mail reads on a person's time line.
enum InboxTimeLine {
    static let messages = TimeLineKind([
        "message.received", "message.answered", "message.forwarded", "message.aside", "conversation.noted", "conversation.solved",
        "message.noticed", "message.failed", "hand-over.accepted", "conversation.merged", "conversation.parted", "conversation.split",
    ]) { events, db, view in
        let ids = events.compactMap { $0.data["message"]?.number }.map { Message.ID(number: $0) }
        let messages = Dictionary(uniqueKeysWithValues: try db.messages(ids).map { ($0.id.number, $0) })
        let conversations = Dictionary(
            uniqueKeysWithValues: try db.conversations(
                Set(events.compactMap { $0.subject?.id } + messages.values.map(\.conversation.number))
            ).map { ($0.id.number, $0) })
        let staff = try view.staffNames(db)
        var rows: [Event.ID: HTML] = [:]
        for event in events {
            guard let conversation = event.subject.flatMap({ conversations[$0.id] }) else { continue }
            let message = event.data["message"]?.number.flatMap { messages[$0] }
            // What was deleted says nothing any more, wherever its number leads.
            let home = message.flatMap { conversations[$0.conversation.number] } ?? conversation
            guard home.state != .deleted else { continue }
            rows[event.id] = row(event, conversation, message, staff, view)
        }
        return rows
    }

    private static func row(_ event: Event, _ conversation: Conversation, _ message: Message?, _ staff: [Staff.ID: String], _ view: View)
        -> HTML?
    {
        let t = view.t
        let ui = Parts(view.assets)
        let time: HTML =
            "<time datetime=\"\(Words.iso(event.at.milliseconds))\">\(t.relative(event.at.milliseconds, now: view.now.milliseconds))</time>"
        let link = Link("/inbox/\(conversation.id)")
        let subject = conversation.subject.isEmpty ? t("Without a subject") : conversation.subject
        switch event.kind.name {
        case "message.received", "message.answered", "message.forwarded", "message.aside", "conversation.noted":
            guard let message else { return nil }
            let (style, via, icon): (String, String, String) =
                switch message.kind {
                case .theirs: ("theirs", t("e-mail"), "mail")
                case .ours: ("ours", t("e-mail"), "mail")
                case .note: ("note", t("note"), "lock")
                }
            let who =
                message.kind == .theirs
                ? message.fromName.nonEmpty ?? message.fromAddress : message.staff.flatMap { staff[$0] } ?? message.fromName
            let face = message.kind == .theirs && !message.isAside ? event.customer?.number ?? 0 : message.staff?.number ?? 0
            return """
                <article class="said \(style)\(message.isAside ? " aside" : "")"><header>\(ui.face(who, id: face, size: .small))<b translate="no">\(who)</b>\
                <span class="via">\(ui.icon(icon))\(via)</span><a class="when" href="\(link)">\(time)</a></header>\
                <p><a class="link" href="\(link)" translate="no">\(subject)</a></p>\
                <div class="text" dir="auto" translate="no">\(Snippet.make(message.visibleText))</div></article>
                """
        case "conversation.solved":
            let words = event.actor == ClosingNotice.actor ? t("Closed by itself, since nobody answered:") : t("Solved:")
            return
                "<p class=\"happened\">\(ui.icon("check"))<span>\(words) <a href=\"\(link)\" translate=\"no\">\(subject)</a></span>\(time)</p>"
        case "hand-over.accepted":
            let name = event.actor.staff.flatMap { staff[$0] } ?? "?"
            let from = event.data["from"]?.number.flatMap { staff[Staff.ID(number: $0)] }
            let words =
                from.map { t("{name} took it over from {from}:", ["name": name, "from": $0]) } ?? t("{name} took it over:", ["name": name])
            return
                "<p class=\"happened\">\(ui.icon("hand-over"))<span>\(words) <a href=\"\(link)\" translate=\"no\">\(subject)</a></span>\(time)</p>"
        case "conversation.merged", "conversation.parted", "conversation.split":
            let name = ["name": event.actor.staff.flatMap { staff[$0] } ?? "?"]
            let words =
                switch event.kind {
                case "conversation.merged": t("{name} merged another conversation into this one:", name)
                case "conversation.split": t("{name} split a conversation off this one:", name)
                default: t("{name} took two merged conversations apart:", name)
                }
            return
                "<p class=\"happened\">\(ui.icon("inbox"))<span>\(words) <a href=\"\(link)\" translate=\"no\">\(subject)</a></span>\(time)</p>"
        case "message.noticed":
            return
                "<p class=\"happened\">\(ui.icon("bolt"))<span>\(t("Automatic mail:")) <a href=\"\(link)\" translate=\"no\">\(subject)</a></span>\(time)</p>"
        case "message.failed":
            return
                "<p class=\"happened\">\(ui.icon("warning"))<span>\(t("An answer was not delivered:")) <a href=\"\(link)\" translate=\"no\">\(subject)</a></span>\(time)</p>"
        default: return nil
        }
    }
}

/// What /search finds in mail: one hit a conversation, newest first.
enum InboxSearch {
    static let source = SearchSource(title: { t in t("Mail") }) { ask, db, view in
        let found = try find(ask, db)
        let messages = Dictionary(
            uniqueKeysWithValues: try db.messages(found.map { Message.ID(number: $0.item) }).map { ($0.id.number, $0) })
        let conversations = Dictionary(uniqueKeysWithValues: try db.conversations(found.map(\.group)).map { ($0.id.number, $0) })
        let names = try db.names(of: conversations.values.map(\.customer))
        let staff = try db.staffNames(conversations.values.compactMap(\.owner))
        return found.compactMap { hit in
            guard let message = messages[hit.item], let conversation = conversations[hit.group] else { return nil }
            let name = names[conversation.customer] ?? ""
            return SearchHit(
                item: hit.item, title: [name, conversation.subject].filter { !$0.isEmpty }.joined(separator: " · "),
                excerpt: message.visibleText,
                link: Link("/inbox/\(conversation.id)"), icon: message.kind == .note ? "note" : "mail", at: message.at,
                notes: [ConversationPages.stateWords(conversation.state, view.t)]
                    + (conversation.owner.flatMap { staff[$0] }.map { [$0] } ?? []),
                files: Attachments.list(message.attachments).filter { !$0.inline }.map(\.name))
        }
    }

    /// Messages with exactly this number first (276), then all that the words find. Exact ones stand on the first page alone.
    private static func find(_ ask: SearchAsk, _ db: Reader) throws -> [(item: Int64, group: Int64)] {
        let found = try Search.messages.find(db, ask.words, before: ask.before, limit: ask.limit)
        let numbers = ask.words.map(\.exactNumber)
        let named = try numbered(ask.words, db)
        guard numbers != ask.words || !named.isEmpty else { return found }
        let exact = try named + Search.messages.find(db, numbers, limit: ask.limit).filter { !named.map(\.group).contains($0.group) }
        let known = Set(exact.map(\.group))
        let rest = found.filter { !known.contains($0.group) }
        return Array(((ask.before == nil ? exact : []) + rest).prefix(ask.limit))
    }

    /// The conversation whose own number was typed, by its newest message.
    private static func numbered(_ words: [SearchWord], _ db: Reader) throws -> [(item: Int64, group: Int64)] {
        guard words.count == 1, let number = words[0].prefixes.lazy.compactMap({ Int64($0) }).first, number > 1 << 40 else { return [] }
        guard let conversation = try db.conversation(Conversation.ID(number: number)), let last = conversation.lastMessage else {
            return []
        }
        return [(last.number, number)]
    }
}
