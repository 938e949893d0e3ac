import Core
import Language
import Storage
import Web

/// How an import looks in each of its states.
enum ImportViews {
    private struct Found: Sendable {
        var known: PeopleImport
        /// The heading, or the first row.
        var headings: [String] = []
        var samples: [[String]] = []
        var people: [(row: Int, card: Card?, step: ImportStep)] = []
        var problems: [(problem: ImportProblem, row: CSVRow)] = []
        var names: [Customer.ID: String] = [:]
        var problemRows: [Int: CSVRow] = [:]
    }

    private static let shownProblems = 50

    static func page(
        _ id: PeopleImport.ID, _ visit: Visit, _ shop: Shop, _ refusal: ImportRefusal? = nil
    ) async throws -> (page: Page, body: HTML) {
        let found = try await shop.read { db in try read(id, db, home: shop.phoneCountry) }
        let t = visit.t
        let known = found.known
        let body: HTML =
            switch known.state {
            case .draft, .checked: draft(found, visit, refusal)
            case .checking, .running, .undoing: underWay(known, visit)
            case .done, .undone: over(found, visit)
            }
        // The place where the page begins stays the same while its content changes, so that the script finds it again.
        let live: HTML = """
            <live-region class="stack wide" topics="people_import:\(known.id.number)" src="\(Link("/people/import/\(known.id)"))" \
            says="\(t("The import goes on"))">\(body)</live-region>
            """
        let isMoving = [.checking, .running, .undoing].contains(known.state)
        return (
            Page(
                t("Import people"), section: "people",
                """
                \(visit.ui.head(
                    t("Import people"), lead: known.name.isEmpty ? nil : known.name,
                    back: visit.ui.back("/people/import", t("Import people"))))
                \(isMoving ? live : "<div class=\"stack wide\">\(body)</div>")
                """), body
        )
    }

    private static func read(_ id: PeopleImport.ID, _ db: Reader, home: PhoneCountry?) throws -> Found {
        guard let known = try db.peopleImport(id) else { throw Refused.notFound }
        var found = Found(known: known)
        guard known.hasFile, [.draft, .checked, .done].contains(known.state), let bytes = try db.importFile(id) else { return found }
        let problems = try db.importProblems(id, limit: shownProblems)
        let last = problems.last?.row ?? 0
        let wanted = Set(problems.map(\.row))
        var first: [CSVRow] = []
        var rows: [Int: CSVRow] = [:]
        known.sheet.read(bytes) { row in
            if first.count < 11 { first.append(row) }
            if wanted.contains(row.number) { rows[row.number] = row }
            return first.count < 11 || row.number < last
        }
        if known.hasHeader, let heading = first.first { found.headings = heading.cells }
        let body = Array((known.hasHeader ? Array(first.dropFirst()) : first).prefix(10))
        found.samples = known.columns.indices.map { column in body.map { $0[column].trimmed }.filter { !$0.isEmpty } }
        found.problems = problems.compactMap { problem in rows[problem.row].map { (problem, $0) } }
        if [.draft, .checked].contains(known.state) {
            var next: Int64 = 0
            var plan = ImportPlan(known.columns, home: home) {
                next -= 1
                return Customer.ID(number: next)
            }
            for row in body {
                let step = try plan.plan([row], db)[0]
                let id: Customer.ID? =
                    switch step {
                    case .add(let id), .change(let id), .same(let id): id
                    case .wrong: nil
                    }
                found.people.append((row.number, id.flatMap { plan.cards[$0] }, step))
                if case .wrong(let problem) = step { found.problemRows[problem.row] = row }
            }
        }
        let holders =
            problems.compactMap(\.holder)
            + found.people.compactMap { if case .wrong(let problem) = $0.step { problem.holder } else { nil } }
        found.names = try db.names(of: holders.map { Customer.ID(number: $0) })
        return found
    }

    // MARK: Before

