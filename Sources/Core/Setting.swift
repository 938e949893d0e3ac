import Foundation
import Language
import Storage

/// A choice of the shop: typed, with a default and a page. (A figure that comes from somewhere else is an ``Assumption``.)
public struct Setting<Value: Codable & Sendable & Equatable>: Sendable {
    public let key: String
    public let standard: Value
    public init(_ key: String, _ standard: Value) {
        self.key = key
        self.standard = standard
    }
}

/// All settings as they were read last, decoded on first use.
struct SettingsSnapshot {
    private let texts: [String: String]
    private var decoded: [String: any Sendable] = [:]

    /// When a setting was changed last, as far as this snapshot knows.
    let changedAt: Instant?

    init(_ rows: [(String, String)] = [], changedAt: Instant? = nil) {
        texts = Dictionary(rows) { $1 }
        self.changedAt = changedAt
    }

    mutating func value<Value>(of setting: Setting<Value>) -> Value {
        // Unwrapped before the cast: for a `Value` that is an Optional, "nothing decoded yet" would pass as the value nil.
        if let known = decoded[setting.key], let value = known as? Value { return value }
        // Wrapped in an array, so that bare strings and numbers are JSON documents too.
        let value = texts[setting.key].flatMap { try? JSONDecoder().decode([Value].self, from: Data($0.utf8)).first } ?? setting.standard
        decoded[setting.key] = value
        return value
    }
}

extension Reader {
    /// The choice as the database has it, in a statement of its own. (``Shop/setting(_:)`` is as of the last commit, and costs none.)
    public func setting<Value>(_ setting: Setting<Value>) throws -> Value {
        guard let text = try value("SELECT value FROM setting WHERE key = \(setting.key)", as: String.self) else { return setting.standard }
        var snapshot = SettingsSnapshot([(setting.key, text)])
        return snapshot.value(of: setting)
    }
}

extension Tx {
    /// The choice as it is in this transaction, for a change that builds on it. (``Shop/setting(_:)`` is as of the last commit.)
    public func setting<Value>(_ setting: Setting<Value>) throws -> Value { try db.setting(setting) }

    /// Keeps the shop's choice and who made it.
    public func set<Value>(_ setting: Setting<Value>, to value: Value) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode([value]), as: UTF8.self)
        let before = try db.value("SELECT value FROM setting WHERE key = \(setting.key)", as: String.self)
        guard before != text else { return }
        try db.run(
            """
            INSERT INTO setting (key, value, changed_at, changed_by) VALUES (\(setting.key), \(text), \(now), \(actor.staff))
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """)
        try record("setting.changed", data: ["key": .word(setting.key)])
        after.changedSettings = true
    }
}

/// The settings that every capability may ask for.
public enum ShopSettings {
    public static let business = Setting("shop.business", "")
    /// Language of letters to customers whose own is not known, and of staff who have not chosen: "fi".
    public static let language = Setting("shop.language", "en")
    public static let timeZone = Setting("shop.time_zone", "Europe/Istanbul")
    public static let hours = Setting("shop.hours", OpeningHours.standard)
    /// ISO 4217.
    public static let currency = Setting("shop.currency", "EUR")
    public static let publicURL = Setting<String?>("shop.public_url", nil)
    /// A lone owner sees no lines and no owners.
    public static let isTeam = Setting("shop.is_team", false)
    /// Set when the first-run page has been finished.
    public static let isReady = Setting("shop.is_ready", false)
    /// The page of the first run that comes next, until it is finished.
    public static let welcomeStep = Setting("shop.welcome_step", "/welcome/hours")
    /// Addresses in private networks may be fetched (an own mail server in the back room).
    public static let allowsPrivateNetworks = Setting("network.allow_private", false)
}

extension Shop {
    public var calendar: OpeningCalendar {
        OpeningCalendar(hours: setting(ShopSettings.hours), zone: timeZone)
    }
}
