import Foundation

/// Which prepared texts fit a message. A simple rule that can be told in a sentence:
///
/// Every stem that the message shares with a text counts: twice where it stands in the title, once in the words, and up to twice more for
/// the share of messages with it that the text has answered before; once more where it stands in the subject. A stem counts the less the
/// more texts have it and the shorter it is, and a long text gains little by its many words. Where nothing tells two texts apart, the one
/// that is used more comes first.
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
    }

    private let order: [Int64]
    /// For each stem, the places in `order` with what it counts there.
    private let index: [String: [(place: Int, weight: Double)]]

    init(_ candidates: [Candidate]) {
        let sorted = candidates.sorted { ($1.used, $0.id) < ($0.used, $1.id) }
        order = sorted.map(\.id)
        var index: [String: [(place: Int, weight: Double)]] = [:]
        let lengths = sorted.map { Double($0.words.count) / Double(max($0.languages, 1)) }
        let usual = max(lengths.reduce(0, +) / Double(max(lengths.count, 1)), 1)
        for (place, candidate) in sorted.enumerated() {
            // Half of what a text gains by its length is taken off again, as search engines do it.
            let length = 0.5 + 0.5 * lengths[place] / usual
            var weights: [String: Double] = [:]
            for stem in candidate.words { weights[stem] = 1 }
            for stem in candidate.title { weights[stem] = 2 }
            for stems in candidate.answered { for stem in stems { weights[stem, default: 0] += 2 / Double(candidate.answered.count) } }
            for (stem, weight) in weights { index[stem, default: []].append((place, weight / length)) }
        }
        let count = Double(sorted.count + 1)
        var found: [String: [(place: Int, weight: Double)]] = [:]
        for (stem, places) in index {
            let tells = log2(count / Double(places.count)) * Self.tells(stem)
            found[stem] = places.map { ($0.place, $0.weight * tells) }
        }
        self.index = found
    }

    /// What a stem is worth by its length, 0...1: the short words of a language join the others and say little.
    private static func tells(_ stem: String) -> Double {
        let letters = stem.split(separator: ":").last?.count ?? 0
        return min(Double(max(letters - 1, 0)) / 4, 1)
    }

    /// The best for a message with these stems, each as often as it counts, at most `count`; those that share nothing with it come last, by use.
    func best(_ count: Int, for stems: some Sequence<String>, among isOffered: (Int64) -> Bool) -> [Int64] {
        var scores = [Double](repeating: 0, count: order.count)
        for stem in stems { for (place, weight) in index[stem] ?? [] { scores[place] += weight } }
        let places = order.indices.filter { isOffered(order[$0]) }
        return places.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(count).map { order[$0] }
    }
}
