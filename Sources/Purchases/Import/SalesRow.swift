import Core
import Language
import People
import Storage
import Web

/// How a table of sales is read: guessed, shown, and changed by who knows better.
struct SalesReading: Sendable, Equatable {
    var sheet: Sheet
    var hasHeader: Bool
    var columns: [SalesColumn]
    var mark: MoneyReading.Mark
    var order: DateOrder
    /// Whether somebody whom nobody knows gets a card; else the sale is to nobody in particular.
    var makesPeople: Bool
}

/// Why a row is not taken. Holds no words: what was wrong stands in the file.
struct SalesProblem: Error, Sendable, Equatable {
    enum Kind: String, Sendable {
        case amount, negative, tooMuch, date, future, tooOld, margin, long, phone, email
        /// The row before, or a purchase here, has this reference with other content.
        case otherContent = "other_content"
        case several
        case openQuote = "open_quote"
        case longCell = "long_cell"
        case nul
        case manyCells = "many_cells"
        case ragged
    }
    /// As a spreadsheet counts it.
    var row: Int
    /// From 0; nil where it is the row as a whole.
    var column: Int?
    var kind: Kind
    /// The row of this file that has the same reference.
    var other: Int64?

    func sentence(_ cell: String, _ t: Words) -> String {
        let text = String(cell.prefix(60))
        return switch kind {
        case .amount: t("“{text}” is no amount with the decimal mark that was chosen.", ["text": text])
        case .negative:
            t("An amount is more than zero. A refund is written down on its sale, so that never more goes back than was paid.")
        case .tooMuch: t("This amount is too large.")
        case .date: t("“{text}” is no date in the order that was chosen.", ["text": text])
        case .future: t("{text} is in the future.", ["text": text])
        case .tooOld: t("This date is too long ago. Look at the year.")
        case .margin: t("The margin is no amount, or more than was paid.")
        case .long: t("This is too long.")
        case .phone: t("“{text}” is not a phone number.", ["text": text])
        case .email: t("“{text}” is not an e-mail address.", ["text": text])
        case .otherContent:
            other.map { t("Row {n} has the same receipt number with another amount or day.", ["n": t.number(Int($0))]) }
                ?? t("This receipt number is known already with another amount or day.")
        case .several: t("Several people may be meant. Give their phone number or e-mail address alone.")
        case .openQuote: t("A quotation mark is opened here and never closed, so the rest of the file is in this row.")
        case .longCell: t("This cell is too long to be read.")
        case .nul: t("There are bytes here that are no text.")
        case .manyCells: t("This row has too many cells to be read.")
        case .ragged:
            t("This row has more cells than the table has columns. A comma or semicolon may stand in a cell without quotation marks.")
        }
    }
}

/// One row of a table of sales.
struct SalesRow: Sendable, Equatable {
    var row: Int
    var who = PeopleInBulk.Ask()
    var at = Instant(milliseconds: 0)
    var day = Day(number: 0)
    var amount: Int64 = 0
    var margin: Int64?
    var reference: String?
    var item = ""
    var note = ""
    /// What was wrong stands in this column, for what is found out later.
    var referenceColumn: Int?

    /// Reads rows one after the other; knows the shop's clock and currency.
    struct Reader: Sendable {
        let reading: SalesReading
        let zone: ShopTimeZone
        let currency: String
        let now: Instant
        private let place: [SalesColumn: Int]

        init(_ reading: SalesReading, zone: ShopTimeZone, currency: String, now: Instant) {
            self.reading = reading
            self.zone = zone
            self.currency = currency
            self.now = now
            place = Dictionary(reading.columns.enumerated().filter { $0.element != .none }.map { ($0.element, $0.offset) }) { first, _ in
                first
            }
        }

