/// Parts an mbox at its "From " lines as it comes (mboxrd: ">From " loses one ">"). What begins otherwise is one mail.
public struct MboxSplitter: Sendable {
    private static let mark = Array("From ".utf8)
    private var isMbox: Bool?
    private var mail: [UInt8] = []
    /// What came of a line whose end has not come.
    private var line: [UInt8] = []

    public init() {}

    /// The mails that end in `piece`.
    public mutating func take(_ piece: [UInt8]) -> [[UInt8]] {
        if isMbox == false {
            mail += piece
            return []
        }
        line += piece
        if isMbox == nil {
            guard line.count >= Self.mark.count else { return [] }
            isMbox = line.starts(with: Self.mark)
            if isMbox == false {
                mail = line
                line = []
                return []
            }
        }
        var ended: [[UInt8]] = []
        var start = line.startIndex
        while let end = line[start...].firstIndex(of: 0x0A) {
            if let done = add(line[start...end]) { ended.append(done) }
            start = end + 1
        }
        line.removeSubrange(..<start)
        return ended
    }

    /// The last mail, when nothing more comes.
    public mutating func finish() -> [[UInt8]] {
        var ended: [[UInt8]] = []
        if isMbox == true, !line.isEmpty, let done = add(line[...]) { ended.append(done) }
        if isMbox == nil { mail = line }
        line = []
        if !mail.isEmpty { ended.append(mail) }
        mail = []
        return ended
    }

    /// The mail before, when a new one begins with `content`.
    private mutating func add(_ content: ArraySlice<UInt8>) -> [UInt8]? {
        // A new mail begins after an empty line only.
        if content.starts(with: Self.mark), mail.isEmpty || endsWithEmptyLine {
            defer { mail = [] }
            return mail.isEmpty ? nil : mail
        }
        if content.first == UInt8(ascii: ">"), content.drop(while: { $0 == UInt8(ascii: ">") }).starts(with: Self.mark) {
            mail += content.dropFirst()
        } else {
            mail += content
        }
        return nil
    }

    private var endsWithEmptyLine: Bool {
        guard mail.last == 0x0A, mail.count >= 2 else { return false }
        let before = mail[mail.count - 2]
        return before == 0x0A || (before == 0x0D && mail.count >= 3 && mail[mail.count - 3] == 0x0A)
    }
}