    private static func draft(_ found: Found, _ visit: Visit, _ refusal: ImportRefusal?) -> HTML {
        let t = visit.t
        let known = found.known
        let form = FormView(visit, complaints: refusal.map { Complaints("", $0.sentence(t)) } ?? Complaints())
        let meanings = ImportColumn.allCases.map { (value: $0.rawValue, words: $0.words(t)) }
        let columns: [HTML] = known.columns.indices.map { column in
            let heading = found.headings.indices.contains(column) ? found.headings[column].trimmed : ""
            let title = heading.isEmpty ? t("Column {n}", ["n": t.number(column + 1)]) : String(heading.prefix(60))
            let samples = found.samples[column].prefix(3).map { String($0.prefix(40)) }.joined(separator: " · ")
            return form.select(
                "column-\(column)", title, value: known.columns[column].rawValue, meanings, hint: samples.isEmpty ? nil : samples)
        }
        let look: HTML = """
            <form class="form" method="post" action="\(Link("/people/import/\(known.id)"))" data-once>\(form.hiddenToken)\
            <input type="hidden" name="columns" value="1">\
            <section class="card stack"><h2>\(t("What we understood"))</h2>\
            \(form.select("charset", t("Letters"), value: known.sheet.charset.rawValue, SheetChoices.charsets(t), hint: t("Another choice helps where letters look wrong.")))\
            \(form.select("delimiter", t("Between two cells"), value: known.sheet.delimiter.name, SheetChoices.delimiters(t)))\
            \(form.check("header", t("The first row is the heading"), isOn: known.hasHeader))</section>\
            <section class="card stack"><h2>\(t("Columns"))</h2>\(columns)</section>\
            <div class="form-actions"><button class="\(known.state == .checked ? "button" : "button primary")" name="do" value="check">\
            \(t("Check all rows"))</button>\
            <button class="button quiet" name="do" value="look">\(t("Show again"))</button></div></form>
            """
        return """
            \(form.complaintList(t("Please look at these fields."), but: refusal == nil ? [""] : []))\
            \(result(found, visit))\(preview(found, visit))\(look)\
            \(form.button(Link("/people/import/\(known.id)/forget"), "\(visit.ui.icon("trash"))\(t("Discard the file"))", style: "button quiet"))
            """
    }

    private static func preview(_ found: Found, _ visit: Visit) -> HTML {
        let t = visit.t
        let rows: [HTML] = found.people.map { row, card, step in
            let state: HTML =
                switch step {
                case .add: visit.ui.chip(t("new"), .good, icon: "plus")
                case .change: visit.ui.chip(t("changed"), .accent, icon: "edit")
                case .same: visit.ui.chip(t("as it is"))
                case .wrong: visit.ui.chip(t("wrong"), .bad)
                }
            if case .wrong(let problem) = step, let cells = found.problemRows[problem.row] {
                return """
                    <tr><td class="num">\(t.number(row))</td><td>\(state)</td><td colspan="4">\(sentence(problem, cells, found.names, t))</td></tr>
                    """
            }
            let card = card ?? Card()
            return """
                <tr translate="no"><td class="num">\(t.number(row))</td><td translate="yes">\(state)</td><td dir="auto">\(card.name)</td>\
                <td>\(card.emails.map(\.shown).joined(separator: ", "))</td><td>\(card.phones.map(\.shown).joined(separator: ", "))</td>\
                <td dir="auto">\(([card.language.map { CardLabels.name(of: $0) }, card.note].compactMap { $0 }).filter { !$0.isEmpty }.joined(separator: " · "))</td></tr>
                """
        }
        return """
            <section class="stack"><h2>\(t("The first rows as they will be"))</h2>\
            \(visit.ui.table(t("The first rows as they will be"), ["#" + t("Row"), t("State"), t("Name"), t("E-mail"), t("Phone"), t("Language and note")], rows))</section>
            """
    }

    private static func result(_ found: Found, _ visit: Visit) -> HTML {
        let known = found.known
        guard known.state == .checked else { return "" }
        let t = visit.t
        let counts = known.counts
        let takes = counts.added + counts.changed
        let start: HTML =
            takes == 0
            ? "<p>\(t("There is nothing to take in."))</p>"
            : """
            \(FormView(visit).button(
                Link("/people/import/\(known.id)/start"), "\(t("Import {n} person", "Import {n} people", takes))", style: "button primary"))
            """
        return """
            <section class="card stack" id="result"><h2>\(t("What will happen"))</h2>\(chips(counts, visit.ui, t))\
            <p class="soft">\(t("Nothing has been changed so far. Cards keep what they have: a cell that is empty empties nothing."))</p>\
            \(start)</section>\(problems(found, visit))
            """
    }

    private static func problems(_ found: Found, _ visit: Visit) -> HTML {
        let known = found.known
        guard known.counts.wrong > 0 else { return "" }
        let t = visit.t
        let rows: [HTML] = found.problems.map { problem, row in
            let column = problem.column.map { column in
                found.headings.indices.contains(column) && !found.headings[column].isEmpty
                    ? String(found.headings[column].prefix(40)) : t("Column {n}", ["n": t.number(column + 1)])
            }
            return """
                <tr><td class="num">\(t.number(problem.row))</td><td translate="no">\(column ?? "")</td>\
                <td>\(sentence(problem, row, found.names, t))</td></tr>
                """
        }
        let more: HTML =
            known.counts.wrong > found.problems.count ? "<p class=\"soft\">\(t("The file has all of them."))</p>" : ""
        let download: HTML =
            known.hasFile
            ? """
            <p><a class="button" href="\(Link("/people/import/\(known.id)/errors.csv"))">\(visit.ui.icon("download"))\(t("Download these rows"))</a></p>
            """ : ""
        return """
            <section class="stack"><h2>\(t("Rows that stay out"))</h2>\
            <p class="soft">\(t("Mend them in the file and bring it again. Who is here already gets no second card."))</p>\
            \(visit.ui.table(t("Rows that stay out"), ["#" + t("Row"), t("Column"), t("What is wrong")], rows))\(more)\(download)</section>
            """
    }

