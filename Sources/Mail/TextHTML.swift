/// Plain text as HTML for display: escaped, line ends kept, addresses clickable, quoted lines marked for folding.
///
/// Pure Swift and safe in the main process.
public enum TextHTML {
    public static func render(_ text: String) -> SanitisedHTML {
        var output = "<div dir=\"auto\">"
        var quoting = false
        var first = true
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }) {
            let quoted = line.utf8.first == UInt8(ascii: ">")
            if quoted != quoting {
                output += quoted ? "<blockquote data-fold=\"quote\">" : "</blockquote>"
                quoting = quoted
                first = true
            }
            if !first { output += "<br>" }
            first = false
            links(in: line, to: &output)
        }
        if quoting { output += "</blockquote>" }
        return SanitisedHTML(checked: output + "</div>")
    }

    private static func links(in line: Substring, to output: inout String) {
        var rest = line
        while let (start, scheme) = nextLink(in: rest) {
            escape(rest[..<start], to: &output)
            let candidate = rest[start...]
            var end = candidate.firstIndex { $0.isWhitespace || "<>\"`".contains($0) } ?? candidate.endIndex
            // Signs that close a sentence are not part of the address; a closing bracket only if it was opened inside.
            while end > candidate.startIndex {
                let last = candidate[candidate.index(before: end)]
                let inside = candidate[..<end]
                if ".,;:!?'*_]}\u{00BB}\u{201D}".contains(last) || (last == ")" && !inside.contains("(")) {
                    end = candidate.index(before: end)
                } else {
                    break
                }
            }
            let address = String(candidate[..<end])
            let target = scheme == "www." ? "https://" + address : address
            if address.utf8.count > scheme.utf8.count, let safe = LinkTarget.link(target) {
                output += "<a href=\""
                SanitisedWriter.escape(safe, to: &output)
                output += "\" rel=\"noopener nofollow noreferrer\" target=\"_blank\">"
                escape(candidate[..<end], to: &output)
                output += "</a>"
                rest = candidate[end...]
            } else {
                let next = candidate.index(after: candidate.startIndex)
                escape(candidate[..<next], to: &output)
                rest = candidate[next...]
            }
        }
        escape(rest, to: &output)
    }

    private static func nextLink(in text: Substring) -> (Substring.Index, String)? {
        let bytes = text.utf8
        var i = bytes.startIndex
        var previous: UInt8 = 0x20
        while i < bytes.endIndex {
            let byte = ASCII.lower(bytes[i])
            if byte == UInt8(ascii: "h") || byte == UInt8(ascii: "w") || byte == UInt8(ascii: "m"), !ASCII.isLetter(previous),
                !ASCII.isDigit(previous)
            {
                for scheme in ["https://", "http://", "www.", "mailto:"] {
                    var mine = bytes[i...].makeIterator()
                    if scheme.utf8.allSatisfy({ wanted in mine.next().map(ASCII.lower) == wanted }) { return (i, scheme) }
                }
            }
            previous = bytes[i]
            i = bytes.index(after: i)
        }
        return nil
    }

    private static func escape(_ text: Substring, to output: inout String) {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7F) { clean.append(scalar) }
        SanitisedWriter.escape(String(clean), to: &output)
    }
}
