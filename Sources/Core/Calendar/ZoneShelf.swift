import Language
import Synchronization

/// Zones that were asked for by name. Making one reads and expands a file, and a calendar is made for every due time.
enum ZoneShelf {
    private static let zones = Mutex<[String: ShopTimeZone]>([:])

    /// Nil for a name that the machine does not know. Only zones that exist are kept, so wrong names cannot fill memory.
    static func zone(_ name: String) -> ShopTimeZone? {
        if let zone = zones.withLock({ $0[name] }) { return zone }
        guard let zone = ShopTimeZone(name) else { return nil }
        zones.withLock { $0[name] = zone }
        return zone
    }
}
