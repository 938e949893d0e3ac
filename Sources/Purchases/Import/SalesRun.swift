import Core
import Foundation
import Language
import People
import Storage
import Synchronization
import Web

/// An import of sales on its way: the dry run, the import itself and the way back, each in pieces that can be broken off at any moment. How far
/// it has come stands in the row, written in the transaction of the piece; who finds another place there than expected goes on from it.
public enum SalesRun {
    static let jobKind = JobKind("purchases.import") { job, shop in
        guard let id = SalesImport.ID(job.payload) else { return }
        try await goOn(id, nil, shop)
    }
    static let sweep = JobKind("purchases.sweep-imports") { _, shop in
        try await shop.write(as: .program("imports")) { tx in try tx.sweepSalesImports() }
    }

    /// Looks at all rows without changing anything. What is large is done in the background.
    static func check(_ id: SalesImport.ID, as actor: Actor, _ shop: Shop) async throws {
        let known = try await shop.write(as: actor) { tx in
            guard let known = try tx.db.salesImport(id), [.draft, .checked].contains(known.state) else { throw SalesRefusal.notNow }
            try known.reading.check()
            try tx.db.run("UPDATE purchase_import SET state = 'checking', place = 0 WHERE id = \(id)")
            tx.silentByIntent = true
            try tx.later(id, known)
            return known
        }
        if known.rows <= SalesImport.small { try await goOn(id, nil, shop) }
    }

    /// Takes the rows in that are right. Only what was looked at is started.
    static func start(_ id: SalesImport.ID, as actor: Actor, _ shop: Shop) async throws {
        let known = try await shop.write(as: actor) { tx in try tx.startSales(id, from: .checked) }
        if known.rows <= SalesImport.small { try await goOn(id, nil, shop) }
    }

    /// Takes an import back.
    static func undo(_ id: SalesImport.ID, as actor: Actor, _ shop: Shop) async throws {
        let known = try await shop.write(as: actor) { tx in
            guard let known = try tx.db.salesImport(id), known.canBeUndone(tx.now) else { throw SalesRefusal.notNow }
            try tx.db.run("UPDATE purchase_import SET state = 'undoing', place = 0 WHERE id = \(id)")
            try tx.record("purchases.import-taken-back", subject: known.subject)
            try tx.later(id, known)
            return known
        }
        if known.rows <= SalesImport.small { try await goOn(id, nil, shop) }
    }

    /// For commands: reads a file of any size and takes in what is right, or only says what would become of it. Returns the numbers; problems
    /// are told while it goes on, row by row.
    public static func run(
        _ name: String, _ bytes: [UInt8], _ wish: SalesWish, isDry: Bool, as actor: Actor, _ shop: Shop, tell: (String) -> Void
    ) async throws -> (counts: SalesCounts, reading: [String: String]) {
        let t = Words(.en, timeZone: shop.timeZone)
        let id = try await shop.write(as: actor) { tx in
            let id = try tx.bringSales(name, bytes, wish, keepsFile: false)
            try tx.db.salesImport(id)?.reading.check()
            return id
        }
        guard let known = try await shop.read({ try $0.salesImport(id) }) else { throw SalesRefusal.gone }
        var counts = known.counts
        if isDry {
            let problems: [SalesProblem]
            (counts, problems) = try await shop.read { db in try look(known, bytes, shop, db) }
            say(problems, known, bytes, t, tell)
            _ = try await shop.write(as: actor) { tx in try tx.forgetSales(id) }
        } else {
            _ = try await shop.write(as: actor) { tx in try tx.startSales(id, from: .draft) }
            try await goOn(id, bytes, shop)
            let (after, problems) = try await shop.read { db in (try db.salesImport(id), try db.salesProblems(id)) }
            counts = after?.counts ?? counts
            say(problems, known, bytes, t, tell)
        }
        let reading = known.reading
        return (
            counts,
            [
                "charset": reading.sheet.charset.rawValue, "delimiter": reading.sheet.delimiter.name,
                "header": reading.hasHeader ? "yes" : "no", "columns": reading.columns.map(\.rawValue).joined(separator: ","),
                "decimalMark": reading.mark.rawValue, "dateOrder": reading.order.rawValue,
            ]
        )
    }

