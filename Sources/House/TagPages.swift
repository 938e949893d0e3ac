import Core
import Language
import Storage
import Web

/// The vocabulary of tags: what there is, how much each stands on, and putting it in order.
enum TagPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/tags/names", .look) { try await names($0, shop) },
            .get("/tags/:id", .look) { try await uses($0, shop) },
            .get("/settings/tags", .own) { try await list($0, shop) },
            .post("/settings/tags", .own) { try await add($0, shop) },
            .get("/settings/tags/:id", .own) { try await one($0, shop) },
            .post("/settings/tags/:id", .own) { try await change($0, shop) },
            .post("/settings/tags/:id/merge", .own) { try await merge($0, shop) },
            .post("/settings/tags/:id/remove", .own) { try await remove($0, shop) },
            .post("/settings/tags/:id/restore", .own) { try await restore($0, shop) },
        ]
    }

    static let entry = SettingsPage(
        "/settings/tags", icon: "tag", .own, title: { t in t("Tags") }, hint: { t in t("The words on people and conversations, in order") })

    static let sweepName = "tags.sweep"
    static let sweep = JobKind(sweepName) { _, shop in
        try await shop.write(as: .program("tags")) { tx in try tx.sweepTags() }
    }

    /// What a field offers while somebody types.
    static func names(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let tags = try await shop.read { try $0.allTags() }
        let options: [HTML] = tags.map { "<option value=\"\($0.name)\"></option>" }
        return .fragment(options.joined())
    }

    /// What has a tag, whatever it is: one kind at once, several to choose from.
    static func uses(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        guard let id = Tag.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (tag, counts) = try await shop.read { db -> (Tag, [String: Int]) in
            guard let tag = try db.tags([id]).first else { throw Refused.notFound }
            return (tag, try db.counts(of: tag.id))
        }
        let kinds = shop.capabilities.flatMap(\.tagged).filter { counts[$0.name] != nil }
        if kinds.count == 1 { return .see(kinds[0].list(tag.id)) }
        let items: [HTML] = kinds.map { kind in
            """
            <li class="item"><div class="what"><a class="item-link" href="\(kind.list(tag.id))">\(kind.words(counts[kind.name] ?? 0, t))</a></div></li>
            """
        }
        let body: HTML =
            items.isEmpty
            ? visit.ui.empty("inbox", t("Nothing has this tag"), t("Tags are put on conversations, and on people on their cards."))
            : "<ol class=\"list\">\(items)</ol>"
        return .page(
            Page(
                tag.name, section: "search",
                "<header class=\"page-head\"><div class=\"grow\"><h1>\(visit.ui.tag(tag))</h1></div></header>\(body)"))
    }

    // MARK: The list

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop)) }

    private static func page(_ visit: Visit, _ shop: Shop, complaints: Complaints = Complaints()) async throws -> Page {
        let t = visit.t
        let since = Instant(milliseconds: visit.now) - .seconds(Tag.undoDays * 86_400)
        let (tags, counts, gone) = try await shop.read { db in (try db.allTags(), try db.tagCounts(), try db.removedTags(since: since)) }
        let kinds = shop.capabilities.flatMap(\.tagged)
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        let rows: [HTML] = tags.map { tag in
            """
            <li class="item"><div class="what"><a class="item-link" href="\(Link("/settings/tags/\(tag.id)"))">\(visit.ui.tag(tag))</a></div>\
            <span class="soft">\(uses(counts[tag.id] ?? [:], kinds, t))</span></li>
            """
        }
        let removed: [HTML] = gone.map { tag in
            let into = tag.mergedInto.flatMap { id in tags.first { $0.id == id } }
            let words = into.map { t("merged into {tag}", ["tag": $0.name]) } ?? t("removed")
            return """
                <li class="item"><div class="what">\(visit.ui.tag(tag)) <span class="soft">\(words) · \(uses(counts[tag.id] ?? [:], kinds, t))</span></div>\
                \(form.button(Link("/settings/tags/\(tag.id)/restore"), "\(visit.ui.icon("undo"))\(t("Put back"))"))</li>
                """
        }
        let all: HTML =
            rows.isEmpty
            ? visit.ui.empty("inbox", t("No tags yet"), t("Whoever serves makes them: on a conversation, or on a person’s card."))
            : "<ol class=\"list\">\(rows)</ol>"
        let adding: HTML = """
            \(form.complaintList(t("Please look at this again:")))<form class="inline-form" method="post" action="/settings/tags" data-once>\(form.hiddenToken)\
            <label class="hidden" for="name">\(t("New tag"))</label><input id="name" name="name" value="\(form.value("name", ""))" autocomplete="off" dir="auto" \
            placeholder="\(t("New tag"))" required\(flag: " aria-invalid=\"true\"", form.hasComplaint("name"))><button class="button">\(visit.ui.icon("plus"))\(t("Add"))</button></form>\(form.error("name"))
            """
        return Page(
            t("Tags"), section: "settings",
            """
            \(visit.ui.head(
                t("Tags"), lead: t("One vocabulary for conversations and people. Choose one to rename it, to colour it, or to merge it into another."),
                back: visit.ui.back("/settings", t("Settings"))))\(adding)\(all)\
            \(removed.isEmpty ? "" : "<section class=\"stack\"><h2>\(t("Removed lately"))</h2><ol class=\"list\">\(removed)</ol></section>" as HTML)
            """)
    }

    /// "3 conversations, 2 people".
    static func uses(_ counts: [String: Int], _ kinds: [TaggedKind], _ t: Words) -> String {
        let parts = kinds.compactMap { kind in counts[kind.name].map { kind.words($0, t) } }
        return parts.isEmpty ? t("on nothing") : t.list(parts)
    }

    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let name = visit.form["name"]
        do {
            let made = try await shop.write(as: try visit.actor()) { tx in try tx.makeTag(name) }
            return .see("/settings/tags", flash: visit.t("Added."), undo: Link("/settings/tags/\(made.id)/remove"))
        } catch let problem as TagProblem {
            return .page(try await page(visit, shop, complaints: Complaints("name", problem.sentence(visit.t))), status: 422)
        }
    }

    // MARK: One tag

    static func one(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await editing(visit, shop)) }

    private static func editing(_ visit: Visit, _ shop: Shop, complaints: Complaints = Complaints()) async throws -> Page {
        let t = visit.t
        let tag = try await find(visit, shop)
        let (all, counts) = try await shop.read { db in (try db.allTags(), try db.counts(of: tag.id)) }
        let kinds = shop.capabilities.flatMap(\.tagged)
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        let links: [HTML] = kinds.compactMap { kind in
            counts[kind.name].map { "<li><a class=\"link\" href=\"\(kind.list(tag.id))\">\(kind.words($0, t))</a></li>" }
        }
        let tones: [HTML] = Tag.tones.map { tone in
            """
            <label class="tag tone-\(tone)"><input type="radio" name="tone" value="\(tone)"\(flag: " checked", form.value("tone", "\(tag.tone)") == "\(tone)")>\
            <span translate="no" dir="auto">\(tag.name)</span></label>
            """
        }
        let others = all.filter { $0.id != tag.id }.map { (value: $0.id.description, words: $0.name) }
        let merging: HTML =
            others.isEmpty
            ? ""
            : """
            <section class="card stack"><h2>\(t("Merge"))</h2><p>\(t("Everything with this tag gets the other one, and this name leads there from then on."))</p>\
            <form class="form" method="post" action="\(Link("/settings/tags/\(tag.id)/merge"))" data-once>\(form.hiddenToken)\
            \(form.select("into", t("Merge into"), value: "", [(value: "", words: t("Choose…"))] + others))<p><button class="button">\(t("Merge"))</button></p></form></section>
            """
        return Page(
            tag.name, section: "settings",
            """
            \(visit.ui.back("/settings/tags", t("Tags")))<header class="page-head"><div class="grow"><h1>\(visit.ui.tag(tag))</h1></div></header>\
            \(links.isEmpty ? "<p class=\"soft\">\(t("It stands on nothing."))</p>" as HTML : "<ul class=\"row\">\(links)</ul>")\
            \(form.form(
                Link("/settings/tags/\(tag.id)"), summary: t("Please look at this again:"),
                """
                \(form.text("name", t("Name"), value: tag.name, autocomplete: "off", isRequired: true))\
                <fieldset class="stack"><legend>\(t("Colour"))</legend><div class="tag-boxes">\(tones)</div></fieldset>\
                \(form.actions(t("Save"), cancel: ("/settings/tags", t("Cancel"))))
                """))\
            \(merging)<section class="card stack"><h2>\(t("Remove"))</h2>\
            <p>\(t("It goes off everything that has it. For {n} days it can be put back.", ["n": t.number(Tag.undoDays)]))</p>\
            \(form.button(Link("/settings/tags/\(tag.id)/remove"), "\(visit.ui.icon("trash"))\(t("Remove"))", style: "button danger"))</section>
            """)
    }

    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let tag = try await find(visit, shop)
        let name = visit.form["name"]
        let tone = Int(visit.form["tone"]).flatMap { Tag.tones.contains($0) ? $0 : nil } ?? tag.tone
        do {
            try await shop.write(as: try visit.actor()) { tx in try tx.change(tag, name: name, tone: tone) }
            return .see("/settings/tags", flash: visit.t("Saved."))
        } catch let problem as TagProblem {
            return .page(try await editing(visit, shop, complaints: Complaints("name", problem.sentence(visit.t))), status: 422)
        }
    }

    static func merge(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let tag = try await find(visit, shop)
        guard let into = Tag.ID(visit.form["into"]) else {
            return .page(try await editing(visit, shop, complaints: Complaints("into", TagProblem.nowhere.sentence(t))), status: 422)
        }
        do {
            let other = try await shop.write(as: try visit.actor()) { tx in
                try tx.merge(tag, into: into)
                return try tx.db.tag(into)?.name ?? "?"
            }
            return .see(
                "/settings/tags", flash: t("{tag} is {other} now.", ["tag": tag.name, "other": other]),
                undo: Link("/settings/tags/\(tag.id)/restore"))
        } catch let problem as TagProblem {
            return .page(try await editing(visit, shop, complaints: Complaints("into", problem.sentence(t))), status: 422)
        }
    }

    static func remove(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let tag = try await find(visit, shop)
        let counts = try await shop.write(as: try visit.actor()) { tx in
            let counts = try tx.db.counts(of: tag.id)
            try tx.remove(tag)
            return counts
        }
        let uses = uses(counts, shop.capabilities.flatMap(\.tagged), t)
        return .see(
            "/settings/tags", flash: t("{tag} is removed. It stood on: {uses}.", ["tag": tag.name, "uses": uses]),
            undo: Link("/settings/tags/\(tag.id)/restore"))
    }

    static func restore(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let tag = try await find(visit, shop, isGone: true)
        do {
            try await shop.write(as: try visit.actor()) { tx in try tx.restore(tag) }
            return .see("/settings/tags", flash: t("{tag} is back.", ["tag": tag.name]))
        } catch TagProblem.taken(let other) {
            return .see(
                "/settings/tags", flash: t("There is another tag “{name}” now. Rename that one first.", ["name": other]), hasFailed: true)
        }
    }

    private static func find(_ visit: Visit, _ shop: Shop, isGone: Bool = false) async throws -> Tag {
        guard let id = Tag.ID(visit.parts["id"] ?? ""), let tag = try await shop.read({ try $0.tag(id) }), (tag.removedAt != nil) == isGone
        else { throw Refused.notFound }
        return tag
    }
}
