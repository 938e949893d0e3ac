import Web

/// A text with light marks, taken apart: a small part of what CommonMark has, and as it reads it, but that a line ends where its writer
/// ended it.
///
///     **bold**  *italic*  _italic_  [words](https://…)  https://…  - list  1. list  > quote  \* a star
///
/// Everything else is words. Pure, and linear but for a window in which the end of a mark is looked for, so that nobody's letter takes long.
struct MarkedText: Sendable, Equatable {
    indirect enum Inline: Sendable, Equatable {
        case words(String)
        case bold([Inline])
        case italic([Inline])
        case link([Inline], Link)
        case lineBreak
    }
    indirect enum Block: Sendable, Equatable {
        case paragraph([Inline])
        /// `first` is the number of an ordered list's first item; nil for one with dots.
        case list(first: Int?, [[Inline]])
        case quote([Block])
    }
    var blocks: [Block]

    /// Quotes in quotes, at most.
    private static let deepest = 6

    init(_ text: String) {
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        blocks = Self.blocks(lines[...], depth: 0)
    }

    private static func blocks(_ lines: ArraySlice<Substring>, depth: Int) -> [Block] {
        var blocks: [Block] = []
        var paragraph: [Substring] = []
        var rest = lines
        func close() {
            guard !paragraph.isEmpty else { return }
            blocks.append(.paragraph(InlineMarks.read(paragraph)))
            paragraph = []
        }
        while let line = rest.first {
            if isBlank(line) {
                close()
                rest = rest.dropFirst()
            } else if depth < deepest, isQuote(line) {
                close()
                let quoted = rest.prefix(while: isQuote)
                blocks.append(.quote(Self.blocks(quoted.map(unquoted)[...], depth: depth + 1)))
                rest = rest.dropFirst(quoted.count)
            } else if let mark = ListMark(line), mark.number == nil || paragraph.isEmpty || mark.number == 1 {
                close()
                let (list, left) = list(mark, rest)
                blocks.append(list)
                rest = left
            } else {
                paragraph.append(line)
                rest = rest.dropFirst()
            }
        }
        close()
        return blocks
    }

    /// Items of one kind, one after the other; a line that is set in belongs to the item above.
    private static func list(_ first: ListMark, _ lines: ArraySlice<Substring>) -> (Block, ArraySlice<Substring>) {
        var items: [[Substring]] = []
        var rest = lines
        while let line = rest.first {
            if let mark = ListMark(line), (mark.number == nil) == (first.number == nil) {
                items.append([mark.words])
            } else if !items.isEmpty, line.hasPrefix("  "), !isBlank(line) {
                items[items.count - 1].append(line.drop { $0 == " " })
            } else if isBlank(line), let next = rest.dropFirst().first, let mark = ListMark(next),
                (mark.number == nil) == (first.number == nil)
            {
                // One empty line between items.
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        return (.list(first: first.number, items.map { InlineMarks.read($0) }), rest)
    }

    private static func isBlank(_ line: Substring) -> Bool { line.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    private static func isQuote(_ line: Substring) -> Bool { line.utf8.first == UInt8(ascii: ">") }
    private static func unquoted(_ line: Substring) -> Substring {
        let rest = line.dropFirst()
        return rest.first == " " ? rest.dropFirst() : rest
    }
}

/// What begins an item of a list: "- ", "* ", "+ ", "• ", "3. ", "3) ".
private struct ListMark {
    var number: Int?
    var words: Substring

    init?(_ line: Substring) {
        let rest = line.drop { $0 == " " }
        guard line.utf8.count - rest.utf8.count <= 3, let first = rest.first else { return nil }
        if "-*+•".contains(first) {
            words = rest.dropFirst()
        } else {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...4).contains(digits.count), let value = Int(digits), let sign = rest.dropFirst(digits.count).first,
                ".)".contains(sign)
            else { return nil }
            number = value
            words = rest.dropFirst(digits.count + 1)
        }
        guard words.first == " ", let start = words.firstIndex(where: { $0 != " " }) else { return nil }
        words = words[start...]
    }
}
