import Core

/// Which card's words stay where two cards say something else. Pure.
struct MergeChoices: Sendable, Equatable {
    enum Pick: String, Sendable, CaseIterable {
        /// Of the card that stays, of the one that goes into it, or one below the other.
        case this, other, both
    }
    var name: Pick
    var pronunciation: Pick
    var language: Pick
    var note: Pick
    var usual: Pick

    /// What nobody has to think about: what only one card says, and both notes.
    init(_ this: Card, _ other: Card) {
        func pick(_ mine: String?, _ theirs: String?) -> Pick { (mine ?? "").isEmpty && !(theirs ?? "").isEmpty ? .other : .this }
        name = pick(this.name, other.name)
        // How a name is said goes with the name.
        pronunciation = pick(this.pronunciation, other.pronunciation)
        language = pick(this.language, other.language)
        note = this.note.isEmpty || other.note.isEmpty || this.note == other.note ? pick(this.note, other.note) : .both
        usual = pick(this.usual, other.usual)
    }

    func words(_ this: Card, _ other: Card) -> Merge.Words {
        Merge.Words(
            name: name == .other ? other.name : this.name,
            pronunciation: pronunciation == .other ? other.pronunciation : this.pronunciation,
            language: language == .other ? other.language : this.language,
            note: note == .both ? MergeChoices.joined(this.note, other.note) : note == .other ? other.note : this.note,
            usual: usual == .other ? other.usual : this.usual)
    }

    static func joined(_ one: String, _ other: String) -> String { [one, other].filter { !$0.isEmpty }.joined(separator: "\n\n") }
}

/// Two cards next to each other, before they become one.
struct MergePlan: Sendable {
    var this: Customer
    var other: Customer
    var cards: (this: Card, other: Card)
    /// What comes over from the other, in words.
    var brings: [String]

    /// Changes when either card does: says whether somebody saw what is there now. No secret.
    var stamp: String {
        let parts = [cards.this, cards.other].flatMap { card in
            [card.name, card.pronunciation, card.language ?? "", card.note, card.usual] + card.addresses.map(\.key)
        }
        // FNV-1a.
        let hash = parts.joined(separator: "\u{0}").utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 36)
    }

    func problem(_ words: Merge.Words) -> MergeProblem? {
        if words.note.count > Card.longestNote { return .noteTooLong }
        let count = cards.this.addresses.count + cards.other.addresses.count
        return count > Card.mostAddresses ? .tooManyAddresses(count) : nil
    }
}

/// Why two cards are not merged, beside ``MergeRefusal``.
enum MergeProblem: Error, Sendable, Equatable {
    /// One of the cards is not as it was when it was looked at.
    case changed
    case noteTooLong
    case tooManyAddresses(Int)
}
