/// Tells what is new in a mail's text from what it quotes. For display only: the whole text is always kept beside it.
public enum QuoteFold {
    /// `text` without quoted mail and signature; `text` itself where nothing would be left.
    ///
    /// - Parameter isForward: the mail forwards another one, which is then what the sender wants to show and stays.
    public static func visible(_ text: String, isForward: Bool = false) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }).map(
            String.init)
        var kept = [Bool](repeating: true, count: lines.count)
        var i = 0
        while i < lines.count {
            let line = lines[i]
            if line.isEmpty {
                i += 1
                continue
            }
            if QuoteMarks.isForwardMark(line) { break }
            if isQuoted(line) {
                kept[i] = false
                i += 1
                continue
            }
            if !isForward {
                if let length = attribution(lines, at: i) {
                    let next = nextWords(lines, after: i + length)
                    for hidden in i..<(i + length) { kept[hidden] = false }
                    if let next, isQuoted(lines[next]) {
                        i = next
                        continue
                    }
                    // Quoted without `>`: all that follows is the other mail.
                    hide(&kept, from: i)
                    break
                }
                if let start = headerBlock(lines, at: i) {
                    hide(&kept, from: start)
                    break
                }
                if QuoteMarks.isOriginalMark(line) {
                    hide(&kept, from: i)
                    break
                }
            }
            if line == "-- " || (line == "--" && i > 0) {
                // The signature reaches to a quote below it or to the end.
                var end = i
                while end < lines.count, !isQuoted(lines[end]), attribution(lines, at: end) == nil, headerBlock(lines, at: end) == nil,
                    !QuoteMarks.isOriginalMark(lines[end]), !QuoteMarks.isForwardMark(lines[end])
                {
                    kept[end] = false
                    end += 1
                }
                i = end
                continue
            }
            i += 1
        }
        showAnswered(lines, &kept)
        hideMobileSignature(lines, &kept)
        let visible = joined(lines, kept)
        guard visible.isEmpty else { return visible }
        let all = joined(lines, [Bool](repeating: true, count: lines.count))
        return all.isEmpty ? text.trimmed : all
    }

    /// Somebody who answers piece by piece, between the lines of the other, says nothing without them: "Yes. / Ten." What stands between two
    /// pieces of their own words is shown; the quote before the first of them is what they answer first.
    private static func showAnswered(_ lines: [String], _ kept: inout [Bool]) {
        var pieces = 0
        var lastOwn = 0
        var isAfterQuote = false
        for (i, line) in lines.enumerated() where !line.trimmed.isEmpty {
            if isQuoted(line) {
                isAfterQuote = true
            } else if kept[i] {
                if isAfterQuote { pieces += 1 }
                isAfterQuote = false
                lastOwn = i
            }
        }
        guard pieces >= 2 else { return }
        for i in 0..<lastOwn where isQuoted(lines[i]) && !isQuotedTwice(lines[i]) { kept[i] = true }
    }

    /// A quote within the quote, as in ">> " and "> > ".
    private static func isQuotedTwice(_ line: String) -> Bool {
        line.utf8.prefix(5).filter { $0 == UInt8(ascii: ">") }.count > 1
    }

    private static func isQuoted(_ line: String) -> Bool {
        var bytes = line.utf8.makeIterator()
        // One blank before the sign, as some gateways indent.
        guard var first = bytes.next() else { return false }
        if first == 0x20, let second = bytes.next() { first = second }
        return first == UInt8(ascii: ">")
    }

    /// How many lines from `i` form an attribution, nil when none begins there. Programs break it into up to three.
    private static func attribution(_ lines: [String], at i: Int) -> Int? {
        var joined = ""
        for count in 1...3 {
            guard i + count <= lines.count else { return nil }
            let line = lines[i + count - 1]
            if line.trimmed.isEmpty { return nil }
            // New words right above the line that says who wrote what follows are no part of it.
            if count > 1, QuoteMarks.isAttribution(line), !mayBeginAttribution(lines[i]) { return nil }
            joined += joined.isEmpty ? line : " " + line
            if QuoteMarks.isAttribution(joined) { return count }
            if joined.utf8.count > 400 { return nil }
        }
        return nil
    }

    /// Whether a line can be the first of a broken attribution: it has a date or an address and does not end a sentence.
    private static func mayBeginAttribution(_ line: String) -> Bool {
        guard let last = line.trimmed.last, !".!?…։".contains(last) else { return false }
        return line.utf8.contains { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "@") }
    }

    /// Where an Outlook header block begins (with the rule above it), if line `i` starts one.
    private static func headerBlock(_ lines: [String], at i: Int) -> Int? {
        var start = i
        if QuoteMarks.isRule(lines[i]) {
            guard let next = nextWords(lines, after: i + 1), next <= i + 2 else { return nil }
            start = next
        }
        return QuoteMarks.looksLikeHeaderBlock(Array(lines[start..<min(start + 7, lines.count)])) ? i : nil
    }

    private static func nextWords(_ lines: [String], after i: Int) -> Int? {
        var next = i
        while next < lines.count {
            if !lines[next].trimmed.isEmpty { return next }
            next += 1
        }
        return nil
    }

    private static func hide(_ kept: inout [Bool], from start: Int) {
        for i in start..<kept.count { kept[i] = false }
    }

    /// "Sent from my iPhone" as the last visible line.
    private static func hideMobileSignature(_ lines: [String], _ kept: inout [Bool]) {
        for i in lines.indices.reversed() where kept[i] && !lines[i].trimmed.isEmpty {
            if QuoteMarks.isMobileSignature(lines[i]) { kept[i] = false }
            return
        }
    }

    /// The kept lines without empty ones at both ends; where something was cut out between them one empty line stays.
    private static func joined(_ lines: [String], _ kept: [Bool]) -> String {
        var result: [String] = []
        var afterCut = false
        for (line, isKept) in zip(lines, kept) {
            guard isKept else {
                afterCut = true
                continue
            }
            let isEmpty = line.trimmed.isEmpty || (line.hasPrefix("&nbsp;") && QuoteMarks.fold(line).isEmpty)
            if isEmpty, result.isEmpty || (afterCut && result.last?.isEmpty == true) { continue }
            if !isEmpty { afterCut = false }
            result.append(isEmpty ? "" : line)
        }
        while result.last?.isEmpty == true { result.removeLast() }
        return result.joined(separator: "\n")
    }
}
