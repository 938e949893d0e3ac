import Foundation
import Language

/// Which prepared texts fit a message. A rule that can be told in three sentences:
///
/// Every stem that the message shares with a text counts: once in its words, twice in a title, three times where the shop named it as a word
/// of such letters, and up to twice more for the share of messages with it that the text has answered before; once more where it stands in
/// the subject. A stem counts the less the more texts have it and the shorter it is, and a long text gains little by its many words. What
/// reaches less than ``enough`` is not offered at all: the key 1 must never put nonsense into a letter.
struct PreparedRanking: Sendable {
    struct Candidate: Sendable {
        var id: Int64
        var used: Int
        var title: Set<String>
        /// In all languages together.
        var words: Set<String>
        var languages: Int
        /// The stems of each message that it answered.
        var answered: [Set<String>]
        /// What the shop says stands in letters about it, as it was typed.
        var keywords = ""
    }

    /// What a message is ranked by.
    struct Letter: Sendable, Equatable {
        /// The stems of each word, in all languages that the letter may be in; a word comes as often as it counts.
        var stems: [[String]]
        /// Folded.
        var words: Set<String>
    }

    /// The least that is worth offering: a word of the title, or two of the text. One word that a text has happens by chance.
    static let enough = 1.2
    /// As a share of the best: what reaches less is not offered beside it.
    private static let beside = 0.4

    private let order: [Int64]
    /// For each stem, the places in `order` with what it counts there.
    private let index: [String: [(place: Int, weight: Double)]]
    /// The shop's words for letters, found as the place in `order`.
    private let keywords: WordBeginnings

    init(_ candidates: [Candidate]) {
        let sorted = candidates.sorted { ($1.used, $0.id) < ($0.used, $1.id) }
        order = sorted.map(\.id)
        keywords = WordBeginnings(sorted.enumerated().map { (String($0.offset), $0.element.keywords) })
        var index: [String: [(place: Int, weight: Double)]] = [:]
        let lengths = sorted.map { Double($0.words.count) / Double(max($0.languages, 1)) }
        let usual = max(lengths.reduce(0, +) / Double(max(lengths.count, 1)), 1)
        for (place, candidate) in sorted.enumerated() {
            // Half of what a text gains by its length is taken off again, as search engines do it; a short one is worth no more for that.
            let length = max(0.5 + 0.5 * lengths[place] / usual, 1)
            var weights: [String: Double] = [:]
            for stem in candidate.words { weights[stem] = 1 / length }
            for stem in candidate.title { weights[stem] = 2 }
            // One letter proves little: what it shares with the next counts in full only after a few.
            let share = 2 / Double(candidate.answered.count + 1)
            for stems in candidate.answered { for stem in stems { weights[stem, default: 0] += share } }
            for (stem, weight) in weights { index[stem, default: []].append((place, weight)) }
        }
        let count = Double(sorted.count + 1)
        var found: [String: [(place: Int, weight: Double)]] = [:]
        for (stem, places) in index {
            // 1 where one text has it, towards 0 where all do.
            let tells = log2(count / Double(places.count)) / log2(count) * Self.tells(stem)
            found[stem] = places.map { ($0.place, $0.weight * tells) }
        }
        self.index = found
    }

    /// What a stem is worth by its length, 0...1: the short words of a language join the others and say little.
    private static func tells(_ stem: String) -> Double {
        let letters = stem.split(separator: ":").last?.count ?? 0
        return min(Double(max(letters - 1, 0)) / 3, 1)
    }

    /// Those that are used most, where there is no letter to fit.
    func mostUsed(_ count: Int, among isOffered: (Int64) -> Bool) -> [Int64] { Array(order.lazy.filter(isOffered).prefix(count)) }

    /// The best for a letter, at most `count`, those used more first where nothing else tells them apart. Empty where none fits.
    func best(_ count: Int, for letter: Letter, among isOffered: (Int64) -> Bool) -> [Int64] {
        var scores = [Double](repeating: 0, count: order.count)
        for word in letter.stems {
            if word.count == 1 {
                for (place, weight) in index[word[0]] ?? [] { scores[place] += weight }
                continue
            }
            // In whichever language it is, it is one word.
            var most: [Int: Double] = [:]
            for stem in word { for (place, weight) in index[stem] ?? [] { most[place] = max(most[place] ?? 0, weight) } }
            for (place, weight) in most { scores[place] += weight }
        }
        for place in keywords.found(in: letter.words) { if let place = Int(place) { scores[place] += 3 } }
        let places = order.indices.filter { scores[$0] >= Self.enough && isOffered(order[$0]) }
        // Beside a text that plainly fits, what shares a word or two with the letter by chance would only be in the way.
        let least = (places.map { scores[$0] }.max() ?? 0) * Self.beside
        return places.filter { scores[$0] >= least }.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(count).map { order[$0] }
    }
}
