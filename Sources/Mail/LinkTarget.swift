/// Addresses in strangers' HTML.
enum LinkTarget {
    /// The address if a person may be sent there by a click: http, https, mailto or tel. Nil for all else, relative addresses included.
    static func link(_ value: String) -> String? {
        guard let address = clean(value) else { return nil }
        return ["https://", "http://", "mailto:", "tel:"].contains(where: address.hasASCIIPrefix) ? address : nil
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
