import Core
import Language
import Storage
import Web

/// Who a token speaks for.
enum TokenAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/me", scope: "me:read", .look, "Who this token speaks for, and what it may do.",
                response: OpenAPI.object([
                    ("id", OpenAPI.id), ("name", OpenAPI.text), ("role", OpenAPI.text), ("scopes", OpenAPI.list(OpenAPI.text)),
                    ("business", OpenAPI.text), ("timeZone", OpenAPI.text),
                ])
            ) { visit in
                let visitor = try visit.staff()
                let body: JSON = [
                    "id": .text(String(visitor.staff)), "name": .text(visitor.name), "role": .text(visitor.role.rawValue),
                    "scopes": .list((visitor.scopes ?? []).sorted().map { .text($0) }),
                    "business": .text(shop.setting(ShopSettings.business)),
                    "timeZone": .text(shop.timeZone.identifier),
                ]
                return .json(body.text)
            }
        ]
    }
}
