import Foundation

/// Outlook's own way of keeping a thread together (17): the index of the mail that is answered, and five bytes more for the answer. As
/// [MS-OXOMSG], section 2.2.1.3 has it.
enum ThreadIndex {
    static func child(of parent: String, at milliseconds: Int64, mark: UInt8) -> String? {
        guard let bytes = Data(base64Encoded: parent), bytes.count >= 22, bytes.count <= 22 + 5 * 60 else { return nil }
        // The first six bytes are the upper ones of a FILETIME: 100 ns since 1601.
        let begun = bytes.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << 16
        let now = UInt64(max(0, milliseconds + 11_644_473_600_000)) &* 10_000
        let passed = now > begun ? now - begun : 0
        let isLong = passed >> 49 != 0
        let value = UInt32(truncatingIfNeeded: passed >> (isLong ? 23 : 18)) & 0x7FFF_FFFF | (isLong ? 0x8000_0000 : 0)
        var child = bytes
        for shift in [24, 16, 8, 0] as [UInt32] { child.append(UInt8(truncatingIfNeeded: value >> shift)) }
        child.append(mark)
        return child.base64EncodedString()
    }
}
