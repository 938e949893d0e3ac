import Core
import Language
import Storage
import Web

/// What is kept of a person: to be given to them, and to be erased. Asked twice, since there is no way back.
enum ErasePages {
    static let action = PersonAction { customer, _, view in
        guard view.visitor?.may(.manage) == true else { return nil }
        let words = view.t("Their data")
        return """
            <a class="button quiet icon-only" href="\(Link("/people/\(customer.id)/data"))" aria-label="\(words)" title="\(words)">\
            \(Parts(view.assets).icon("lock"))</a>
            """
    }

    private struct Kept: Sendable {
        var name: String
        var counts: PersonalData.Counts
        var obstacles: [String]
        var hold: LegalHold?
    }

    private static func look(_ id: Customer.ID, _ visit: Visit, _ shop: Shop) async throws -> Kept {
        let t = visit.t
        return try await shop.read { db in
            guard let person = try db.personalData(of: id), try db.survivor(of: id) == id else { throw Refused.notFound }
            var counts: PersonalData.Counts = [:]
            for room in shop.personalData { counts.merge(try room.count(person, db)) { $0 + $1 } }
            return Kept(
                name: try db.names(of: [id])[id] ?? "?", counts: counts,
                obstacles: try shop.personalData.flatMap { try $0.obstacles(person, db, t) }, hold: try db.hold(on: id))
        }
    }

    static func data(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let kept = try await look(id, visit, shop)
        let t = visit.t
        let ui = visit.ui
        return .page(
            Page(
                t("Their data"), section: "people",
                """
                \(ui.head(
                    t("What we keep of {name}", ["name": kept.name]), back: ui.back(Link("/people/\(id)"), t("Back to the card"))))
                <div class="stack wide"><section class="card stack"><h2>\(t("Here there is"))</h2>\(list(kept.counts, shop, t))</section>
                <section class="card stack"><h2>\(t("A copy for them"))</h2>
                <p>\(t("A file with the card, what was said and what was written, for them to read and for programs. What others wrote is left out. Notes of your team are in it: read it before you hand it over."))</p>
                <p><a class="button" href="\(Link("/people/\(id)/export.zip"))">\(ui.icon("download"))\(t("Download the copy"))</a></p></section>
                \(RetentionPages.section(id, kept.hold, visit))<section class="card stack"><h2>\(t("Erase"))</h2>
                <p>\(t("Everything above goes, for good. Nobody can bring it back."))</p>
                <p><a class="button danger" href="\(Link("/people/\(id)/erase"))">\(ui.icon("trash"))\(t("Erase this person …"))</a></p></section></div>
                """))
    }

