import Core
import Language
import Storage
import Web

/// The letters of the last days, beside the mailbox that they came in by.
enum UnansweredPastPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .post("/settings/mailboxes/:id/unanswered", .own) { try await decide($0, shop) },
            .post("/settings/mailboxes/:id/unanswered/undo", .own) { try await undo($0, shop) },
        ]
    }

    private static func find(_ shop: Shop, _ db: Reader, asOf now: Instant) throws -> [UnansweredPast] {
        try db.unansweredPast(try db.mailboxes(), asOf: now, left: Instant(milliseconds: shop.setting(UnansweredPast.left)))
    }

    /// The first thing to do in a shop that has just opened; nil where nothing is open.
    static func firstThing(_ db: Reader, _ view: View) throws -> FirstThing? {
        let left = Instant(milliseconds: try db.setting(UnansweredPast.left))
        let found = try db.unansweredPast(try db.mailboxes(), asOf: view.now, left: left)
        guard !found.isEmpty else { return nil }
        return FirstThing("/settings/mailboxes#unanswered", icon: "clock", title: title(found.count, view.t), hint: hint(view.t))
    }

    /// The same on Today, for whoever may decide it, as long as it is open.
    static func todayNote(_ db: Reader, _ view: View, _ shop: Shop) throws -> FirstThing? {
        guard view.visitor?.may(.own) == true, view.now.milliseconds < shop.setting(UnansweredPast.until) else { return nil }
        return try firstThing(db, view)
    }

    private static func title(_ count: Int, _ t: Words) -> String {
        t(
            "{n} letter of the last three days looks unanswered", "{n} letters of the last three days look unanswered", count)
    }

    private static func hint(_ t: Words) -> String {
        t("They came in as old mail, so nobody is reminded of them. Put them on Today if they still wait.")
    }

    static func section(_ boxes: [Mailbox], _ shop: Shop, _ db: Reader, _ visit: Visit) throws -> HTML {
        let found = try db.unansweredPast(
            boxes, asOf: Instant(milliseconds: visit.now), left: Instant(milliseconds: shop.setting(UnansweredPast.left)))
        let t = visit.t
        let form = FormView(visit)
        let sections: [HTML] = boxes.compactMap { box -> HTML? in
            let own = found.filter { $0.mailbox == box.id }
            guard !own.isEmpty else { return nil }
            let rows: [HTML] = own.prefix(10).map { letter in
                """
                <li class="item"><div class="what"><a class="item-link" href="\(Link("/inbox/\(letter.conversation)"))"><b translate="no" dir="auto">\(letter.name)</b></a>\
                <span class="sub"><span translate="no" dir="auto">\(letter.subject)</span> · \(t.relative(letter.at.milliseconds, now: visit.now))</span></div></li>
                """
            }
            let rest = own.count - rows.count
            let more: HTML = rest > 0 ? "<p class=\"soft\">\(t("and {n} more", "and {n} more", rest))</p>" : ""
            let place = Link("/settings/mailboxes/\(box.id)/unanswered")
            return """
                <section class="card stack"><h2>\(title(own.count, t))</h2><p class="soft">\(hint(t))</p><ul class="list">\(rows)</ul>\(more)\
                <div class="row-actions">\(form.button(place, "\(visit.ui.icon("clock"))\(t("Put them on Today"))", style: "button primary", name: "do", value: "wake"))\
                \(form.button(place, "\(t("Leave them"))", style: "button quiet", name: "do", value: "leave"))</div></section>
                """
        }
        return sections.isEmpty ? "" : "<div class=\"stack\" id=\"unanswered\">\(sections)</div>"
    }

    private static func decide(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        guard let id = Mailbox.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let me = Staff.ID(number: try visit.staff().staff)
        guard visit.form["do"] == "wake" else {
            try await shop.write(as: .staff(me)) { tx in try tx.set(UnansweredPast.left, to: tx.now.milliseconds) }
            return .see(
                "/settings/mailboxes", flash: t("They stay under Solved."), undo: Link("/settings/mailboxes/\(id)/unanswered/undo?left=1"))
        }
        let (woken, at) = try await shop.write(as: .staff(me)) { tx in
            guard try tx.db.mailbox(id) != nil else { throw Refused.notFound }
            return (try tx.wake(try find(shop, tx.db, asOf: tx.now).filter { $0.mailbox == id }), tx.now)
        }
        guard woken > 0 else { return .see("/settings/mailboxes", flash: t("There are none left."), hasFailed: true) }
        return .see(
            "/today", flash: t("{n} letter is on Today.", "{n} letters are on Today.", woken),
            undo: Link("/settings/mailboxes/\(id)/unanswered/undo?at=\(at.milliseconds)"))
    }

    private static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        guard let id = Mailbox.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let me = Staff.ID(number: try visit.staff().staff)
        if visit.query["left"] == "1" {
            try await shop.write(as: .staff(me)) { tx in try tx.set(UnansweredPast.left, to: 0) }
            return .see("/settings/mailboxes#unanswered", flash: t("They are asked about again."))
        }
        guard let at = Int64(visit.query["at"]) else { throw Refused.notFound }
        let count = try await shop.write(as: .staff(me)) { tx in try tx.layBack(wokenAt: Instant(milliseconds: at), of: id) }
        return .see(
            "/settings/mailboxes#unanswered",
            flash: count > 0
                ? t("{n} letter is old mail again.", "{n} letters are old mail again.", count)
                : t("Too late: they have been dealt with already."), hasFailed: count == 0)
    }
}
