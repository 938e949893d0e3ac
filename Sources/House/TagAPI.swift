import Core
import Language
import Storage
import Web

/// The vocabulary of tags for programs. What has a tag is changed at the thing: /conversations/{id}/tags, /people/{id}/tags.
enum TagAPI {
    static let schema: JSON = [
        "type": "object",
        "properties": ["id": ["type": "string"], "name": ["type": "string"], "tone": ["type": "integer", "minimum": 0, "maximum": 6]],
    ]
    private static let body: JSON = [
        "type": "object",
        "properties": [
            "name": ["type": "string", "maxLength": 40],
            "tone": ["type": "integer", "description": "A colour of the palette; 0 is plain."],
        ],
    ]

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/tags", scope: "tags:read", .look, "All tags that are used, by name, with how much each stands on.",
                response: ["type": "object", "properties": ["items": ["type": "array", "items": schema]]]
            ) { _ in
                let (tags, counts) = try await shop.read { db in (try db.allTags(), try db.tagCounts()) }
                let items: [JSON] = tags.map { tag in
                    let uses = (counts[tag.id] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, JSON.number(Int64($0.value))) }
                    return [
                        "id": .text(tag.id.description), "name": .text(tag.name), "tone": .number(Int64(tag.tone)), "uses": .object(uses),
                    ]
                }
                return .json((["items": .list(items)] as JSON).text)
            },
            APIOperation(
                .post, "/tags", scope: "tags:write", .serve, "Makes a tag. 409 where one that means the same is there.", request: body,
                response: schema
            ) { visit in
                let given = try visit.jsonBody()
                let tone = tone(given["tone"]) ?? 0
                return try await refusing {
                    try await Idempotency.answer(visit, shop) { tx in
                        .json(try tx.makeTag(given["name"] ?? "", tone: tone).json.text, status: 201)
                    }
                }
            },
            APIOperation(
                .patch, "/tags/:id", scope: "tags:write", .own, "Renames a tag, or gives it another tone.", request: body, response: schema
            ) { visit in
                let given = try visit.jsonBody()
                return try await change(visit, shop) { tag, tx in
                    try tx.change(tag, name: given["name"] ?? tag.name, tone: tone(given["tone"]) ?? tag.tone)
                    return tag.id
                }
            },
            APIOperation(
                .post, "/tags/:id/merge", scope: "tags:write", .own,
                "Everything with this tag gets the tag `into`, and its name leads there. Can be put back for 30 days.",
                request: ["type": "object", "required": ["into"], "properties": ["into": ["type": "string"]]], response: schema
            ) { visit in
                let into = try visit.jsonBody()["into"].flatMap { Tag.ID($0) }
                return try await change(visit, shop) { tag, tx in
                    guard let into else { throw TagProblem.nowhere }
                    try tx.merge(tag, into: into)
                    return into
                }
            },
            APIOperation(
                .delete, "/tags/:id", scope: "tags:write", .own, "Takes a tag off everything. Can be put back for 30 days.",
                response: schema
            ) { visit in
                try await change(visit, shop) { tag, tx in
                    try tx.remove(tag)
                    return tag.id
                }
            },
            APIOperation(
                .post, "/tags/:id/restore", scope: "tags:write", .own,
                "Puts back a tag that was removed or merged. 409 where its name was given to another since.", response: schema
            ) { visit in
                try await change(visit, shop, isGone: true) { tag, tx in
                    try tx.restore(tag)
                    return tag.id
                }
            },
        ]
    }

    private static func tone(_ text: String?) -> Int? { text.flatMap { Int($0) }.flatMap { Tag.tones.contains($0) ? $0 : nil } }

    private static func change(
        _ visit: Visit, _ shop: Shop, isGone: Bool = false, _ verb: @escaping @Sendable (Tag, Tx) throws -> Tag.ID
    ) async throws -> Answer {
        guard let id = Tag.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return try await refusing {
            try await Idempotency.answer(visit, shop) { tx in
                guard let tag = try tx.db.tag(id), (tag.removedAt != nil) == isGone else { throw Refused.notFound }
                let result = try verb(tag, tx)
                guard let now = try tx.db.tag(result) else { throw Refused.notFound }
                return .json(now.json.text)
            }
        }
    }

    private static func refusing(_ body: () async throws -> Answer) async throws -> Answer {
        do { return try await body() } catch let problem as TagProblem { return problem.answer }
    }
}