    static func export(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let (t, now) = (visit.t, Instant(milliseconds: visit.now))
        let bytes = try await shop.read { db in try PersonalCopy.make(id, shop, db, t, now: now) }
        guard let bytes else { throw Refused.notFound }
        return Answer(
            headers: [
                ("content-type", "application/zip"), ("content-disposition", "attachment; filename=\"person-\(id).zip\""),
                ("cache-control", "no-store"),
            ], body: .bytes(bytes))
    }

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(try await askPage(try person(visit), visit, shop, Complaints()))
    }

    private static func askPage(_ id: Customer.ID, _ visit: Visit, _ shop: Shop, _ complaints: Complaints) async throws -> Page {
        let kept = try await look(id, visit, shop)
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit, typed: complaints.isEmpty ? nil : visit.form, complaints: complaints)
        let body: HTML
        if kept.obstacles.isEmpty {
            body = """
                <section class="card stack"><h2>\(t("This goes"))</h2>\(list(kept.counts, shop, t))
                <h2>\(t("This stays"))</h2>
                <p>\(t("That something happened, and when: kinds, times and numbers, without a word."))</p>
                <p>\(t("Marks of the mails that were seen, so that they do not come in again."))</p>
                <p>\(t("What other people wrote. Where the name stands there, you find it by searching."))
                <a class="link" href="/search?q=\(Link("\(kept.name)"))">\(t("Search for the name"))</a></p>
                <p>\(t("Backups that were made before. They go when you delete them."))</p></section>
                \(form.form(
                    Link("/people/\(id)/erase"), summary: t("Please look at these fields."),
                    """
                    \(form.text("name", t("Type the name to erase: {name}", ["name": kept.name]), autocomplete: "off", isRequired: true))\
                    <div class="form-actions"><button class="button danger">\(ui.icon("trash"))\(t("Erase for good"))</button>\
                    <a class="button quiet" href="\(Link("/people/\(id)/data"))">\(t("Cancel"))</a></div>
                    """))
                """
        } else {
            body = kept.obstacles.map { ui.banner(.warn, icon: "warning", "\($0)") }.joined()
        }
        return Page(
            t("Erase"), section: "people",
            """
            \(ui.head(
                t("Erase {name}", ["name": kept.name]), lead: t("This cannot be undone."),
                back: ui.back(Link("/people/\(id)/data"), t("Their data"))))
            <div class="stack wide">\(body)</div>
            """)
    }

    static func erase(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let t = visit.t
        let typed = visit.form["name"]
        do throws(any Error) {
            let certificate = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                guard let name = try tx.db.names(of: [id])[id], try tx.db.survivor(of: id) == id else { throw Refused.notFound }
                guard SearchAnalysis.fold(Card.oneLine(typed)) == SearchAnalysis.fold(Card.oneLine(name)) else {
                    throw Complaints("name", t("This is not the name. Nothing was erased."))
                }
                return try tx.erase(id, t)
            }
            return .see(Link("/people/erasures/\(certificate)"), flash: t("Erased."))
        } catch let complaints as Complaints {
            return .page(try await askPage(id, visit, shop, complaints), status: 422)
        } catch let refusal as CannotErase {
            return .see(Link("/people/\(id)/erase"), flash: refusal.sentences[0], hasFailed: true)
        }
    }

    // MARK: Certificates

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let (all, names) = try await shop.read { db in
            let all = try db.erasures()
            return (all, try db.staffNames(all.compactMap(\.staff)))
        }
        let rows: [HTML] = all.map { one in
            """
            <li class="item"><div class="what"><a class="item-link" href="\(Link("/people/erasures/\(one.id)"))">\
            <b>\(t("Certificate {number}", ["number": "\(one.id)"]))</b></a><span class="sub">\(t.dateTime(one.at.milliseconds))\
            \(one.staff.flatMap { names[$0] }.map { " · <span translate=\"no\">\($0)</span>" as HTML })</span></div></li>
            """
        }
        let body: HTML =
            rows.isEmpty
            ? visit.ui.empty(
                "people", t("Nobody was erased"),
                t("On a person’s page, behind the lock, stands what is kept of them and how it is erased."))
            : "<ol class=\"list\">\(rows)</ol>"
        return .page(
            Page(
                t("Erased people"), section: "settings",
                """
                \(visit.ui.head(
                    t("Erased people"), lead: t("Each erasure leaves a line that proves it and names nobody."),
                    back: visit.ui.back("/settings", t("Settings"))))
                \(body)
                """))
    }

    static func certificate(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (erasure, by) = try await find(visit, shop)
        let t = visit.t
        let rows: [HTML] = lines(erasure, by, shop, t).map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }
        return .page(
            Page(
                t("Certificate of erasure"), section: "settings",
                """
                \(visit.ui.head(t("Certificate of erasure"), back: visit.ui.back("/people/erasures", t("Erased people"))))
                <section class="card stack"><dl class="facts">\(rows)</dl>
                <p class="soft">\(t("That something happened, and when, stays as kinds, times and numbers. Backups that were made before still hold the person until they are deleted."))</p>
                <p><a class="button" href="\(Link("/people/erasures/\(erasure.id)/certificate.txt"))">\(visit.ui.icon("download"))\(t("Download"))</a></p></section>
                """))
    }

    static func download(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (erasure, by) = try await find(visit, shop)
        let t = visit.t
        let text =
            ([t("Certificate of erasure"), ""] + lines(erasure, by, shop, t).map { "\($0.0): \($0.1)" }).joined(separator: "\n") + "\n"
        return Answer.text(text).with(header: "content-disposition", "attachment; filename=\"erasure-\(erasure.id).txt\"")
            .with(header: "cache-control", "no-store")
    }

    private static func lines(_ erasure: Erasure, _ by: String?, _ shop: Shop, _ t: Words) -> [(String, String)] {
        [
            (t("Number"), "\(erasure.id)"), (t("When"), t.dateTime(erasure.at.milliseconds)), (t("By"), by ?? t("a program")),
            (t("Business"), shop.setting(ShopSettings.business)),
            (t("What was erased"), words(erasure.counts, shop, t).joined(separator: ", ")),
            (
                t("Data file cleaned"),
                erasure.scrubbedAt.map { t.dateTime($0.milliseconds) } ?? t("in the next minutes")
            ),
        ]
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> (Erasure, String?) {
        guard let id = Erasure.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return try await shop.read { db in
            guard let erasure = try db.erasure(id) else { throw Refused.notFound }
            return (erasure, try erasure.staff.flatMap { try db.staff($0)?.name })
        }
    }

    // MARK: Pieces

    private static func words(_ counts: PersonalData.Counts, _ shop: Shop, _ t: Words) -> [String] {
        shop.personalData.reversed().flatMap(\.kinds).compactMap { kind, words in
            guard let n = counts[kind], n > 0 else { return nil }
            return words(t, n)
        }
    }

    private static func list(_ counts: PersonalData.Counts, _ shop: Shop, _ t: Words) -> HTML {
        "<ul>\(words(counts, shop, t).map { "<li>\($0)</li>" as HTML })</ul>"
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }
}
