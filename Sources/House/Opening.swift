import Core
import Language
import Storage
import Web

/// What a shop is opened with: the first-run page, `regulars setup` and the sample shop fill it in.
public struct Opening: Sendable {
    public var business: String
    public var ownerName: String
    public var ownerEmail: String
    /// As `PasswordHash` makes it.
    public var passwordHash: String
    public var language: Language
    /// IANA name: "Europe/Helsinki".
    public var timeZone: String
    /// ISO 4217.
    public var currency: String

    /// Time zone and currency are the usual ones of the language unless given.
    public init(
        business: String, ownerName: String, ownerEmail: String, passwordHash: String, language: Language, timeZone: String? = nil,
        currency: String? = nil
    ) {
        self.business = business
        self.ownerName = ownerName
        self.ownerEmail = ownerEmail
        self.passwordHash = passwordHash
        self.language = language
        self.timeZone = timeZone ?? language.usualTimeZone
        self.currency = currency ?? language.usualCurrency
    }

    /// The shop has an owner already.
    public struct AlreadyOpen: Error {}
}

extension Tx {
    /// Makes the owner and writes down the shop's first choices. Throws ``Opening/AlreadyOpen`` where anybody is on the staff: of two who
    /// open the same shop at once, one wins.
    @discardableResult public func open(_ opening: Opening) throws -> Staff.ID {
        guard try db.value("SELECT 1 FROM staff LIMIT 1", as: Int.self) == nil else { throw Opening.AlreadyOpen() }
        let owner = try addStaff(name: opening.ownerName, email: opening.ownerEmail, role: .owner, password: opening.passwordHash)
        try set(ShopSettings.business, to: opening.business)
        try set(ShopSettings.language, to: opening.language.rawValue)
        try set(ShopSettings.timeZone, to: opening.timeZone)
        try set(ShopSettings.currency, to: opening.currency)
        var hours = shop.setting(ShopSettings.hours)
        hours.holidays = HolidayCountry.usual(in: opening.timeZone)
        try set(ShopSettings.hours, to: hours)
        return owner
    }
}

extension Language {
    /// Where most who read this language keep shop; a start for the form, no more.
    var usualTimeZone: String {
        switch self {
        case .tr, .en, .pseudo: "Europe/Istanbul"
        case .fi: "Europe/Helsinki"
        case .hy: "Asia/Yerevan"
        case .id: "Asia/Jakarta"
        }
    }

    var usualCurrency: String {
        switch self {
        case .tr: "TRY"
        case .fi, .en, .pseudo: "EUR"
        case .hy: "AMD"
        case .id: "IDR"
        }
    }
}

extension HolidayCountry {
    /// The country whose holidays a shop in this time zone keeps, where we know them.
    static func usual(in timeZone: String) -> HolidayCountry? {
        switch timeZone {
        case "Europe/Istanbul": .turkey
        case "Europe/Helsinki", "Europe/Mariehamn": .finland
        case "Asia/Yerevan": .armenia
        case "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura": .indonesia
        default: nil
        }
    }
}
