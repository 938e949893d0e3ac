import Core
import Language
import People
import Storage
import Web

/// One import of sales: how the table is read, what becomes of its rows, and what came in.
enum SalesViews {
    private static let shownProblems = 50

    private struct Found: Sendable {
        var known: SalesImport
        var headings: [String] = []
        var samples: [[String]] = []
        var first: [(row: CSVRow, step: SalesPlan.Step)] = []
        var names: [Customer.ID: String] = [:]
        var made: [Customer.ID: String] = [:]
        var problems: [(SalesProblem, CSVRow)] = []
    }

    static func page(
        _ id: SalesImport.ID, _ visit: Visit, _ shop: Shop, _ refusal: SalesRefusal? = nil
    ) async throws -> (page: Page, body: HTML) {
        let now = Instant(milliseconds: visit.now)
        let found = try await shop.read { db in try read(id, db, shop, now) }
        let t = visit.t
        let known = found.known
        let body: HTML =
            switch known.state {
            case .draft, .checked: draft(found, visit, refusal, currency: shop.setting(ShopSettings.currency))
            case .checking, .running, .counting, .undoing: underWay(known, visit)
            case .done, .undone: over(found, visit)
            }
        // The place where the page begins stays the same while its content changes, so that the script finds it again.
        let live: HTML = """
            <live-region class="stack wide" topics="purchase_import:\(known.id.number)" src="\(Link("/purchases/import/\(known.id)"))" \
            says="\(t("The import goes on"))">\(body)</live-region>
            """
        let isMoving = [.checking, .running, .counting, .undoing].contains(known.state)
        return (
            Page(
                t("Import purchases"), section: "purchases",
                """
                \(visit.ui.head(
                    t("Import purchases"), lead: known.name.isEmpty ? nil : known.name, isLeadName: true,
                    back: visit.ui.back("/purchases/import", t("Import purchases"))))
                \(isMoving ? live : "<div class=\"stack wide\">\(body)</div>")
                """), body
        )
    }

    private static func read(_ id: SalesImport.ID, _ db: Reader, _ shop: Shop, _ now: Instant) throws -> Found {
        guard let known = try db.salesImport(id) else { throw Refused.notFound }
        var found = Found(known: known)
        guard known.hasFile, [.draft, .checked, .done].contains(known.state), let bytes = try db.salesFile(id) else { return found }
        let problems = try db.salesProblems(id, limit: shownProblems)
        let last = problems.last?.row ?? 0
        let wanted = Dictionary(problems.map { ($0.row, $0) }) { first, _ in first }
        var first: [CSVRow] = []
        known.reading.sheet.read(bytes) { row in
            if first.count < 11 { first.append(row) }
            if let problem = wanted[row.number] { found.problems.append((problem, row)) }
            return first.count < 11 || row.number < last
        }
        if known.reading.hasHeader, let heading = first.first { found.headings = heading.cells }
        let body = Array((known.reading.hasHeader ? Array(first.dropFirst()) : first).prefix(10))
        found.samples = known.reading.columns.indices.map { column in body.map { $0[column].trimmed }.filter { !$0.isEmpty } }
        if [.draft, .checked].contains(known.state), (try? known.reading.check()) != nil {
            let reader = SalesRow.Reader(
                known.reading, zone: shop.timeZone, currency: shop.setting(ShopSettings.currency), now: now)
            var plan = SalesPlan(reader, shop) { shop.ids.next() }
            let steps = try plan.plan(body, db)
            found.first = zip(body, steps).map { ($0, $1) }
            found.made = Dictionary(plan.newPeople.map { ($0.id, $0.who.name ?? $0.who.phone ?? $0.who.email ?? $0.who.key ?? "") }) { $1 }
            found.names = try db.names(of: steps.compactMap { if case .add(let sale) = $0 { sale.customer } else { nil } })
        }
        return found
    }

    // MARK: Before

