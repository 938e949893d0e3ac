import Core
import Language
import Storage
import Web

/// Who works here. Managers see the list and arrange the lines; owners invite, change roles and say goodbye.
enum StaffPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/staff", .manage) { try await list($0, shop) },
            .get("/settings/staff/new", .own) { visit in .page(newPage(visit, FormView(visit), try await shop.read { try $0.allLines() }))
            },
            .post("/settings/staff", .own) { try await add($0, shop) },
            .get("/settings/staff/:id", .own) { try await one($0, shop) },
            .post("/settings/staff/:id", .own) { try await change($0, shop) },
            .post("/settings/staff/:id/invite", .own) { try await invite($0, shop) },
            .post("/settings/staff/:id/leave", .own) { try await leave($0, shop) },
            .post("/settings/staff/:id/return", .own) { try await comeBack($0, shop) },
        ] + LinePages.routes(shop) + JoinPages.routes(shop)
    }

    // MARK: List

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let mayChange = visit.visitor?.may(.own) == true
        let (people, invited, lines, members) = try await shop.read { db in
            (try db.allStaff(), try db.staffWithoutPassword(), try db.allLines(), try db.lineMembers())
        }
        let names = Dictionary(uniqueKeysWithValues: people.map { ($0.id, $0.name) })
        let rows: [HTML] = people.map { person in
            let state =
                person.isActive
                ? (invited.contains(person.id) ? visit.ui.chip(t("invited"), .warn, icon: "mail") : visit.ui.chip(t("works here"), .good))
                : visit.ui.chip(t("left"), icon: "sign-out")
            let name: HTML =
                mayChange
                ? "<a class=\"link\" href=\"\(Link("/settings/staff/\(person.id)"))\">\(person.name)</a>" : "\(person.name)"
            return
                "<tr><td translate=\"no\">\(name)</td><td translate=\"no\">\(person.email)</td><td>\(person.role.name(t))</td><td>\(state)</td></tr>"
        }
        let add: HTML =
            mayChange ? "<a class=\"button primary\" href=\"/settings/staff/new\">\(visit.ui.icon("plus"))\(t("Invite somebody"))</a>" : ""
        return .page(
            Page(
                t("Staff"), section: "settings",
                """
                \(visit.ui.head(t("Staff"), back: visit.ui.back("/settings", t("Settings")), actions: add))
                \(visit.ui.table(t("Staff"), [t("Name"), t("E-mail"), t("Role"), t("State")], rows))
                \(LinePages.section(visit, lines, members, names))
                """))
    }

    // MARK: Invite

    private static func newPage(_ visit: Visit, _ form: FormView, _ lines: [Line]) -> Page {
        let t = visit.t
        let chosen = visit.method == .post ? Set(visit.form.all("line")) : Set(lines.prefix(1).map(\.id.description))
        let checks: [HTML] = lines.map { line in
            """
            <label class="check"><input type="checkbox" name="line" value="\(line.id.description)"\(flag: " checked", chosen.contains(line.id.description))>\
            <span translate="no">\(line.name)</span></label>
            """
        }
        let stands: HTML = lines.isEmpty ? "" : "<fieldset class=\"stack\"><legend>\(t("Takes new work of"))</legend>\(checks)</fieldset>"
        return Page(
            t("Invite somebody"), section: "settings",
            """
            \(visit.ui.head(
                t("Invite somebody"), lead: t("You get a link to pass on. With it they choose their own password."),
                back: visit.ui.back("/settings/staff", t("Staff"))))
            \(form.form(
                "/settings/staff", summary: t("Please look at these fields."),
                """
                \(form.text("name", t("Name"), autocomplete: "off", isRequired: true, hasFocus: true))
                \(form.text("email", t("E-mail"), kind: .email, hint: t("They sign in with it."), autocomplete: "off", isRequired: true))
                \(roles(form, t, value: .agent))
                \(stands)
                \(LanguageField.html(form, t, value: "", shop: t("As the shop")))
                \(form.actions(t("Make the link"), cancel: ("/settings/staff", t("Cancel"))))
                """))
            """)
    }

    private static func roles(_ form: FormView, _ t: Words, value: Role) -> HTML {
        form.choices(
            "role", t("Role"), value: value.rawValue,
            Role.allCases.reversed().map { (value: $0.rawValue, icon: $0.icon, words: $0.name(t), hint: $0.hint(t)) })
    }

    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        var rules = StaffRules(t)
        rules.name(form["name"])
        rules.email(form["email"])
        let role = Role(rawValue: form["role"])
        if role == nil { rules.complaints.say("role", t("Choose a role.")) }
        let email = form["email"]
        let language = LanguageField.read(form)
        if try await shop.read({ try $0.staff(email: email) }) != nil {
            rules.complaints.say("email", t("Somebody with this address is on the staff already."))
        }
        guard rules.complaints.isEmpty, let role else {
            let lines = try await shop.read { try $0.allLines() }
            return .page(newPage(visit, FormView(visit, typed: form, complaints: rules.complaints), lines), status: 422)
        }
        let link = try await shop.write(as: try visit.actor()) { tx in
            let id = try tx.addStaff(name: form["name"], email: email, role: role, language: language?.rawValue)
            // A viewer takes no work.
            if role > .viewer {
                for line in form.all("line").compactMap({ Line.ID($0) }) where try tx.db.line(line) != nil { try tx.join(id, line: line) }
            }
            if try !tx.setting(ShopSettings.isTeam) { try tx.set(ShopSettings.isTeam, to: true) }
            return try Invitation.link(for: id, now: tx.now, shop, tx.db)
        }
        return .page(linkPage(visit, shop, name: form["name"], link))
    }

    static func invite(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let person = try await find(visit, shop)
        let now = Instant(milliseconds: visit.now)
        let link = try await shop.read { db in try Invitation.link(for: person.id, now: now, shop, db) }
        return .page(linkPage(visit, shop, name: person.name, link))
    }

    private static func linkPage(_ visit: Visit, _ shop: Shop, name: String, _ link: Link?) -> Page {
        let t = visit.t
        let shown: HTML = link.map { visit.ui.secret(visit.outsideAddress(shop) + $0.text, t) } ?? ""
        return Page(
            t("A link for {name}", ["name": name]), section: "settings",
            """
            \(visit.ui.head(t("A link for {name}", ["name": name]), back: visit.ui.back("/settings/staff", t("Staff"))))
            <section class="card stack"><p>\(t("Pass it on as you would a key. It works once and for seven days, and is not shown again."))</p>
            \(shown)\(onlyHere(visit, shop))</section>
            """)
    }

    /// A link to this machine itself is of no use on another one.
    static func onlyHere(_ visit: Visit, _ shop: Shop) -> HTML {
        let address = visit.outsideAddress(shop)
        guard ["://127.", "://localhost", "://[::1]"].contains(where: { address.contains($0) }) else { return "" }
        return visit.ui.banner(
            .warn, icon: "warning", "\(visit.t("This link works on this machine only. Set the address at which others reach it first."))",
            action: "<a class=\"button\" href=\"/settings/shop#public_url\" target=\"_blank\">\(visit.t("Set the address"))</a>")
    }

    // MARK: One person

    static func one(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(page(visit, try await find(visit, shop), FormView(visit)))
    }

    private static func page(_ visit: Visit, _ person: Staff, _ form: FormView) -> Page {
        let t = visit.t
        let place = Link("/settings/staff/\(person.id)")
        let others = FormView(visit)
        let actions: HTML =
            person.isActive
            ? others.button(place + "/invite", "\(visit.ui.icon("link"))\(t("New link to choose a password"))")
                + others.button(place + "/leave", "\(visit.ui.icon("sign-out"))\(t("Has left"))", style: "button danger")
            : others.button(place + "/return", "\(visit.ui.icon("undo"))\(t("Is back"))")
        return Page(
            person.name, section: "settings",
            """
            \(visit.ui.head(person.name, isName: true, lead: person.email, back: visit.ui.back("/settings/staff", t("Staff")), actions: actions))
            \(form.form(
                place, summary: t("Please look at these fields."),
                """
                \(form.text("name", t("Name"), value: person.name, autocomplete: "off", isRequired: true))
                \(roles(form, t, value: person.role))
                \(LanguageField.html(form, t, value: person.language ?? "", shop: t("As the shop")))
                \(form.actions(t("Save"), cancel: ("/settings/staff", t("Cancel"))))
                """))
            """)
    }

    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let person = try await find(visit, shop)
        let form = visit.form
        var rules = StaffRules(t)
        rules.name(form["name"])
        let role = Role(rawValue: form["role"])
        if role == nil { rules.complaints.say("role", t("Choose a role.")) }
        if let role, role != .owner, person.role == .owner, try await shop.read({ try $0.isLastOwner(person.id) }) {
            rules.complaints.say("role", t("Somebody must own the shop. Make another person owner first."))
        }
        guard rules.complaints.isEmpty, let role else {
            return .page(page(visit, person, FormView(visit, typed: form, complaints: rules.complaints)), status: 422)
        }
        var changed = person
        changed.name = form["name"]
        changed.role = role
        changed.language = LanguageField.read(form)?.rawValue
        let kept = changed
        try await shop.write(as: try visit.actor()) { tx in
            // Two owners who step down at the same moment: the second is refused here.
            let staysOwned = try kept.role == .owner || person.role != .owner || !tx.db.isLastOwner(kept.id)
            guard staysOwned else { throw LastOwner() }
            try tx.change(kept)
        }
        return .see("/settings/staff", flash: t("Saved."))
    }

    struct LastOwner: Error {}

    static func leave(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let me = try visit.me()
        let person = try await find(visit, shop)
        let handedOver: Int
        do {
            handedOver = try await shop.write(as: .staff(me)) { tx in
                let staysOwned = try person.role != .owner || !tx.db.isLastOwner(person.id)
                guard staysOwned else { throw LastOwner() }
                // An owner who leaves of their own accord leaves it to another owner.
                let successor = try me == person.id ? tx.db.otherOwner(than: me) ?? me : me
                return try tx.leave(person.id, successor: successor)
            }
        } catch is LastOwner {
            let complaints = Complaints("", t("Somebody must own the shop. Make another person owner first."))
            return .page(page(visit, person, FormView(visit, complaints: complaints)), status: 422)
        }
        let words =
            handedOver == 0
            ? t("{name} can no longer sign in.", ["name": person.name])
            : t(
                "{name} can no longer sign in. {n} open task was handed over.",
                "{name} can no longer sign in. {n} open tasks were handed over.", handedOver, ["name": person.name])
        return .see("/settings/staff", flash: words, undo: Link("/settings/staff/\(person.id)/return"))
    }

    static func comeBack(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let person = try await find(visit, shop)
        try await shop.write(as: try visit.actor()) { tx in try tx.comeBack(person.id) }
        return .see("/settings/staff", flash: visit.t("{name} can sign in again.", ["name": person.name]))
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> Staff {
        guard let id = Staff.ID(visit.parts["id"] ?? ""), let person = try await shop.read({ try $0.staff(id) }) else {
            throw Refused.notFound
        }
        return person
    }
}

extension Role {
    func name(_ t: Words) -> String {
        switch self {
        case .viewer: t("Viewer")
        case .helper: t("Helper")
        case .agent: t("Agent")
        case .manager: t("Manager")
        case .owner: t("Owner")
        }
    }

    func hint(_ t: Words) -> String {
        switch self {
        case .viewer: t("Looks, changes nothing: an accountant, an adviser.")
        case .helper: t("Takes a turn at the front: answers and notes, and takes back only their own.")
        case .agent: t("Works with customers all day; may also take back what a colleague noted.")
        case .manager: t("Also settings, hours, figures and lines.")
        case .owner: t("Everything, and who is on the staff.")
        }
    }

    var icon: String {
        switch self {
        case .viewer: "search"
        case .helper: "counter"
        case .agent: "person"
        case .manager: "settings"
        case .owner: "key"
        }
    }
}
