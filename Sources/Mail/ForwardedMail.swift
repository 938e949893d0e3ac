/// What a person passed on with a mail program's *Forward* (14): who wrote it first, about what, and the words.
public struct ForwardedMail: Hashable, Sendable, Codable {
    /// The first writer, as the forwarding program wrote it down. Nobody vouches for it but whoever forwarded.
    public var from: NamedAddress
    public var subject: String
    public var text: String
    /// What stands above it, by whoever forwarded.
    public var comment: String

    /// Nil unless the subject says that something is forwarded and a header block with an address stands in the text.
    static func read(subject: String, text: String) -> ForwardedMail? {
        guard QuoteMarks.isForwardSubject(subject) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(2_000).map(bare)
        for start in lines.indices {
            guard isBlock(lines[start...].prefix(8)) else { continue }
            return read(lines, block: start, subject: subject)
        }
        return nil
    }

    /// From and two more of Sent or Date, To, Subject, in any order: Thunderbird begins with the subject.
    private static func isBlock(_ lines: ArraySlice<String>) -> Bool {
        let known = [QuoteMarks.fromLabels, QuoteMarks.dateLabels, QuoteMarks.toLabels, QuoteMarks.subjectLabels]
        func kind(_ line: String) -> Int? { QuoteMarks.labelled(line).flatMap { field in known.firstIndex { $0.contains(field.label) } } }
        guard let first = lines.first, kind(first) != nil else { return false }
        let kinds = Set(lines.prefix { !$0.trimmed.isEmpty }.compactMap(kind))
        return kinds.contains(0) && kinds.count >= 3
    }

    /// "-------- Forwarded message --------" in whatever language.
    private static func isDashed(_ line: String) -> Bool { line.trimmed.hasPrefix("--") && line.trimmed.hasSuffix("--") }

    private static func read(_ lines: [String], block start: Int, subject: String) -> ForwardedMail? {
        var from: NamedAddress?
        var about: String?
        var end = start
        while end < lines.count, !lines[end].trimmed.isEmpty, end - start < 12 {
            if let (label, value) = QuoteMarks.labelled(lines[end]) {
                if from == nil, QuoteMarks.fromLabels.contains(label) { from = address(value) }
                if about == nil, QuoteMarks.subjectLabels.contains(label) { about = value }
            }
            end += 1
        }
        guard let from, from.checked != nil else { return nil }
        var above = start
        // The mark or the rule that the program put over the block is no comment.
        while above > 0,
            lines[above - 1].trimmed.isEmpty || QuoteMarks.isForwardMark(lines[above - 1])
                || isDashed(lines[above - 1]) || QuoteMarks.isRule(lines[above - 1])
        {
            above -= 1
        }
        return ForwardedMail(
            from: from, subject: about ?? QuoteMarks.withoutForwardPrefix(subject),
            text: lines[end...].joined(separator: "\n").trimmed, comment: lines[..<above].joined(separator: "\n").trimmed)
    }

    /// "Anna <anna@example.org>", "Anna [mailto:anna@example.org]", "anna@example.org".
    private static func address(_ value: String) -> NamedAddress? {
        var problems: [String] = []
        let plain = value.replacing("[mailto:", with: "<").replacing("<mailto:", with: "<").replacing("]", with: ">")
        return AddressList.parse(Array(plain.utf8), limit: 1, problems: &problems, place: "forwarded").first
    }

    /// Without the marks of quoting and of bold type around labels.
    private static func bare(_ line: Substring) -> String {
        var rest = line
        if rest.last == "\r" { rest = rest.dropLast() }
        while rest.first == ">" { rest = rest.dropFirst().first == " " ? rest.dropFirst(2) : rest.dropFirst() }
        return String(rest)
    }
}
