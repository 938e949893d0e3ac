import Core
import Language
import Storage
import Web

/// The bar above the inbox: nothing but a button while no filter is used.
enum FilterPages {
    /// In the page's head, beside *New message*.
    static func button(_ place: InboxPlace, _ visit: Visit) -> HTML {
        let t = visit.t
        let may = visit.visitor?.may(.serve) == true
        let choose: HTML =
            may
            ? "<label class=\"button choose\"><input type=\"checkbox\" id=\"choose\" value=\"choose\"><span>\(t("Choose several"))</span></label>"
            : ""
        return """
            \(choose)<a class="button" href="\(place.link + Link("&filter=1"))">\(visit.ui.icon("filter"))<span>\(t("Filter"))</span></a>
            """
    }

    /// What narrows the list, each with its way out; the form where it is asked for.
    static func bar(_ place: InboxPlace, _ names: FilterNames, _ states: [OwnState], isTeam: Bool, _ visit: Visit) -> HTML {
        let t = visit.t
        let form: HTML = names.choices.map { self.form(place, $0, states, isTeam: isTeam, visit) } ?? ""
        guard !place.filter.isEmpty || place.saved != nil else { return form }
        let may = visit.visitor?.may(.serve) == true
        let save: HTML =
            may && place.saved == nil
            ? "<a class=\"button small quiet\" href=\"\(Link("/inbox/views/new?view=\(place.tab.rawValue)") + place.filter.query)\">\(visit.ui.icon("book"))\(t("Save this list"))</a>"
            : place.saved == nil ? "" : "<a class=\"button small quiet\" href=\"/inbox/views\">\(t("Saved lists"))</a>"
        return """
            \(form)<div class="filter-bar"><h2 class="hidden">\(t("Filter"))</h2><ul class="tag-list">\(chips(place, names, states, visit))</ul>\
            <a class="button small quiet" href="\(InboxPlace(place.tab).link)">\(t("Clear"))</a>\(save)</div>
            """
    }

    private static func chips(_ place: InboxPlace, _ names: FilterNames, _ states: [OwnState], _ visit: Visit) -> [HTML] {
        let t = visit.t
        return FilterPart.all(of: place.filter, names, states, t).map { part in
            let link = place.without { $0 = part.rest }
            return """
                <li><a class="tag tone-\(part.tone)" href="\(link)" aria-label="\(t("Without the filter {name}", ["name": part.words]))">\
                <span\(flag: " translate=\"no\"", part.isName) dir="auto">\(part.words)</span>\(visit.ui.icon("close"))</a></li>
                """
        }
    }

    private static func form(_ place: InboxPlace, _ choices: FilterNames.Choices, _ states: [OwnState], isTeam: Bool, _ visit: Visit)
        -> HTML
    {
        let t = visit.t
        let form = FormView(visit)
        let filter = place.filter
        typealias Option = (value: String, words: String)
        let any: Option = (value: "", words: t("Any"))
        var fields: [HTML] = []
        func field(_ name: String, _ label: String, _ value: String?, _ options: [Option]) {
            if !options.isEmpty { fields.append(form.select(name, label, value: value ?? "", [any] + options)) }
        }
        if isTeam {
            let people: [Option] = choices.staff.filter { $0.isActive && $0.role >= Permission.serve.leastRole }
                .map { (value: $0.id.description, words: $0.name) }
            let nobody: [Option] = [(value: "me", words: t("Mine")), (value: "nobody", words: t("Nobody’s yet"))]
            field("owner", t("Who has it"), filter.owner?.text, nobody + people)
            field("line", t("Line"), filter.line?.description, choices.lines.map { (value: $0.id.description, words: $0.name) })
        }
        field("state", t("State"), filter.state?.description, states.map { (value: $0.id.description, words: $0.name) })
        field(
            "longer", t("Waiting longer than"), filter.longer.map { "\($0)" },
            InboxFilter.waits.map { (value: "\($0)", words: FilterPart.wait($0, t)) })
        field("language", t("Language of the person"), filter.language, Language.offered.map { (value: $0.rawValue, words: $0.ownName) })
        if choices.mailboxes.count > 1 {
            field(
                "mailbox", t("Mailbox"), filter.mailbox?.description,
                choices.mailboxes.map { (value: $0.id.description, words: $0.address) })
        }
        if !choices.tags.isEmpty {
            // A further one goes on with the first.
            let chosen = filter.isUntagged ? InboxFilter.noTag : filter.without.first?.description
            let none: [Option] = [(value: "", words: t("Does not matter")), (value: InboxFilter.noTag, words: t("Without any tag"))]
            let tags: [Option] = choices.tags.map { (value: $0.id.description, words: $0.name) }
            fields.append(form.select("without", t("Without the tag"), value: chosen ?? "", none + tags))
        }
        let more: [HTML] = filter.without.dropFirst(filter.isUntagged ? 0 : 1).map {
            "<input type=\"hidden\" name=\"without\" value=\"\($0.number)\">"
        }
        return """
            <form class="card filter-form" action="/inbox" id="filter"><h2>\(t("Filter"))</h2><input type="hidden" name="view" value="\(place.tab.rawValue)">\(more)\
            \(tagBoxes(choices.tags, filter, t))<div class="field-row">\(fields)</div><p class="form-actions"><button class="button primary">\(t("Show"))</button>\
            <a class="button quiet" href="\(place.link)">\(t("Cancel"))</a></p></form>
            """
    }

    /// All tags to choose from, those that are chosen first.
    private static func tagBoxes(_ tags: [Tag], _ filter: InboxFilter, _ t: Words) -> HTML {
        guard !tags.isEmpty else { return "" }
        let isChosen = Set(filter.tags)
        let sorted = tags.filter { isChosen.contains($0.id) } + tags.filter { !isChosen.contains($0.id) }
        let boxes: [HTML] = sorted.map { tag in
            """
            <label class="tag tone-\(tag.tone)"><input type="checkbox" name="tag" value="\(tag.id.number)"\(flag: " checked", isChosen.contains(tag.id))>\
            <span translate="no" dir="auto">\(tag.name)</span></label>
            """
        }
        return """
            <fieldset class="stack"><legend class="field">\(t("With all of these tags"))</legend><div class="tag-boxes">\(boxes)</div></fieldset>
            """
    }
}
