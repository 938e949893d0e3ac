import Core
import Language
import People
import Storage
import Web

/// A table of sales is brought, read, looked at and taken in; each of these is one page with one button.
enum SalesPages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(try await listPage(visit, shop, Complaints()))
    }

    static func bring(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        do throws(any Error) {
            guard let file = visit.files("file").first else { throw SalesRefusal.noFile }
            let id = try await shop.write(as: try actor(visit)) { tx in try tx.bringSales(file.name, file.data) }
            return .see(Link("/purchases/import/\(id)"))
        } catch let refusal as SalesRefusal {
            return .page(try await listPage(visit, shop, Complaints("file", refusal.sentence(visit.t))), status: 422)
        }
    }

    private static func listPage(_ visit: Visit, _ shop: Shop, _ complaints: Complaints) async throws -> Page {
        let t = visit.t
        let (imports, names) = try await shop.read { db in
            let imports = try db.salesImports()
            return (imports, try db.staffNames(imports.compactMap(\.staff)))
        }
        let form = FormView(visit, complaints: complaints)
        let rows: [HTML] = imports.map { one in
            let who = one.staff.flatMap { names[$0] } ?? ""
            let about = [t.dateTime(one.at.milliseconds), who, t("{n} row", "{n} rows", one.rows)].filter { !$0.isEmpty }
            let title = one.name.isEmpty ? t("A file") : one.name
            return """
                <li class="item"><div class="what"><a class="item-link" href="\(Link("/purchases/import/\(one.id)"))">\
                <b translate="no" dir="auto">\(title)</b></a><span class="sub">\(about.joined(separator: " · "))</span></div>\
                \(SalesViews.state(one, visit.ui, t))</li>
                """
        }
        let earlier: HTML =
            rows.isEmpty ? "" : "<section class=\"stack\"><h2>\(t("Imports so far"))</h2><ol class=\"list\">\(rows)</ol></section>"
        return Page(
            t("Import purchases"), section: "purchases",
            """
            \(visit.ui.head(
                t("Import purchases"),
                lead: t("From a table of your till or web shop, saved as CSV. You see what becomes of each row before anything is changed."),
                back: visit.ui.back("/purchases", t("Purchases"))))
            \(form.form(
                "/purchases/import", summary: t("Please look at these fields."), hasFiles: true,
                """
                \(form.field(
                    "file", t("File"), hint: t("CSV from any spreadsheet, up to {size} MB.", ["size": t.number(SalesImport.mostMegabytes)]),
                    "<input id=\"file\" name=\"file\" type=\"file\" accept=\".csv,.txt,.tsv,text/csv,text/plain\" required>"))\
                \(form.actions(t("Look at the file"), cancel: ("/purchases", t("Cancel"))))
                """))
            \(earlier)
            """)
    }

    // MARK: One import

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let page = try await SalesViews.page(try id(visit), visit, shop)
        if visit.wantsFragment { return .fragment(page.body) }
        return .page(page.page)
    }

    /// Reads the file as the form says, and looks at all rows where that is asked for.
    static func read(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try id(visit)
        let form = visit.form
        let actor = try actor(visit)
        let wantsAll = form["do"] == "check"
        do throws(any Error) {
            try await shop.write(as: actor) { tx in
                guard let known = try tx.db.salesImport(id) else { throw Refused.notFound }
                var reading = known.reading
                reading.sheet.charset = SheetCharset(rawValue: form["charset"]) ?? reading.sheet.charset
                reading.sheet.delimiter = CSVDelimiter(name: form["delimiter"]) ?? reading.sheet.delimiter
                reading.hasHeader = form.has("header")
                reading.makesPeople = form["unknown"] == "make"
                reading.mark = MoneyReading.Mark(rawValue: form["mark"]) ?? reading.mark
                reading.order = DateOrder(rawValue: form["order"]) ?? reading.order
                reading.columns = reading.columns.indices.map { SalesColumn(rawValue: form["column-\($0)"]) ?? reading.columns[$0] }
                try tx.readSales(id, reading)
            }
            if wantsAll { try await SalesRun.check(id, as: actor, shop) }
            return .see(Link("/purchases/import/\(id)") + (wantsAll ? "#result" : ""))
        } catch let refusal as SalesRefusal {
            return .page(try await SalesViews.page(id, visit, shop, refusal).page, status: 422)
        }
    }

    static func start(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try id(visit)
        do throws(any Error) {
            try await SalesRun.start(id, as: try actor(visit), shop)
            guard let known = try await shop.read({ try $0.salesImport(id) }) else { throw Refused.notFound }
            let t = visit.t
            return .see(
                Link("/purchases/import/\(id)"),
                flash: known.state == .done ? SalesViews.outcome(known.counts, t) : t("The import goes on in the background."),
                undo: known.canBeUndone(Instant(milliseconds: visit.now)) ? Link("/purchases/import/\(id)/undo") : nil)
        } catch let refusal as SalesRefusal {
            return .see(Link("/purchases/import/\(id)"), flash: refusal.sentence(visit.t), hasFailed: true)
        }
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try id(visit)
        do throws(any Error) {
            try await SalesRun.undo(id, as: try actor(visit), shop)
            guard let known = try await shop.read({ try $0.salesImport(id) }) else { throw Refused.notFound }
            let t = visit.t
            return .see(
                Link("/purchases/import/\(id)"),
                flash: known.state == .undone ? t("The import is taken back.") : t("The import is being taken back in the background."))
        } catch let refusal as SalesRefusal {
            return .see(Link("/purchases/import/\(id)"), flash: refusal.sentence(visit.t), hasFailed: true)
        }
    }

    static func forget(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try id(visit)
        let isGone = try await shop.write(as: try actor(visit)) { tx in try tx.forgetSales(id) }
        let t = visit.t
        return .see(
            "/purchases/import", flash: isGone ? t("The file is gone.") : SalesRefusal.notNow.sentence(t), hasFailed: !isGone)
    }

    /// The rows that were not taken, with the reason as a last column, to be mended and brought again.
    static func errors(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try id(visit)
        let t = visit.t
        let text = try await shop.read { db -> String in
            guard let known = try db.salesImport(id), let bytes = try db.salesFile(id) else { throw Refused.notFound }
            let problems = Dictionary(try db.salesProblems(id).map { ($0.row, $0) }) { $1 }
            var writer = CSVWriter(delimiter: known.reading.sheet.delimiter, hasMark: true, guardsFormulas: true)
            var isFirst = known.reading.hasHeader
            known.reading.sheet.read(bytes) { row in
                var cells = row.cells
                while cells.count < known.reading.columns.count { cells.append("") }
                if isFirst {
                    writer.add(cells + [t("What is wrong")])
                    isFirst = false
                } else if let problem = problems[row.number] {
                    writer.add(cells + [problem.sentence(problem.column.map { row[$0].trimmed } ?? "", t)])
                }
                return true
            }
            return writer.text
        }
        return Answer.text(text, type: "text/csv; charset=utf-8")
            .with(header: "content-disposition", "attachment; filename=\"import-errors.csv\"").with(header: "cache-control", "no-store")
    }

    private static func id(_ visit: Visit) throws(Refused) -> SalesImport.ID {
        guard let id = SalesImport.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}
