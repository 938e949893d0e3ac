import Core
import Foundation
import Language
import People
import Storage
import Web

/// Notes for programs: a telephone system, a till.
enum CounterAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/notes", scope: "counter:read", .look, "Calls and visits, the newest first, of one person or of everybody.",
                parameters: [
                    ["name": "person", "in": "query", "schema": ["type": "string"], "description": "The id of a person."],
                    ["name": "before", "in": "query", "schema": ["type": "string"], "description": "The `next` of the page before."],
                    ["name": "limit", "in": "query", "schema": ["type": "integer", "minimum": 1, "maximum": 100]],
                ],
                response: [
                    "type": "object",
                    "properties": ["items": ["type": "array", "items": noteSchema], "next": ["type": ["string", "null"]]],
                ]
            ) { try await list($0, shop) },
            APIOperation(
                .post, "/notes", scope: "counter:write", .serve,
                "Notes a call or a visit. `person` is an id; or `who` is a name, a number or an e-mail address, and a new one makes a card.",
                request: [
                    "type": "object", "required": ["text"],
                    "properties": [
                        "person": ["type": "string"], "who": ["type": "string"],
                        "channel": ["type": "string", "enum": ["phone", "counter"]],
                        "text": ["type": "string"], "promise": ["type": "string", "format": "date-time"],
                        "reason": ["type": "string", "description": "Why a call is promised to somebody who does not want one."],
                    ],
                ], response: noteSchema
            ) { try await add($0, shop) },
        ]
    }

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let limit = min(max(Int(visit.query["limit"]) ?? 50, 1), 100)
        let person = Customer.ID(visit.query["person"])
        if visit.query.has("person"), person == nil { throw Refused.badRequest("`person` is not an id.") }
        let before = Note.ID(visit.query["before"])
        if visit.query.has("before"), before == nil { throw Refused.badRequest("`before` is not the `next` of a page of notes.") }
        let body = try await shop.read { db in
            let notes = try db.notes(of: person.map { try db.survivor(of: $0) ?? $0 }, before: before, limit: limit + 1)
            let shown = notes.prefix(limit)
            let promises = try db.promises(in: shown.map(\.id))
            let next: JSON = notes.count > limit ? .optional(shown.last) { .text("\($0.id)") } : .null
            return ["items": .list(shown.map { json($0, promises[$0.id], visit.now) }), "next": next] as JSON
        }
        return .json(body.text)
    }

    private struct Body: Decodable {
        var person: String?
        var who: String?
        var channel: String?
        var text: String
        var promise: String?
        var reason: String?
    }

    private static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(visit.body)) else {
            throw Refused.badRequest("The body is not JSON of a note: text, and person or who, channel, promise as text.")
        }
        let t = visit.t
        guard let channel = Note.Channel(rawValue: body.channel ?? "phone") else {
            throw Refused.badRequest("channel is phone or counter.")
        }
        let promise = try body.promise.map { text in
            guard let moment = Instant(iso: text) else { throw Complaints("promise", NoteProblem.noTime(text).sentence(t)) }
            return moment
        }
        if let person = body.person, Customer.ID(person) == nil { throw Complaints("person", CallerProblem.gone.sentence(t)) }
        return try await Idempotency.answer(visit, shop) { tx in
            do {
                if body.text.trimmed.isEmpty { throw NoteProblem.noText }
                let caller = try tx.caller(body.who ?? "", chosen: body.person ?? "")
                let id = try tx.note(caller.id, channel, body.text, promise: promise, madePerson: caller.isNew, reason: body.reason)
                guard let note = try tx.db.note(id) else { throw NoteProblem.caller(.gone) }
                return .json(json(note, try tx.db.promises(in: [id])[id], visit.now).text, status: 201)
            } catch let problem as CallerProblem {
                throw Complaints("who", problem.sentence(t))
            } catch let problem as NoteProblem {
                throw Complaints(names[problem.field] ?? problem.field, problem.sentence(t))
            }
        }
    }

    /// What a form's field is called here, where the two differ.
    private static let names = ["person": "who", "promise_at": "promise"]

    private static func json(_ note: Note, _ promise: Promise?, _ now: Int64) -> JSON {
        let standing: JSON = .optional(promise) { promise in
            switch promise.standing(now: Instant(milliseconds: now)) {
            case .open: "open"
            case .overdue: "overdue"
            case .kept: "kept"
            case .broken: "broken"
            case .dropped: "dropped"
            }
        }
        return [
            "id": .text("\(note.id)"), "person": .text("\(note.customer)"), "channel": .text(note.channel.rawValue),
            "text": .text(note.text),
            "staff": .optional(note.staff) { .text("\($0)") }, "at": .text(Words.iso(note.at.milliseconds)),
            "promise": .optional(note.promiseDue) { .text(Words.iso($0.milliseconds)) }, "promiseState": standing,
        ]
    }

    private static let noteSchema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "person": ["type": "string"], "channel": ["type": "string", "enum": ["phone", "counter"]],
            "text": ["type": "string"], "staff": ["type": ["string", "null"]], "at": ["type": "string", "format": "date-time"],
            "promise": ["type": ["string", "null"], "format": "date-time"],
            "promiseState": ["type": ["string", "null"], "enum": ["open", "overdue", "kept", "broken", "dropped", .null]],
        ],
    ]
}
