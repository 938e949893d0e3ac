import Core
import Language
import Storage
import Web

/// Cards that may be the same person's: what speaks for it, and what somebody decides.
enum AlikePages {
    static let most = 50

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let pairs = try await shop.read { db in try db.alikePairs(limit: most + 1) }
        let head = visit.ui.head(
            t("Perhaps the same person"),
            lead: t(
                "Cards that have something in common. Nothing happens until you say so: look at both, or say that they are two people."),
            back: visit.ui.back("/people", t("People")))
        guard !pairs.isEmpty else {
            let nothing = visit.ui.empty(
                "people", t("No two cards are alike"),
                t("When two cards share a number or a name, they stand here until somebody has looked."))
            return .page(Page(t("Perhaps the same person"), section: "people", "\(head)\(nothing)"))
        }
        let more: HTML =
            pairs.count > most ? "<p class=\"soft\">\(t("There are more. They come up as these are decided."))</p>" : ""
        let form = FormView(visit)
        let items: [HTML] = pairs.prefix(most).map { pair in
            """
            <li class="card stack"><div class="tiles">\(face(pair.one, visit))\(face(pair.other, visit))</div>\
            <ul class="chips">\(pair.reasons.map { "<li>\(visit.ui.chip(MergeWords.sentence($0, t), .plain, icon: "info"))</li>" as HTML })</ul>\
            <div class="actions"><a class="button primary" href="\(Link("/people/\(pair.one.id)/merge?with=\(pair.other.id)"))">\(t("Look at both"))</a>\
            <form method="post" action="/people/alike/different" data-once>\(form.hiddenToken)\
            <input type="hidden" name="one" value="\(pair.one.id.number)"><input type="hidden" name="other" value="\(pair.other.id.number)">\
            <button class="button">\(t("Two people"))</button></form></div></li>
            """
        }
        return .page(Page(t("Perhaps the same person"), section: "people", "\(head)<ol class=\"stack\">\(items)</ol>\(more)"))
    }

    private static func face(_ person: PersonRow, _ visit: Visit) -> HTML {
        let contact =
            person.lastContactAt.map { visit.t("Last contact: {when}", ["when": visit.t.relative($0.milliseconds, now: visit.now)]) }
            ?? visit.t("No contact yet")
        return """
            <div class="row grow">\(visit.ui.face(person.name, id: person.id.number))<div class="grow">\
            <b><a class="link" href="\(Link("/people/\(person.id)"))" translate="no">\(person.name)</a></b>\
            <p class="sub"><span translate="no">\(person.addresses.joined(separator: " · "))</span></p><p class="sub">\(contact)</p></div></div>
            """
    }

    /// Above the list of people, where there is something to look at.
    static func hint(_ count: Int, _ visit: Visit) -> HTML {
        guard count > 0 else { return "" }
        let t = visit.t
        let words =
            count >= 100
            ? t("Many cards may be of the same person.")
            : t("{n} pair of cards may be the same person.", "{n} pairs of cards may be the same person.", count)
        return visit.ui.banner(
            .info, icon: "people", "\(words)", action: "<a class=\"button\" href=\"/people/alike\">\(t("Look at them"))</a>")
    }

    static func tellApart(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (one, other) = try pair(visit.form)
        let isThere = try await shop.write(as: try actor(visit)) { tx in try tx.tellApart(one, other) }
        return isThere
            ? .see(
                "/people/alike", flash: visit.t("They are two people. You are not asked again."),
                undo: Link("/people/alike/again?one=\(one)&other=\(other)"))
            : .see("/people/alike", flash: visit.t("One of these cards is not here any more."), hasFailed: true)
    }

    static func again(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (one, other) = try pair(visit.query)
        try await shop.write(as: try actor(visit)) { tx in try tx.forgetTellingApart(one, other) }
        return .see("/people/alike", flash: visit.t("You are asked about these two again."))
    }

    private static func pair(_ form: Form) throws(Refused) -> (Customer.ID, Customer.ID) {
        guard let one = Customer.ID(form["one"]), let other = Customer.ID(form["other"]) else { throw .notFound }
        return (one, other)
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}