    /// The rows that stay out, a line each: "Row 12, Amount: …".
    private static func say(_ problems: [SalesProblem], _ known: SalesImport, _ bytes: [UInt8], _ t: Words, _ tell: (String) -> Void) {
        guard !problems.isEmpty else { return }
        let wanted = Dictionary(problems.map { ($0.row, $0) }) { first, _ in first }
        var rows = known.body(bytes)
        while case let some = rows.next(5_000), !some.isEmpty {
            for row in some {
                guard let problem = wanted[row.number] else { continue }
                let column = problem.column.flatMap { known.reading.columns.indices.contains($0) ? known.reading.columns[$0] : nil }
                let place = column.map { ", \($0.words(t))" } ?? ""
                tell("Row \(row.number)\(place): \(problem.sentence(problem.column.map { row[$0].trimmed } ?? "", t))")
            }
        }
    }

    static func key(_ id: SalesImport.ID) -> String { "purchases.import:\(id)" }

    /// Goes on from wherever it stands until it is over.
    /// - Parameter given: the file, where it is not kept.
    static func goOn(_ id: SalesImport.ID, _ given: [UInt8]?, _ shop: Shop) async throws {
        guard let known = try await shop.read({ try $0.salesImport(id) }) else { return }
        switch known.state {
        case .checking: try await look(known, shop)
        case .running:
            guard let bytes = try await bytes(id, given, shop) else { throw Job.GiveUp("The file is no longer there") }
            try await takeIn(known, bytes, shop)
            try await countAll(id, shop)
        case .counting: try await countAll(id, shop)
        case .undoing: while try await shop.write(as: .program("imports"), { tx in try tx.takeBackSales(of: id) }) {}
        case .draft, .checked, .done, .undone: break
        }
        _ = try await shop.write(as: .program("imports")) { tx in
            tx.silentByIntent = true
            return try tx.cancelJob(key: key(id))
        }
    }

    private static func bytes(_ id: SalesImport.ID, _ given: [UInt8]?, _ shop: Shop) async throws -> [UInt8]? {
        if let given { return given }
        return try await shop.read { try $0.salesFile(id) }
    }

    private static func reader(_ known: SalesImport, _ shop: Shop) -> SalesRow.Reader {
        SalesRow.Reader(known.reading, zone: shop.timeZone, currency: shop.setting(ShopSettings.currency), now: shop.clock.now)
    }

    private static func look(_ known: SalesImport, _ shop: Shop) async throws {
        let (counts, problems) = try await shop.read { db -> (SalesCounts, [SalesProblem]) in
            guard let bytes = try db.salesFile(known.id) else { throw Job.GiveUp("The file is no longer there") }
            return try look(known, bytes, shop, db)
        }
        try await shop.write(as: .program("imports")) { tx in
            guard try tx.db.salesImport(known.id)?.state == .checking else { return }
            try tx.keep(problems, of: known.id)
            try tx.db.run(
                """
                UPDATE purchase_import SET state = 'checked', added = \(counts.added), same = \(counts.same), made = \(counts.made),
                    wrong = \(counts.wrong)
                WHERE id = \(known.id)
                """)
            try tx.inert { _ = try tx.record("purchases.import-checked", subject: known.subject) }
        }
    }

    static func look(_ known: SalesImport, _ bytes: [UInt8], _ shop: Shop, _ db: Reader) throws -> (SalesCounts, [SalesProblem]) {
        var counts = SalesCounts()
        var problems: [SalesProblem] = []
        // Nothing is written; the ids only have to differ.
        var plan = SalesPlan(reader(known, shop), shop) { shop.ids.next() }
        var rows = known.body(bytes)
        while case let some = rows.next(SalesImport.piece), !some.isEmpty {
            for step in try plan.plan(some, db) { counts.count(step, &problems) }
        }
        counts.made = plan.made.count
        return (counts, problems)
    }

    private static func takeIn(_ known: SalesImport, _ bytes: [UInt8], _ shop: Shop) async throws {
        let plan = SharedPlan(SalesPlan(reader(known, shop), shop) { shop.ids.next() })
        var rows = known.body(bytes)
        var place = 0
        while place < known.place, case let some = rows.next(min(SalesImport.piece, known.place - place)), !some.isEmpty {
            plan.state.withLock { $0.pass(some) }
            place += some.count
        }
        while case let some = rows.next(SalesImport.piece), !some.isEmpty {
            let at = place
            guard try await shop.write(as: .program("imports"), { tx in try tx.takeIn(some, of: known.id, at: at, plan) }) else { return }
            place += some.count
        }
        try await shop.write(as: .program("imports")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE purchase_import SET state = 'counting', place = 0 WHERE id = \(known.id) AND state = 'running'")
        }
    }

