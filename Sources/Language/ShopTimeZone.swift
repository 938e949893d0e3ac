import Foundation
import Synchronization

/// A time zone of the IANA database as a table of its changes, so that a time becomes a wall clock in well under a microsecond.
///
/// Read from the system's zone files; where a machine has none (some slim containers), Foundation's copy is probed once instead. Foundation
/// is not used otherwise because its first time zone costs about 5 MB of resident memory.
public struct ShopTimeZone: Sendable, Hashable {
    public let identifier: String
    /// Ascending seconds since 1970 from which `offsets[index + 1]` holds.
    private let changes: [Int64]
    /// Seconds east of Greenwich; one more than `changes`, the first for all time before.
    private let offsets: [Int64]

    public static let utc = ShopTimeZone(identifier: "UTC", changes: [], offsets: [0])

    /// The zone of that name ("Europe/Istanbul"), or nil where there is none.
    public init?(_ identifier: String) {
        guard identifier != "UTC" else {
            self = .utc
            return
        }
        if let zone = Self.known.withLock({ $0[identifier] }) {
            self = zone
        } else if let table = ZoneFile.read(identifier) ?? Self.probe(identifier) {
            self.init(identifier: identifier, changes: table.changes, offsets: table.offsets)
            Self.known.withLock { $0[identifier] = self }
        } else {
            return nil
        }
    }

    /// Zones read so far. A shop uses one or two; only names of real zones get in, so it stays small.
    private static let known = Mutex<[String: ShopTimeZone]>([:])

    private init(identifier: String, changes: [Int64], offsets: [Int64]) {
        self.identifier = identifier
        self.changes = changes
        self.offsets = offsets
    }

    public static func == (a: ShopTimeZone, b: ShopTimeZone) -> Bool { a.identifier == b.identifier }
    public func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

    /// Seconds east of Greenwich at a time in UTC milliseconds.
    public func offset(at msUTC: Int64) -> Int64 { offsets[index(of: CivilTime.floorDivide(msUTC, 1000))] }

    /// The wall clock at a time in UTC milliseconds.
    public func civil(at msUTC: Int64) -> CivilTime {
        CivilTime(wallSeconds: CivilTime.floorDivide(msUTC, 1000) + offset(at: msUTC))
    }

    /// The UTC milliseconds of a wall clock time. A time that occurs twice (clocks going back) is the first of the two; one that does not
    /// occur (clocks going forward) is as far after the jump as it was meant after the jump's beginning.
    public func milliseconds(of civil: CivilTime) -> Int64 {
        let wall = civil.wallSeconds
        // The offset in force the day before is the one an ambiguous or skipped time is to be read with.
        let before = offsets[index(of: wall - 86_400)]
        let first = wall - before
        if offsets[index(of: first)] == before { return first * 1000 }
        let after = offsets[index(of: first)]
        let second = wall - after
        return (offsets[index(of: second)] == after ? second : first) * 1000
    }

    /// The UTC milliseconds at which the day of `msUTC` begins on the shop's clock.
    public func startOfDay(at msUTC: Int64) -> Int64 {
        let civil = civil(at: msUTC)
        return milliseconds(of: CivilTime(year: civil.year, month: civil.month, day: civil.day))
    }

    /// The number of changes at or before `seconds`, found by halving.
    private func index(of seconds: Int64) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The table by asking Foundation for every week until 2100 and halving where the answer changed.
    static func probe(_ identifier: String) -> ZoneFile.Table? {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        func offset(_ seconds: Int64) -> Int64 { Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))) }
        var table = ZoneFile.Table(changes: [], offsets: [offset(0)])
        var last: Int64 = 0
        for seconds in stride(from: Int64(0), to: ZoneFile.horizon, by: 7 * 86_400) {
            if let known = table.offsets.last, offset(seconds) != known {
                var low = last
                var high = seconds
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == known { low = middle } else { high = middle }
                }
                table.changes.append(high)
                table.offsets.append(offset(high))
            }
            last = seconds
        }
        return table
    }
}
