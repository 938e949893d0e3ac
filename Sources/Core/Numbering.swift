import Language
import Storage

/// In which country the shop's numbers are at home (161).
public enum PhoneSettings {
    /// "TR", or "+49" for a country by its calling code; "" until somebody chooses, and then the zone and the language tell.
    public static let country = Setting("shop.phone_country", "")
}

extension Shop {
    /// The country that numbers without one belong to; nil where nothing tells.
    public var phoneCountry: PhoneCountry? {
        PhoneCountry(setting(PhoneSettings.country))
            ?? PhoneCountry.guess(zone: setting(ShopSettings.timeZone), language: Language(rawValue: setting(ShopSettings.language)) ?? .en)
    }
}

/// What is kept beside an address so that it is found however it is typed.
struct AddressMarks: Sendable, Equatable {
    /// Only of numbers whose country is known.
    var e164: String?
    /// Backwards, so that the last digits, or the domain, find it: "7654321…", "elpmaxe.…".
    var reversed: String
    /// For which country it was read; "-" where the shop has none.
    var home: String

    init(_ address: Customer.Address, home country: PhoneCountry?) {
        home = country?.code ?? "-"
        switch address.kind {
        case .email:
            e164 = nil
            reversed = String(address.folded.reversed())
        case .phone:
            e164 = PhoneReading.read(address.shown, home: country).e164
            reversed = String((e164 ?? address.folded).reversed())
        }
    }
}

extension Tx {
    /// Shows an address of the card in another way of writing it.
    public func show(_ address: Customer.Address, of customer: Customer.ID) throws {
        let marks = AddressMarks(address, home: shop.phoneCountry)
        try db.run(
            """
            UPDATE customer_address SET shown = \(address.shown), e164 = \(marks.e164), reversed = \(marks.reversed), number_home = \(marks.home)
            WHERE customer_id = \(customer) AND kind = \(address.kind) AND folded = \(address.folded)
            """)
    }

    /// Reads addresses again that were written before numbers were read, or for another country. Says how many; 0 when none are left.
    public func readNumbers(limit: Int) throws -> Int {
        silentByIntent = true
        let home = shop.phoneCountry
        let mark = home?.code ?? "-"
        let rows = try db.all(
            "SELECT id, kind, shown, folded FROM customer_address WHERE number_home <> \(mark) ORDER BY id LIMIT \(limit)"
        ) { row in
            (
                id: try row.next(Storage.ID<Customer.Address>.self),
                address: Customer.Address(kind: try row.next(), shown: try row.next(), folded: try row.next())
            )
        }
        for (id, address) in rows {
            let marks = AddressMarks(address, home: home)
            try db.run(
                """
                UPDATE customer_address SET e164 = \(marks.e164), reversed = \(marks.reversed), number_home = \(marks.home) WHERE id = \(id)
                """)
        }
        return rows.count
    }
}

extension Reader {
    /// Who has a number that ends in these digits, the newest address first. One look-up in an index.
    public func people(withLastDigits digits: [String], limit: Int) throws -> [Customer.ID] {
        // An arm each, so that each goes along the index.
        let arms = digits.enumerated().map { place, digits -> SQL in
            let start = String(digits.reversed())
            return """
                SELECT * FROM (SELECT customer_id, reversed, id, \(place) AS place FROM customer_address
                WHERE kind = 'phone' AND reversed >= \(start) AND reversed < \(start + ":") ORDER BY reversed, id LIMIT \(limit)) AS arm
                """
        }
        guard !arms.isEmpty else { return [] }
        let found = try all(
            """
            SELECT customer_id FROM (\(SQL.joined(arms, separator: " UNION ALL "))) AS ends ORDER BY place, reversed, id
            """
        ) { try $0.next(Customer.ID.self) }
        var seen: Set<Customer.ID> = []
        return Array(found.filter { seen.insert($0).inserted }.prefix(limit))
    }

    /// Who has exactly this number, however it was typed; the oldest address first.
    public func people(withNumber e164: String) throws -> [Customer.ID] {
        try values("SELECT customer_id FROM customer_address WHERE e164 = \(e164) ORDER BY id")
    }

    /// Who writes from this domain ("example.com"), by id.
    public func people(writingFrom domain: String, limit: Int) throws -> [Customer.ID] {
        let start = String(("@" + domain).reversed())
        return try values(
            """
            SELECT DISTINCT customer_id FROM customer_address
            WHERE kind = 'email' AND reversed >= \(start) AND reversed < \(start + "\u{10FFFF}") ORDER BY customer_id LIMIT \(limit)
            """)
    }
}

/// What the card keeps beyond its first columns; with a numbering of its own.
let personMigrations: [Migration] = [
    Migration("person", 1) { db in
        try db.addColumn(.text("usual").default(""), to: "customer")
        // When the photo was put there that may be shown; NULL where there is none, or no consent.
        try db.addColumn(.time("photo_at").nullable, to: "customer")
        try db.addColumn(.text("e164").nullable, to: "customer_address")
        try db.addColumn(.text("reversed").default(""), to: "customer_address")
        try db.addColumn(.text("number_home").default(""), to: "customer_address")
        try db.createIndex("address_by_number", on: "customer_address", ["e164", "id"], where: "e164 IS NOT NULL")
        try db.createIndex("address_backwards", on: "customer_address", ["kind", "reversed", "id"])
        try db.createIndex("address_by_home", on: "customer_address", ["number_home", "id"])
    }
]
