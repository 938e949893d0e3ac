import Core
import Language
import Web

/// The API for people: every operation with its scope and a call to copy.
enum APIPages {
    static func page(_ visit: Visit, _ shop: Shop) -> Answer {
        let t = visit.t
        let base = visit.outsideAddress(shop)
        let groups: [HTML] = shop.capabilities.compactMap { capability in
            let operations = capability.api(shop)
            return operations.isEmpty ? nil : "\(operations.map { card($0, base, visit) })"
        }
        return .page(
            Page(
                t("What the API can do"), section: "settings",
                """
                \(visit.ui.head(
                    t("What the API can do"), lead: t("For programmers. The same as an OpenAPI document, for tools."),
                    back: visit.ui.back("/settings/tokens", t("API tokens")),
                    actions: "<a class=\"button\" href=\"/api/v1/openapi.json\">\(visit.ui.icon("download"))<span translate=\"no\">OpenAPI 3.1</span></a>"))
                <div class="stack wide">\(groups)</div>
                """))
    }

    private static func card(_ operation: APIOperation, _ base: String, _ visit: Visit) -> HTML {
        let t = visit.t
        let path = OpenAPI.template(operation.route.path)
        let method = operation.route.method.rawValue
        var call = "curl -H 'Authorization: Bearer …'"
        if method != "GET" { call += " -X \(method)" }
        if operation.request != nil, operation.requestType != "application/json" {
            call += " -H 'Content-Type: \(operation.requestType)' --data-binary @FILE"
        } else if let request = operation.request {
            call += " -H 'Content-Type: application/json' -d '\(Example.of(request))'"
        }
        call += " '\(base)\(path)'"
        return """
            <section class="card stack" translate="no"><header><h2><code>\(method) \(path)</code></h2>\
            \(visit.ui.chip(operation.scope, icon: "key"))</header>
            <p lang="en">\(operation.summary)</p>
            <div class="scroll" tabindex="0" role="region" aria-label="\(t("Example")) \(method) \(path)"><pre><code>\(call)</code></pre></div></section>

            """
    }

    /// A body that fits a schema, for copying.
    private enum Example {
        static func of(_ schema: JSON) -> String { value(schema).text }

        private static func value(_ schema: JSON) -> JSON {
            guard case .object(let fields) = schema else { return "…" }
            func field(_ name: String) -> JSON? { fields.first { $0.0 == name }?.1 }
            if case .object(let properties)? = field("properties") { return .object(properties.map { ($0.0, value($0.1)) }) }
            if case .list(let options)? = field("anyOf"), let first = options.first { return value(first) }
            if case .list(let options)? = field("enum"), let first = options.first { return first }
            guard case .text(let type)? = field("type") else { return "…" }
            switch type {
            case "integer", "number": return 1
            case "boolean": return true
            case "array": return .list(field("items").map { [value($0)] } ?? [])
            default: return "…"
            }
        }
    }
}