    // MARK: Under way and after

    private static func underWay(_ known: PeopleImport, _ visit: Visit) -> HTML {
        let t = visit.t
        let words =
            switch known.state {
            case .checking: t("All rows are being looked at.")
            case .undoing: t("The import is being taken back.")
            default: t("{n} of {all} rows are in.", ["n": t.number(known.place), "all": t.number(known.rows)])
            }
        let value: HTML = known.state == .running ? " value=\"\(known.progress)\"" : ""
        return """
            <section class="card stack"><p>\(words)</p><progress max="100"\(value)></progress>\
            <p class="soft">\(t("You may leave this page; it goes on."))</p>\
            <p><a class="button" href="\(Link("/people/import/\(known.id)"))">\(t("Look again"))</a></p></section>
            """
    }

    private static func over(_ found: Found, _ visit: Visit) -> HTML {
        let t = visit.t
        let known = found.known
        let isBack = known.state == .undone
        let undo: HTML =
            known.canBeUndone(Instant(milliseconds: visit.now))
            ? FormView(visit).button(
                Link("/people/import/\(known.id)/undo"), "\(visit.ui.icon("undo"))\(t("Take the import back"))", style: "button") : ""
        let hint: HTML =
            undo.isEmpty
            ? ""
            : """
            <p class="soft">\(t("Taking it back removes the new cards that nothing has happened to, and puts old values back where nobody changed them since."))</p>
            """
        return """
            <section class="card stack" id="result"><h2>\(isBack ? t("Taken back") : t("Done"))</h2>\
            \(isBack ? "<p>\(leftBehind(known, t))</p>" : chips(known.counts, visit.ui, t))\
            <div class="row"><a class="button primary" href="/people">\(t("See the people"))</a>\(undo)</div>\
            \(hint)\
            </section>\(isBack ? "" : problems(found, visit))
            """
    }

    // MARK: Words

    static func state(_ known: PeopleImport, _ ui: Parts, _ t: Words) -> HTML {
        switch known.state {
        case .draft, .checked: ui.chip(t("not taken in yet"), .warn)
        case .checking, .running, .undoing: ui.chip(t("under way"), .accent, icon: "clock")
        case .done: ui.chip(t("done"), .good)
        case .undone: ui.chip(t("taken back"), icon: "undo")
        }
    }

    private static func chips(_ counts: ImportCounts, _ ui: Parts, _ t: Words) -> HTML {
        let chips: [HTML] = [
            ui.chip(t("{n} new", "{n} new", counts.added), counts.added > 0 ? .good : .plain, icon: "plus"),
            ui.chip(t("{n} changed", "{n} changed", counts.changed), counts.changed > 0 ? .accent : .plain, icon: "edit"),
            ui.chip(t("{n} as it is", "{n} as they are", counts.same), icon: "check"),
            ui.chip(t("{n} wrong", "{n} wrong", counts.wrong), counts.wrong > 0 ? .bad : .plain, icon: "warning"),
        ]
        return "<p class=\"chips\">\(chips)</p>"
    }

    static func outcome(_ counts: ImportCounts, _ t: Words) -> String {
        t(
            "New cards: {added}. Changed: {changed}. Rows that stayed out: {wrong}.",
            ["added": t.number(counts.added), "changed": t.number(counts.changed), "wrong": t.number(counts.wrong)])
    }

    static func leftBehind(_ known: PeopleImport, _ t: Words) -> String {
        known.keptBack == 0
            ? t("The import is taken back.")
            : t(
                "The import is taken back. {n} card stays, since something has happened to it since.",
                "The import is taken back. {n} cards stay, since something has happened to them since.", known.keptBack)
    }

    static func sentence(_ problem: ImportProblem, _ row: CSVRow, _ names: [Customer.ID: String], _ t: Words) -> String {
        let name = problem.holder.flatMap { names[Customer.ID(number: $0)] } ?? t("another row of this file")
        return problem.sentence(problem.column.map { row[$0].trimmed } ?? "", name: name, t)
    }
}
