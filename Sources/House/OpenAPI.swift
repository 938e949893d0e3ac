import Core
import Web

/// The OpenAPI 3.1 document of /api/v1, made from the operations that the capabilities declare, and the schemas they declare them with.
public enum OpenAPI {
    // MARK: Schemas

    public static let text: JSON = ["type": "string"]
    public static let number: JSON = ["type": "integer"]
    public static let flag: JSON = ["type": "boolean"]
    /// An id is text: digits only, up to 63 bits.
    public static let id: JSON = ["type": "string", "pattern": "^[1-9][0-9]*$"]
    /// RFC 3339 in UTC.
    public static let time: JSON = ["type": "string", "format": "date-time"]
    public static func list(_ items: JSON) -> JSON { ["type": "array", "items": items] }
    public static func nullable(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }
    /// - Parameter required: names that always come; all of them when nil.
    public static func object(_ properties: [(String, JSON)], required: [String]? = nil) -> JSON {
        let names = required ?? properties.map(\.0)
        return .object([("type", "object"), ("properties", .object(properties)), ("required", .list(names.map { .text($0) }))])
    }
    public static func query(_ name: String, _ schema: JSON, _ meaning: String, isRequired: Bool = false) -> JSON {
        ["name": .text(name), "in": "query", "required": .bool(isRequired), "description": .text(meaning), "schema": schema]
    }

    // MARK: Document

    static func document(_ shop: Shop) -> JSON {
        var paths: [(String, [(String, JSON)])] = []
        for capability in shop.capabilities {
            for operation in capability.api(shop) {
                let path = template(operation.route.path)
                let entry = (operation.route.method.rawValue.lowercased(), describe(operation, tag: capability.name))
                if let place = paths.firstIndex(where: { $0.0 == path }) {
                    paths[place].1.append(entry)
                } else {
                    paths.append((path, [entry]))
                }
            }
        }
        let server = shop.setting(ShopSettings.publicURL) ?? "/"
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Regulars", "version": "1",
                "description": """
                Every id is text. Times are RFC 3339 in UTC. Refusals are application/problem+json (RFC 9457) with a `code` that stays the \
                same in every language. A POST may carry an Idempotency-Key: sent again within a day, it gets the first answer and does nothing.
                """,
            ],
            "servers": [["url": .text(server)]],
            "security": [["token": []]],
            "paths": .object(paths.map { ($0.0, .object($0.1)) }),
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer", "description": "An API token, made under Settings."]],
                "schemas": [
                    "Problem": object([("status", number), ("code", text), ("detail", text)])
                ],
            ],
        ]
    }

    private static func describe(_ operation: APIOperation, tag: String) -> JSON {
        let route = operation.route
        var parameters = pathParts(route.path).map { name -> JSON in
            ["name": .text(name), "in": "path", "required": true, "schema": id]
        }
        parameters += operation.parameters
        if route.method == .post {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "required": false, "schema": ["type": "string", "maxLength": 255],
                "description": "Sent again with the same body, the request gets its first answer; with another body, 409.",
            ])
        }
        let problem: JSON = [
            "description": "Refused, with the reason.",
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
        var fields: [(String, JSON)] = [
            ("operationId", .text(name(of: route))), ("tags", [.text(tag)]), ("summary", .text(operation.summary)),
            ("description", .text("Scope: \(operation.scope).")), ("security", [["token": [.text(operation.scope)]]]),
            ("parameters", .list(parameters)),
        ]
        if let request = operation.request {
            let body: JSON = ["schema": request]
            fields.append(("requestBody", ["required": true, "content": .object([(operation.requestType, body)])]))
        }
        let done: JSON = ["description": "Done.", "content": ["application/json": ["schema": operation.response]]]
        fields.append(("responses", ["2XX": done, "4XX": problem]))
        return .object(fields)
    }

    /// "/api/v1/notes/:id" is "/api/v1/notes/{id}" here.
    static func template(_ path: String) -> String {
        path.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
    }

    static func pathParts(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    }

    /// "getNotesById": unique, since method and path are.
    private static func name(of route: Route) -> String {
        let parts = route.path.split(separator: "/").dropFirst(2).map { part in
            let word = part.hasPrefix(":") ? "By" + part.dropFirst().capitalisedFirst : part.capitalisedFirst
            return word.replacing("-", with: "").replacing(".", with: "")
        }
        return route.method.rawValue.lowercased() + parts.joined()
    }
}

extension StringProtocol {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
