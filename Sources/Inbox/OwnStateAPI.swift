import Core
import Storage
import Web

/// The shop's own states, put in order by programs.
enum OwnStateAPI {
    static let schema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "name": ["type": "string"],
            "category": ["type": "string", "enum": .list(OwnState.Category.allCases.map { .text($0.rawValue) })],
        ],
    ]
    private static let name: JSON = ["type": "string", "maxLength": .number(Int64(OwnState.longest))]

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/states", scope: "inbox:read", .look, "The shop's own names for states, each with its category.",
                response: ["type": "object", "properties": ["items": ["type": "array", "items": schema]]]
            ) { _ in .json((["items": .list(shop.ownStates.map(json))] as JSON).text) },
            APIOperation(
                .post, "/states", scope: "inbox:write", .own, "Adds a state of the shop's own to a category.",
                request: [
                    "type": "object", "required": ["name", "category"],
                    "properties": [
                        "name": name, "category": ["type": "string", "enum": .list(OwnState.Category.allCases.map { .text($0.rawValue) })],
                    ],
                ], response: schema
            ) { try await add($0, shop) },
            APIOperation(
                .patch, "/states/:id", scope: "inbox:write", .own, "Gives a state another name.",
                request: ["type": "object", "required": ["name"], "properties": ["name": name]], response: schema
            ) { visit in
                let name = try visit.jsonBody()["name"] ?? ""
                return try await act(visit, shop) { id, tx in try tx.renameOwnState(id, to: name) }
            },
            APIOperation(
                .delete, "/states/:id", scope: "inbox:write", .own,
                "Removes a state: what stands there stands at the plain one. It can be put back for \(OwnState.undoDays) days.",
                response: schema
            ) { visit in
                try await act(visit, shop) { id, tx in try tx.removeOwnState(id) }
            },
            APIOperation(
                .post, "/states/:id/restore", scope: "inbox:write", .own, "Puts a removed state back.", response: schema
            ) { visit in
                try await act(visit, shop) { id, tx in try tx.restoreOwnState(id) }
            },
        ]
    }

    private static func json(_ state: OwnState) -> JSON {
        ["id": .text(state.id.description), "name": .text(state.name), "category": .text(state.category.rawValue)]
    }

    private static func problem(_ problem: OwnStateProblem) -> Answer {
        switch problem {
        case .empty: .problem(422, "empty", "`name` is empty.")
        case .tooLong: .problem(422, "too-long", "`name` has more than \(OwnState.longest) letters.")
        case .tooMany: .problem(422, "too-many", "There are \(OwnState.most) states already.")
        case .taken(let name): .problem(409, "taken", "There is the state \"\(name)\" already.")
        }
    }

    private static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let body = try visit.jsonBody()
        guard let category = OwnState.Category(rawValue: body["category"] ?? "") else {
            return .problem(
                422, "no-category", "`category` is one of \(OwnState.Category.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                .json(json(try tx.addOwnState(body["name"] ?? "", category)).text, status: 201)
            }
        } catch let refusal as OwnStateProblem { return problem(refusal) }
    }

    private static func act(
        _ visit: Visit, _ shop: Shop, _ verb: @escaping @Sendable (OwnState.ID, Tx) throws -> Bool
    ) async throws -> Answer {
        guard let id = OwnState.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                guard try verb(id, tx), let state = try tx.setting(InboxSettings.ownStates).first(where: { $0.id == id }) else {
                    throw Refused.notFound
                }
                return .json(json(state).text)
            }
        } catch let refusal as OwnStateProblem { return problem(refusal) }
    }
}
