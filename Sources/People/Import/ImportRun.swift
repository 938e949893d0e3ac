import Core
import Foundation
import Language
import Storage

/// An import on its way: the dry run, the import itself and the way back, each in pieces that can be broken off at any moment. How far it
/// has come stands in the row, written in the transaction of the piece; who finds another place there than expected goes on from it.
public enum ImportRun {
    static let jobKind = JobKind("people.import") { job, shop in
        guard let id = PeopleImport.ID(job.payload) else { return }
        try await goOn(id, shop)
    }
    static let sweep = JobKind("people.sweep-imports") { _, shop in
        try await shop.write(as: .program("imports")) { tx in try tx.sweepImports() }
    }

    /// Looks at all rows without changing anything. What is large is done in the background.
    public static func check(_ id: PeopleImport.ID, as actor: Actor, _ shop: Shop) async throws {
        let known = try await shop.write(as: actor) { tx in
            guard let known = try tx.db.peopleImport(id), [.draft, .checked].contains(known.state) else { throw ImportRefusal.notNow }
            if known.rows < 1 { throw ImportRefusal.noRows }
            if known.rows > PeopleImport.mostRows { throw ImportRefusal.tooManyRows(known.rows) }
            guard known.columns.contains(where: { [.name, .firstName, .lastName, .email, .phone].contains($0) }) else {
                throw ImportRefusal.noWhom
            }
            if let twice = known.columns.first(where: { column in !column.isMany && known.columns.count { $0 == column } > 1 }) {
                throw ImportRefusal.twice(twice.rawValue)
            }
            try tx.db.run("UPDATE people_import SET state = 'checking', place = 0 WHERE id = \(id)")
            tx.silentByIntent = true
            try tx.later(id, known)
            return known
        }
        if known.rows <= PeopleImport.small { try await goOn(id, shop) }
    }

    /// Takes the rows in that are right. Only what was looked at is started.
    public static func start(_ id: PeopleImport.ID, as actor: Actor, _ shop: Shop) async throws {
        let known = try await shop.write(as: actor) { tx in
            guard let known = try tx.db.peopleImport(id), known.state == .checked else { throw ImportRefusal.notNow }
            try tx.db.run("DELETE FROM import_problem WHERE import_id = \(id)")
            try tx.db.run(
                "UPDATE people_import SET state = 'running', place = 0, added = 0, changed = 0, same = 0, wrong = 0 WHERE id = \(id)")
            try tx.record("people.import-started", subject: known.subject, data: ["rows": .number(Int64(known.rows))])
            try tx.later(id, known)
            return known
        }
        if known.rows <= PeopleImport.small { try await goOn(id, shop) }
    }

    /// Takes an import back.
    public static func undo(_ id: PeopleImport.ID, as actor: Actor, _ shop: Shop) async throws {
        let known = try await shop.write(as: actor) { tx in
            guard let known = try tx.db.peopleImport(id), known.canBeUndone(tx.now) else { throw ImportRefusal.notNow }
            try tx.db.run("UPDATE people_import SET state = 'undoing', place = 0 WHERE id = \(id)")
            try tx.record("people.import-taken-back", subject: known.subject)
            try tx.later(id, known)
            return known
        }
        if known.rows <= PeopleImport.small { try await goOn(id, shop) }
    }

    /// Looks at all rows and, unless it is a dry run, takes in those that are right, before it returns: for programs and commands.
    public static func finish(_ id: PeopleImport.ID, as actor: Actor, isDry: Bool, _ shop: Shop) async throws {
        try await check(id, as: actor, shop)
        try await goOn(id, shop)
        if !isDry {
            try await start(id, as: actor, shop)
            try await goOn(id, shop)
        }
    }

    /// The rows that stay out, a line each: "Row 12, E-mail: …".
    public static func problems(of id: PeopleImport.ID, _ t: Words, _ shop: Shop) async throws -> [String] {
        try await shop.read { db in
            guard let known = try db.peopleImport(id), let bytes = try db.importFile(id) else { return [] }
            let problems = Dictionary(try db.importProblems(id).map { ($0.row, $0) }) { $1 }
            let names = try db.names(of: problems.values.compactMap { $0.holder.map { Customer.ID(number: $0) } })
            var lines: [String] = []
            known.sheet.read(bytes) { row in
                if let problem = problems[row.number] {
                    let place = problem.column.map { ", column \($0 + 1)" } ?? ""
                    lines.append("Row \(row.number)\(place): \(ImportViews.sentence(problem, row, names, t))")
                }
                return lines.count < problems.count
            }
            return lines
        }
    }

