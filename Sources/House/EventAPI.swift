import Core
import Storage
import Web

/// What happened, in the order in which it happened.
enum EventAPI {
    static let mostAtOnce = 500

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/events", scope: "events:read", .look, "What happened, oldest first. Pass `next` as `after` to go on.",
                parameters: [
                    OpenAPI.query("after", OpenAPI.id, "Id of the last event seen; without it the list begins at the beginning."),
                    OpenAPI.query("limit", OpenAPI.number, "At most so many events: 1 to \(mostAtOnce), 100 when not given."),
                ],
                response: OpenAPI.object([("events", OpenAPI.list(event)), ("next", OpenAPI.nullable(OpenAPI.id))])
            ) { visit in
                var after: Event.ID?
                if visit.query.has("after") {
                    guard let id = Event.ID(visit.query["after"]) else {
                        throw Refused.badRequest("`after` is an event's id: digits only.")
                    }
                    after = id
                }
                let limit = visit.query.has("limit") ? Int(visit.query["limit"]) ?? 0 : 100
                guard (1...mostAtOnce).contains(limit) else { throw Refused.badRequest("`limit` is a number from 1 to \(mostAtOnce).") }
                let from = after
                let events = try await shop.read { db in try db.events(after: from, limit: limit) }
                let next: JSON = .optional(events.count == limit ? events.last?.id : nil) { .text($0.description) }
                return .json(JSON.object([("events", .list(events.map(\.json))), ("next", next)]).text)
            }
        ]
    }

    /// The schema of ``Event/json``.
    static let event = OpenAPI.object([
        ("id", OpenAPI.id), ("at", OpenAPI.time), ("kind", OpenAPI.text),
        (
            "actor",
            OpenAPI.object([("kind", OpenAPI.text), ("id", OpenAPI.nullable(OpenAPI.id)), ("name", OpenAPI.nullable(OpenAPI.text))])
        ),
        ("customer", OpenAPI.nullable(OpenAPI.id)),
        ("subject", OpenAPI.nullable(OpenAPI.object([("kind", OpenAPI.text), ("id", OpenAPI.id)]))),
        ("data", ["type": "object", "additionalProperties": ["type": ["string", "integer"]]]),
    ])
}

extension Event {
    /// For programs. Numbers past 2^53, which only ids are, come as text, since JavaScript's numbers end there.
    var json: JSON {
        let actorJSON: JSON =
            switch actor {
            case .staff(let id): ["kind": "staff", "id": .text(id.description), "name": .null]
            case .customer(let id): ["kind": "customer", "id": .text(id.description), "name": .null]
            case .program(let name): ["kind": "program", "id": .null, "name": .text(name)]
            }
        let facts: [(String, JSON)] = data.sorted { $0.key < $1.key }.map { name, fact in
            switch fact {
            case .word(let word): (name, .text(word))
            case .number(let number): (name, number.magnitude < 1 << 53 ? .number(number) : .text(String(number)))
            }
        }
        return [
            "id": .text(id.description), "at": .text(at.iso), "kind": .text(kind.name), "actor": actorJSON,
            "customer": .optional(customer) { .text($0.description) },
            "subject": .optional(subject) { ["kind": .text($0.kind), "id": .text(String($0.id))] }, "data": .object(facts),
        ]
    }
}
