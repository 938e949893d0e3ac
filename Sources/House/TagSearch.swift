import Core
import Language
import Storage
import Web

/// Tags among what a search finds: they are few, so they are looked through in one statement.
enum TagSearch {
    static let source = SearchSource(title: { t in t("Tags") }) { ask, db, view in
        guard !ask.words.isEmpty else { return [] }
        let found = try db.allTags().filter { tag in
            guard ask.before.map({ tag.id.number < $0 }) ?? true else { return false }
            let terms = SearchAnalysis.terms(for: tag.name, language: nil)
            return ask.words.allSatisfy { word in terms.contains { word.exact.contains($0) || word.prefixes.contains(where: $0.hasPrefix) }
            }
        }
        return found.sorted { $0.id > $1.id }.prefix(ask.limit).map { tag in
            SearchHit(
                item: tag.id.number, title: tag.name, excerpt: view.t("What has this tag"), link: Link("/tags/\(tag.id)"), icon: "tag")
        }
    }
}
