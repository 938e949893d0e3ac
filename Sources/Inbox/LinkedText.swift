import Web

/// Addresses in a letter's plain text as links: http, https, www. and mail addresses, and nothing else.
///
/// What is shown is the whole address and what it leads to, so that nothing can be told about it that is not so. Where marks that turn the
/// direction of writing, or letters that cannot be seen, touch an address, or something stands before an @ in it
/// ("https://bank.example@elsewhere.example"), it stays text.
enum LinkedText {
    enum Piece: Equatable {
        case words(String)
        case link(shown: String, Link)
    }

    /// As much of one address as is looked at.
    private static let longest = 2_000

    static func html(_ text: String) -> HTML {
        guard mayHoldLinks(text) else { return "\(text)" }
        var out = HTML.empty
        for piece in pieces(text) {
            switch piece {
            case .words(let words): out += "\(words)"
            case .link(let shown, let link): out += "<a href=\"\(link)\" dir=\"ltr\" rel=\"noopener noreferrer nofollow\">\(shown)</a>"
            }
        }
        return out
    }

    private static func mayHoldLinks(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "@")) || text.utf8.contains(UInt8(ascii: "/")) || text.utf8.contains(UInt8(ascii: "w"))
            || text.utf8.contains(UInt8(ascii: "W"))
    }

    static func pieces(_ text: String) -> [Piece] {
        let letters = Array(text.unicodeScalars)
        var pieces: [Piece] = []
        var (done, at) = (0, 0)
        func put(_ from: Int, _ to: Int, _ link: Link) {
            if done < from { pieces.append(.words(string(letters[done..<from]))) }
            pieces.append(.link(shown: string(letters[from..<to]), link))
            (done, at) = (to, to)
        }
        while at < letters.count {
            switch letters[at] {
            case "h", "H", "w", "W":
                if at == 0 || !isWord(letters[at - 1]), let (end, link) = web(letters, from: at) {
                    if let link { put(at, end, link) } else { at = end }
                } else {
                    at += 1
                }
            case "@":
                if let (start, end, link) = mail(letters, around: at, notBefore: done) { put(start, end, link) } else { at += 1 }
            default: at += 1
            }
        }
        if done < letters.count { pieces.append(.words(string(letters[done...]))) }
        return pieces
    }

    // MARK: The web

    private static func web(_ letters: [Unicode.Scalar], from start: Int) -> (end: Int, link: Link?)? {
        guard let scheme = ["https://", "http://", "www."].first(where: { begins(letters, at: start, with: $0) }) else { return nil }
        let schemeEnd = start + scheme.unicodeScalars.count
        var end = schemeEnd
        // İstanbul's apostrophe: "www.ornek.com'da".
        while end < letters.count, end - start < longest, isOfHost(letters[end]) { end += 1 }
        if end < letters.count, letters[end] != "'", letters[end] != "\u{2019}" {
            while end < letters.count, end - start < longest, isOfAddress(letters[end]) { end += 1 }
        }
        // What is too long for an address is skipped as a whole, so that none is made of its rest.
        var whole = end
        while whole < letters.count, isOfAddress(letters[whole]) { whole += 1 }
        if start > 0, isTrick(letters[start - 1]) { return (whole, nil) }
        if end < letters.count, isTrick(letters[end]) || end - start >= longest { return (whole, nil) }
        end = trimmed(letters, start, end)
        guard end > schemeEnd else { return (whole, nil) }
        let shown = string(letters[start..<end])
        let rest = shown.unicodeScalars.dropFirst(scheme.unicodeScalars.count)
        let authority = rest.prefix { !["/", "?", "#", "\\"].contains($0) }
        let host = authority.prefix { $0 != ":" }
        let port = authority.dropFirst(host.count).dropFirst()
        let labels = String(String.UnicodeScalarView(host)).split(separator: ".", omittingEmptySubsequences: false)
        guard !host.isEmpty, !host.contains("@"), !authority.contains("@"), !shown.contains("\\"),
            labels.allSatisfy({ !$0.isEmpty && $0.first != "-" && $0.last != "-" }),
            labels.count > 1, host.allSatisfy({ isWord($0) || $0 == "-" || $0 == "." }), port.allSatisfy({ ("0"..."9").contains($0) })
        else { return (whole, nil) }
        let link = Link.outside(scheme == "www." ? "https://" + shown : shown)
        return (link == nil ? whole : end, link)
    }

    /// Without the full stop, the bracket or the quotation mark that belongs to the sentence around it. A bracket that was opened inside
    /// stays.
    private static func trimmed(_ letters: [Unicode.Scalar], _ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start {
            let last = letters[end - 1]
            if ending.contains(last) {
                end -= 1
            } else if let open = brackets[last] {
                let inside = letters[start..<end]
                guard inside.count(where: { $0 == last }) > inside.count(where: { $0 == open }) else { break }
                end -= 1
            } else {
                break
            }
        }
        return end
    }

    /// Also the Armenian full stop and comma, and marks of other scripts.
    private static let ending: Set<Unicode.Scalar> = [
        ".", ",", ";", ":", "!", "?", "'", "\"", "*", "_", "~", "\u{2026}", "\u{589}", "\u{55D}", "\u{55B}", "\u{55C}", "\u{55E}",
        "\u{2019}",
        "\u{201D}", "\u{BB}", "\u{60C}", "\u{61B}", "\u{61F}", "\u{3002}",
    ]
    private static let brackets: [Unicode.Scalar: Unicode.Scalar] = [")": "(", "]": "[", "}": "{"]

    private static func isOfHost(_ letter: Unicode.Scalar) -> Bool { isWord(letter) || [".", "-", ":"].contains(letter) }

    private static func isOfAddress(_ letter: Unicode.Scalar) -> Bool {
        switch letter {
        case "<", ">", "\"", "`", "\u{AB}", "\u{BB}", "\u{201C}", "\u{201D}", "\u{201E}": false
        default: letter.value > 0x20 && letter.value != 0x7F && !letter.properties.isWhitespace && !isTrick(letter)
        }
    }

    // MARK: Mail

    private static func mail(_ letters: [Unicode.Scalar], around at: Int, notBefore first: Int) -> (start: Int, end: Int, link: Link)? {
        var start = at
        while start > first, at - start < 64, isOfLocalPart(letters[start - 1]) { start -= 1 }
        while start < at, letters[start] == "." || letters[start] == "-" { start += 1 }
        var end = at + 1
        while end < letters.count, end - at < 254, isPlain(letters[end]) || letters[end] == "." || letters[end] == "-" { end += 1 }
        while end > at + 1, letters[end - 1] == "." || letters[end - 1] == "-" { end -= 1 }
        let labels = string(letters[(at + 1)..<end]).split(separator: ".", omittingEmptySubsequences: false)
        guard start < at, labels.count > 1, labels.allSatisfy({ !$0.isEmpty }), let last = labels.last, last.utf8.count > 1,
            last.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic })
        else { return nil }
        if start > 0, isWord(letters[start - 1]) || isTrick(letters[start - 1]) || letters[start - 1] == "@" { return nil }
        if end < letters.count, isWord(letters[end]) || isTrick(letters[end]) || letters[end] == "@" { return nil }
        let address = string(letters[start..<end])
        return Link.outside("mailto:" + address).map { (start, end, $0) }
    }

    private static func isOfLocalPart(_ letter: Unicode.Scalar) -> Bool { isPlain(letter) || "._%+-".unicodeScalars.contains(letter) }

    // MARK: Letters

    private static func isPlain(_ letter: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) || ("0"..."9").contains(letter)
    }

    private static func isWord(_ letter: Unicode.Scalar) -> Bool {
        isPlain(letter) || letter == "_"
            || (letter.value >= 0x80 && (letter.properties.isAlphabetic || letter.properties.numericType != nil))
    }

    /// Marks that turn the direction of writing, and what takes no room.
    private static func isTrick(_ letter: Unicode.Scalar) -> Bool {
        switch letter.value {
        case 0x61C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xAD, 0x180E: true
        default: false
        }
    }

    private static func begins(_ letters: [Unicode.Scalar], at place: Int, with words: String) -> Bool {
        var place = place
        for wanted in words.unicodeScalars {
            guard place < letters.count else { return false }
            let letter = letters[place]
            let lower = ("A"..."Z").contains(letter) ? Unicode.Scalar(UInt8(letter.value + 0x20)) : letter
            guard lower == wanted else { return false }
            place += 1
        }
        return true
    }

    private static func string(_ letters: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: letters)
        return String(view)
    }
}
