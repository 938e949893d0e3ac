import Core
import Language
import Storage
import Web

/// A person's copy and their erasure for programs.
enum EraseAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]
        return [
            APIOperation(
                .get, "/people/:id/export", scope: "people:read", .manage,
                "Everything that is kept of one person, without other people's words: a ZIP with person.json, person.html, mails and files.",
                parameters: [key], response: ["type": "string", "format": "binary"]
            ) { try await ErasePages.export($0, shop) },
            APIOperation(
                .delete, "/people/:id", scope: "people:erase", .manage,
                "Erases a person for good and answers with the certificate. 409 with a sentence while an answer to them is on its way out.",
                parameters: [key],
                response: [
                    "type": "object",
                    "properties": [
                        "certificate": ["type": "string"], "erased": ["type": "object"], "at": ["type": "string", "format": "date-time"],
                    ],
                ]
            ) { try await erase($0, shop) },
        ]
    }

    private static func erase(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let t = visit.t
        let body = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx -> JSON in
            guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
            let certificate: Erasure.ID
            do throws(any Error) { certificate = try tx.erase(id, t) } catch let refusal as CannotErase {
                throw Refused.conflict(refusal.sentences.joined(separator: " "))
            }
            guard let erasure = try tx.db.erasure(certificate) else { throw Refused.notFound }
            return [
                "certificate": .text("\(certificate)"), "at": .text(Words.iso(erasure.at.milliseconds)),
                "erased": .object(erasure.counts.sorted { $0.key < $1.key }.map { ($0.key, .number(Int64($0.value))) }),
            ]
        }
        return .json(body.text)
    }
}
