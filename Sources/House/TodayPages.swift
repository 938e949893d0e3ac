import Core
import Language
import Storage
import Web

/// The home page: who is owed what, in order of due time, and nothing else.
enum TodayPages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let visitor = try visit.staff()
        let view = View(visit)
        let t = visit.t
        let isWhole = !visit.wantsFragment
        let (rows, names, notes) = try await shop.read { db in
            let staff = Staff.ID(number: visitor.staff)
            let duties = try db.today(of: staff, lines: try db.lines(of: staff), now: view.now)
            let names = try db.names(of: duties.compactMap(\.customer))
            var views: [Duty.ID: DutyView] = [:]
            for (kind, some) in Dictionary(grouping: duties, by: \.kind) {
                if let kind = shop.dutyKind(kind) { views.merge(try kind.show(some, names, db, view)) { $1 } }
            }
            let notes = isWhole ? try shop.capabilities.flatMap(\.todayNotes).compactMap { try $0(db, view, shop) } : []
            return (duties.compactMap { duty in views[duty.id].map { (duty, $0) } }, names, notes)
        }
        let list = listHTML(rows, names, visit)
        if visit.wantsFragment { return .fragment(list) }
        let calendar = shop.calendar
        let isOpen = calendar.isOpen(at: view.now)
        let closing: HTML =
            isOpen
            ? calendar.closes(at: view.now).map { end in
                // A shop that never closes on a working day closes on some day all the same.
                let isSoon = end <= view.now + .seconds(86_400)
                return visit.ui.chip(t("Open until {time}", ["time": isSoon ? t.time(end.milliseconds) : t.day(end.milliseconds)]))
            }
                ?? visit.ui.chip(t("Always open"))
            : visit.ui.chip(t("Closed now"))
        let firstName = visitor.name.split(separator: " ").first.map(String.init) ?? visitor.name
        return .page(
            Page(
                t("Today"), section: "today",
                """
                \(visit.ui.head(greeting(view, name: firstName), lead: t.day(visit.now), actions: closing))\(unfinished(visit, shop))\(notes.map { note(of: $0, visit) })
                <live-region topics="duty" src="/today" says="\(t("Today has changed"))">\(list)</live-region>
                """))
    }

    private static func note(of thing: FirstThing, _ visit: Visit) -> HTML {
        visit.ui.banner(
            .info, icon: thing.icon, "<b>\(thing.title)</b> \(thing.hint)",
            action: "<a class=\"button small\" href=\"\(thing.link)\">\(visit.t("Look at them"))</a>")
    }

    /// For an owner who left the first run before its end.
    private static func unfinished(_ visit: Visit, _ shop: Shop) -> HTML {
        guard !shop.setting(ShopSettings.isReady), visit.visitor?.may(.own) == true else { return "" }
        let t = visit.t
        return visit.ui.banner(
            .info, icon: "book", "\(t("The set-up of the shop is not finished."))",
            action: "<a class=\"button small\" href=\"\(shop.home)\">\(t("Go on with it"))</a>")
    }

    private static func greeting(_ view: View, name: String) -> String {
        let hour = view.t.timeZone.civil(at: view.now.milliseconds).hour
        switch hour {
        case 5..<12: return view.t("Good morning, {name}", ["name": name])
        case 12..<18: return view.t("Good afternoon, {name}", ["name": name])
        default: return view.t("Good evening, {name}", ["name": name])
        }
    }

    private static func listHTML(_ rows: [(Duty, DutyView)], _ names: [Customer.ID: String], _ visit: Visit) -> HTML {
        let t = visit.t
        guard let first = rows.first else {
            return visit.ui.empty(
                "today", t("Nothing is owed to anyone"),
                t("When somebody writes, calls or was promised something, it stands here in order of time."))
        }
        let endOfDay = t.timeZone.startOfDay(at: visit.now) + 24 * 3_600_000
        let rest = rows.dropFirst()
        let soon = rest.filter { $0.0.due.milliseconds <= visit.now + 3_600_000 }
        let today = rest.filter { $0.0.due.milliseconds > visit.now + 3_600_000 && $0.0.due.milliseconds < endOfDay }
        let later = rest.filter { $0.0.due.milliseconds > visit.now + 3_600_000 && $0.0.due.milliseconds >= endOfDay }
        return next(first, names, visit) + section(t("Now"), soon, names, visit) + section(t("Later today"), today, names, visit)
            + section(t("After today"), later, names, visit)
    }

    /// The first duty stands out: the screen's one primary action.
    private static func next(_ row: (Duty, DutyView), _ names: [Customer.ID: String], _ visit: Visit) -> HTML {
        let (duty, view) = row
        let t = visit.t
        let form = FormView(visit)
        let actions: HTML =
            view.canBeDoneHere
            ? form.button(Link("/duties/\(duty.id)/done"), "\(visit.ui.icon("check"))\(t("Done"))", style: "button primary")
            : "<a class=\"button primary\" href=\"\(view.link)\">\(visit.ui.icon(view.icon))\(t("Open"))</a>"
        return """
            <article class="next">\(face(duty, names, visit, size: .big))\
            <div class="what"><p class="chips">\(dueChip(duty, visit))<span class="soft">\(t.dueBy(duty.due.milliseconds, now: visit.now))</span></p><h2><a href="\(view.link)">\(view.sentence)</a></h2><p class="quote" dir="auto" translate="no">\(view.detail)</p></div>\
            <div class="actions">\(actions)\(form.button(Link("/duties/\(duty.id)/snooze"), "\(visit.ui.icon("snooze"))\(t("Tomorrow"))", style: "button quiet"))</div>\
            </article>
            """
    }

    private static func section(_ title: String, _ rows: some Collection<(Duty, DutyView)>, _ names: [Customer.ID: String], _ visit: Visit)
        -> HTML
    {
        guard !rows.isEmpty else { return "" }
        let form = FormView(visit)
        let items: [HTML] = rows.map { duty, view in
            let done: HTML =
                !view.canBeDoneHere || visit.visitor?.may(.serve) != true
                ? ""
                : "<span class=\"row-actions\">\(form.button(Link("/duties/\(duty.id)/done"), "\(visit.ui.icon("check"))\(visit.t("Done"))", style: "button quiet small"))</span>"
            return """
                <li class="item"><time class="at" datetime="\(Words.iso(duty.due.milliseconds))">\(visit.t.time(duty.due.milliseconds))</time>\
                \(face(duty, names, visit))<div class="what"><a class="item-link" href="\(view.link)">\(view.sentence)</a>\
                <span class="sub" dir="auto" translate="no">\(view.detail)</span></div>\(done)\(dueChip(duty, visit))</li>
                """
        }
        return "<section class=\"stack\"><h2>\(title)</h2><ol class=\"list\">\(items)</ol></section>"
    }

    private static func face(_ duty: Duty, _ names: [Customer.ID: String], _ visit: Visit, size: Parts.FaceSize = .usual) -> HTML {
        guard let customer = duty.customer else { return visit.ui.face("·", id: duty.id.number, size: size) }
        return visit.ui.face(names[customer] ?? "?", id: customer.number, size: size)
    }

    static func dueChip(_ duty: Duty, _ visit: Visit) -> HTML { visit.ui.due(duty.due.milliseconds, visit.t, now: visit.now) }

    // MARK: Verbs

    static func done(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let duty = try await find(visit, shop)
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            _ = try tx.fulfil(duty.kind, about: duty.subject, outcome: "done")
        }
        return .see("/today", flash: visit.t("Done."), undo: Link("/duties/\(duty.id)/reopen"))
    }

    static func reopen(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let duty = try await find(visit, shop)
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            if duty.state == .open { try tx.snooze(duty.id, until: nil) } else { try tx.reopen(duty.id) }
        }
        return .see("/today", flash: visit.t("It is back on the lists."))
    }

    static func take(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let duty = try await find(visit, shop)
        let me = Staff.ID(number: try visit.staff().staff)
        let (owner, name) = try await shop.write(as: .staff(me)) { tx in
            let owner = try tx.take(duty.id, by: me)
            return (owner, try owner.flatMap { try tx.db.staff($0)?.name } ?? "")
        }
        let back = Link.inside(visit.form["back"]) ?? "/today"
        return .see(
            back, flash: owner == me ? visit.t("Yours now.") : visit.t("{name} was faster.", ["name": name]),
            hasFailed: owner != me)
    }

    /// Out of sight until the shop opens next, at the earliest tomorrow.
    static func snooze(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let duty = try await find(visit, shop)
        let until = shop.tomorrow(after: Instant(milliseconds: visit.now))
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in try tx.snooze(duty.id, until: until) }
        return .see(
            Link.inside(visit.form["back"]) ?? "/today", flash: visit.t("Back on {day}.", ["day": visit.t.dateTime(until.milliseconds)]),
            undo: Link("/duties/\(duty.id)/reopen"))
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> Duty {
        guard let id = Duty.ID(visit.parts["id"] ?? ""), let duty = try await shop.read({ try $0.duty(id) }) else { throw Refused.notFound }
        return duty
    }
}
