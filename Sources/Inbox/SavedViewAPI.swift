import Core
import Language
import Storage
import Web

/// Saved lists of the inbox, for programs: everybody's, and those of whoever made the token.
enum SavedViewAPI {
    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "name": ["type": "string"],
            "view": ["type": "string", "enum": .list(InboxPages.Tab.allCases.map { .text($0.rawValue) })],
            "query": ["type": "string", "description": "What narrows it, as in \"tag=12&owner=me\"; GET /conversations takes the same."],
            "shared": ["type": "boolean"], "maker": ["type": "string"],
        ],
    ]
    private static let name: JSON = ["type": "string", "maxLength": .number(Int64(SavedView.longest))]

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/lists", scope: "inbox:read", .look, "Saved lists, in the order in which they stand.",
                response: ["type": "object", "properties": ["items": ["type": "array", "items": schema]]]
            ) { visit in
                let me = Staff.ID(number: try visit.staff().staff)
                return .json((["items": .list(shop.views(of: me).map(json))] as JSON).text)
            },
            APIOperation(
                .post, "/lists", scope: "inbox:write", .serve,
                "Gives a list of the inbox a name, for whoever made the token or, with `shared`, for everybody.",
                request: [
                    "type": "object", "required": ["name"],
                    "properties": [
                        "name": name, "view": ["type": "string", "description": "\"waiting\" when left out."],
                        "query": ["type": "string"], "shared": ["type": "boolean"],
                    ],
                ], response: schema
            ) { try await make($0, shop) },
            APIOperation(
                .patch, "/lists/:id", scope: "inbox:write", .serve,
                "Gives a saved list another name, or another place among those beside it, counted from 1.",
                request: ["type": "object", "properties": ["name": name, "place": ["type": "integer", "minimum": 1]]], response: schema
            ) { try await change($0, shop) },
            APIOperation(
                .delete, "/lists/:id", scope: "inbox:write", .serve,
                "Removes a saved list. It can be put back for \(SavedView.undoDays) days.", response: schema
            ) { visit in
                try await act(visit, shop) { id, isOwner, tx in try tx.removeView(id, isOwner: isOwner) }
            },
            APIOperation(
                .post, "/lists/:id/restore", scope: "inbox:write", .serve, "Puts a removed list back.", response: schema
            ) { visit in
                try await act(visit, shop) { id, isOwner, tx in try tx.restoreView(id, isOwner: isOwner) }
            },
        ]
    }

    private static func json(_ view: SavedView) -> JSON {
        [
            "id": .text(view.id.description), "name": .text(view.name), "view": .text(view.place.tab.rawValue), "query": .text(view.query),
            "shared": .bool(view.isShared), "maker": .text(view.maker.description),
        ]
    }

    private static func problem(_ problem: SavedViewProblem) -> Answer {
        switch problem {
        case .empty: .problem(422, "empty", "`name` is empty.")
        case .tooLong: .problem(422, "too-long", "`name` has more than \(SavedView.longest) letters.")
        case .tooMany: .problem(422, "too-many", "There are \(SavedView.most) such lists already.")
        case .taken(let name): .problem(409, "taken", "There is the list \"\(name)\" already.")
        case .notYours: .problem(403, "not-yours", "Who made it, or the owner of the shop, can do that.")
        }
    }

    private static func make(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let body = try visit.jsonBody()
        let view = body["view"] ?? InboxPages.Tab.waiting.rawValue
        guard let tab = InboxPages.Tab(rawValue: view) else {
            return .problem(422, "no-view", "`view` is one of \(InboxPages.Tab.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let place = InboxPlace(tab, InboxFilter(Form(urlEncoded: body["query"] ?? "")))
        let (name, isShared) = (body["name"] ?? "", ["1", "true"].contains(body["shared"] ?? ""))
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                .json(json(try tx.save(place, named: name, isShared: isShared)).text, status: 201)
            }
        } catch let refusal as SavedViewProblem { return problem(refusal) }
    }

    private static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let body = try visit.jsonBody()
        let wanted = body["place"].map { Int($0) ?? 0 }
        if let wanted, wanted < 1 { return .problem(422, "no-place", "`place` is a whole number from 1.") }
        let name = body["name"]
        return try await act(visit, shop) { id, isOwner, tx in
            var isThere = true
            if let name { isThere = try tx.renameView(id, to: name, isOwner: isOwner) }
            if isThere, let wanted { isThere = try tx.placeView(id, at: wanted, isOwner: isOwner) }
            // Nothing asked for: it stays as it is.
            if name == nil, wanted == nil { tx.silentByIntent = true }
            return isThere
        }
    }

    private static func act(
        _ visit: Visit, _ shop: Shop, _ verb: @escaping @Sendable (SavedView.ID, Bool, Tx) throws -> Bool
    ) async throws -> Answer {
        let visitor = try visit.staff()
        let me = Staff.ID(number: visitor.staff)
        guard let id = SavedView.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let isOwner = visitor.may(.own)
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                guard try verb(id, isOwner, tx) else { throw Refused.notFound }
                let all = try tx.setting(InboxSettings.views)
                guard let view = all.first(where: { $0.id == id && ($0.isShared || $0.maker == me) }) else { throw Refused.notFound }
                return .json(json(view).text)
            }
        } catch let refusal as SavedViewProblem { return problem(refusal) }
    }
}
