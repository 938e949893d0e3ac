import Core
import Language
import Storage
import Web

/// The bar above the inbox: nothing but a button while no filter is used.
enum FilterPages {
    /// What the chips of a filter call by name.
    struct Names: Sendable {
        var tags: [Tag.ID: Tag] = [:]
        var staff: [Staff.ID: String] = [:]
        var lines: [Line.ID: String] = [:]
        var mailboxes: [Mailbox.ID: String] = [:]
        /// What can be chosen; nil while the form is shut.
        var choices: Choices?
    }
    struct Choices: Sendable {
        var tags: [Tag]
        var staff: [Staff]
        var lines: [Line]
        var mailboxes: [Mailbox]
    }

    /// Nothing is read for a list that is neither filtered nor about to be.
    static func names(_ filter: InboxFilter, isOpen: Bool, _ db: Reader) throws -> Names {
        var names = Names()
        if isOpen {
            let choices = Choices(
                tags: try db.allTags(), staff: try db.allStaff(), lines: try db.allLines(), mailboxes: try db.mailboxes())
            names.staff = Dictionary(uniqueKeysWithValues: choices.staff.map { ($0.id, $0.name) })
            names.lines = Dictionary(uniqueKeysWithValues: choices.lines.map { ($0.id, $0.name) })
            names.mailboxes = Dictionary(uniqueKeysWithValues: choices.mailboxes.map { ($0.id, $0.address) })
            names.choices = choices
        } else {
            if case .staff(let id) = filter.owner { names.staff = try db.staffNames([id]) }
            if let line = filter.line { names.lines[line] = try db.line(line)?.name }
            if let mailbox = filter.mailbox { names.mailboxes[mailbox] = try db.mailbox(mailbox)?.address }
        }
        for tag in try db.tags(filter.tags) { names.tags[tag.id] = tag }
        return names
    }

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
    static func bar(_ place: InboxPlace, _ names: Names, _ states: [OwnState], isTeam: Bool, _ visit: Visit) -> HTML {
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

    private static func chips(_ place: InboxPlace, _ names: Names, _ states: [OwnState], _ visit: Visit) -> [HTML] {
        let t = visit.t
        let filter = place.filter
        var chips: [HTML] = []
        func chip(_ words: String, isName: Bool = false, tone: Int = 0, without change: (inout InboxFilter) -> Void) {
            chips.append(
                """
                <li><a class="tag tone-\(tone)" href="\(place.without(change))" aria-label="\(t("Without the filter {name}", ["name": words]))">\
                <span\(flag: " translate=\"no\"", isName) dir="auto">\(words)</span>\(visit.ui.icon("close"))</a></li>
                """)
        }
        for id in filter.tags {
            let tag = names.tags[id]
            chip(tag?.name ?? t("a tag that is gone"), isName: tag != nil, tone: tag?.tone ?? 0) { $0.tags.removeAll { $0 == id } }
        }
        switch filter.owner {
        case .me: chip(t("Mine")) { $0.owner = nil }
        case .nobody: chip(t("Nobody’s yet")) { $0.owner = nil }
        case .staff(let id): chip(names.staff[id] ?? "?", isName: true) { $0.owner = nil }
        case nil: break
        }
        if let line = filter.line { chip(names.lines[line] ?? "?", isName: true) { $0.line = nil } }
        if let state = filter.state {
            let known = states.first { $0.id == state }
            chip(known?.name ?? t("a state that is gone"), isName: known != nil) { $0.state = nil }
        }
        if let language = filter.language {
            chip(Language(rawValue: language)?.ownName ?? language, isName: true) { $0.language = nil }
        }
        if let mailbox = filter.mailbox { chip(names.mailboxes[mailbox] ?? "?", isName: true) { $0.mailbox = nil } }
        if let channel = filter.channel { chip(channel == "email" ? t("e-mail") : channel) { $0.channel = nil } }
        if let longer = filter.longer { chip(t("Waiting longer than {time}", ["time": wait(longer, t)])) { $0.longer = nil } }
        return chips
    }

    /// "4 hours", "2 days".
    static func wait(_ hours: Int, _ t: Words) -> String {
        hours % 24 == 0 ? t("{n} day", "{n} days", hours / 24) : t("{n} hour", "{n} hours", hours)
    }

    private static func form(_ place: InboxPlace, _ choices: Choices, _ states: [OwnState], isTeam: Bool, _ visit: Visit) -> HTML {
        let t = visit.t
        let form = FormView(visit)
        let filter = place.filter
        typealias Option = (value: String, words: String)
        let any: Option = (value: "", words: t("Any"))
        var fields: [HTML] = []
        func field(_ name: String, _ label: String, _ value: String?, _ options: [Option]) {
            if !options.isEmpty { fields.append(form.select(name, label, value: value ?? "", [any] + options)) }
        }
        field("tag", t("Tag"), filter.tags.first?.description, choices.tags.map { (value: $0.id.description, words: $0.name) })
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
            InboxFilter.waits.map { (value: "\($0)", words: wait($0, t)) })
        field("language", t("Language of the person"), filter.language, Language.offered.map { (value: $0.rawValue, words: $0.ownName) })
        if choices.mailboxes.count > 1 {
            field(
                "mailbox", t("Mailbox"), filter.mailbox?.description,
                choices.mailboxes.map { (value: $0.id.description, words: $0.address) })
        }
        // A second tag goes on with the first one.
        let more: [HTML] = filter.tags.dropFirst().map { "<input type=\"hidden\" name=\"tag\" value=\"\($0.number)\">" }
        return """
            <form class="card filter-form" action="/inbox" id="filter"><h2>\(t("Filter"))</h2><input type="hidden" name="view" value="\(place.tab.rawValue)">\(more)\
            <div class="field-row">\(fields)</div><p class="form-actions"><button class="button primary">\(t("Show"))</button>\
            <a class="button quiet" href="\(place.link)">\(t("Cancel"))</a></p></form>
            """
    }
}
