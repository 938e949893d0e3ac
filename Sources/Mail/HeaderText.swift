/// Header values as one line of text that is safe to show.
enum HeaderText {
    /// Without control characters and direction overrides, runs of white space as one blank.
    static func singleLine(_ text: String) -> String {
        if isSingleLine(text) { return text }
        var result = String.UnicodeScalarView()
        var blank = false
        for scalar in text.unicodeScalars {
            if scalar.value <= 0x20 || scalar.value == 0x7F || (0x80...0x9F).contains(scalar.value) || scalar.value == 0x2028
                || scalar.value == 0x2029
            {
                blank = !result.isEmpty
                continue
            }
            if isDirectionOverride(scalar) { continue }
            if blank {
                result.append(" ")
                blank = false
            }
            result.append(scalar)
        }
        return String(result)
    }

    /// Printable ASCII with single blanks inside: most values, and nothing to do.
    private static func isSingleLine(_ text: String) -> Bool {
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            guard byte >= 0x20, byte < 0x7F, byte != 0x20 || previous != 0x20 else { return false }
            previous = byte
        }
        return previous != 0x20 || text.isEmpty
    }

    /// Embeddings, overrides and isolates: they let "exe.txt" read as another name.
    static func isDirectionOverride(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }

    /// The ids of a Message-ID, In-Reply-To or References header, without angle brackets, in order, each once.
    static func messageIDs(_ value: String) -> [String] {
        var ids: [String] = []
        var seen: Set<String> = []
        var rest = value.utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            let after = rest[rest.index(after: open)...]
            guard let close = after.firstIndex(of: UInt8(ascii: ">")) else { break }
            let id = String(decoding: after[..<close].filter { !ASCII.isWhitespace($0) && $0 != 0 }, as: UTF8.self)
            if !id.isEmpty, id.utf8.count <= 998, seen.insert(id).inserted { ids.append(id) }
            rest = after[after.index(after: close)...]
        }
        if ids.isEmpty {
            // Some mailers leave the brackets out.
            for word in value.split(whereSeparator: { $0.isWhitespace }) where word.contains("@") && word.utf8.count <= 998 {
                let id = word.trimmingBrackets
                if !id.isEmpty, seen.insert(id).inserted { ids.append(id) }
            }
        }
        return ids
    }
}

extension Substring {
    fileprivate var trimmingBrackets: String { String(self.filter { $0 != "<" && $0 != ">" }) }
}
