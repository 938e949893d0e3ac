extension SearchAnalysis {
    /// A run of 7 to 15 digits with the spaces, hyphens and brackets that people put into phone numbers.
    struct PhoneNumber: Equatable {
        let range: Range<String.Index>
        /// All digits, without a plus or a leading 00.
        let digits: String
        /// The digits without the country code (of the countries whose languages we speak) and without the trunk 0: what +90 532 123 45 67,
        /// 0532 123 45 67 and 532 123 45 67 have in common.
        let national: String
    }

    /// Everything in `text` that looks like a phone number. A date may look like one too; that does no harm.
    static func phoneNumbers(in text: String) -> [PhoneNumber] {
        let bytes = text.utf8
        var found: [PhoneNumber] = []
        var index = bytes.startIndex
        var previousIsWord = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            guard !previousIsWord, isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") else {
                previousIsWord = isLetter(byte) || (previousIsWord && (isDigit(byte) || byte == UInt8(ascii: "-")))
                bytes.formIndex(after: &index)
                continue
            }
            let start = index
            var digits = ""
            var end = index
            var separators = 0
            scan: while index < bytes.endIndex {
                let byte = bytes[index]
                switch byte {
                case 0x30...0x39:
                    digits.append(Character(Unicode.Scalar(byte)))
                    separators = 0
                    bytes.formIndex(after: &index)
                    end = index
                case UInt8(ascii: "+") where index == start, UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"):
                    separators += 1
                    if separators > 2 && !digits.isEmpty { break scan }
                    bytes.formIndex(after: &index)
                // A no-break space, as phones and web pages put it.
                case 0xC2 where bytes.index(after: index) < bytes.endIndex && bytes[bytes.index(after: index)] == 0xA0:
                    separators += 1
                    if separators > 2 { break scan }
                    bytes.formIndex(&index, offsetBy: 2)
                default: break scan
                }
            }
            previousIsWord = index < bytes.endIndex && isLetter(bytes[index])
            let endsInWord = end == index && previousIsWord
            if (7...15).contains(digits.utf8.count) && !endsInWord {
                let isInternational = bytes[start] == UInt8(ascii: "+")
                found.append(number(digits, isInternational: isInternational, range: start..<end))
            }
            if index == start { bytes.formIndex(after: &index) }
        }
        return found
    }

    /// What else a text is found by for the numbers in it: the last four digits of a phone number, and an order number without the noughts
    /// in front (417 for 00417). One short term a number, so that an index stays small.
    public static func numberTails(in text: String) -> Set<String> {
        guard text.utf8.contains(where: isDigit) else { return [] }
        var tails: Set<String> = []
        for phone in phoneNumbers(in: text) { tails.insert(String(phone.national.suffix(4))) }
        forEachRun(of: text) { run in
            for part in run.parts where part.utf8.first == UInt8(ascii: "0") && part.utf8.allSatisfy(isDigit) {
                let number = part.drop { $0 == "0" }
                if number.utf8.count > 1 { tails.insert(String(number)) }
            }
        }
        return tails
    }

    private static func number(_ digits: String, isInternational: Bool, range: Range<String.Index>) -> PhoneNumber {
        var all = digits[...]
        var isInternational = isInternational
        if all.hasPrefix("00") {
            all = all.dropFirst(2)
            isInternational = true
        }
        var national = all
        // Turkey, Finland, Armenia, Indonesia. Without a plus only a number too long to be a national one carries its country code.
        for code in ["90", "358", "374", "62"] where all.hasPrefix(code) && (isInternational || all.utf8.count >= 11) {
            national = all.dropFirst(code.utf8.count)
            break
        }
        if national.hasPrefix("0") { national = national.dropFirst() }
        return PhoneNumber(range: range, digits: String(all), national: String(national))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0xC3 || byte == UInt8(ascii: "_")
    }
}