    /// The rhythm of everybody who is in this import, from all their purchases, some hundred people at a time.
    private static func countAll(_ id: SalesImport.ID, _ shop: Shop) async throws {
        while try await shop.write(as: .program("imports"), { tx in try tx.countSome(of: id) }) {}
    }
}

/// The plan of an import while its pieces are written: it has read the whole file so far, and is not copied for each of them.
private final class SharedPlan: Sendable {
    let state: Mutex<SalesPlan>
    init(_ plan: SalesPlan) { state = Mutex(plan) }
}

extension SalesCounts {
    mutating func count(_ step: SalesPlan.Step, _ problems: inout [SalesProblem]) {
        switch step {
        case .add: added += 1
        case .same: same += 1
        case .wrong(let problem):
            wrong += 1
            problems.append(problem)
        }
    }
}

extension Tx {
    fileprivate func later(_ id: SalesImport.ID, _ known: SalesImport) throws {
        // One that was left over from a broken attempt has another time.
        _ = try cancelJob(key: SalesRun.key(id))
        // A small one is done at once; its job waits for the case that this process dies before the end.
        try enqueue(
            SalesRun.jobKind.name, key: SalesRun.key(id), payload: "\(id)", at: known.rows <= SalesImport.small ? now + .seconds(120) : now)
    }

    fileprivate func startSales(_ id: SalesImport.ID, from state: SalesImport.State) throws -> SalesImport {
        guard let known = try db.salesImport(id), known.state == state else { throw SalesRefusal.notNow }
        try db.run("DELETE FROM purchase_import_problem WHERE import_id = \(id)")
        try db.run(
            "UPDATE purchase_import SET state = 'running', place = 0, added = 0, same = 0, made = 0, wrong = 0 WHERE id = \(id)")
        try record("purchases.import-started", subject: known.subject, data: ["rows": .number(Int64(known.rows))])
        // A file that is not kept is read by who brought it.
        if known.hasFile { try later(id, known) }
        return known
    }

    fileprivate func keep(_ problems: [SalesProblem], of id: SalesImport.ID) throws {
        for start in stride(from: 0, to: problems.count, by: 500) {
            let rows = problems[start..<min(start + 500, problems.count)].map { problem -> SQL in
                "(\(id), \(problem.row), \(problem.column), \(problem.kind.rawValue), \(problem.other))"
            }
            try db.run(
                """
                INSERT INTO purchase_import_problem (import_id, row_no, col_no, kind, other) VALUES \(SQL.joined(rows))
                ON CONFLICT (import_id, row_no) DO NOTHING
                """)
        }
    }

    /// Writes some rows down, with one event for all of them. False where somebody else has gone on.
    fileprivate func takeIn(_ rows: [CSVRow], of id: SalesImport.ID, at place: Int, _ plan: SharedPlan) throws -> Bool {
        guard let known = try db.salesImport(id), known.state == .running, known.place == place else {
            silentByIntent = true
            return false
        }
        var counts = SalesCounts()
        var problems: [SalesProblem] = []
        var sales: [SalesPlan.Sale] = []
        let (steps, newPeople) = try plan.state.withLock { plan in (try plan.plan(rows, db), plan.newPeople) }
        for step in steps {
            counts.count(step, &problems)
            if case .add(let sale) = step { sales.append(sale) }
        }
        counts.made = newPeople.count
        try add(
            many: newPeople.map { id, who in
                ManyPerson(
                    id: id, name: who.shownName, pronunciation: "", language: nil, note: "",
                    addresses: [who.phone.map { .phone($0) }, who.email.map { .email($0) }].compactMap { $0 })
            })
        try keepKeys(newPeople, of: known)
        try insert(sales, of: id)
        try keep(problems, of: id)
        try db.run(
            """
            UPDATE purchase_import SET place = \(place + rows.count), added = added + \(counts.added), same = same + \(counts.same),
                made = made + \(counts.made), wrong = wrong + \(counts.wrong)
            WHERE id = \(id)
            """)
        try inert {
            _ = try record(
                "purchases.imported", subject: known.subject,
                data: ["added": .number(Int64(counts.added)), "made": .number(Int64(counts.made)), "wrong": .number(Int64(counts.wrong))])
        }
        return true
    }

    private func keepKeys(_ people: [(id: Customer.ID, who: PeopleInBulk.Ask)], of known: SalesImport) throws {
        let rows = people.compactMap { id, who in who.key.map { "(\($0), \(id), \(known.id))" as SQL } }
        for start in stride(from: 0, to: rows.count, by: 500) {
            let some = Array(rows[start..<min(start + 500, rows.count)])
            try db.run("INSERT INTO customer_key (old_key, customer_id, import_id) VALUES \(SQL.joined(some))")
        }
    }