        func read(_ row: CSVRow) throws(SalesProblem) -> SalesRow {
            try look(row)
            func cell(_ column: SalesColumn) -> String { place[column].map { CSVWriter.unguarded(row[$0].trimmed) } ?? "" }
            func wrong(_ column: SalesColumn, _ kind: SalesProblem.Kind) -> SalesProblem {
                SalesProblem(row: row.number, column: place[column], kind: kind)
            }
            var sale = SalesRow(row: row.number)
            guard let amount = MoneyReading.minor(cell(.amount), currency: currency, mark: reading.mark) else {
                throw wrong(.amount, .amount)
            }
            if amount <= 0 { throw wrong(.amount, .negative) }
            sale.amount = amount
            guard let (day, rest) = reading.order.date(cell(.date)) else { throw wrong(.date, .date) }
            let clock = place[.time].map { row[$0].trimmed } ?? rest.trimmed
            if clock.isEmpty {
                // At noon: no day begins or ends there, whatever the zone.
                sale.at = zone.start(of: day) + .seconds(43_200)
                // What was bought today is no later than now.
                if zone.day(at: now) == day { sale.at = min(sale.at, now) }
            } else {
                guard let (minutes, offset) = DateOrder.time(clock) else { throw wrong(place[.time] == nil ? .date : .time, .date) }
                if let offset {
                    let local = Int64(day.number) * 86_400_000 + Int64(minutes) * 60_000
                    sale.at = Instant(milliseconds: local - Int64(offset) * 60_000)
                } else {
                    guard let time = TimeOfDay(minutes: minutes) else { throw wrong(.time, .date) }
                    sale.at = zone.instant(day, time)
                }
            }
            if sale.at > now + PurchaseSlip.clockDifference { throw wrong(.date, .future) }
            if sale.at < PurchaseSlip.earliest { throw wrong(.date, .tooOld) }
            sale.day = zone.day(at: sale.at)
            if !cell(.margin).isEmpty {
                guard let margin = MoneyReading.minor(cell(.margin), currency: currency, mark: reading.mark), margin <= amount else {
                    throw wrong(.margin, .margin)
                }
                sale.margin = margin
            }
            let reference = cell(.reference)
            if reference.count > PurchaseSlip.longestReference { throw wrong(.reference, .long) }
            if !reference.isEmpty { sale.reference = reference }
            sale.referenceColumn = place[.reference]
            (sale.item, sale.note) = (cell(.item), cell(.note))
            if sale.item.count > PurchaseSlip.longestName { throw wrong(.item, .long) }
            if sale.note.count > PurchaseSlip.longestNote { throw wrong(.note, .long) }
            let (email, phone, key, name) = (cell(.email), cell(.phone), cell(.key), cell(.name))
            if !email.isEmpty {
                guard Card.isEmail(email) else { throw wrong(.email, .email) }
                sale.who.email = email
            }
            if !phone.isEmpty {
                guard Card.isPhone(phone) else { throw wrong(.phone, .phone) }
                sale.who.phone = phone
            }
            if key.count > 100 { throw wrong(.key, .long) }
            if name.count > 200 { throw wrong(.name, .long) }
            if !key.isEmpty { sale.who.key = key }
            if !name.isEmpty { sale.who.name = name }
            return sale
        }

        private func look(_ row: CSVRow) throws(SalesProblem) {
            switch row.oddity {
            case nil: break
            case .openQuote: throw SalesProblem(row: row.number, column: max(0, row.count - 1), kind: .openQuote)
            case .longCell(let column): throw SalesProblem(row: row.number, column: column, kind: .longCell)
            case .nul(let column): throw SalesProblem(row: row.number, column: column, kind: .nul)
            case .manyCells: throw SalesProblem(row: row.number, kind: .manyCells)
            }
            guard row.count > reading.columns.count else { return }
            if let extra = (reading.columns.count..<row.count).first(where: { !row[$0].trimmed.isEmpty }) {
                throw SalesProblem(row: row.number, column: extra, kind: .ragged)
            }
        }
    }
}
