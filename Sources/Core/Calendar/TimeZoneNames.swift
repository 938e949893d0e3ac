import Foundation
import Language

/// Names for the list in a form.
public enum TimeZoneNames {
    /// The zones of the machine's tzdata, a line per country's city, sorted, with UTC. Only UTC where the machine has no such list;
    /// the form then takes a typed name.
    public static func known(table: String = "/usr/share/zoneinfo/zone.tab") -> [String] {
        let text = FileManager.default.contents(atPath: table).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let names = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line -> String? in
            let fields = line.split(separator: "\t")
            return fields.count >= 3 ? String(fields[2]) : nil
        }
        return (names + ["UTC"]).sorted()
    }
}

/// The shop's time zone has a name that this machine does not know. The calendar cannot be made, and guessing UTC would move every
/// due time by hours without a word.
public struct UnknownTimeZone: Error, Hashable, Sendable, CustomStringConvertible {
    /// As the shop wrote it; empty when the caller had no name.
    public var name: String

    /// For the log and the command line; pages use their own words.
    public var description: String {
        "This machine knows no time zone \"\(name)\". Use a name like Europe/Helsinki, and see that the package tzdata is installed."
    }
}
