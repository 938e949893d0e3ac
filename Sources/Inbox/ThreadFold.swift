/// Which of a long conversation's messages are folded away when it is opened.
///
/// A page that scrolled to the newest message would hide the head, and would move under the eyes of whoever has begun to read. So nothing
/// scrolls: what was dealt with lies folded above, one press away, and what waits for an answer stands below the head. It needs no script.
enum ThreadFold {
    /// Lines of a message, as wide as the page shows it, that still count as being in view beside what waits.
    private static let context = 12
    /// Less than this is not worth a press.
    private static let least = 20

    /// How many of the oldest messages are folded away; 0 where there is little to read.
    ///
    /// What stays: everything since our last answer, or where nothing waits the last thing they wrote and our answer to it; and before it
    /// what is short.
    /// - Parameter messages: oldest first.
    static func count(_ messages: [Message]) -> Int {
        func isTheirs(_ message: Message) -> Bool { message.kind == .theirs && message.automatic == nil }
        let answered = messages.lastIndex { $0.kind == .ours && !$0.isForward }.map { $0 + 1 } ?? 0
        guard
            var first = messages[answered...].firstIndex(where: isTheirs) ?? messages.lastIndex(where: isTheirs)
                ?? messages.indices.last
        else { return 0 }
        var left = context
        while first > 0, case let lines = lines(messages[first - 1]), lines <= left {
            left -= lines
            first -= 1
        }
        return messages[..<first].reduce(0) { $0 + lines($1) } >= least ? first : 0
    }

    /// About how high a message stands on the page: its lines, and four for its head and edges.
    private static func lines(_ message: Message) -> Int {
        if message.automatic != nil { return 1 }
        // By bytes: graphemes are dear, and a page counts all that was ever said.
        let lines = message.visibleText.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.reduce(4) { $0 + 1 + $1.count / 70 }
    }
}
