import Core
import Foundation
import Language
import Storage
import Web

/// The library of prepared texts for programs: out as a whole, in as a whole, which is how a library moves from shop to shop.
enum PreparedAPI {
    private static let schema: JSON = [
        "type": "object", "required": ["title", "texts"],
        "properties": [
            "id": ["type": "string"], "title": ["type": "string"],
            "texts": [
                "type": "object", "additionalProperties": ["type": "string"],
                "description": "By language: en, tr, fi, hy, id. Place holders stand in braces.",
            ],
            "titles": [
                "type": "object", "additionalProperties": ["type": "string"],
                "description": "What it is called in other languages than that of `title`. Left out, they stay as they are.",
            ],
            "keywords": [
                "type": "string",
                "description": "Words in letters that it answers, in any language, with commas. Left out, they stay as they are.",
            ],
            "mine": ["type": "boolean", "description": "Only for who made the token, and not for everybody."],
            "version": ["type": "integer"], "used": ["type": "integer"],
        ],
    ]
    private static let list: JSON = ["type": "object", "properties": ["items": ["type": "array", "items": schema]]]

    /// At most in one request.
    private static let most = 500

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(.get, "/prepared-texts", scope: "inbox:read", .look, "All prepared texts, by title.", response: list) {
                try await export($0, shop)
            },
            APIOperation(
                .post, "/prepared-texts", scope: "inbox:write", .tend,
                "Takes in prepared texts, all of them or none. One with the title of another that is there becomes its next version.",
                request: list, response: ["type": "object", "properties": ["added": ["type": "integer"], "changed": ["type": "integer"]]]
            ) { try await take($0, shop) },
            APIOperation(
                .delete, "/prepared-texts/:id", scope: "inbox:write", .tend, "Removes a prepared text. What was sent with it stays.",
                response: ["type": "object", "properties": ["removed": ["type": "string"]]]
            ) { try await remove($0, shop) },
        ]
    }

    private static func export(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let texts = try await shop.read { try $0.preparedTexts() }.filter { $0.isFor(me) }
        let items: [JSON] = texts.map { text in
            let titles = Language.offered.compactMap { language in text.titles[language].map { (language.rawValue, JSON.text($0)) } }
            let wordings = Language.offered.compactMap { language in text.texts[language].map { (language.rawValue, JSON.text($0)) } }
            return [
                "id": .text(text.id.description), "title": .text(text.title), "texts": .object(wordings), "titles": .object(titles),
                "keywords": .text(text.keywords), "mine": .bool(text.owner != nil),
                "version": .number(Int64(text.version)), "used": .number(Int64(text.used)),
            ]
        }
        return .json((["items": .list(items)] as JSON).text)
    }

    private struct Item: Decodable {
        var title: String?
        var texts: [String: String]?
        var titles: [String: String]?
        var keywords: String?
        var mine: Bool?
    }
    private struct Items: Decodable { var items: [Item] }

    /// What is wrong with one of many.
    private struct Wrong: Error {
        var number: Int
        var sentence: String
    }

    private static func take(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let sent = try? JSONDecoder().decode(Items.self, from: Data(visit.body)) else {
            throw Refused.badRequest("The body must be {\"items\": [{\"title\": …, \"texts\": {\"en\": …}}]}.")
        }
        guard !sent.items.isEmpty, sent.items.count <= most else {
            return .problem(422, "too-many", "Send between 1 and \(most) texts.")
        }
        do {
            let wishes = try sent.items.enumerated().map { number, item in (item, try wish(item, number)) }
            let answer = try await Idempotency.answer(visit, shop) { tx in
                var known = Dictionary(try tx.db.preparedTexts().filter { $0.isFor(me) }.map { ($0.title, $0) }) { first, _ in first }
                var (added, changed) = (0, 0)
                for (item, wish) in wishes {
                    if let text = known[wish.title] {
                        var wish = wish
                        if item.titles == nil { wish.titles = text.titles }
                        if item.keywords == nil { wish.keywords = text.keywords }
                        guard !wish.says(the: text) else { continue }
                        try tx.change(text, to: wish, by: me)
                        changed += 1
                    } else {
                        let id = try tx.addPreparedText(wish, by: me)
                        known[wish.title] = try tx.db.preparedText(id)
                        added += 1
                    }
                }
                if added + changed == 0 { tx.silentByIntent = true }
                return .json((["added": .number(Int64(added)), "changed": .number(Int64(changed))] as JSON).text)
            }
            try await PreparedShelf.of(shop).warm(shop)
            return answer
        } catch let wrong as Wrong {
            return .problem(422, "bad-text", "Item \(wrong.number + 1): \(wrong.sentence) Nothing was taken in.")
        }
    }

    private static func wish(_ item: Item, _ number: Int) throws(Wrong) -> PreparedText.Wish {
        var texts: [Language: String] = [:]
        for code in Array((item.texts ?? [:]).keys) + Array((item.titles ?? [:]).keys) {
            guard let language = Language(rawValue: code), Language.offered.contains(language) else {
                throw Wrong(number: number, sentence: "\"\(code)\" is no language of ours.")
            }
            texts[language] = item.texts?[code]
        }
        let titles = (item.titles ?? [:]).map { (Language(rawValue: $0.key) ?? .en, $0.value) }
        let wish = PreparedText.Wish(
            title: item.title ?? "", isMine: item.mine ?? false, texts: texts, titles: Dictionary(titles) { first, _ in first },
            keywords: item.keywords ?? "")
        do { try wish.check() } catch {
            let sentence =
                switch error {
                case .noTitle: "`title` is empty."
                case .longTitle: "`title` is longer than \(PreparedText.Wish.longestTitle) characters."
                case .longTitleIn(let language): "The title in \(language.rawValue) is too long."
                case .longKeywords: "`keywords` is longer than \(PreparedText.Wish.longestKeywords) characters."
                case .noText: "`texts` has no text."
                case .longText(let language): "The text in \(language.rawValue) is too long."
                case .unknownPlaceHolder(let name, let language): "{\(name)} in \(language.rawValue) is no place holder."
                case .notAllowed: "It is not yours."
                }
            throw Wrong(number: number, sentence: sentence)
        }
        return wish
    }

    private static func remove(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = PreparedText.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return try await Idempotency.answer(visit, shop) { tx in
            guard let text = try tx.db.preparedText(id), text.isFor(me), text.removedAt == nil else { throw Refused.notFound }
            try tx.removePreparedText(id)
            return .json((["removed": .text(id.description)] as JSON).text)
        }
    }
}