    private func insert(_ sales: [SalesPlan.Sale], of id: SalesImport.ID) throws {
        let currency = shop.setting(ShopSettings.currency)
        let (paid, source) = (Purchase.State.paid, Purchase.Source.imported)
        var items: [SQL] = []
        for start in stride(from: 0, to: sales.count, by: 250) {
            let rows = sales[start..<min(start + 250, sales.count)].map { sale -> SQL in
                let row = sale.row
                let purchase = newID(Purchase.self)
                if !row.item.isEmpty {
                    items.append("(\(newID(PurchaseItem.self)), \(purchase), 0, \(row.item), NULL, 1000, \(row.amount))")
                }
                return """
                    (\(purchase), \(sale.customer), \(row.at), \(row.day.number), \(row.amount), \(row.amount), \(row.margin), \(currency), \(paid),
                     \(source), \(row.reference), \(sale.key), NULL, \(row.note), \(now), NULL, \(id), NULL, \(sale.isNewPerson))
                    """
            }
            try db.run(
                """
                INSERT INTO purchase (id, customer_id, at, day, amount, net, margin, currency, state, source, reference, business_key, staff_id,
                    note, created_at, voided_at, import_id, contact_before, made_person)
                VALUES \(SQL.joined(rows))
                """)
        }
        for start in stride(from: 0, to: items.count, by: 500) {
            let some = Array(items[start..<min(start + 500, items.count)])
            try db.run("INSERT INTO purchase_item (id, purchase_id, place, name, product, quantity, price) VALUES \(SQL.joined(some))")
        }
    }

    /// Counts the next people of an import. False when all are counted.
    fileprivate func countSome(of id: SalesImport.ID) throws -> Bool {
        guard let known = try db.salesImport(id), known.state == .counting else {
            silentByIntent = true
            return false
        }
        // `place` holds the last person who was counted.
        let people = try db.values(
            """
            SELECT DISTINCT p.customer_id FROM purchase p WHERE p.import_id = \(id) AND p.customer_id > \(Int64(known.place))
            ORDER BY p.customer_id LIMIT 1000
            """, as: Customer.ID.self)
        guard let last = people.last else {
            try db.run("UPDATE purchase_import SET state = 'done', place = \(known.rows), ended_at = \(now) WHERE id = \(id)")
            try inert { _ = try record("purchases.import-done", subject: known.subject) }
            return false
        }
        silentByIntent = true
        try countAnew(people)
        try db.run("UPDATE purchase_import SET place = \(last.number) WHERE id = \(id)")
        return true
    }

    /// Takes some sales of an import back, with what was given back for them since. Cards that it made go where nothing else has happened.
    /// False when none are left.
    fileprivate func takeBackSales(of id: SalesImport.ID) throws -> Bool {
        guard let known = try db.salesImport(id), known.state == .undoing else {
            silentByIntent = true
            return false
        }
        let rows = try db.all(
            """
            SELECT p.id, p.customer_id, p.made_person FROM purchase p WHERE p.import_id = \(id) ORDER BY p.customer_id, p.id
            LIMIT \(SalesImport.piece)
            """
        ) { (id: try $0.next(Purchase.ID.self), customer: try $0.next(Customer.ID?.self), isMade: try $0.next(Bool.self)) }
        guard !rows.isEmpty else {
            try db.run("UPDATE purchase_import SET state = 'undone', ended_at = \(now) WHERE id = \(id)")
            try inert { _ = try record("purchases.import-undone", subject: known.subject) }
            return false
        }
        // Lines and refunds go with their purchase.
        try db.run("DELETE FROM purchase WHERE id IN \(rows.map(\.id))")
        try countAnew(Array(Set(rows.compactMap(\.customer))).sorted())
        _ = try removeUntouchedCards(Array(Set(rows.compactMap { $0.isMade ? $0.customer : nil })).sorted())
        try db.run("UPDATE purchase_import SET place = place + \(rows.count) WHERE id = \(id)")
        try inert { _ = try record("purchases.import-undoing", subject: known.subject, data: ["purchases": .number(Int64(rows.count))]) }
        return true
    }
}

extension PeopleInBulk.Ask {
    /// Who is known by a number of the old system alone is called by it.
    fileprivate var shownName: String { name ?? (phone == nil && email == nil ? key ?? "" : "") }
}
