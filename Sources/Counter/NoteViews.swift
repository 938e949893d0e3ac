import Core
import Language
import Storage
import Web

/// How notes read: on a time line, in the list of the day, among what a search finds.
enum NoteViews {
    static func icon(_ channel: Note.Channel) -> String { channel == .phone ? "phone" : "counter" }
    static func label(_ channel: Note.Channel, _ t: Words) -> String {
        switch channel {
        case .phone: t("phone")
        case .counter: t("counter")
        }
    }

    static let timeLine = TimeLineKind(["counter.noted"]) { events, db, view in
        let notes = try db.notes(events.compactMap { $0.subject.map { Note.ID(number: $0.id) } })
        let promises = try db.promises(in: notes.keys)
        let staff = try view.staffNames(db)
        var rows: [Event.ID: HTML] = [:]
        for event in events {
            // A note that was taken back is no row.
            guard let note = event.subject.flatMap({ notes[Note.ID(number: $0.id)] }) else { continue }
            rows[event.id] = article(note, promises[note.id], by: note.staff.flatMap { staff[$0] }, view)
        }
        return rows
    }

    private static func article(_ note: Note, _ promise: Promise?, by name: String?, _ view: View) -> HTML {
        let t = view.t
        let ui = Parts(view.assets)
        let at = note.at.milliseconds
        let who: HTML = name.map { "\(ui.face($0, id: note.staff?.number ?? 0, size: .small))<b translate=\"no\">\($0)</b>" } ?? ""
        let promised: HTML = promise.map { "<footer class=\"out\">\(PromiseViews.chip($0, ui, t, now: view.now))</footer>" } ?? ""
        return """
            <article class="said note" id="note-\(note.id.number)"><header>\(who)\
            <span class="via">\(ui.icon(icon(note.channel)))\(label(note.channel, t))</span>\
            <a class="when" href="\(Link("#note-\(note.id)"))"><time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></a></header>\
            <div class="text" dir="auto" translate="no">\(note.text)</div>\(promised)</article>
            """
    }

    /// Today's notes of everybody, below the form.
    static func list(
        _ notes: [Note], _ names: [Customer.ID: String], _ staff: [Staff.ID: String], _ promises: [Note.ID: Promise], _ visit: Visit
    ) -> HTML {
        let t = visit.t
        let ui = visit.ui
        guard !notes.isEmpty else { return "<p class=\"soft\">\(t("Nothing was noted today yet."))</p>" }
        let items: [HTML] = notes.map { note in
            let name = names[note.customer] ?? "?"
            let by: HTML = note.staff.flatMap { staff[$0] }.map { "<span translate=\"no\">\($0)</span> · " } ?? ""
            let chip: HTML = promises[note.id].map { PromiseViews.chip($0, ui, t, now: Instant(milliseconds: visit.now)) } ?? ""
            return """
                <li class="item"><time class="at" datetime="\(Words.iso(note.at.milliseconds))">\(t.time(note.at.milliseconds))</time>\
                \(ui.face(name, id: note.customer.number))<div class="what">\
                <a class="item-link" href="\(Link("/people/\(note.customer)#note-\(note.id)"))"><b translate="no">\(name)</b></a>\
                <span class="sub">\(ui.icon(icon(note.channel))) <span class="hidden">\(label(note.channel, t)) </span>\(by)\
                <span translate="no" dir="auto">\(note.line)</span></span></div>\(chip)</li>
                """
        }
        return "<ol class=\"list\">\(items)</ol>"
    }

    static let search = SearchSource(title: { t in t("Calls and visits") }) { ask, db, _ in
        let hits = try Search.notes.find(db, ask.words, before: ask.before, limit: ask.limit).map { Note.ID(number: $0.item) }
        let notes = try db.notes(hits)
        let names = try db.names(of: notes.values.map(\.customer))
        return hits.compactMap { id in
            notes[id].map { note in
                SearchHit(
                    item: id.number, title: names[note.customer] ?? "?", excerpt: note.text,
                    link: Link("/people/\(note.customer)#note-\(id)"),
                    icon: icon(note.channel), at: note.at)
            }
        }
    }
}
