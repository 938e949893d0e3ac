/// Where the three fields that count are in a row; nil for one that the row does not reach.
struct RowFields {
    static let quote = UInt8(ascii: "\"")

    var customer: Range<Int>?
    var date: Range<Int>?
    var amount: Range<Int>?
    /// The customer's name has quotation marks written twice.
    var isCustomerDoubled = false

    /// Finds them. False when a quotation mark is open at the end of the row: it goes on in the next line.
    mutating func split(
        _ row: UnsafeRawBufferPointer, _ separator: UInt8, _ customerColumn: Int, _ dateColumn: Int, _ amountColumn: Int
    ) -> Bool {
        var index = 0
        var column = 0
        let end = row.count
        while true {
            // A mark opens a quotation at the beginning of a field alone, so that 5" pipes are no matter.
            while index < end, row[index] == 0x20 { index += 1 }
            var start = index
            var stop: Int
            var isDoubled = false
            if index < end, row[index] == Self.quote {
                index += 1
                start = index
                while true {
                    guard index < end else { return false }
                    if row[index] == Self.quote {
                        guard index + 1 < end, row[index + 1] == Self.quote else { break }
                        isDoubled = true
                        index += 1
                    }
                    index += 1
                }
                stop = index
                while index < end, row[index] != separator { index += 1 }
            } else {
                while index < end, row[index] != separator { index += 1 }
                stop = index
            }
            while stop > start, row[stop - 1] == 0x20 { stop -= 1 }
            if column == customerColumn {
                customer = start..<stop
                isCustomerDoubled = isDoubled
            }
            if column == dateColumn { date = start..<stop }
            if column == amountColumn { amount = start..<stop }
            // A field after the last that counts may still open a quotation that goes over lines.
            guard index < end else { return true }
            index += 1
            column += 1
        }
    }
}
