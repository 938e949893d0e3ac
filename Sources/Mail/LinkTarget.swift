/// Addresses in strangers' HTML.
enum LinkTarget {
    /// The address if a person may be sent there by a click: http, https, mailto or tel. Nil for all else, relative addresses included.
    static func link(_ value: String) -> String? {
        guard let address = clean(value) else { return nil }
        return ["https://", "http://", "mailto:", "tel:"].contains(where: address.hasASCIIPrefix) ? address : nil
    }

    /// The host that a link leads to where its words name another: "www.bank.example" that leads to evil.example. Nil where the words name no
    /// host, or the same one, or one within the other.
    static func otherHost(_ target: String, words: String) -> String? {
        guard target.hasASCIIPrefix("https://") || target.hasASCIIPrefix("http://"), let leads = host(of: target),
            let named = host(of: words)
        else { return nil }
        let isSame = leads == named || leads.hasSuffix("." + named) || named.hasSuffix("." + leads)
        return isSame ? nil : leads
    }

    /// The host of a web address, or of words that look like one; without "www.", lower case.
    private static func host(of text: String) -> String? {
        var rest = text.trimmed[...]
        guard rest.utf8.count <= 4000, !rest.contains(where: \.isWhitespace) else { return nil }
        var isAddress = false
        if let scheme = rest.firstRange(of: "://") {
            guard ["http", "https"].contains(rest[..<scheme.lowerBound].lowercased()) else { return nil }
            rest = rest[scheme.upperBound...]
            isAddress = true
        }
        rest = rest.prefix { !"/?#\\".contains($0) }
        if let at = rest.lastIndex(of: "@") {
            // Words with an @ are a mail address; a web address may hide its host behind one.
            guard isAddress else { return nil }
            rest = rest[rest.index(after: at)...]
        }
        rest = rest.prefix { $0 != ":" }
        var host = rest.lowercased()
        if host.hasPrefix("www.") {
            host.removeFirst(4)
            isAddress = true
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }),
            let last = labels.last, isAddress || (last.count >= 2 && last.allSatisfy(\.isLetter))
        else { return nil }
        return host
    }

    /// The address of an image on the net, or nil.
    static func remoteImage(_ value: String) -> String? {
        guard let address = clean(value) else { return nil }
        return ["https://", "http://"].contains(where: address.hasASCIIPrefix) ? address : nil
    }

    /// A picture inside the HTML itself, in a format without scripts.
    static func embeddedImage(_ value: String) -> String? {
        let value = value.trimmed
        guard value.utf8.count <= 300_000 else { return nil }
        for type in ["png", "jpeg", "jpg", "gif", "webp"] where value.hasASCIIPrefix("data:image/\(type);base64,") {
            let start = value.utf8.index(value.utf8.startIndex, offsetBy: "data:image/\(type);base64,".utf8.count)
            let data = value.utf8[start...].filter { !ASCII.isWhitespace($0) }
            let valid = data.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "+/=".utf8.contains($0) }
            return valid ? "data:image/\(type);base64," + String(decoding: data, as: UTF8.self) : nil
        }
        return nil
    }

    /// Browsers ignore line ends and tabs anywhere in an address and control characters around it; so `java\nscript:` is looked at without.
    private static func clean(_ value: String) -> String? {
        if value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return (1...4000).contains(value.utf8.count) ? value : nil }
        var scalars = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7F { continue }
            if HeaderText.isDirectionOverride(scalar) || (0x80...0x9F).contains(scalar.value) { continue }
            scalars.append(scalar)
        }
        let address = String(scalars).trimmed
        guard (1...4000).contains(address.utf8.count) else { return nil }
        return address.utf8.contains(0x20) ? address.replacing(" ", with: "%20") : address
    }
}
