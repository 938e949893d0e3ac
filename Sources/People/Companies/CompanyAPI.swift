import Core
import Foundation
import Language
import Storage
import Web

/// Companies for programs.
enum CompanyAPI {
    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "name": ["type": "string"], "domain": ["type": ["string", "null"]], "note": ["type": "string"],
            "people": [
                "type": "array", "items": ["type": "object", "properties": ["id": ["type": "string"], "role": ["type": "string"]]],
            ],
        ],
    ]
    private static let body: JSON = [
        "type": "object",
        "properties": ["name": ["type": "string"], "domain": ["type": ["string", "null"]], "note": ["type": "string"]],
    ]

    static func operations(_ shop: Shop) -> [APIOperation] {
        let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]
        let person: JSON = ["name": "person", "in": "path", "required": true, "schema": ["type": "string"]]
        return [
            APIOperation(
                .get, "/companies", scope: "people:read", .look, "Companies by name, 50 a page, without their people.",
                parameters: [
                    ["name": "after", "in": "query", "description": "The `next` of the page before.", "schema": ["type": "string"]]
                ],
                response: [
                    "type": "object", "properties": ["items": ["type": "array", "items": schema], "next": ["type": ["string", "null"]]],
                ]
            ) { try await list($0, shop) },
            APIOperation(
                .get, "/companies/:id", scope: "people:read", .look, "One company with its people.", parameters: [key], response: schema
            ) { visit in
                let id = try CompanyPages.id(visit)
                return .json(try await shop.read { db in try json(try db.standing(id), db) }.text)
            },
            APIOperation(.post, "/companies", scope: "people:write", .serve, "A new company.", request: body, response: schema) { visit in
                let card = try read(visit, over: CompanyCard())
                let t = visit.t
                return try await Idempotency.answer(visit, shop) { tx in
                    try complain(card, t)
                    let id = try tx.add(card)
                    return .json(try json(id, tx.db).text, status: 201)
                }
            },
            APIOperation(
                .patch, "/companies/:id", scope: "people:write", .serve, "Changes the fields that are given.", parameters: [key],
                request: body, response: schema
            ) { try await change($0, shop) },
            APIOperation(
                .delete, "/companies/:id", scope: "people:write", .tend, "Removes a company. Its people stay.", parameters: [key],
                response: ["type": "object"]
            ) { visit in
                let id = try CompanyPages.id(visit)
                let isGone = try await shop.write(as: try actor(visit)) { tx in
                    tx.silentByIntent = true
                    return try tx.remove(id)
                }
                guard isGone else { throw Refused.notFound }
                return .json("{}")
            },
            APIOperation(
                .put, "/companies/:id/people/:person", scope: "people:write", .serve, "Somebody belongs to the company, in this role.",
                parameters: [key, person], request: ["type": "object", "properties": ["role": ["type": "string"]]], response: schema
            ) { try await join($0, shop) },
            APIOperation(
                .delete, "/companies/:id/people/:person", scope: "people:write", .serve, "Somebody belongs to the company no more.",
                parameters: [key, person], response: schema
            ) { try await leave($0, shop) },
        ]
    }

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let after = Cursor<String, Company.ID>(visit.query["after"])
        if !visit.query["after"].isEmpty, after == nil { throw Refused.badRequest("after is not the `next` of a page of companies.") }
        let rows = try await shop.read { db in try db.companyList(after: after, limit: 51) }
        let next: JSON =
            rows.count > 50 ? .optional(rows.dropLast().last) { .text("\(Cursor(after: $0.key, $0.company.id))") } : .null
        let body: JSON = ["items": .list(rows.prefix(50).map { json($0.company, []) }), "next": next]
        return .json(body.text)
    }

    private static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        let t = visit.t
        let sent = try visit.jsonBody()
        let body = try await shop.write(as: try actor(visit)) { tx in
            guard try tx.db.standing(id) == id, let company = try tx.db.company(id) else { throw Refused.notFound }
            let card = over(CompanyCard(company), sent)
            try complain(card, t)
            try tx.change(id, to: card)
            return try json(id, tx.db)
        }
        return .json(body.text)
    }

    private static func join(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        guard let person = Customer.ID(visit.parts["person"] ?? "") else { throw Refused.notFound }
        let role = visit.body.isEmpty ? "" : try visit.jsonBody()["role"] ?? ""
        let body = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard try tx.db.standing(id) == id, let stays = try tx.db.survivor(of: person) else { throw Refused.notFound }
            try tx.join(stays, id, role: role, source: "api")
            return try json(id, tx.db)
        }
        return .json(body.text)
    }

    private static func leave(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        guard let person = Customer.ID(visit.parts["person"] ?? "") else { throw Refused.notFound }
        let body = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard let member = try tx.db.member(person, of: id) else { throw Refused.notFound }
            _ = try tx.leave(member.id)
            return try json(id, tx.db)
        }
        return .json(body.text)
    }

    private static func read(_ visit: Visit, over card: CompanyCard) throws -> CompanyCard { over(card, try visit.jsonBody()) }

    private static func over(_ card: CompanyCard, _ sent: [String: String]) -> CompanyCard {
        CompanyCard(name: sent["name"] ?? card.name, domain: sent["domain"] ?? card.domain, note: sent["note"] ?? card.note)
    }

    private static func complain(_ card: CompanyCard, _ t: Words) throws {
        var complaints = Complaints()
        for problem in card.problems { complaints.say(problem.field, problem.sentence(t)) }
        try complaints.check()
    }

    private static func json(_ id: Company.ID?, _ db: Reader) throws -> JSON {
        guard let id, let company = try db.company(id) else { throw Refused.notFound }
        return json(company, try db.members(of: id))
    }

    private static func json(_ company: Company, _ members: [Member]) -> JSON {
        [
            "id": .text("\(company.id)"), "name": .text(company.name), "domain": .optional(company.domain) { .text($0) },
            "note": .text(company.note),
            "people": .list(members.map { ["id": .text("\($0.customer)"), "role": .text($0.role)] }),
        ]
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}
