import Language
import Storage
import Web

extension Tag {
    /// As programs read it.
    public var json: JSON { ["id": .text(id.description), "name": .text(name), "tone": .number(Int64(tone))] }
}

extension TagProblem {
    /// For programs, in English.
    public var answer: Answer {
        let detail =
            switch self {
            case .empty: "The name of the tag is empty."
            case .tooLong(_, let most): "A tag has at most \(most) letters."
            case .tooMany(let most): "There are \(most) tags already."
            case .tooManyHere(let most): "At most \(most) tags stand on one thing."
            case .taken(let name): "There is the tag \"\(name)\" already."
            case .near(let name, let known): "There is no tag \(name). There is \(known)."
            case .nowhere: "`into` is no tag that this one could be merged into."
            }
        let status = if case .taken = self { 409 } else { 422 }
        return .problem(status, code, detail)
    }
}

/// Putting tags on a thing and taking them off, for programs: two operations that a capability adds for its things.
public enum TagAPIOfThings {
    /// - Parameter find: the thing at the address, or nil.
    public static func operations(
        _ path: String, scope: String, _ shop: Shop, find: @escaping @Sendable (Int64, Reader) throws -> TaggedItem?
    ) -> [APIOperation] {
        let list: JSON = [
            "type": "object",
            "properties": [
                "items": [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "properties": ["id": ["type": "string"], "name": ["type": "string"], "tone": ["type": "integer"]],
                    ],
                ]
            ],
        ]
        @Sendable func act(_ visit: Visit, _ verb: @escaping @Sendable (TaggedItem, Tx) throws -> Void) async throws -> Answer {
            guard let number = Int64(visit.parts["id"] ?? "") else { throw Refused.notFound }
            do {
                return try await Idempotency.answer(visit, shop) { tx in
                    guard let item = try find(number, tx.db) else { throw Refused.notFound }
                    try verb(item, tx)
                    return .json((["items": .list(try tx.db.tags(of: item).map(\.json))] as JSON).text)
                }
            } catch let problem as TagProblem { return problem.answer }
        }
        return [
            APIOperation(
                .post, "/\(path)/:id/tags", scope: scope, .serve,
                "Puts tags on, by name with commas between them. A name that nobody has used yet makes a tag. Answers with all tags it has.",
                request: ["type": "object", "required": ["tag"], "properties": ["tag": ["type": "string"]]], response: list
            ) { visit in
                let names = TagRules.names(in: try visit.jsonBody()["tag"] ?? "")
                return try await act(visit) { item, tx in try tx.put(tags: names, on: item) }
            },
            APIOperation(
                .delete, "/\(path)/:id/tags/:tag", scope: scope, .serve, "Takes a tag off. Answers with the tags it still has.",
                response: list
            ) { visit in
                guard let tag = Tag.ID(visit.parts["tag"] ?? "") else { throw Refused.notFound }
                return try await act(visit) { item, tx in try tx.take(off: tag, item) }
            },
        ]
    }
}
