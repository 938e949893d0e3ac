import Core
import Language
import Storage
import Web

/// What we promised: on *Today*, on the time line, beside the person.
enum PromiseViews {
    /// The kind of duty. Its subject is the note in which it was promised.
    static let kind = "promise"

    static let duty = DutyKind(kind) { duties, names, db, view in
        let notes = try db.notes(duties.map { Note.ID(number: $0.subject) })
        var views: [Duty.ID: DutyView] = [:]
        for duty in duties {
            guard let note = notes[Note.ID(number: duty.subject)] else { continue }
            views[duty.id] = DutyView(
                sentence: view.t.bold(Phrase("{name} was promised something"), names[note.customer] ?? "?"), detail: note.line,
                link: Link("/people/\(note.customer)#note-\(note.id)"), icon: "promise", canBeDoneHere: true)
        }
        return views
    }

    /// Words and a drawing, never colour alone.
    static func chip(_ promise: Promise, _ ui: Parts, _ t: Words, now: Instant) -> HTML {
        let due = promise.due.milliseconds
        switch promise.standing(now: now) {
        case .open:
            return ui.chip(
                t("Promised: {when}", ["when": t.due(due, now: now.milliseconds)]), promise.due - now < .seconds(3600) ? .warn : .plain,
                icon: "promise")
        case .overdue: return ui.chip(t("Promised: {when}", ["when": t.due(due, now: now.milliseconds)]), .bad)
        case .kept: return ui.chip(t("Promise kept"), .good)
        case .broken: return ui.chip(t("Promise broken"), .bad)
        case .dropped: return ui.chip(t("No longer promised"))
        }
    }

    /// When a promise was done, and how.
    static let timeLine = TimeLineKind(["duty.done"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let own = events.filter { $0.data["kind"]?.word == kind }
        let names = try view.staffNames(db)
        return Dictionary(
            uniqueKeysWithValues: own.map { event in
                let late = Int((event.data["late_ms"]?.number ?? 0) / 60_000)
                let name = event.actor.staff.flatMap { names[$0] } ?? ""
                let sentence =
                    late > 0
                    ? t("{name} kept a promise {time} too late", ["name": name, "time": t.duration(minutes: late)])
                    : t("{name} kept a promise", ["name": name])
                let at = event.at.milliseconds
                return (
                    event.id,
                    """
                    <p class="happened">\(ui.icon(late > 0 ? "warning" : "check"))<span>\(sentence)</span>\
                    <time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                    """
                )
            })
    }

    /// The last promises to this person, and the way to note the next call.
    static let panel = CardPanel { customer, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let notes = try db.promises(to: customer.id, limit: 5)
        let promises = notes.isEmpty ? [:] : try db.promises(in: notes.map(\.id))
        let mayServe = view.visitor?.may(.serve) == true
        guard mayServe || !notes.isEmpty else { return nil }
        let token: HTML = "<input type=\"hidden\" name=\"_token\" value=\"\(view.token)\">"
        let items: [HTML] = notes.compactMap { note in
            guard let promise = promises[note.id] else { return nil }
            let kept: HTML =
                mayServe && promise.state == .open
                ? """
                <form method="post" action="\(Link("/counter/notes/\(note.id)/kept"))" data-once>\(token)\
                <button class="button small">\(ui.icon("check"))\(t("Kept"))</button></form>
                """ : ""
            return """
                <li class="stack"><span translate="no" dir="auto">\(note.line)</span>\
                <span class="row">\(chip(promise, ui, t, now: view.now))\(kept)</span></li>
                """
        }
        let list: HTML = items.isEmpty ? "<p class=\"soft\">\(t("Nothing was promised."))</p>" : "<ul class=\"stack\">\(items)</ul>"
        let note: HTML =
            mayServe
            ? "<a class=\"button\" href=\"\(Link("/counter?person=\(customer.id)"))\">\(ui.icon("phone"))\(t("Note a call or visit"))</a>"
            : ""
        return "<section class=\"card stack\"><header><h2>\(t("What we promised"))</h2></header>\(list)\(note)</section>"
    }
}
