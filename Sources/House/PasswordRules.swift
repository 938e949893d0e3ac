import Foundation

/// How much of a password a guesser does not get for nothing.
///
/// Guessers begin with common words, rows of keys, dates' worth of digits and repetitions (NIST SP 800-63B, 5.1.1.2, asks to refuse
/// what they begin with). What follows from the letter before it counts for nothing here, nor do the words of ``common``; the rest is
/// the strength. No list can be whole: this one makes the first hundred thousand guesses useless, not all of them.
enum PasswordRules {
    /// Characters that must come as a surprise.
    static let least = 6

    /// Words that passwords are made of, in the languages of our screens, folded.
    static let common: [String] = [
        "password", "passwort", "passphrase", "salasana", "sifre", "parola", "katasandi", "gaxtnabar", "welcome", "tervetuloa",
        "hosgeldiniz",
        "selamat", "barev", "qwerty", "azerty", "iloveyou", "seniseviyorum", "letmein", "admin", "regulars", "monkey", "dragon", "football",
        "jalkapallo", "galatasaray", "fenerbahce", "besiktas", "sunshine", "princess", "master", "secret", "sayang", "bismillah",
        "indonesia",
        "istanbul", "suomi", "hayastan", "shop", "login", "user", "test", "hello", "changeme", "default", "perkele",
    ]
    private static let rows = ["1234567890", "qwertyuiopåğü", "asdfghjklöäşi", "zxcvbnmöç", "abcdefghijklmnopqrstuvwxyz", "0987654321"]

    static func strength(of password: String) -> Int {
        var left = password.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        // "p@ssw0rd" is "password"; figures that spell no word stay figures.
        let signs = [("@", "a"), ("$", "s"), ("0", "o"), ("3", "e"), ("!", "i")]
        let read = signs.reduce(left) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        if common.contains(where: { read.contains($0) && !left.contains($0) }) { left = read }
        for word in common.sorted(by: { $0.count > $1.count }) { left = left.replacingOccurrences(of: word, with: "\u{1}") }
        var known: Set<String> = []
        var surprises = 0
        var last: Character?
        for letter in left where letter != "\u{1}" {
            defer { last = letter }
            guard let before = last else {
                surprises += 1
                continue
            }
            let pair = "\(before)\(letter)"
            // The same again, the neighbour in a row, or a pair that stood there before.
            let follows = letter == before || rows.contains { $0.contains(pair) || String($0.reversed()).contains(pair) }
            if !follows, known.insert(pair).inserted { surprises += 1 }
        }
        return surprises
    }
}
