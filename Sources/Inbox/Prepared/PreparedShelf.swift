import Core
import Language
import Storage
import Synchronization

/// All prepared texts of a shop in memory, with the index that finds those that fit. A page asks for one number, and only where that has
/// changed are they read again: most conversations are opened between two changes.
final class PreparedShelf: Sendable {
    struct Contents: Sendable {
        var stamp: Int64
        var texts: [PreparedText]
        var byID: [Int64: PreparedText]
        var ranking: PreparedRanking
    }

    private struct State {
        var contents: Contents?
        /// What the messages that were looked at lately are ranked by.
        var letters: [Int64: PreparedRanking.Letter] = [:]
    }
    private let state = Mutex(State())

    func contents(_ db: Reader, stamp: Int64, house: Language) throws -> Contents {
        if let known = state.withLock({ $0.contents }), known.stamp == stamp { return known }
        let texts = try db.preparedTexts()
        let lessons = try db.preparedLessons()
        let candidates = texts.map { Self.candidate($0, answered: lessons[$0.id.number] ?? []) }
        let fresh = Contents(
            stamp: stamp, texts: texts, byID: Dictionary(uniqueKeysWithValues: texts.map { ($0.id.number, $0) }),
            ranking: PreparedRanking(candidates))
        state.withLock { $0.contents = fresh }
        return fresh
    }

    /// What a text is found by. A title is written in one language and helps in all in which it is a word.
    static func candidate(_ text: PreparedText, answered: [Set<String>] = []) -> PreparedRanking.Candidate {
        var words: Set<String> = []
        for (language, wording) in text.texts { words.formUnion(stems(of: wording, language)) }
        var title: Set<String> = []
        for wording in [text.title] + text.titles.values {
            for language in Language.offered { title.formUnion(stems(of: wording, language)) }
            title.formUnion(PreparedTopic.stems(ofTitle: folded(wording)))
        }
        return PreparedRanking.Candidate(
            id: text.id.number, used: text.used, title: title, words: words, languages: text.texts.count, answered: answered,
            keywords: text.keywords)
    }

    /// What a message is ranked by, worked out once.
    func letter(_ message: Message, house: Language) -> PreparedRanking.Letter {
        if let known = state.withLock({ $0.letters[message.id.number] }) { return known }
        let letter = Self.letter(subject: Subject.topic(message.subject), text: message.visibleText, house: house)
        state.withLock { state in
            if state.letters.count > 500 { state.letters.removeAll() }
            state.letters[message.id.number] = letter
        }
        return letter
    }

    /// Reads them now, so that the next page need not.
    func warm(_ shop: Shop) async throws {
        try await shop.read { [self] db in
            guard let stamp = try db.value("SELECT stamp FROM prepared_shelf WHERE id = 1", as: Int64.self) else { return }
            _ = try contents(db, stamp: stamp, house: shop.language)
        }
    }

    // MARK: Words

    /// As many letters of a message as say what it is about.
    private static let opening = 1_200

    /// What its subject says counts once more than what stands in its words alone. A letter in a language that cannot be told, for being
    /// short or written without its own letters, is read in all of them.
    static func letter(subject: String, text: String, house: Language) -> PreparedRanking.Letter {
        let all = "\(subject)\n\(text.prefix(opening))"
        let words = folded(all)
        let languages = TextLanguage.detect(all).map { [$0] } ?? Language.offered
        let telling = (words.sorted() + folded(subject).sorted())
        var spelled: [String: Substring] = [:]
        for word in SearchAnalysis.words(of: all) { spelled[SearchAnalysis.fold(word)] = word }
        let stems = telling.map { word in languages.flatMap { Self.stems(of: String(spelled[word] ?? ""), $0).sorted() } }
        let topics = PreparedTopic.stems(ofLetter: words).sorted().map { [$0] }
        return PreparedRanking.Letter(stems: stems.filter { !$0.isEmpty } + topics, words: words)
    }

    /// The stems of a message, as they are kept of one that was answered.
    static func stems(of message: Message, house: Language) -> Set<String> {
        Set(letter(subject: Subject.topic(message.subject), text: message.visibleText, house: house).stems.joined())
    }

    private static func folded(_ text: String) -> Set<String> {
        Set(SearchAnalysis.words(of: text).map { SearchAnalysis.fold($0) })
    }

    /// Stems alone, which begin with their language's code: surface words would count every word twice. Common words are left out.
    static func stems(of text: String, _ language: Language) -> Set<String> {
        let telling = SearchAnalysis.words(of: text).filter { !SearchAnalysis.isCommon(SearchAnalysis.fold($0)) }.joined(separator: " ")
        return SearchAnalysis.terms(for: telling, language: language).filter { $0.utf8.contains(UInt8(ascii: ":")) }
    }

    // MARK: Whose

    private struct Place {
        weak var shop: Shop?
        var shelf: PreparedShelf
    }
    private static let places = Mutex<[ObjectIdentifier: Place]>([:])

    /// The one of a shop; a program has one shop, tests have many.
    static func of(_ shop: Shop) -> PreparedShelf {
        places.withLock { places in
            if let known = places[ObjectIdentifier(shop)], known.shop === shop { return known.shelf }
            places = places.filter { $0.value.shop != nil }
            let shelf = PreparedShelf()
            places[ObjectIdentifier(shop)] = Place(shop: shop, shelf: shelf)
            return shelf
        }
    }
}
