import Core
import Language
import Storage
import Web

/// How people stand in lists.
enum PeopleRows {
    static func list(_ rows: [PersonRow], _ visit: Visit, marking query: String? = nil) -> HTML {
        let items: [HTML] = rows.map { person in
            let name: HTML = query.map { PeopleSearch.marked(person.name, query: $0) } ?? "\(person.name)"
            let addresses: HTML =
                person.addresses.isEmpty ? "" : "<span translate=\"no\">\(person.addresses.joined(separator: " · "))</span> · "
            let contact =
                person.lastContactAt.map { visit.t("Last contact: {when}", ["when": visit.t.relative($0.milliseconds, now: visit.now)]) }
                ?? visit.t("No contact yet")
            return """
                <li class="item">\(visit.ui.face(person.name, id: person.id.number, photo: person.photoAt))\
                <div class="what"><a class="item-link" href="\(Link("/people/\(person.id)"))"><b translate="no" dir="auto">\(name)</b></a>\
                <span class="sub">\(addresses)\(contact)</span></div>\(visit.ui.owed(person.owed, visit.t, now: visit.now))</li>
                """
        }
        return "<ol class=\"list\">\(items)</ol>"
    }

    /// What stands behind the addresses in the type-ahead: when they were here, and what is owed.
    static func facts(_ person: PersonRow, _ visit: Visit) -> [String] {
        let t = visit.t
        var facts: [String] = []
        if !person.usual.isEmpty { facts.append(t("usual: {thing}", ["thing": person.usual])) }
        if let last = person.lastContactAt {
            facts.append(t("Last contact: {when}", ["when": t.relative(last.milliseconds, now: visit.now)]))
        }
        if person.owed.count > 0 { facts.append(t("We owe {n} thing", "We owe {n} things", person.owed.count)) }
        return facts
    }
}

extension Parts {
    /// "We owe 2 things", in the tone of the first that is due; nothing where nothing is owed.
    func owed(_ owed: Owed, _ t: Words, now: Int64) -> HTML {
        guard owed.count > 0, let soonest = owed.soonest else { return "" }
        let left = soonest.milliseconds - now
        let tone: Tone = left < 0 ? .bad : left < 3_600_000 ? .warn : .plain
        return chip(t("We owe {n} thing", "We owe {n} things", owed.count), tone, icon: left < 0 ? "warning" : "clock")
    }
}
