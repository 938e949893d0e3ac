import Core
import Foundation
import Language
import Storage
import Web

/// How people want to be treated, for programs.
enum TreatmentAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]
        let fields = Treatment.Key.allCases.map { ($0.rawValue, ["type": "string"] as JSON) }
        let schema: JSON = [
            "type": "object",
            "properties": [
                "preferences": [
                    "type": "object",
                    "description": "What the person has said. Times as 10:00, days as 1,2,5 (Monday is 1), no_… as 1.",
                    "properties": .object(fields),
                ],
                "house": ["type": "object", "description": "What counts where they have said nothing."],
            ],
        ]
        return [
            APIOperation(
                .get, "/people/:id/treatment", scope: "people:read", .look, "How a person wants to be treated.", parameters: [key],
                response: schema
            ) { visit in
                let id = try person(visit)
                return .json(try await shop.read { db in try json(id, shop, db) }.text)
            },
            APIOperation(
                .patch, "/people/:id/treatment", scope: "people:write", .serve,
                "Changes the preferences that are given; an empty text forgets one.", parameters: [key],
                request: ["type": "object", "properties": .object(fields)], response: schema
            ) { visit in
                let id = try person(visit)
                let sent = try visit.jsonBody()
                var form: [(String, String)] = []
                if let unknown = sent.keys.first(where: { Treatment.Key(rawValue: $0) == nil }) {
                    throw Refused.badRequest("\(unknown) is no preference.")
                }
                // The same checks as the page's.
                for (name, value) in sent {
                    switch Treatment.Key(rawValue: name) {
                    case .days: form += value.split(separator: ",").map { ("day-\($0)", "1") }
                    case .access: form += value.split(separator: ",").map { ("access-\($0)", "1") }
                    case .noCall, .noMail, .noMessage: if value == "1" { form.append((name, "1")) }
                    default: form.append((name, value))
                    }
                }
                let wanted = try TreatmentForm.read(Form(form), visit.t).filter { sent[$0.key.rawValue] != nil }
                let body = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                    tx.silentByIntent = true
                    guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
                    try tx.prefer(id, wanted, source: .api)
                    return try json(id, shop, tx.db)
                }
                return .json(body.text)
            },
        ]
    }

    private static func json(_ id: Customer.ID, _ shop: Shop, _ db: Reader) throws -> JSON {
        guard let stays = try db.survivor(of: id) else { throw Refused.notFound }
        let treatment = try db.treatment(of: stays, shop)
        func object(_ values: [Treatment.Key: String]) -> JSON {
            .object(values.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, .text($0.value)) })
        }
        return ["preferences": object(treatment.own.mapValues(\.value)), "house": object(treatment.house)]
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }
}
