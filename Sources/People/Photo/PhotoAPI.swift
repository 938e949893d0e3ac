import Core
import Language
import Storage
import Web

/// The photo for programs.
enum PhotoAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]
        let state: JSON = ["type": "object", "properties": ["photo": ["type": ["string", "null"]]]]
        return [
            APIOperation(
                .get, "/people/:id/photo", scope: "people:read", .look,
                "The photo, as JPEG, PNG or WebP. 404 where there is none, or the person does not want it shown.", parameters: [key],
                response: ["type": "string", "format": "binary"]
            ) { visit in
                let id = try person(visit)
                let photo = try await shop.read { db in try db.survivor(of: id).flatMap { try db.photo(of: $0) } }
                guard let photo else { throw Refused.notFound }
                return PhotoPages.picture(photo, visit)
            },
            APIOperation(
                .put, "/people/:id/photo", scope: "people:write", .serve,
                "Puts a photo on the card, at most 2 MB. `consent=1` says that the person agreed; without it nothing is kept.",
                parameters: [key, ["name": "consent", "in": "query", "required": true, "schema": ["type": "string", "enum": ["1"]]]],
                request: ["type": "string", "format": "binary"], requestType: "image/jpeg", response: state,
                bodyLimit: PhotoBytes.most + 1024
            ) { visit in
                let id = try person(visit)
                let t = visit.t
                guard visit.query["consent"] == "1" else {
                    throw Complaints("consent", t("Ask them first, and tick this when they said yes."))
                }
                let photo: PhotoBytes
                do throws(PhotoBytes.Problem) { photo = try PhotoBytes(visit.body) } catch {
                    throw Complaints("file", PhotoPages.sentence(error, t))
                }
                try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                    guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
                    try tx.put(photo, on: id)
                }
                let body: JSON = ["photo": .text("/api/v1/people/\(id)/photo")]
                return .json(body.text)
            },
            APIOperation(
                .delete, "/people/:id/photo", scope: "people:write", .serve, "Takes the photo off. In a day it is deleted.",
                parameters: [key], response: state
            ) { visit in
                let id = try person(visit)
                _ = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                    tx.silentByIntent = true
                    return try tx.withdrawPhoto(of: id)
                }
                return .json("{\"photo\":null}")
            },
        ]
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }
}
