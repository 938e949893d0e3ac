import Language
import Storage
import Web

extension Parts {
    /// A tag as a chip, which leads to what else has it.
    public func tag(_ tag: Tag, _ link: Link? = nil) -> HTML {
        guard let link else { return "<span class=\"tag tone-\(tag.tone)\" translate=\"no\" dir=\"auto\">\(tag.name)</span>" }
        return "<a class=\"tag tone-\(tag.tone)\" href=\"\(link)\" translate=\"no\" dir=\"auto\">\(tag.name)</a>"
    }

    /// In a list: so many, and how many more there are.
    public func tags(_ tags: [Tag], most: Int, _ t: Words) -> HTML {
        let shown: [HTML] = tags.prefix(most).map { tag($0) }
        guard tags.count > most else { return "\(shown)" }
        let more = t("{n} more tag", "{n} more tags", tags.count - most)
        return "\(shown)<span class=\"tag\" title=\"\(more)\" aria-label=\"\(more)\">+\(t.number(tags.count - most))</span>"
    }
}

/// The tags of one thing, with the ways to take one off and to put one on.
public enum TagRow {
    /// So many stand open; the rest is behind a button.
    public static let shown = 6

    /// - Parameters:
    ///   - id: what tells this row from others on the page.
    ///   - path: where its forms post to: `tag` has names to put on, `off` an id to take off.
    ///   - list: what else has a tag.
    public static func show(_ tags: [Tag], id: String, at path: Link, list: (Tag.ID) -> Link, _ view: View) -> HTML {
        let may = view.visitor?.may(.serve) == true
        guard may || !tags.isEmpty else { return "" }
        let chips: [HTML] = tags.map { chip($0, list($0.id), may: may, view) }
        let few: HTML = "<ul class=\"tag-list\" role=\"list\">\(Array(chips.prefix(shown)))</ul>"
        let rest: HTML =
            chips.count <= shown
            ? ""
            : """
            <details class="more-tags" id="\(id)-more"><summary class="tag">\(view.t("{n} more tag", "{n} more tags", chips.count - shown))</summary>\
            <ul class="tag-list" role="list">\(Array(chips.dropFirst(shown)))</ul></details>
            """
        let all: HTML =
            may
            ? "<form method=\"post\" action=\"\(path)\" data-once>\(token(view))\(few)\(rest)</form>" : "\(few)\(rest)"
        return "<div class=\"tag-row\">\(tags.isEmpty ? "" : all)\(may ? adding(id, path, view) : "")</div>"
    }

    private static func chip(_ tag: Tag, _ link: Link, may: Bool, _ view: View) -> HTML {
        let ui = Parts(view.assets)
        guard may else { return "<li>\(ui.tag(tag, link))</li>" }
        return """
            <li class="tag tone-\(tag.tone)"><a href="\(link)" translate="no" dir="auto">\(tag.name)</a>\
            <button name="off" value="\(tag.id.number)" aria-label="\(view.t("Take off the tag {tag}", ["tag": tag.name]))">\(ui.icon("close"))</button></li>
            """
    }

    private static func adding(_ id: String, _ path: Link, _ view: View) -> HTML {
        let t = view.t
        let ui = Parts(view.assets)
        return """
            <details class="menu tag-add" id="\(id)-add"><summary class="tag" aria-label="\(t("Add a tag"))">\(ui.icon("plus"))\(t("Tag"))</summary>\
            <form class="menu-list" method="post" action="\(path)" data-once>\(token(view))\
            <div class="field"><label for="\(id)">\(t("Add a tag"))</label><input id="\(id)" name="tag" autocomplete="off" dir="auto" \
            data-options="/tags/names" aria-describedby="\(id)-hint" required><p class="hint" id="\(id)-hint">\(t("Several with commas between them."))</p></div>\
            <p><button class="button">\(t("Add"))</button></p></form></details>
            """
    }

    private static func token(_ view: View) -> HTML { "<input type=\"hidden\" name=\"_token\" value=\"\(view.token)\">" }

    // MARK: What the forms ask for

    /// What one press wants: put on by name or by id, or take off.
    public enum Wish: Sendable, Equatable {
        case put([String])
        /// The same, but a new name that looks like one that is there is asked about first.
        case propose([String])
        case back([Tag.ID])
        case off([Tag.ID])

        /// From the form, or from the address of an undo button.
        public init(_ visit: Visit) {
            func ids(_ name: String) -> [Tag.ID] {
                (visit.form[name].isEmpty ? visit.query[name] : visit.form[name]).split(separator: ".").compactMap { Tag.ID(String($0)) }
            }
            let (on, off) = (ids("on"), ids("off"))
            self =
                !off.isEmpty
                ? .off(off)
                : !on.isEmpty
                    ? .back(on)
                    : visit.form.has("anyway")
                        ? .put(TagRules.names(in: visit.form["tag"])) : .propose(TagRules.names(in: visit.form["tag"]))
        }
    }

