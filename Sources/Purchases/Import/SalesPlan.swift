import Core
import Language
import People
import Secrets
import Storage

/// Decides what becomes of the rows of a table of sales, some thousand at a time in a fixed number of statements. The dry run and the import ask
/// the same.
///
/// A sale is known again by its receipt number; where the table has none, by what stands in the row, counted: two like rows of one file are two
/// sales, and the same two when the file is brought again.
struct SalesPlan: Sendable {
    enum Step: Sendable, Equatable {
        case add(Sale)
        case same
        case wrong(SalesProblem)
    }

    struct Sale: Sendable, Equatable {
        var row: SalesRow
        var key: String
        var customer: Customer.ID?
        /// Whether the card is made by this import.
        var isNewPerson: Bool
    }

    private let reader: SalesRow.Reader
    private var people: PeopleInBulk
    private let newID: @Sendable () -> Customer.ID
    /// Cards to be made for the rows planned last.
    private(set) var newPeople: [(id: Customer.ID, who: PeopleInBulk.Ask)] = []
    /// People whom this import has made so far.
    private(set) var made: Set<Customer.ID> = []
    /// Receipts of this file, by their keys: in which row, and what.
    private var seen: [String: (row: Int, amount: Int64, day: Day)] = [:]
    /// How often a row without a receipt number has come.
    private var times: [Digest16: Int] = [:]

    init(_ reader: SalesRow.Reader, _ shop: Shop, newID: @escaping @Sendable () -> Customer.ID) {
        self.reader = reader
        people = PeopleInBulk(shop)
        self.newID = newID
    }

    /// The rows in front of the place where an import goes on, so that what is counted over the whole file is counted.
    mutating func pass(_ rows: [CSVRow]) {
        for row in rows { if let sale = try? reader.read(row) { _ = key(of: sale) } }
    }

    mutating func plan(_ rows: [CSVRow], _ db: Reader) throws -> [Step] {
        newPeople = []
        let read = rows.map { row in Result { () throws(SalesProblem) in try reader.read(row) } }
        let sales = read.compactMap { try? $0.get() }
        try people.look(for: Array(Set(sales.map(\.who).filter { !$0.isNobody })), db)
        var keyed: [Int: (key: String, first: (row: Int, amount: Int64, day: Day)?)] = [:]
        for sale in sales { keyed[sale.row] = key(of: sale) }
        let known = try db.known(keyed.values.map(\.key), sales.compactMap(\.reference))
        return read.map { result in
            do throws(SalesProblem) {
                let sale = try result.get()
                guard let (key, first) = keyed[sale.row] else { return .same }
                return try place(sale, key, first, known)
            } catch {
                return .wrong(error)
            }
        }
    }

    private mutating func place(
        _ sale: SalesRow, _ key: String, _ first: (row: Int, amount: Int64, day: Day)?, _ known: KnownSales
    ) throws(SalesProblem) -> Step {
        let other = SalesProblem(row: sale.row, column: sale.referenceColumn, kind: .otherContent)
        if let first {
            guard first.amount == sale.amount, first.day == sale.day else {
                throw SalesProblem(row: sale.row, column: sale.referenceColumn, kind: .otherContent, other: Int64(first.row))
            }
            return .same
        }
        if let before = known.byKey[key] {
            guard before.amount == sale.amount, before.day == sale.day else { throw other }
            return .same
        }
        // The same receipt came from the counter or a program.
        if let reference = sale.reference, known.byReference[reference, default: []].contains(where: { $0 == (sale.amount, sale.day) }) {
            return .same
        }
        switch people.find(sale.who) {
        case .known(let id): return .add(Sale(row: sale, key: key, customer: id, isNewPerson: made.contains(id)))
        case .several: throw SalesProblem(row: sale.row, kind: .several)
        case .nobody:
            guard reader.reading.makesPeople, !sale.who.isNobody else {
                return .add(Sale(row: sale, key: key, customer: nil, isNewPerson: false))
            }
            let id = newID()
            people.add(sale.who, id)
            newPeople.append((id, sale.who))
            made.insert(id)
            return .add(Sale(row: sale, key: key, customer: id, isNewPerson: true))
        }
    }

    /// By what the sale is known again, and the row of this file that had it before.
    private mutating func key(of sale: SalesRow) -> (key: String, first: (row: Int, amount: Int64, day: Day)?) {
        if let reference = sale.reference {
            let key = PurchaseSlip.key(.imported, reference)
            let first = seen[key]
            if first == nil { seen[key] = (sale.row, sale.amount, sale.day) }
            return (key, first)
        }
        let who = [sale.who.email, sale.who.phone, sale.who.key, sale.who.name].map { $0 ?? "" }
        let content = (who + ["\(sale.at.milliseconds)", "\(sale.amount)", sale.item]).joined(separator: "\u{1F}")
        let digest = Digest16(content)
        let time = times[digest, default: 0]
        times[digest] = time + 1
        return ("import#\(digest.hex).\(time)", nil)
    }
}

/// The first half of a SHA-256: enough to tell rows apart.
struct Digest16: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    init(_ text: String) {
        let bytes = Digest.sha256(Array(text.utf8))
        high = bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    var hex: String { String(high, radix: 36) + "-" + String(low, radix: 36) }
}

/// Sales that are here already.
struct KnownSales: Sendable {
    var byKey: [String: (amount: Int64, day: Day)] = [:]
    var byReference: [String: [(amount: Int64, day: Day)]] = [:]
}

extension Reader {
    fileprivate func known(_ keys: [String], _ references: [String]) throws -> KnownSales {
        var known = KnownSales()
        for some in pieces(keys) {
            try each("SELECT business_key, amount, day FROM purchase WHERE business_key IN \(some)") { row in
                known.byKey[try row.next()] = (try row.next(), Day(number: try row.next()))
                return true
            }
        }
        for some in pieces(references) {
            try each("SELECT reference, amount, day FROM purchase WHERE reference IN \(some) AND source <> 'import' AND state <> 'voided'")
            {
                row in
                let reference: String = try row.next()
                known.byReference[reference, default: []].append((try row.next(), Day(number: try row.next())))
                return true
            }
        }
        return known
    }

    private func pieces(_ all: [String]) -> [[String]] {
        stride(from: 0, to: all.count, by: 1000).map { Array(all[$0..<min($0 + 1000, all.count)]) }
    }
}