    private static func draft(_ found: Found, _ visit: Visit, _ refusal: SalesRefusal?, currency: String) -> HTML {
        let t = visit.t
        let known = found.known
        let reading = known.reading
        let form = FormView(visit, complaints: refusal.map { Complaints("", $0.sentence(t)) } ?? Complaints())
        let meanings = SalesColumn.allCases.map { (value: $0.rawValue, words: $0.words(t)) }
        let columns: [HTML] = reading.columns.indices.map { column in
            let heading = found.headings.indices.contains(column) ? found.headings[column].trimmed : ""
            let title = heading.isEmpty ? t("Column {n}", ["n": t.number(column + 1)]) : String(heading.prefix(60))
            let samples =
                found.samples.indices.contains(column)
                ? found.samples[column].prefix(3).map { String($0.prefix(40)) }.joined(separator: " · ") : ""
            return form.select(
                "column-\(column)", title, value: reading.columns[column].rawValue, meanings, hint: samples.isEmpty ? nil : samples)
        }
        let marks: [(value: String, words: String)] = [
            (MoneyReading.Mark.point.rawValue, t("Point: 1,234.50")), (MoneyReading.Mark.comma.rawValue, t("Comma: 1.234,50")),
        ]
        let orders = DateOrder.allCases.map { (value: $0.rawValue, words: words(of: $0, t) + " · " + $0.example) }
        let unknown: [(value: String, icon: String, words: String, hint: String)] = [
            ("leave", "receipt", t("Leave the sale to nobody in particular"), t("It counts for the till, for no person.")),
            ("make", "person", t("Make a card"), t("From the phone number, e-mail address or name in the row.")),
        ]
        let look: HTML = """
            <form class="form" method="post" action="\(Link("/purchases/import/\(known.id)"))" data-once>\(form.hiddenToken)\
            <section class="card stack"><h2>\(t("What we understood"))</h2>\
            \(form.select("mark", t("Decimal mark"), value: reading.mark.rawValue, marks))\
            \(form.select("order", t("Dates"), value: reading.order.rawValue, orders))\
            \(form.select("charset", t("Letters"), value: reading.sheet.charset.rawValue, SheetChoices.charsets(t), hint: t("Another choice helps where letters look wrong.")))\
            \(form.select("delimiter", t("Between two cells"), value: reading.sheet.delimiter.name, SheetChoices.delimiters(t)))\
            \(form.check("header", t("The first row is the heading"), isOn: reading.hasHeader))</section>\
            \(form.choices("unknown", t("Who is not known here yet"), value: reading.makesPeople ? "make" : "leave", unknown))\
            <section class="card stack"><h2>\(t("Columns"))</h2>\(columns)</section>\
            <div class="form-actions"><button class="\(known.state == .checked ? "button" : "button primary")" name="do" value="check">\
            \(t("Check all rows"))</button>\
            <button class="button quiet" name="do" value="look">\(t("Show again"))</button></div></form>
            """
        return """
            \(form.complaintList(t("Please look at these fields."), but: refusal == nil ? [""] : []))\
            \(result(found, visit))\(preview(found, visit, currency))\(look)\
            \(form.button(Link("/purchases/import/\(known.id)/forget"), "\(visit.ui.icon("trash"))\(t("Discard the file"))", style: "button quiet"))
            """
    }

    private static func words(of order: DateOrder, _ t: Words) -> String {
        switch order {
        case .dayFirst: t("Day first")
        case .monthFirst: t("Month first")
        case .yearFirst: t("Year first")
        }
    }

    private static func preview(_ found: Found, _ visit: Visit, _ currency: String) -> HTML {
        guard !found.first.isEmpty else { return "" }
        let t = visit.t
        let rows: [HTML] = found.first.map { row, step in
            let number = "<td class=\"num\">\(t.number(row.number))</td>" as HTML
            switch step {
            case .same: return "<tr>\(number)<td>\(visit.ui.chip(t("known")))</td><td colspan=\"4\"></td></tr>"
            case .wrong(let problem):
                let sentence = problem.sentence(problem.column.map { row[$0].trimmed } ?? "", t)
                return "<tr>\(number)<td>\(visit.ui.chip(t("wrong"), .bad))</td><td colspan=\"4\">\(sentence)</td></tr>"
            case .add(let sale):
                let state =
                    sale.isNewPerson
                    ? visit.ui.chip(t("new person"), .accent, icon: "person") : visit.ui.chip(t("new"), .good, icon: "plus")
                let who: HTML =
                    sale.customer.map { "<span translate=\"no\">\(found.names[$0] ?? found.made[$0] ?? "?")</span>" }
                    ?? "<span class=\"soft\">\(t("Nobody in particular"))</span>"
                let money = t.money(minor: sale.row.amount, currency: currency)
                return """
                    <tr>\(number)<td>\(state)</td><td>\(t.dateTime(sale.row.at.milliseconds))</td><td class="num">\(money)</td><td>\(who)</td>\
                    <td translate="no" dir="auto">\([sale.row.reference ?? "", sale.row.item].filter { !$0.isEmpty }.joined(separator: " · "))</td></tr>
                    """
            }
        }
        let caption = t("The first rows as they will be")
        return """
            <section class="stack"><h2>\(caption)</h2>\
            \(visit.ui.table(caption, ["#" + t("Row"), t("State"), t("When"), "#" + t("Amount"), t("Who"), t("Receipt and item")], rows))</section>
            """
    }

