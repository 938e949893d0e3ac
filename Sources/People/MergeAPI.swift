import Core
import Foundation
import Storage
import Web

/// Merging for programs: the verbs of the pages.
enum MergeAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]
        let merged: JSON = [
            "type": "object", "properties": ["merge": ["type": "string"], "id": ["type": "string"], "from": ["type": "string"]],
        ]
        return [
            APIOperation(
                .get, "/people/alike", scope: "people:read", .tend,
                "Up to 50 pairs of cards that may be the same person's, the surest first; reasons are phone, name-other-way, mail, name.",
                response: [
                    "type": "object",
                    "properties": [
                        "items": [
                            "type": "array",
                            "items": [
                                "type": "object",
                                "properties": [
                                    "one": ["type": "string"], "other": ["type": "string"],
                                    "reasons": ["type": "array", "items": ["type": "string"]],
                                ],
                            ],
                        ]
                    ],
                ]
            ) { try await alike($0, shop) },
            APIOperation(
                .post, "/people/alike/different", scope: "people:write", .tend,
                "Two cards are two people: the pair is not proposed again.",
                request: ["type": "object", "properties": ["one": ["type": "string"], "other": ["type": "string"]]],
                response: ["type": "object", "properties": ["one": ["type": "string"], "other": ["type": "string"]]]
            ) { try await tellApart($0, shop) },
            APIOperation(
                .post, "/people/:id/merge", scope: "people:write", .tend,
                "The card `from` goes into this one. For name, pronunciation, language and note say this or other, for note also both; without a word the card that says something wins, and notes are joined.",
                parameters: [key],
                request: [
                    "type": "object", "required": ["from"],
                    "properties": .object(
                        [("from", ["type": "string"])]
                            + ["name", "pronunciation", "language", "note"].map {
                                ($0, ["type": "string", "enum": ["this", "other", "both"]])
                            }),
                ], response: merged
            ) { try await merge($0, shop) },
            APIOperation(
                .post, "/people/merges/:id/undo", scope: "people:write", .tend,
                "Undoes a merge, for \(Merge.undoDays) days, the last one first.", parameters: [key], response: merged
            ) { try await undo($0, shop) },
        ]
    }

    private static func alike(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let pairs = try await shop.read { db in try db.alikePairs(limit: AlikePages.most) }
        let items: [JSON] = pairs.map { pair in
            [
                "one": .text("\(pair.one.id)"), "other": .text("\(pair.other.id)"),
                "reasons": .list(pair.reasons.map { .text($0.word) }),
            ]
        }
        let body: JSON = ["items": .list(items)]
        return .json(body.text)
    }

    private struct Pair: Decodable {
        var one: Customer.ID
        var other: Customer.ID
    }

    private static func tellApart(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let pair = try? JSONDecoder().decode(Pair.self, from: Data(visit.body)) else {
            throw Refused.badRequest("The body is not JSON with the ids of two cards: one and other, as text.")
        }
        return try await Idempotency.answer(visit, shop) { tx in
            guard try tx.tellApart(pair.one, pair.other) else { throw Refused.notFound }
            let body: JSON = ["one": .text("\(pair.one)"), "other": .text("\(pair.other)")]
            return .json(body.text)
        }
    }

    private struct Wish: Decodable {
        var from: Customer.ID
        var name: String?
        var pronunciation: String?
        var language: String?
        var note: String?

        /// Words for ``MergeChoices``, but that only notes can be joined.
        var isKnown: Bool {
            let either: [String?] = [nil, "this", "other"]
            return [name, pronunciation, language].allSatisfy(either.contains) && (either + ["both"]).contains(note)
        }
        var form: Form {
            Form([
                ("name", name ?? ""), ("pronunciation", pronunciation ?? ""), ("language", language ?? ""), ("note", note ?? ""),
            ])
        }
    }

    private static func merge(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        guard let wish = try? JSONDecoder().decode(Wish.self, from: Data(visit.body)), wish.isKnown else {
            throw Refused.badRequest(
                "The body is not JSON of a merge: from is the id of the other card, as text; name, pronunciation, language are this or other, note also both."
            )
        }
        let t = visit.t
        let form = wish.form
        return try await Idempotency.answer(visit, shop) { tx in
            do {
                let merge = try tx.merge(wish.from, into: id) { MergeChoices($0, $1).picked(by: form) }
                return .json(json(merge, id, from: wish.from).text)
            } catch let problem as MergeProblem {
                throw Complaints("from", MergeWords.sentence(problem, t))
            } catch let refusal as MergeRefusal {
                guard try tx.db.customer(id) != nil else { throw Refused.notFound }
                throw Complaints("from", try MergeWords.sentence(refusal, tx.db, t))
            }
        }
    }

    private static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Merge.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let t = visit.t
        return try await Idempotency.answer(visit, shop) { tx in
            do {
                let merge = try tx.undo(id)
                return .json(json(id, merge.into, from: merge.from).text)
            } catch MergeRefusal.gone {
                throw Refused.notFound
            } catch let refusal as MergeRefusal {
                throw Refused.conflict(try MergeWords.sentence(refusal, tx.db, t))
            }
        }
    }

    private static func json(_ merge: Merge.ID, _ into: Customer.ID, from: Customer.ID) -> JSON {
        ["merge": .text("\(merge)"), "id": .text("\(into)"), "from": .text("\(from)")]
    }
}

extension Likeness.Reason {
    /// In the API.
    var word: String {
        switch self {
        case .phone: "phone"
        case .nameOtherWay: "name-other-way"
        case .mail: "mail"
        case .name: "name"
        }
    }
}
