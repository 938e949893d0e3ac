import Core
import Language
import Storage
import Web

/// Merging on the time line: small lines between what was said, with the way back while there is one.
enum MergeTimeLine {
    static let events = TimeLineKind(["customer.merged", "customer.parted"]) { events, db, view in
        let merges = Dictionary(
            uniqueKeysWithValues: try db.merges(events.compactMap { $0.subject.map { Merge.ID(number: $0.id) } }).map { ($0.merge.id, $0) })
        let others = events.compactMap { ($0.data["from"] ?? $0.data["other"])?.number.map { Customer.ID(number: $0) } }
        let names = try db.names(of: others)
        let staff = try view.staffNames(db)
        let form = view.visitor?.may(.tend) == true ? view : nil
        return Dictionary(
            uniqueKeysWithValues: events.map { event in
                let other = (event.data["from"] ?? event.data["other"])?.number.flatMap { names[Customer.ID(number: $0)] }
                let who = event.actor.staff.flatMap { staff[$0] }
                let known = event.subject.flatMap { merges[Merge.ID(number: $0.id)] }
                let isOpen = event.kind == "customer.merged" && known?.hasLater == false && known?.merge.canBeUndone(at: view.now) == true
                let undo: HTML = isOpen ? form.map { button(known?.merge.id, $0) } ?? "" : ""
                return (event.id, row(event, sentence(event.kind, who, other == "?" ? nil : other, view.t), undo, view))
            })
    }

    private static func sentence(_ kind: Event.Kind, _ who: String?, _ other: String?, _ t: Words) -> String {
        let isMerge = kind == "customer.merged"
        switch (who, other) {
        case (let who?, let other?):
            return isMerge
                ? t("{name} merged the card of {other} into this one", ["name": who, "other": other])
                : t("{name} took this card and that of {other} apart again", ["name": who, "other": other])
        case (let who?, nil):
            return isMerge
                ? t("{name} merged another card into this one", ["name": who])
                : t("{name} took two merged cards apart again", ["name": who])
        case (nil, let other?):
            return isMerge
                ? t("The card of {other} was merged into this one", ["other": other])
                : t("This card and that of {other} were taken apart again", ["other": other])
        case (nil, nil):
            return isMerge ? t("Another card was merged into this one") : t("Two merged cards were taken apart again")
        }
    }

    private static func button(_ merge: Merge.ID?, _ view: View) -> HTML {
        guard let merge else { return "" }
        return """
            <form method="post" action="\(Link("/people/merges/\(merge)/undo"))" data-once><input type="hidden" name="_token" value="\(view.token)">\
            <button class="button quiet small">\(Parts(view.assets).icon("undo"))\(view.t("Undo"))</button></form>
            """
    }

    private static func row(_ event: Event, _ sentence: String, _ undo: HTML, _ view: View) -> HTML {
        let at = event.at.milliseconds
        return """
            <div class="happened">\(Parts(view.assets).icon("people"))<span>\(sentence)</span>\
            <time datetime="\(Words.iso(at))">\(view.t.dateTime(at))</time>\(undo)</div>
            """
    }
}
