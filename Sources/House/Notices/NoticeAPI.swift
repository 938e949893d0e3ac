import Core
import Foundation
import Language
import Storage
import Web

/// What the token's person was told, for programs.
enum NoticeAPI {
    private static let item = OpenAPI.object([
        ("id", OpenAPI.id), ("kind", OpenAPI.text), ("what", OpenAPI.text),
        ("subject", OpenAPI.object([("kind", OpenAPI.text), ("id", OpenAPI.id)])), ("by", OpenAPI.nullable(OpenAPI.id)),
        ("message", OpenAPI.nullable(OpenAPI.id)), ("due", OpenAPI.nullable(OpenAPI.time)), ("at", OpenAPI.time),
        ("read", OpenAPI.nullable(OpenAPI.time)), ("settled", OpenAPI.flag),
    ])
    private static let settings: JSON = [
        "type": "object",
        "properties": [
            "ways": ["type": "object", "description": "By kind: page, browser (booleans), mail (never, soon, digest)."],
            "mailAfter": ["type": "integer", "minimum": 1, "maximum": 240],
            "digest": ["type": "string", "enum": ["opening", "hourly", "time"]],
            "digestTime": OpenAPI.text, "quiet": ["type": "string", "enum": ["closed", "hours", "never"]], "quietFrom": OpenAPI.text,
            "quietUntil": OpenAPI.text, "freeDays": OpenAPI.list(OpenAPI.number), "lead": OpenAPI.number,
            "pausedUntil": OpenAPI.nullable(OpenAPI.time), "followsMentions": OpenAPI.flag, "followsPassedOn": OpenAPI.flag,
        ],
    ]

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/notices", scope: "notices:read", .look, "What the token’s person was told, newest first.",
                parameters: [
                    OpenAPI.query("unread", OpenAPI.flag, "1 for those alone that wait to be read."),
                    OpenAPI.query("before", OpenAPI.text, "The cursor `next` of the page before."),
                    OpenAPI.query("limit", OpenAPI.number, "At most so many: 1 to 100, 50 when not given."),
                ],
                response: OpenAPI.object([("items", OpenAPI.list(item)), ("next", OpenAPI.nullable(OpenAPI.text))])
            ) { try await list($0, shop) },
            APIOperation(
                .post, "/notices/:id/read", scope: "notices:write", .look, "Marks a notice and all about the same thing as read.",
                response: OpenAPI.object([("read", OpenAPI.number)])
            ) { try await read($0, shop) },
            APIOperation(
                .post, "/notices/read", scope: "notices:write", .look, "Marks all as read; with `upTo`, those up to that one.",
                request: ["type": "object", "properties": ["upTo": OpenAPI.id]], response: OpenAPI.object([("read", OpenAPI.number)])
            ) { try await readAll($0, shop) },
            APIOperation(
                .get, "/notices/settings", scope: "notices:read", .look, "When and how the token’s person wants to be told.",
                response: settings
            ) { visit in
                let me = try visit.me()
                return .json(json(try await shop.read { try $0.tellingChoices(of: me) }).text)
            },
            APIOperation(
                .patch, "/notices/settings", scope: "notices:write", .look, "Changes what is given; the rest stays.", request: settings,
                response: settings
            ) { try await change($0, shop) },
        ]
    }

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        let limit = min(max(Int(visit.query["limit"]) ?? 50, 1), 100)
        let before = NoticePages.Position(visit.query["before"])
        if visit.query.has("before"), before == nil { throw Refused.badRequest("`before` is not a cursor of ours.") }
        let unread = ["1", "true"].contains(visit.query["unread"])
        let rows = try await shop.read { db in
            try db.notices(of: me, unreadOnly: unread, before: before.map { (at: $0.key.0, id: $0.key.1) }, limit: limit + 1)
                .filter { $0.subject.kind != "gone" }
        }
        let next: JSON = rows.count > limit ? .text(NoticePages.Position(after: rows[limit - 1].at, rows[limit - 1].id).description) : .null
        return .json((["items": .list(rows.prefix(limit).map(json)), "next": next] as JSON).text)
    }

    private static func read(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        guard let id = Notice.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return try await Idempotency.answer(visit, shop) { tx in
            guard let notice = try tx.db.notice(id), notice.staff == me else { throw Refused.notFound }
            return counted(try tx.readNotices(of: me, about: notice.subject))
        }
    }

    private static func readAll(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        let given = visit.body.isEmpty ? nil : try visit.jsonBody()["upTo"]
        let last = given.flatMap { Notice.ID($0) }
        if given != nil, last == nil { throw Refused.badRequest("`upTo` is a notice’s id: digits only.") }
        return try await Idempotency.answer(visit, shop) { tx in counted(try tx.readNotices(of: me, upTo: last)) }
    }

    private static func counted(_ n: Int) -> Answer { .json((["read": .number(Int64(n))] as JSON).text) }

    /// What is given is laid over what is there, so that a program need know no more than it changes.
    private static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = try visit.me()
        guard let given = try? JSONSerialization.jsonObject(with: Data(visit.body)) as? [String: Any] else {
            throw Refused.badRequest("The body must be a JSON object.")
        }
        let before = try await shop.read { try $0.tellingChoices(of: me) }
        guard var all = try? JSONSerialization.jsonObject(with: Data(json(before).text.utf8)) as? [String: Any] else {
            throw Refused.notFound
        }
        if let unknown = given.keys.sorted().first(where: { all[$0] == nil }) {
            return .problem(422, "unknown", "There is no setting `\(unknown)`.")
        }
        var ways = all["ways"] as? [String: Any] ?? [:]
        if let some = given["ways"] as? [String: Any] { ways.merge(some) { $1 } }
        all.merge(given) { $1 }
        all["ways"] = ways
        if let time = all["pausedUntil"] as? String {
            guard let instant = Instant(iso: time) else { return .problem(422, "bad-time", "`pausedUntil` is no time.") }
            all["pausedUntil"] = instant.milliseconds
        } else {
            all["pausedUntil"] = nil
        }
        guard let data = try? JSONSerialization.data(withJSONObject: all),
            let wanted = try? JSONDecoder().decode(TellingChoices.self, from: data), wanted.isPossible
        else { return .problem(422, "bad-choice", "A value is not one of those that the description of this call names.") }
        return try await shop.write(as: .staff(me)) { tx in
            try tx.keep(wanted, of: me)
            return .json(json(wanted).text)
        }
    }

    private static func json(_ n: Notice) -> JSON {
        [
            "id": .text(n.id.description), "kind": .text(n.kind.rawValue), "what": .text(n.what.rawValue),
            "subject": ["kind": .text(n.subject.kind), "id": .text(String(n.subject.id))],
            "by": .optional(n.actor) { .text($0.description) },
            "message": .optional(n.message) { .text(String($0)) }, "due": .optional(n.due) { .text(Words.iso($0.milliseconds)) },
            "at": .text(Words.iso(n.at.milliseconds)), "read": .optional(n.readAt) { .text(Words.iso($0.milliseconds)) },
            "settled": .bool(n.isSettled),
        ]
    }

    private static func json(_ c: TellingChoices) -> JSON {
        let ways: [(String, JSON)] = Notice.Kind.allCases.map { kind in
            (kind.rawValue, ["page": .bool(c[kind].page), "browser": .bool(c[kind].browser), "mail": .text(c[kind].mail.rawValue)])
        }
        return [
            "ways": .object(ways), "mailAfter": .number(Int64(c.mailAfter)), "digest": .text(c.digest.rawValue),
            "digestTime": .text(c.digestTime.description), "quiet": .text(c.quiet.rawValue), "quietFrom": .text(c.quietFrom.description),
            "quietUntil": .text(c.quietUntil.description), "freeDays": .list(c.freeDays.sorted().map { .number(Int64($0)) }),
            "lead": .number(Int64(c.lead)), "pausedUntil": .optional(c.pausedUntil) { .text(Words.iso($0.milliseconds)) },
            "followsMentions": .bool(c.followsMentions), "followsPassedOn": .bool(c.followsPassedOn),
        ]
    }
}

extension TellingChoices {
    /// Whether all figures are within what the page allows.
    fileprivate var isPossible: Bool {
        (1...240).contains(mailAfter) && Self.leads.contains(lead) && freeDays.allSatisfy { (1...7).contains($0) } && freeDays.count < 7
            && digestTime < .endOfDay && quietFrom < .endOfDay && quietUntil < .endOfDay
            && ways.keys.allSatisfy { Notice.Kind(rawValue: $0) != nil }
    }
}
