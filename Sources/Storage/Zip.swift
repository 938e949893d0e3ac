import CZlib

/// A ZIP file (PKWARE's APPNOTE 6.3) of some files in memory. Names are UTF-8; nothing larger than 4 GB.
public struct Zip {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0
    /// Days and seconds as DOS counts them.
    private let stamp: UInt32

    /// - Parameter at: the time of all files.
    public init(at: Instant) { stamp = Self.stamp(at.milliseconds) }

    public mutating func add(_ name: String, _ data: [UInt8]) {
        let packed = Self.deflated(data)
        let isPacked = (packed?.count ?? .max) < data.count
        let content = isPacked ? packed ?? data : data
        let sum = UInt32(
            truncatingIfNeeded: data.withUnsafeBufferPointer { crc32(0, $0.baseAddress, uInt($0.count)) })
        let file = Array(name.utf8.prefix(60_000))
        var head: [UInt8] = []
        // Version 2.0, names in UTF-8 (bit 11), deflated or stored.
        head.put16(20)
        head.put16(0x0800)
        head.put16(isPacked ? 8 : 0)
        head.put32(stamp)
        head.put32(data.isEmpty ? 0 : sum)
        head.put32(UInt32(content.count))
        head.put32(UInt32(data.count))
        head.put16(UInt16(file.count))
        head.put16(0)
        directory.put32(0x0201_4B50)
        directory.put16(20)
        directory += head
        // No comment, first disk, no attributes; where the file begins.
        directory += [UInt8](repeating: 0, count: 10)
        directory.put32(UInt32(bytes.count))
        directory += file
        bytes.put32(0x0403_4B50)
        bytes += head + file + content
        count += 1
    }

    /// The whole file.
    public func finished() -> [UInt8] {
        var end: [UInt8] = []
        end.put32(0x0605_4B50)
        end.put32(0)
        end.put16(count)
        end.put16(count)
        end.put32(UInt32(directory.count))
        end.put32(UInt32(bytes.count))
        end.put16(0)
        return bytes + directory + end
    }

    private static func deflated(_ data: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // A negative window means raw deflate, as ZIP wants it.
        guard deflateInit2_(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        let length = Int(deflateBound(&stream, uLong(data.count)))
        var input = data
        return input.withUnsafeMutableBufferPointer { source -> [UInt8]? in
            var isWhole = false
            let packed = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                stream.next_in = source.baseAddress
                stream.avail_in = uInt(source.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = uInt(buffer.count)
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = Int(stream.total_out)
            }
            return isWhole ? packed : nil
        }
    }

    /// Time in the lower, date in the upper half; before 1980 there is none.
    private static func stamp(_ milliseconds: Int64) -> UInt32 {
        let seconds = max(milliseconds / 1000, 315_532_800)
        let days = seconds / 86_400
        let time = seconds % 86_400
        // Civil from days, after Howard Hinnant's algorithm.
        let z = days + 719_468
        let era = z / 146_097
        let day = z - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let rest = day - (365 * year + year / 4 - year / 100)
        let m = (5 * rest + 2) / 153
        let month = m < 10 ? m + 3 : m - 9
        let y = year + era * 400 + (month <= 2 ? 1 : 0)
        let date = UInt32((y - 1980) << 9 | month << 5 | (rest - (153 * m + 2) / 5 + 1))
        return date << 16 | UInt32(time / 3600 << 11 | time % 3600 / 60 << 5 | time % 60 / 2)
    }
}

extension [UInt8] {
    fileprivate mutating func put16(_ value: UInt16) { append(contentsOf: [UInt8(value & 0xFF), UInt8(value >> 8)]) }
    fileprivate mutating func put32(_ value: UInt32) {
        put16(UInt16(value & 0xFFFF))
        put16(UInt16(value >> 16))
    }
}
