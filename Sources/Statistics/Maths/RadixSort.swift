extension Array where Element == UInt64 {
    /// Sorts ascending, 16 bits at a time: four passes over a million numbers where comparing them takes twenty.
    mutating func sortByRadix() {
        guard count > 256 else { return sort() }
        var highest: UInt64 = 0
        for key in self { highest |= key }
        var other = Array(repeating: 0, count: count)
        var places = [Int](repeating: 0, count: 1 << 16)
        var shift: UInt64 = 0
        while shift < 64, highest >> shift != 0 {
            // Bits that no number has need no pass.
            defer { shift += 16 }
            guard highest >> shift & 0xFFFF != 0 else { continue }
            for index in places.indices { places[index] = 0 }
            for key in self { places[Int(key >> shift & 0xFFFF)] += 1 }
            var next = 0
            for index in places.indices {
                let here = places[index]
                places[index] = next
                next += here
            }
            for key in self {
                let digit = Int(key >> shift & 0xFFFF)
                other[places[digit]] = key
                places[digit] += 1
            }
            swap(&self, &other)
        }
    }
}
