/// The customers of a file, numbered in the order in which they come.
///
/// A dictionary of strings would take a hundred bytes a customer and half of the time; this keeps their bytes end to end in one array.
struct CustomerNames {
    private var bytes: [UInt8] = []
    /// Where each name ends.
    private var ends: [Int] = []
    private var hashes: [UInt32] = []
    /// Number + 1 of the customer at each place, 0 where there is none. A power of two, at most half full.
    private var slots: [UInt32] = Array(repeating: 0, count: 1 << 12)

    var count: Int { ends.count }

    func name(_ number: Int) -> ArraySlice<UInt8> { bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]] }

    /// The customer's number, a new one when nobody had the name.
    mutating func number(of name: UnsafeRawBufferPointer) -> UInt32 {
        let hash = Self.hash(name)
        var place = Int(hash) & (slots.count - 1)
        while true {
            let slot = slots[place]
            if slot == 0 { break }
            let number = Int(slot) - 1
            if hashes[number] == hash, isName(number, name) { return UInt32(number) }
            place = (place + 1) & (slots.count - 1)
        }
        let number = ends.count
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        hashes.append(hash)
        slots[place] = UInt32(number + 1)
        if number * 2 > slots.count { grow() }
        return UInt32(number)
    }

    private func isName(_ number: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == name.count else { return false }
        for index in 0..<name.count where bytes[start + index] != name[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 4)
        for number in hashes.indices {
            var place = Int(hashes[number]) & (slots.count - 1)
            while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = UInt32(number + 1)
        }
    }

    /// Eight bytes at a time, multiplied and folded. The file is the shop's own: nobody chooses names to make it slow.
    private static func hash(_ name: UnsafeRawBufferPointer) -> UInt32 {
        var state = UInt64(name.count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        while index + 8 <= name.count {
            state = fold(state ^ name.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < name.count {
            rest = rest << 8 | UInt64(name[index])
            index += 1
        }
        state = fold(state ^ rest)
        return UInt32(truncatingIfNeeded: state ^ state >> 32)
    }

    private static func fold(_ state: UInt64) -> UInt64 {
        let product = state.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
