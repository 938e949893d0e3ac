import Core
import Language
import Storage
import Web

/// A text that the shop keeps for what is asked again and again, in one language or several.
///
/// Its words change by versions: what was sent with an earlier one stays what it was. R38's approved answers will stand on it: an owner, a
/// review date and "say exactly" are theirs.
public struct PreparedText: Sendable, Equatable {
    public typealias ID = Storage.ID<PreparedText>

    public var id: ID
    /// Whose it is; nil for everybody's.
    public var owner: Staff.ID?
    public var title: String
    public var version: Int
    public var used: Int
    public var lastUsedAt: Instant?
    public var changedAt: Instant
    public var changedBy: Staff.ID?
    public var removedAt: Instant?
    /// What it is called in languages other than that of `title`.
    public var titles: [Language: String] = [:]
    /// Words that stand in letters which it answers, in any language, with commas or blanks between.
    public var keywords: String
    /// Of the present version.
    public var texts: [Language: String] = [:]
    var files: [AnswerFile] = []

    static let columns: SQL =
        "p.id, p.owner_id, p.title, p.version, p.used, p.last_used_at, p.changed_at, p.changed_by, p.removed_at, p.keywords"

    init(row: inout Row) throws {
        id = try row.next()
        owner = try row.next()
        title = try row.next()
        version = try row.next()
        used = try row.next()
        lastUsedAt = try row.next()
        changedAt = try row.next()
        changedBy = try row.next()
        removedAt = try row.next()
        keywords = try row.next()
    }

    init(id: ID, title: String, texts: [Language: String], titles: [Language: String], keywords: String) {
        (self.id, self.title, self.texts, self.titles, self.keywords) = (id, title, texts, titles, keywords)
        (version, used, changedAt) = (1, 0, Instant(milliseconds: 0))
    }

    public static func == (left: PreparedText, right: PreparedText) -> Bool {
        left.id == right.id && left.version == right.version && left.used == right.used && left.removedAt == right.removedAt
    }

    /// What it is called for somebody who reads `language`.
    func title(in language: Language) -> String { titles[language] ?? title }

    /// What it is found by, in whatever language it is looked for.
    var allTitles: String { ([title] + titles.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)).joined(separator: " ") }

    func isFor(_ staff: Staff.ID) -> Bool { owner == nil || owner == staff }

    /// The words for somebody who reads `wanted`: theirs, else the house's, else any (114).
    func wording(for wanted: Language?, house: Language) -> (language: Language, text: String)? {
        for language in [wanted, house].compactMap({ $0 }) + Language.offered {
            if let text = texts[language] { return (language, text) }
        }
        return nil
    }

    /// What somebody wants a text to be.
    public struct Wish: Sendable, Equatable {
        public var title: String
        public var isMine: Bool
        public var texts: [Language: String]
        /// Only those that differ from `title`.
        public var titles: [Language: String]
        public var keywords: String

        public init(
            title: String, isMine: Bool = false, texts: [Language: String], titles: [Language: String] = [:], keywords: String = ""
        ) {
            let title = title.trimmed
            self.title = title
            self.isMine = isMine
            self.titles = titles.mapValues(\.trimmed).filter { !$0.value.isEmpty && $0.value != title }
            self.keywords = keywords.trimmed
            self.texts = texts.mapValues { $0.trimmed(ofLines: true) }.filter { !$0.value.isEmpty }
        }

        /// Whether the text is so already.
        func says(the text: PreparedText) -> Bool {
            text.texts == texts && text.titles == titles && text.keywords == keywords && (text.owner != nil) == isMine
        }

        static let longestTitle = 120
        static let longestText = 20_000
        static let longestKeywords = 1_000
    }
}

/// Why a prepared text was not kept.
public enum PreparedRefusal: Error, Sendable, Equatable {
    case noTitle
    case longTitle
    case longTitleIn(Language)
    case longKeywords
    case noText
    case longText(Language)
    /// Something in braces that nothing fills.
    case unknownPlaceHolder(String, Language)
    /// Everybody's texts are changed by those who may tend the shop.
    case notAllowed
}

extension PreparedText.Wish {
    /// Throws the first thing that is wrong with it.
    func check() throws(PreparedRefusal) {
        if title.isEmpty { throw .noTitle }
        if title.count > Self.longestTitle { throw .longTitle }
        for (language, title) in titles where title.count > Self.longestTitle { throw .longTitleIn(language) }
        if keywords.count > Self.longestKeywords { throw .longKeywords }
        if texts.isEmpty { throw .noText }
        for language in Language.offered {
            guard let text = texts[language] else { continue }
            if text.count > Self.longestText { throw .longText(language) }
            if let unknown = HoledText(text).unknown { throw .unknownPlaceHolder(unknown, language) }
        }
    }
}

extension PreparedText {
    /// Whether enough of a wording is left in what was sent to say that it was used: half of its words, place holders left out.
    static func isKept(_ wording: String, in sent: String) -> Bool {
        var own: Set<String> = []
        for case .words(let words) in HoledText(wording).pieces {
            own.formUnion(SearchAnalysis.words(of: words).map { SearchAnalysis.fold($0) })
        }
        guard !own.isEmpty else { return false }
        let there = Set(SearchAnalysis.words(of: sent).map { SearchAnalysis.fold($0) })
        return own.count { there.contains($0) } * 2 >= own.count
    }
}
