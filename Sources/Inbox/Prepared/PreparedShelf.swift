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
        /// The stems of messages that were looked at lately.
        var stems: [Int64: [String]] = [:]
    }
    private let state = Mutex(State())

    func contents(_ db: Reader, stamp: Int64, house: Language) throws -> Contents {
        if let known = state.withLock({ $0.contents }), known.stamp == stamp { return known }
        let texts = try db.preparedTexts()
        let lessons = try db.preparedLessons()
        let candidates = texts.map { text in
            var words: Set<String> = []
            for (language, wording) in text.texts { words.formUnion(Self.stems(of: wording, language)) }
            var title: Set<String> = []
            // A title is written in one language and helps in all in which it is a word.
            for language in Language.offered { title.formUnion(Self.stems(of: text.title, language)) }
            return PreparedRanking.Candidate(
                id: text.id.number, used: text.used, title: title, words: words, languages: text.texts.count,
                answered: lessons[text.id.number] ?? [])
        }
        let fresh = Contents(
            stamp: stamp, texts: texts, byID: Dictionary(uniqueKeysWithValues: texts.map { ($0.id.number, $0) }),
            ranking: PreparedRanking(candidates))
        state.withLock { $0.contents = fresh }
        return fresh
    }

    /// The stems of a message, worked out once.
    func stems(of message: Message, house: Language) -> [String] {
        if let known = state.withLock({ $0.stems[message.id.number] }) { return known }
        let stems = Self.stems(of: message, house: house)
        state.withLock { state in
            if state.stems.count > 500 { state.stems.removeAll() }
            state.stems[message.id.number] = stems
        }
        return stems
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

    /// What its subject says counts once more than what stands in its words alone.
    static func stems(of message: Message, house: Language) -> [String] {
        let (subject, words) = (Subject.topic(message.subject), String(message.visibleText.prefix(opening)))
        let language = TextLanguage.detect("\(subject)\n\(words)") ?? house
        let all = stems(of: "\(subject)\n\(words)", language)
        return Array(all) + stems(of: subject, language)
    }

    /// Stems alone, which begin with their language's code: surface words would count every word twice.
    static func stems(of text: String, _ language: Language) -> Set<String> {
        SearchAnalysis.terms(for: text, language: language).filter { $0.utf8.contains(UInt8(ascii: ":")) }
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
