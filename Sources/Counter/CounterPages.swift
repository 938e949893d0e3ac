import Core
import Language
import People
import Storage
import Web

/// One form that a keyboard fills in under ten seconds, and below it what everybody has noted today.
enum CounterPages {
    static func form(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let list = try await today(visit, shop)
        if visit.wantsFragment { return .fragment(list) }
        var person: (id: String, name: String)?
        if let asked = Customer.ID(visit.query["person"]) {
            person = try await shop.read { db in
                try db.survivor(of: asked).flatMap { id in try db.names(of: [id])[id].map { (id: String(id.number), name: $0) } }
            }
        }
        return .page(try page(visit, shop, FormView(visit), person: person, list: list))
    }

    static func note(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let form = visit.form
        let now = Instant(milliseconds: visit.now)
        let calendar = shop.calendar
        let channel = Note.Channel(rawValue: form["channel"]) ?? .phone
        do {
            var others: [NoteProblem] = []
            if form["text"].isEmpty { others.append(.noText) }
            if form["person"].isEmpty, form["person_id"].isEmpty { others.append(.caller(.nobody)) }
            var promise: Instant?
            do {
                promise = try PromiseTime.read(choice: form["promise"], moment: form["promise_at"], now: now, calendar)
            } catch {
                others.append(error)
            }
            guard others.isEmpty else { return try await refusal(others, visit, shop) }
            let due = promise
            let reason = TreatmentWords.reason(form)
            let (note, customer) = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                let caller = try tx.caller(form["person"], chosen: form["person_id"])
                return (try tx.note(caller.id, channel, form["text"], promise: due, madePerson: caller.isNew, reason: reason), caller.id)
            }
            let name = try await shop.read { db in try db.names(of: [customer])[customer] ?? "?" }
            // A promise for a time when nobody is here may be meant; it is said, as the due time would else be the only sign.
            let closed =
                due.map { !calendar.isOpen(at: $0) && !calendar.isOpen(at: $0 - .seconds(1)) } ?? false
                ? " " + visit.t("You are closed on {time}, when it is due.", ["time": visit.t.dateTime(due?.milliseconds ?? 0)]) : ""
            return .see(
                Link("/counter?channel=\(channel.rawValue)"), flash: visit.t("Noted for {name}.", ["name": name]) + closed,
                undo: Link("/counter/notes/\(note)/undo"))
        } catch let problem as CallerProblem {
            return try await refusal([.caller(problem)], visit, shop)
        } catch let problem as NoteProblem {
            return try await refusal([problem], visit, shop)
        }
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Note.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let visitor = try visit.staff()
        let isGone = try await shop.write(as: .staff(Staff.ID(number: visitor.staff))) { tx in
            // A helper takes back what is their own.
            if let note = try tx.db.note(id), note.staff?.number != visitor.staff, !visitor.may(.tend) { throw Refused.forbidden }
            return try tx.takeBack(id)
        }
        return .see("/counter", flash: isGone ? visit.t("The note is taken back.") : visit.t("This note had been taken back before."))
    }

    static func kept(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Note.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (customer, duty) = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            guard let note = try tx.db.note(id) else { throw Refused.notFound }
            return (note.customer, try tx.keepPromise(id))
        }
        return .see(Link("/people/\(customer)"), flash: visit.t("Promise kept."), undo: duty.map { Link("/duties/\($0)/reopen") })
    }

    // MARK: The page

    private static func today(_ visit: Visit, _ shop: Shop) async throws -> HTML {
        let since = Instant(milliseconds: visit.t.timeZone.startOfDay(at: visit.now))
        return try await shop.read { db in
            let notes = try db.notes(since: since)
            return NoteViews.list(
                notes, try db.names(of: notes.map(\.customer)), try db.staffNames(notes.compactMap(\.staff)),
                try db.promises(in: notes.map(\.id)), visit)
        }
    }

    /// All that is wrong, said at once.
    private static func refusal(_ problems: [NoteProblem], _ visit: Visit, _ shop: Shop) async throws -> Answer {
        var complaints = Complaints()
        for problem in problems { complaints.say(problem.field, problem.sentence(visit.t)) }
        let form = FormView(visit, typed: visit.form, complaints: complaints)
        var choices: [PersonRow] = []
        if case .caller(.several(let ids)) = problems.first { choices = try await shop.read { db in try db.personRows(ids) } }
        return .page(try page(visit, shop, form, list: try await today(visit, shop), choices: choices), status: 422)
    }

    private static func page(
        _ visit: Visit, _ shop: Shop, _ form: FormView, person: (id: String, name: String)? = nil, list: HTML, choices: [PersonRow] = []
    ) throws -> Page {
        let t = visit.t
        let offered = PromiseTime.allCases.compactMap { time in
            time.due(from: Instant(milliseconds: visit.now), shop.calendar).map {
                (value: time.rawValue, icon: nil as String?, words: label(time, $0, visit))
            }
        }
        let channel = Note.Channel(rawValue: visit.query["channel"]) ?? .phone
        let promises = [(value: "", icon: nil as String?, words: t("No", context: "promise"))] + offered
        return Page(
            t("Counter"), section: "counter",
            """
            \(visit.ui.head(t("Counter"), lead: t("A call, or a word at the counter: who, what, and what we promised.")))
            \(form.form(
                "/counter", summary: t("Please look at these fields."),
                """
                \(PersonFinder.field(form, visit, person: person, choices: choices, isRequired: true, hasFocus: person == nil))\
                \(form.segments(
                    "channel", t("How?"), value: channel.rawValue,
                    [
                        (value: "phone", icon: "phone", words: t("Phone")),
                        (value: "counter", icon: "counter", words: t("Counter")),
                    ]))\
                \(form.area("text", t("What was it about?"), rows: 3, isRequired: true, hasFocus: person != nil))\
                \(form.segments("promise", t("Did we promise something?"), value: "", promises))\
                \(form.field("promise_at", t("Or by a day and time"), optional: t("optional"), moment(form)))\
                \(TreatmentWords.reasonField(form, t))\
                <div class="form-actions"><button class="button primary" data-send>\(visit.ui.icon("check"))\(t("Note it"))</button></div>
                """))
            <section class="stack"><h2>\(t("Noted today"))</h2>\
            <live-region topics="counter duty" src="/counter" says="\(t("Something new was noted"))">\(list)</live-region></section>
            """)
    }

    private static func moment(_ form: FormView) -> HTML {
        """
        <input id="promise_at" name="promise_at" type="datetime-local" value="\(form.value("promise_at", ""))"\
        \(flag: " aria-invalid=\"true\" aria-describedby=\"promise_at-error\"", !form.error("promise_at").isEmpty)>
        """
    }

    private static func label(_ time: PromiseTime, _ due: Instant, _ visit: Visit) -> String {
        let t = visit.t
        let clock = t.time(due.milliseconds)
        let zone = t.timeZone
        switch time {
        case .hour: return t("In an hour")
        case .today: return t("Today, by {time}", ["time": clock])
        case .tomorrow:
            let isTomorrow = zone.day(at: due) == zone.day(at: Instant(milliseconds: visit.now)) + 1
            return isTomorrow
                ? t("Tomorrow, {time}", ["time": clock]) : t("{day}, {time}", ["day": t.day(due.milliseconds), "time": clock])
        }
    }
}
