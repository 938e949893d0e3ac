import Core
import Foundation
import Language
import Storage
import Web

/// Consent for programs: a till, a newsletter, a form on the web.
enum ConsentAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]
        let line: JSON = [
            "type": "object",
            "properties": [
                "purpose": ["type": "string", "enum": .list(Consent.Purpose.allCases.map { .text($0.rawValue) })],
                "channel": ["type": "string", "enum": .list(Consent.channels.map { .text($0.rawValue) })],
                "given": ["type": "boolean"], "at": ["type": "string", "format": "date-time"], "source": ["type": "string"],
                "wording": ["type": "integer"],
            ],
        ]
        let schema: JSON = [
            "type": "object", "properties": ["items": ["type": "array", "items": line], "link": ["type": "string"]],
        ]
        return [
            APIOperation(
                .get, "/people/:id/consents", scope: "people:read", .look,
                "What a person agreed to, per purpose and channel. What is not listed was never said, which is no.", parameters: [key],
                response: schema
            ) { visit in
                let id = try person(visit)
                return try await answer(id, visit, shop)
            },
            APIOperation(
                .post, "/people/:id/consents", scope: "people:write", .serve,
                "Gives or withdraws consent for one purpose and channel; the same words for both.", parameters: [key],
                request: [
                    "type": "object", "required": ["purpose", "channel", "given"],
                    "properties": [
                        "purpose": ["type": "string"], "channel": ["type": "string"], "given": ["type": "boolean"],
                    ],
                ], response: schema
            ) { visit in
                let id = try person(visit)
                guard let body = try? JSONDecoder().decode(Body.self, from: Data(visit.body)),
                    let purpose = Consent.Purpose(rawValue: body.purpose), let channel = Consent.Channel(rawValue: body.channel)
                else {
                    throw Refused.badRequest(
                        "The body is JSON of purpose (news, survey, birthday), channel (email, phone, message) and given.")
                }
                let wanted = [Consent.Key(purpose: purpose, channel: channel): body.given]
                try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                    tx.silentByIntent = true
                    guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
                    try tx.say(id, wanted, source: .api)
                }
                return try await answer(id, visit, shop)
            },
        ]
    }

    private struct Body: Decodable {
        var purpose: String
        var channel: String
        var given: Bool
    }

    private static func answer(_ id: Customer.ID, _ visit: Visit, _ shop: Shop) async throws -> Answer {
        let standing = try await shop.read { db in
            guard let stays = try db.survivor(of: id) else { throw Refused.notFound }
            return try db.consents(of: stays)
        }
        let items: [JSON] = Consent.Key.all.compactMap { standing[$0] }.map { line in
            [
                "purpose": .text(line.key.purpose.rawValue), "channel": .text(line.key.channel.rawValue), "given": .bool(line.isGiven),
                "at": .text(Words.iso(line.at.milliseconds)), "source": .text(line.source.rawValue),
                "wording": .number(Int64(line.version)),
            ]
        }
        let link = ConsentLink.address(for: id, visit, shop, now: Instant(milliseconds: visit.now))
        let body: JSON = [
            "items": .list(items), "link": .text(link),
        ]
        return .json(body.text)
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }
}
