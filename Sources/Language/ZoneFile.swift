import Foundation

/// A compiled time zone file of the system (TZif, RFC 9636), with its rule for the future written out until ``horizon``.
enum ZoneFile {
    struct Table: Equatable {
        /// Ascending seconds since 1970.
        var changes: [Int64]
        /// Seconds east of Greenwich, one more than `changes`.
        var offsets: [Int64]
    }

    /// 2100-01-01: until then the yearly rule of a zone is written out as changes.
    static let horizon: Int64 = 4_102_444_800

    /// The table of a zone, or nil where the system has no such file. A name that could leave the folder is no zone.
    static func read(_ identifier: String, folder: String = "/usr/share/zoneinfo") -> Table? {
        let allowed = identifier.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "+-_/".utf8.contains(byte)
        }
        guard allowed, !identifier.isEmpty, !identifier.hasPrefix("/"), !identifier.contains("//") else { return nil }
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(identifier)") else { return nil }
        return parse([UInt8](data))
    }

    /// Parses the 64-bit block of a version 2+ file and its footer. Nil for anything that is not whole.
    static func parse(_ bytes: [UInt8]) -> Table? {
        guard let first = Header(bytes, at: 0), first.version >= UInt8(ascii: "2") else { return nil }
        let start = Header.size + first.bodySize(timeSize: 4)
        guard let header = Header(bytes, at: start) else { return nil }
        let times = start + Header.size
        let indices = times + header.timeCount * 8
        let types = indices + header.timeCount
        let footer = start + Header.size + header.bodySize(timeSize: 8)
        guard footer < bytes.count, header.typeCount > 0 else { return nil }

        func big(_ at: Int, _ count: Int) -> Int64 {
            let value = bytes[at..<(at + count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
        }
        var table = Table(changes: [], offsets: [big(types, 4)])
        for index in 0..<header.timeCount {
            let type = Int(bytes[indices + index])
            guard type < header.typeCount else { return nil }
            let offset = big(types + type * 6, 4)
            // A change of the abbreviation alone is no change to a clock.
            guard offset != table.offsets.last else { continue }
            table.changes.append(big(times + index * 8, 8))
            table.offsets.append(offset)
        }
        let text = String(decoding: bytes[(footer + 1)...].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        ZoneRule(text)?.writeOut(into: &table, until: horizon)
        return table
    }

    private struct Header {
        static let size = 44
        let version: UInt8
        let utCount, standardCount, leapCount, timeCount, typeCount, nameSize: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard bytes.count >= start + Self.size, bytes[start..<(start + 4)].elementsEqual("TZif".utf8) else { return nil }
            version = bytes[start + 4]
            func count(_ index: Int) -> Int {
                let at = start + 20 + index * 4
                return bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            }
            (utCount, standardCount, leapCount, timeCount, typeCount, nameSize) = (
                count(0), count(1), count(2), count(3), count(4), count(5)
            )
        }

        func bodySize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + standardCount + utCount
        }
    }
}