    /// Does what is to be done until it is.
    static func goOn(_ id: PeopleImport.ID, _ shop: Shop) async throws {
        guard let known = try await shop.read({ try $0.peopleImport(id) }) else { return }
        switch known.state {
        case .checking: try await look(known, shop)
        case .running:
            guard let bytes = try await shop.read({ try $0.importFile(id) }) else { throw Job.GiveUp("The file is no longer there") }
            let rows = known.body(bytes)
            while try await piece(rows, of: id, shop) {}
        case .undoing: while try await shop.write(as: .program("imports"), { tx in try tx.takeBackPiece(of: id) }) {}
        case .draft, .checked, .done, .undone: break
        }
        // The job was there for the case that this process dies; where it is the job itself that calls, it ends anyway.
        _ = try await shop.write(as: .program("imports")) { tx in
            tx.silentByIntent = true
            return try tx.cancelJob(key: key(id))
        }
    }

    static func key(_ id: PeopleImport.ID) -> String { "people.import:\(id)" }

    private static func look(_ known: PeopleImport, _ shop: Shop) async throws {
        let (counts, problems) = try await shop.read { db -> (ImportCounts, [ImportProblem]) in
            guard let bytes = try db.importFile(known.id) else { throw Job.GiveUp("The file is no longer there") }
            var counts = ImportCounts()
            var problems: [ImportProblem] = []
            var next: Int64 = 0
            var plan = ImportPlan(known.columns, home: shop.phoneCountry) {
                next -= 1
                return Customer.ID(number: next)
            }
            let rows = known.body(bytes)
            for start in stride(from: 0, to: rows.count, by: PeopleImport.piece) {
                for step in try plan.plan(Array(rows[start..<min(start + PeopleImport.piece, rows.count)]), db) {
                    counts.count(step)
                    if case .wrong(let problem) = step { problems.append(problem) }
                }
            }
            return (counts, problems)
        }
        try await shop.write(as: .program("imports")) { tx in
            guard try tx.db.peopleImport(known.id)?.state == .checking else { return }
            try tx.keep(problems, of: known.id)
            try tx.db.run(
                """
                UPDATE people_import SET state = 'checked', added = \(counts.added), changed = \(counts.changed), same = \(counts.same),
                    wrong = \(counts.wrong)
                WHERE id = \(known.id)
                """)
            try tx.inert { _ = try tx.record("people.import-checked", subject: known.subject) }
        }
    }

    /// The next rows in one transaction. False when there are none.
    private static func piece(_ rows: [CSVRow], of id: PeopleImport.ID, _ shop: Shop) async throws -> Bool {
        try await shop.write(as: .program("imports")) { tx in
            guard let known = try tx.db.peopleImport(id), known.state == .running else { return false }
            let some = Array(rows.dropFirst(known.place).prefix(PeopleImport.piece))
            try tx.takeIn(some, of: known)
            return known.place + some.count < rows.count
        }
    }
}

extension Tx {
    fileprivate func later(_ id: PeopleImport.ID, _ known: PeopleImport) throws {
        // One that was left over from a broken attempt has another time.
        _ = try cancelJob(key: ImportRun.key(id))
        // A small one is done at once; its job waits for the case that this process dies before the end.
        try enqueue(
            ImportRun.jobKind.name, key: ImportRun.key(id), payload: "\(id)",
            at: known.rows <= PeopleImport.small ? now + .seconds(120) : now)
    }

    fileprivate func keep(_ problems: [ImportProblem], of id: PeopleImport.ID) throws {
        for start in stride(from: 0, to: problems.count, by: 500) {
            let rows = problems[start..<min(start + 500, problems.count)].map { problem -> SQL in
                "(\(id), \(problem.row), \(problem.column), \(problem.kind.rawValue), \(problem.holder))"
            }
            try db.run(
                """
                INSERT INTO import_problem (import_id, row_no, col_no, kind, holder_id) VALUES \(SQL.joined(rows))
                ON CONFLICT (import_id, row_no) DO NOTHING
                """)
        }
    }

