/// Copies a picture block by block and leaves out what is not needed to draw it. Each answers nil for what is not its kind, or is cut off.
enum PhotoStripper {
    /// JPEG (ITU-T T.81): tables, frames and scans stay; of the application blocks JFIF and Adobe's, which say how colours are meant. From
    /// Exif only the way up is taken over, since a telephone's picture would lie on its side without.
    static func jpeg(_ file: [UInt8]) -> PhotoBytes? {
        guard file.count > 4, file[0] == 0xFF, file[1] == 0xD8 else { return nil }
        var out: [UInt8] = [0xFF, 0xD8]
        var size: (width: Int, height: Int)?
        var way: UInt8?
        var place = 2
        while place + 4 <= file.count {
            guard file[place] == 0xFF else { return nil }
            let marker = file[place + 1]
            if marker == 0xFF {
                place += 1
                continue
            }
            let length = Int(file[place + 2]) << 8 | Int(file[place + 3])
            let end = place + 2 + length
            guard length >= 2, end <= file.count else { return nil }
            let block = file[place..<end]
            switch marker {
            case 0xE1: way = way ?? orientation(Array(block.dropFirst(4)))
            case 0xE0, 0xEE: out += block
            // What colours mean, too (ICC.1).
            case 0xE2 where block.dropFirst(4).starts(with: Array("ICC_PROFILE\u{0}".utf8)): out += block
            case 0xE2...0xEF, 0xFE: break
            case 0xDA:
                guard let size, let last = file.lastIndex(of: 0xD9), last > end, file[last - 1] == 0xFF else { return nil }
                if let way, (2...8).contains(way) { out.insert(contentsOf: upright(way), at: 2) }
                // What stands behind the end of the picture (a film, a second picture) is left out.
                return PhotoBytes(kind: .jpeg, bytes: out + scans(file, from: place), width: size.width, height: size.height)
            default:
                if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker), length >= 7 {
                    size = (Int(file[place + 7]) << 8 | Int(file[place + 8]), Int(file[place + 5]) << 8 | Int(file[place + 6]))
                }
                out += block
            }
            place = end
        }
        return nil
    }

    /// From the first scan to the end of the picture; blocks between scans are copied but for application blocks and comments.
    private static func scans(_ file: [UInt8], from start: Int) -> [UInt8] {
        var out: [UInt8] = []
        var place = start
        while place + 1 < file.count {
            guard file[place] == 0xFF, file[place + 1] != 0x00, !(0xD0...0xD7).contains(file[place + 1]), file[place + 1] != 0xFF else {
                out.append(file[place])
                // A stuffed or restart byte belongs to what was before it.
                if file[place] == 0xFF, file[place + 1] != 0xFF {
                    out.append(file[place + 1])
                    place += 1
                }
                place += 1
                continue
            }
            let marker = file[place + 1]
            if marker == 0xD9 { return out + [0xFF, 0xD9] }
            guard place + 3 < file.count else { break }
            let end = min(place + 2 + max(2, Int(file[place + 2]) << 8 | Int(file[place + 3])), file.count)
            if !(0xE0...0xEF).contains(marker), marker != 0xFE { out += file[place..<end] }
            place = end
        }
        return out + [0xFF, 0xD9]
    }

    /// The Exif entry 0x0112 of the first directory, 1 to 8; nil where there is none.
    private static func orientation(_ block: [UInt8]) -> UInt8? {
        guard block.starts(with: Array("Exif\u{0}\u{0}".utf8)), block.count > 22 else { return nil }
        let tiff = Array(block.dropFirst(6))
        let isLittle = tiff[0] == 0x49
        func number(_ place: Int, _ count: Int) -> Int? {
            guard place >= 0, place + count <= tiff.count else { return nil }
            let bytes = tiff[place..<place + count]
            return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let start = number(4, 4), let count = number(start, 2) else { return nil }
        for entry in 0..<min(count, 200) where number(start + 2 + entry * 12, 2) == 0x0112 {
            return number(start + 2 + entry * 12 + 8, 2).flatMap { UInt8(exactly: $0) }
        }
        return nil
    }

    /// An Exif block that says nothing but the way up.
    private static func upright(_ way: UInt8) -> [UInt8] {
        let tiff: [UInt8] = [
            0x4D, 0x4D, 0x00, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0,
        ]
        let body = Array("Exif\u{0}\u{0}".utf8) + tiff
        let length = body.count + 2
        return [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + body
    }

    /// PNG (W3C, third edition): the chunks that hold pixels, palette, transparency and what colours mean.
    static func png(_ file: [UInt8]) -> PhotoBytes? {
        let mark: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        guard file.starts(with: mark) else { return nil }
        let kept: Set<String> = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "iCCP"]
        var out = mark
        var size: (width: Int, height: Int)?
        var place = 8
        while place + 12 <= file.count {
            let length = four(file, place)
            let end = place + 12 + length
            guard length < 1 << 30, end <= file.count else { return nil }
            let name = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
            if name == "IHDR", length >= 13 { size = (four(file, place + 8), four(file, place + 12)) }
            if name == "acTL" { return nil }
            if kept.contains(name) { out += file[place..<end] }
            if name == "IEND" { return size.map { PhotoBytes(kind: .png, bytes: out, width: $0.width, height: $0.height) } }
            place = end
        }
        return nil
    }

    private static func four(_ file: [UInt8], _ place: Int) -> Int {
        Int(file[place]) << 24 | Int(file[place + 1]) << 16 | Int(file[place + 2]) << 8 | Int(file[place + 3])
    }

    /// WebP (RFC 9649): the picture with its transparency; moving ones are refused.
    static func webp(_ file: [UInt8]) -> PhotoBytes? {
        guard file.count > 20, file.starts(with: Array("RIFF".utf8)), Array(file[8..<12]) == Array("WEBP".utf8) else { return nil }
        func little(_ place: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) } }
        var chunks: [UInt8] = []
        var size: (width: Int, height: Int)?
        var place = 12
        while place + 8 <= file.count {
            let name = String(decoding: file[place..<place + 4], as: UTF8.self)
            let length = little(place + 4, 4)
            let end = place + 8 + length + length % 2
            guard length < 1 << 30, place + 8 + length <= file.count else { return nil }
            var block = Array(file[place..<min(end, file.count)])
            switch name {
            case "VP8X":
                guard length >= 10 else { return nil }
                if block[8] & 0x02 != 0 { return nil }
                // Of the flags only "has transparency" and "has colours of its own" are left.
                block[8] &= 0x30
                size = (little(place + 12, 3) + 1, little(place + 15, 3) + 1)
                chunks += block
            case "VP8 ":
                guard length >= 10 else { return nil }
                if size == nil { size = (little(place + 14, 2) & 0x3FFF, little(place + 16, 2) & 0x3FFF) }
                chunks += block
            case "VP8L":
                guard length >= 5 else { return nil }
                let bits = little(place + 9, 4)
                if size == nil { size = (bits & 0x3FFF + 1, (bits >> 14) & 0x3FFF + 1) }
                chunks += block
            case "ALPH", "ICCP": chunks += block
            case "ANIM", "ANMF": return nil
            default: break
            }
            place = end
        }
        guard let size, chunks.count > 8 else { return nil }
        let length = chunks.count + 4
        let head = Array("RIFF".utf8) + (0..<4).map { UInt8(length >> (8 * $0) & 0xFF) } + Array("WEBP".utf8)
        return PhotoBytes(kind: .webp, bytes: head + chunks, width: size.width, height: size.height)
    }
}
