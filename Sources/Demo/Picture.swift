import Storage

/// A small PNG, drawn here: the sketch of a cake with candles.
enum Picture {
    static func cake(candles: Int) -> [UInt8] {
        let (width, height) = (240, 180)
        var rows: [UInt8] = []
        for y in 0..<height {
            rows.append(0)
            for x in 0..<width { rows += colour(x, y, candles: candles) }
        }
        return png(width: width, height: height, rows: rows)
    }

    private static func colour(_ x: Int, _ y: Int, candles: Int) -> [UInt8] {
        let plate = (x - 120) * (x - 120) * 100 + (y - 160) * (y - 160) * 9000 < 1_000_000
        if plate, y > 158 { return [206, 210, 214] }
        if (50..<190).contains(x), (112..<160).contains(y) {
            // Two layers, and icing that runs down in waves.
            if y < 120 + (x % 20 < 10 ? x % 10 : 10 - x % 10) { return [250, 240, 236] }
            return (134..<138).contains(y) ? [196, 84, 92] : [222, 178, 120]
        }
        if (70..<170).contains(x), (80..<112).contains(y) {
            if y < 86 + (x % 16 < 8 ? x % 8 : 8 - x % 8) { return [250, 240, 236] }
            return [228, 188, 134]
        }
        for candle in 0..<candles {
            let centre = 120 + (candle * 2 - candles + 1) * 7
            if abs(x - centre) <= 1, (58..<80).contains(y) { return [86, 140, 180] }
            let (dx, dy) = (x - centre, y - 52)
            if dx * dx * 3 + dy * dy < 30 { return [242, 166, 50] }
        }
        return [252, 250, 244]
    }

    /// Eight-bit RGB, each row with its filter byte before it.
    static func png(width: Int, height: Int, rows: [UInt8]) -> [UInt8] {
        // What Storage packs is a zlib stream behind one byte that says so, and IDAT is a zlib stream.
        let data = Array(Compressed.pack(rows).dropFirst())
        let header = big(width) + big(height) + [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(name.utf8) + data
        return big(data.count) + content + big(Int(crc(content)))
    }

    private static func big(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }

    /// CRC-32 as PNG has it, bit by bit: the pictures are small.
    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