    /// What became of it: the tags that changed, and the way back.
    public struct Outcome: Sendable {
        var tags: [Tag]
        var isOff: Bool

        public func answer(_ back: Link, _ path: Link, _ t: Words) -> Answer {
            let ids = tags.map(\.id.description).joined(separator: ".")
            guard !tags.isEmpty else {
                return .see(back, flash: isOff ? t("It does not stand there any more.") : t("It stands there already."))
            }
            let names = t.list(tags.map(\.name))
            return isOff
                ? .see(back, flash: t("Taken off: {tags}.", ["tags": names]), undo: path + Link("?on=\(ids)"))
                : .see(back, flash: t("Tagged: {tags}.", ["tags": names]), undo: path + Link("?off=\(ids)"))
        }
    }

    /// "Deli" beside "Delivery": the one that is there with one press, or the new one with another.
    private static func asked(_ new: String, _ known: String, _ visit: Visit, at path: Link, back: Link, section: String) -> Answer {
        let t = visit.t
        let typed = TagRules.names(in: visit.form["tag"])
        let meant = typed.map { TagRules.key($0) == TagRules.key(new) ? known : $0 }.joined(separator: ", ")
        let form = FormView(visit)
        func field(_ value: String) -> HTML { "<input type=\"hidden\" name=\"tag\" value=\"\(value)\">" }
        return .page(
            Page(
                t("Add a tag"), section: section,
                """
                \(visit.ui.head(t("Add a tag"), lead: TagProblem.near(new, known: known).sentence(t)))
                <div class="row-actions"><form method="post" action="\(path)" data-once>\(form.hiddenToken)\(field(meant))\
                <button class="button primary">\(t("Use “{known}”", ["known": known]))</button></form>\
                <form method="post" action="\(path)" data-once>\(form.hiddenToken)\(field(typed.joined(separator: ", ")))<input type="hidden" name="anyway" value="1">\
                <button class="button">\(t("Make the new tag “{name}”", ["name": new]))</button></form>\
                <a class="button quiet" href="\(back)">\(t("Cancel"))</a></div>
                """), status: 422)
    }

    /// The page that says why a tag was not put on, with what was typed.
    public static func refused(_ problem: TagProblem, _ visit: Visit, at path: Link, back: Link, name: String, section: String) -> Answer {
        let t = visit.t
        if case .near(let name, let known) = problem { return asked(name, known, visit, at: path, back: back, section: section) }
        let form = FormView(visit, typed: visit.form, complaints: Complaints("tag", problem.sentence(t)))
        return .page(
            Page(
                t("Add a tag"), section: section,
                """
                \(visit.ui.back(back, name, isName: true))\(visit.ui.head(t("Add a tag")))\
                \(form.form(
                    path, summary: t("Please look at this again:"),
                    "\(form.text("tag", t("Tag"), hint: t("Several with commas between them."), autocomplete: "off", isRequired: true))\(form.actions(t("Add"), cancel: (back, t("Cancel"))))"))
                """), status: 422)
    }
}

extension Tx {
    /// Throws ``TagProblem/near(_:known:)`` for the first new name that looks like one that is there.
    private func checkNear(_ names: [String]) throws {
        let new = try names.filter { try db.tag(named: $0) == nil }
        guard !new.isEmpty else { return }
        let known = try db.allTags()
        for name in new {
            let key = TagRules.key(name)
            // The one that it is the beginning of, before one that a letter tells from it.
            let near = known.filter { TagRules.isNear(key, TagRules.key($0.name)) }
            if let meant = near.first(where: { TagRules.key($0.name).hasPrefix(key) }) ?? near.first {
                throw TagProblem.near(name, known: meant.name)
            }
        }
    }

    /// Does what a form of ``TagRow`` asks for.
    public func grant(_ wish: TagRow.Wish, on item: TaggedItem) throws -> TagRow.Outcome {
        switch wish {
        case .propose(let names):
            try checkNear(names)
            return TagRow.Outcome(tags: try put(tags: names, on: item), isOff: false)
        case .put(let names): return TagRow.Outcome(tags: try put(tags: names, on: item), isOff: false)
        case .back(let ids): return TagRow.Outcome(tags: try put(ids, on: item), isOff: false)
        case .off(let ids):
            let known = try db.tags(ids)
            return TagRow.Outcome(tags: try known.filter { try take(off: $0.id, item) }, isOff: true)
        }
    }
}