    /// Writes some rows down, with one event for all of them.
    func takeIn(_ rows: [CSVRow], of known: PeopleImport) throws {
        var plan = ImportPlan(known.columns, home: shop.phoneCountry) { self.newID(Customer.self) }
        let steps = try plan.plan(rows, db)
        var counts = ImportCounts()
        var added: [Customer.ID] = []
        var changed: [Customer.ID] = []
        var problems: [ImportProblem] = []
        for step in steps {
            counts.count(step)
            switch step {
            case .add(let id): added.append(id)
            case .change(let id): changed.append(id)
            case .same: break
            case .wrong(let problem): problems.append(problem)
            }
        }
        let isNew = Set(added)
        // A person who stands in several rows is written once, as the last one leaves them.
        changed = Array(Set(changed).subtracting(isNew)).sorted()
        func many(_ id: Customer.ID) -> ManyPerson? { plan.cards[id].map { $0.many(id) } }
        try add(many: added.compactMap(many))
        for id in changed {
            guard let card = many(id), let before = plan.before[id] else { continue }
            if plan.cards[id] != before { try rewrite(card, instead: before.addresses) }
        }
        try db.run("DELETE FROM customer_before WHERE customer_id IN \(changed)")
        for place in plan.places {
            try join(
                place.person, try company(named: place.company), role: place.role, source: "imported", importID: known.id.number)
        }
        try take(wishes: plan.wishes, of: known.id)
        try keep(plan.newKeys, of: known.id)
        try remember(added.map { ($0, nil) } + changed.map { ($0, plan.before[$0]) }, plan, known.id)
        try keep(problems, of: known.id)
        let place = known.place + rows.count
        let isOver = place >= known.rows
        try db.run(
            """
            UPDATE people_import SET place = \(place), added = added + \(counts.added), changed = changed + \(counts.changed),
                same = same + \(counts.same), wrong = wrong + \(counts.wrong), state = \(isOver ? PeopleImport.State.done : .running),
                ended_at = \(isOver ? now : nil)
            WHERE id = \(known.id)
            """)
        try inert {
            _ = try record(
                "people.imported", subject: known.subject,
                data: [
                    "added": .number(Int64(counts.added)), "changed": .number(Int64(counts.changed)), "wrong": .number(Int64(counts.wrong)),
                ])
        }
    }

    private func keep(_ keys: [Customer.ID: String], of id: PeopleImport.ID) throws {
        let all = keys.sorted { $0.key < $1.key }
        for start in stride(from: 0, to: all.count, by: 500) {
            let rows = all[start..<min(start + 500, all.count)].map { person, key -> SQL in "(\(key), \(person), \(id))" }
            try db.run("INSERT INTO customer_key (old_key, customer_id, import_id) VALUES \(SQL.joined(rows))")
        }
    }

    /// Cards before and after, for the way back. A person whom two pieces touch keeps the first card before and the last one after.
    private func remember(_ people: [(id: Customer.ID, before: Card?)], _ plan: ImportPlan, _ id: PeopleImport.ID) throws {
        for start in stride(from: 0, to: people.count, by: 200) {
            let rows = try people[start..<min(start + 200, people.count)].compactMap { person, before -> SQL? in
                guard let after = plan.cards[person] else { return nil }
                return "(\(id), \(person), \(try before.map { try $0.text }), \(try after.text))"
            }
            guard !rows.isEmpty else { continue }
            try db.run(
                """
                INSERT INTO import_row (import_id, customer_id, before, after) VALUES \(SQL.joined(rows))
                ON CONFLICT (import_id, customer_id) DO UPDATE SET after = excluded.after
                """)
        }
    }
}

extension Card {
    func many(_ id: Customer.ID) -> Tx.ManyPerson {
        Tx.ManyPerson(
            id: id, name: name, pronunciation: pronunciation, language: language, note: note, usual: usual,
            addresses: addresses)
    }

    private struct Kept: Codable {
        var name: String
        var pronunciation: String
        var language: String?
        var note: String
        var usual: String?
        var addresses: [[String]]
    }

    /// As it is kept for the way back.
    var text: String {
        get throws {
            let kept = Kept(
                name: name, pronunciation: pronunciation, language: language, note: note, usual: usual,
                addresses: addresses.map { [$0.kind.rawValue, $0.shown] })
            return String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
        }
    }

    init(text: String) throws {
        let kept = try JSONDecoder().decode(Kept.self, from: Data(text.utf8))
        self.init(
            name: kept.name, pronunciation: kept.pronunciation, language: kept.language, note: kept.note,
            usual: kept.usual ?? "",
            addresses: kept.addresses.compactMap { part in
                guard part.count == 2, let kind = Customer.Address.Kind(rawValue: part[0]) else { return nil }
                return kind == .email ? .email(part[1]) : .phone(part[1])
            })
    }
}
