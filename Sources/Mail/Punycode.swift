import Foundation

/// Domain names of other scripts in the ASCII form that travels (RFC 3492, RFC 5891).
enum Punycode {
    /// The domain in lower case with every non-ASCII label as `xn--…`; nil when it cannot be a domain.
    ///
    /// Mapping is Unicode's, never the locale's: `I` becomes `i`, `İ` becomes `i` with a dot above (UTS 46), `ı` stays itself.
    static func asciiDomain(_ domain: String) -> String? {
        var name = domain
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            name = name.replacing("\u{3002}", with: ".").precomposedStringWithCompatibilityMapping
            name = name.lowercased().precomposedStringWithCanonicalMapping
        } else {
            name = name.asciiLowercased
        }
        if name.utf8.last == UInt8(ascii: ".") { name.removeLast() }
        var labels: [String] = []
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard let ascii = asciiLabel(label) else { return nil }
            labels.append(ascii)
        }
        let whole = labels.joined(separator: ".")
        return whole.isEmpty || whole.utf8.count > 253 ? nil : whole
    }

    private static func asciiLabel(_ label: Substring) -> String? {
        let result: String
        if label.utf8.allSatisfy({ $0 < 0x80 }) {
            result = String(label)
        } else {
            for scalar in label.unicodeScalars where scalar.value >= 0x80 {
                guard scalar.properties.generalCategory != .control, scalar.properties.generalCategory != .format,
                    !scalar.properties.isWhitespace
                else { return nil }
            }
            guard let encoded = encode(label) else { return nil }
            result = "xn--" + encoded
        }
        guard (1...63).contains(result.utf8.count), result.utf8.first != UInt8(ascii: "-") else { return nil }
        let allowed = result.utf8.allSatisfy { byte in
            ASCII.isDigit(byte) || ASCII.isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        return allowed ? result : nil
    }

    /// RFC 3492, section 6.3; nil on overflow.
    static func encode(_ label: some StringProtocol) -> String? {
        let scalars = label.unicodeScalars.map { Int($0.value) }
        guard scalars.count <= 63 else { return nil }
        var output = scalars.filter { $0 < 0x80 }.map(UInt8.init)
        let basic = output.count
        var handled = basic
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var next = 128
        var delta = 0
        var bias = 72
        while handled < scalars.count {
            guard let smallest = scalars.filter({ $0 >= next }).min() else { return nil }
            delta += (smallest - next) * (handled + 1)
            next = smallest
            for scalar in scalars {
                if scalar < next { delta += 1 }
                guard scalar == next else { continue }
                var rest = delta
                var k = 36
                while true {
                    let threshold = k <= bias ? 1 : (k >= bias + 26 ? 26 : k - bias)
                    if rest < threshold { break }
                    output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                    rest = (rest - threshold) / (36 - threshold)
                    k += 36
                }
                output.append(digit(rest))
                bias = adapt(delta, points: handled + 1, first: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26)
    }

    private static func adapt(_ delta: Int, points: Int, first: Bool) -> Int {
        var delta = first ? delta / 700 : delta / 2
        delta += delta / points
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
