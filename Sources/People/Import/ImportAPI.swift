import Core
import Language
import Storage
import Web

/// The import for programs: one call that looks or takes in.
enum ImportAPI {
    static func operation(_ shop: Shop) -> APIOperation {
        func query(_ name: String, _ meaning: String) -> JSON {
            ["name": .text(name), "in": "query", "description": .text(meaning), "schema": ["type": "string"]]
        }
        return APIOperation(
            .post, "/people/import", scope: "people:write", .manage,
            "Takes in a CSV of people, at most 20 MB and 100,000 rows; with dry=1 it only says what would become of each row. Whoever is here already, by key, e-mail address or phone number, is updated, so the same file can be sent again.",
            parameters: [
                query("dry", "1: change nothing."),
                query("charset", "utf-8, utf-16le, utf-16be, windows-1254 or windows-1252; else guessed."),
                query("delimiter", "comma, semicolon, tab or bar; else guessed."),
                query("header", "0 or 1: whether the first row is a heading."),
                query("columns", "What each column is, with commas: \(ImportReading.columnNames.joined(separator: ", ")); else guessed."),
            ], request: ["type": "string", "format": "binary"], requestType: "text/csv", response: schema,
            bodyLimit: PeopleImport.mostBytes + 1024
        ) { try await bring($0, shop) }
    }

    private static func bring(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let actor = Actor.staff(Staff.ID(number: try visit.staff().staff))
        let reading = try reading(visit.query)
        let isDry = ["1", "true"].contains(visit.query["dry"])
        let body = visit.body
        do throws(any Error) {
            let id = try await shop.write(as: actor) { tx in try tx.bring("API", body, as: reading) }
            try await ImportRun.finish(id, as: actor, isDry: isDry, shop)
            let answer = try await shop.read { db in try json(id, db, t) }
            if isDry { _ = try await shop.write(as: actor) { tx in try tx.forget(id) } }
            return .json(answer.text, status: isDry ? 200 : 201)
        } catch let refusal as ImportRefusal {
            throw Complaints("file", refusal.sentence(t))
        }
    }

    private static func reading(_ query: Form) throws(Refused) -> ImportReading {
        var reading = ImportReading()
        if query.has("charset") {
            guard let charset = SheetCharset(name: query["charset"]) else { throw .badRequest("charset is not one that is known.") }
            reading.charset = charset
        }
        if query.has("delimiter") {
            guard let delimiter = CSVDelimiter(name: query["delimiter"]) else {
                throw .badRequest("delimiter is comma, semicolon, tab or bar.")
            }
            reading.delimiter = delimiter
        }
        if query.has("header") { reading.hasHeader = query["header"] == "1" || query["header"] == "true" }
        if query.has("columns") {
            let columns = query["columns"].split(separator: ",").map { String($0).trimmed }
            if let unknown = columns.first(where: { !ImportReading.columnNames.contains($0) }) {
                throw .badRequest("columns has \(unknown), which is none of \(ImportReading.columnNames.joined(separator: ", ")).")
            }
            reading.columns = columns
        }
        return reading
    }

    private static func json(_ id: PeopleImport.ID, _ db: Reader, _ t: Words) throws -> JSON {
        guard let known = try db.peopleImport(id) else { throw Refused.notFound }
        let problems = try db.importProblems(id, limit: 1000)
        var rows: [Int: CSVRow] = [:]
        if !problems.isEmpty, let bytes = try db.importFile(id) {
            let wanted = Set(problems.map(\.row))
            known.sheet.read(bytes) { row in
                if wanted.contains(row.number) { rows[row.number] = row }
                return rows.count < wanted.count
            }
        }
        let names = try db.names(of: problems.compactMap { $0.holder.map { Customer.ID(number: $0) } })
        return [
            "id": .text("\(id)"), "state": .text(known.state.rawValue), "rows": .number(Int64(known.rows)),
            "charset": .text(known.sheet.charset.rawValue), "delimiter": .text(known.sheet.delimiter.name),
            "header": .bool(known.hasHeader), "columns": .list(known.columns.map { .text($0.rawValue) }),
            "added": .number(Int64(known.counts.added)), "changed": .number(Int64(known.counts.changed)),
            "same": .number(Int64(known.counts.same)),
            "wrong": .number(Int64(known.counts.wrong)),
            "errors": .list(
                problems.map { problem in
                    [
                        "row": .number(Int64(problem.row)), "column": .optional(problem.column) { .number(Int64($0 + 1)) },
                        "kind": .text(problem.kind.rawValue),
                        "sentence": .text(ImportViews.sentence(problem, rows[problem.row] ?? CSVRow(number: problem.row, []), names, t)),
                    ]
                }),
        ]
    }

    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "state": ["type": "string", "enum": ["checked", "done"]],
            "rows": ["type": "integer"], "charset": ["type": "string"], "delimiter": ["type": "string"], "header": ["type": "boolean"],
            "columns": ["type": "array", "items": ["type": "string"]], "added": ["type": "integer"], "changed": ["type": "integer"],
            "same": ["type": "integer"], "wrong": ["type": "integer"],
            "errors": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "row": ["type": "integer"], "column": ["type": ["integer", "null"]], "kind": ["type": "string"],
                        "sentence": ["type": "string"],
                    ],
                ],
            ],
        ],
    ]
}
