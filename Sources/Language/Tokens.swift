extension SearchAnalysis {
    /// The words of a text in order. Numbers are words; an e-mail address, an order number (INV-2024-001) or any word with a hyphen or
    /// apostrophe comes whole and then in its parts.
    ///
    /// A word is a run of letters, digits and marks of any script. Scripts without spaces (Chinese, Thai) are not divided: a run is one word.
    /// Only the first 64 characters of a longer run count, so that pasted base64 does not fill an index.
    public static func words(of text: String) -> [Substring] {
        var words: [Substring] = []
        for run in runs(of: text) {
            let parts = run.parts
            if parts.count == 1 {
                words.append(parts[0])
            } else {
                if run.isWorthWhole { words.append(run.whole) }
                words += parts
            }
        }
        return words
    }

    /// Words joined by single connecting characters.
    struct Run {
        let whole: Substring
        let parts: [Substring]
        /// False for alternatives like "tea/coffee", which nobody looks for as one.
        let isWorthWhole: Bool
    }

    static func runs(of text: String) -> [Run] {
        var runs: [Run] = []
        forEachRun(of: text) { runs.append($0) }
        return runs
    }

    /// Hands over the runs one by one: a megabyte of text has a quarter of a million.
    static func forEachRun(of text: String, _ body: (Run) -> Void) {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            guard isWord(scalars[index]) else {
                scalars.formIndex(after: &index)
                continue
            }
            let start = index
            var partStart = index
            var parts: [Substring] = []
            var hasDigit = false
            var binds = false
            var length = 0
            while index < scalars.endIndex {
                let scalar = scalars[index]
                if isWord(scalar) {
                    hasDigit = hasDigit || (0x30...0x39).contains(scalar.value)
                    length += 1
                    scalars.formIndex(after: &index)
                    continue
                }
                guard isConnector(scalar) else { break }
                let next = scalars.index(after: index)
                guard next < scalars.endIndex, isWord(scalars[next]) else { break }
                if length <= 64 { parts.append(text[partStart..<index]) }
                binds = binds || (scalar != "/" && scalar != "+")
                partStart = next
                index = next
                length += 1
            }
            if length <= 64 {
                parts.append(text[partStart..<index])
                body(Run(whole: text[start..<index], parts: parts, isWorthWhole: binds || hasDigit))
            } else if parts.isEmpty {
                let cut = text[scalars.index(start, offsetBy: 0)..<scalars.index(start, offsetBy: 64)]
                body(Run(whole: cut, parts: [cut], isWorthWhole: false))
            } else {
                body(Run(whole: parts[0], parts: parts, isWorthWhole: false))
            }
        }
    }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
        case 0..<0x80: return false
        // Armenian intonation marks stand inside a word (ճի՞շտ); they are no letters and must not break it.
        case 0x55B...0x55E: return true
        default:
            if scalar.properties.isAlphabetic { return true }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .spacingMark, .decimalNumber: return true
            default: return false
            }
        }
    }

    private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "@", "-", "_", "/", "+", "'", "\u{2019}", "\u{2BC}", "\u{2010}", "\u{2011}": true
        default: false
        }
    }
}
