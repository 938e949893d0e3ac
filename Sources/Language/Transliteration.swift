extension SearchAnalysis {
    /// Folded Latin spellings of a word in Armenian script, as people write names in a Latin keyboard: Արամ is aram, Երևան is yerevan and
    /// erevan. Empty for a word without Armenian letters.
    public static func latinSpellings(_ word: some StringProtocol) -> [String] {
        let letters = Array(fold(word).unicodeScalars)
        guard letters.contains(where: { (0x561...0x586).contains($0.value) }) else { return [] }
        var plain = ""
        var index = 0
        while index < letters.count {
            let letter = letters[index]
            let next = index + 1 < letters.count ? letters[index + 1] : nil
            switch (letter, next) {
            case ("ո", "ւ"):
                plain += "u"
                index += 1
            case ("ե", "ւ"):
                plain += "ev"
                index += 1
            default: plain += latin[letter] ?? String(Character(letter))
            }
            index += 1
        }
        switch letters.first {
        // A word that begins with ե is said with y, one that begins with ո with v; both are also written without.
        case "ե": return ["y" + plain, plain]
        case "ո" where letters.count > 1 && letters[1] != "ւ": return ["v" + plain, plain]
        default: return [plain]
        }
    }

    private static let latin: [Unicode.Scalar: String] = [
        "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh", "ի": "i", "լ": "l", "խ": "kh",
        "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m", "յ": "y", "ն": "n", "շ": "sh", "ո": "o", "չ": "ch",
        "պ": "p",
        "ջ": "j", "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "ts", "ւ": "v", "փ": "p", "ք": "k", "օ": "o", "ֆ": "f",
    ]
}