    private static func result(_ found: Found, _ visit: Visit) -> HTML {
        let known = found.known
        guard known.state == .checked else { return "" }
        let t = visit.t
        let counts = known.counts
        let start: HTML =
            counts.added == 0
            ? "<p>\(t("There is nothing to take in."))</p>"
            : """
            \(FormView(visit).button(
                Link("/purchases/import/\(known.id)/start"), "\(t("Import {n} purchase", "Import {n} purchases", counts.added))",
                style: "button primary"))
            """
        return """
            <section class="card stack" id="result"><h2>\(t("What will happen"))</h2>\(chips(counts, visit.ui, t))\
            <p class="soft">\(t("Nothing has been changed so far. Nobody is written to because of an import."))</p>\(start)</section>\
            \(problems(found, visit))
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
                <td>\(problem.sentence(problem.column.map { row[$0].trimmed } ?? "", t))</td></tr>
                """
        }
        let more: HTML =
            known.counts.wrong > found.problems.count ? "<p class=\"soft\">\(t("The file has all of them."))</p>" : ""
        let download: HTML =
            known.hasFile
            ? """
            <p><a class="button" href="\(Link("/purchases/import/\(known.id)/errors.csv"))">\(visit.ui.icon("download"))\(t("Download these rows"))</a></p>
            """ : ""
        let caption = t("Rows that stay out")
        return """
            <section class="stack"><h2>\(caption)</h2>\
            <p class="soft">\(t("Mend them in the file and bring it again. What is here already counts once."))</p>\
            \(visit.ui.table(caption, ["#" + t("Row"), t("Column"), t("What is wrong")], rows))\(more)\(download)</section>
            """
    }

    // MARK: Under way and after

    private static func underWay(_ known: SalesImport, _ visit: Visit) -> HTML {
        let t = visit.t
        let words =
            switch known.state {
            case .checking: t("All rows are being looked at.")
            case .undoing: t("The import is being taken back.")
            case .counting: t("Everything is in; now the visits of everybody are counted.")
            default: t("{n} of {all} rows are in.", ["n": t.number(known.place), "all": t.number(known.rows)])
            }
        let value: HTML = known.state == .running ? " value=\"\(known.progress)\"" : ""
        return """
            <section class="card stack"><p>\(words)</p><progress max="100"\(value)></progress>\
            <p class="soft">\(t("You may leave this page; it goes on."))</p>\
            <p><a class="button" href="\(Link("/purchases/import/\(known.id)"))">\(t("Look again"))</a></p></section>
            """
    }

    private static func over(_ found: Found, _ visit: Visit) -> HTML {
        let t = visit.t
        let known = found.known
        let isBack = known.state == .undone
        let undo: HTML =
            known.canBeUndone(Instant(milliseconds: visit.now))
            ? FormView(visit).button(
                Link("/purchases/import/\(known.id)/undo"), "\(visit.ui.icon("undo"))\(t("Take the import back"))", style: "button") : ""
        let hint: HTML =
            undo.isEmpty
            ? ""
            : """
            <p class="soft">\(t("Taking it back removes these purchases with their refunds, and the cards that it made and nothing has happened to."))</p>
            """
        return """
            <section class="card stack" id="result"><h2>\(isBack ? t("Taken back") : t("Done"))</h2>\
            \(isBack ? "<p>\(t("The import is taken back."))</p>" : chips(known.counts, visit.ui, t))\
            <div class="row"><a class="button primary" href="/purchases">\(t("See the purchases"))</a>\(undo)</div>\
            \(hint)</section>\(isBack ? "" : problems(found, visit))
            """
    }

    // MARK: Words

    static func state(_ known: SalesImport, _ ui: Parts, _ t: Words) -> HTML {
        switch known.state {
        case .draft, .checked: ui.chip(t("not taken in yet"), .warn)
        case .checking, .running, .counting, .undoing: ui.chip(t("under way"), .accent, icon: "clock")
        case .done: ui.chip(t("done"), .good)
        case .undone: ui.chip(t("taken back"), icon: "undo")
        }
    }

    private static func chips(_ counts: SalesCounts, _ ui: Parts, _ t: Words) -> HTML {
        let made: HTML =
            counts.made > 0 ? ui.chip(t("{n} new person", "{n} new people", counts.made), .accent, icon: "person") : ""
        return """
            <p class="chips">\(ui.chip(t("{n} new purchase", "{n} new purchases", counts.added), counts.added > 0 ? .good : .plain, icon: "plus"))\
            \(made)\(ui.chip(t("{n} known already", "{n} known already", counts.same), icon: "check"))\
            \(ui.chip(t("{n} wrong", "{n} wrong", counts.wrong), counts.wrong > 0 ? .bad : .plain, icon: "warning"))</p>
            """
    }

    static func outcome(_ counts: SalesCounts, _ t: Words) -> String {
        t(
            "New purchases: {added}. Known already: {same}. Rows that stayed out: {wrong}.",
            ["added": t.number(counts.added), "same": t.number(counts.same), "wrong": t.number(counts.wrong)])
    }
}
