/// Message numbers as a command names them: `2,4:7`.
enum UIDSet {
    /// `uids` in any order; the text lists them ascending, neighbours joined.
    static func text(_ uids: some Sequence<UInt32>) -> String {
        var ranges: [ClosedRange<UInt32>] = []
        for uid in uids.sorted() {
            if let last = ranges.last, uid <= last.upperBound || uid == last.upperBound &+ 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(uid, last.upperBound)
            } else {
                ranges.append(uid...uid)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
    }

    /// `uids` cut so that no command line grows beyond what servers take (RFC 7162 asks for 8192 bytes; some stop at 1000).
    static func chunks(_ uids: [UInt32], count: Int = 80) -> [[UInt32]] {
        let sorted = uids.sorted()
        return stride(from: 0, to: sorted.count, by: count).map { Array(sorted[$0..<min($0 + count, sorted.count)]) }
    }
}
