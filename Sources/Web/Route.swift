/// One line of the route table: the address, who may call it, and what answers.
public struct Route: Sendable {
    public typealias Handler = @Sendable (Visit) async throws -> Answer

    public var method: Visit.Method
    /// "/inbox/:id": parts with a colon are named.
    public var path: String
    public var access: Access
    public var handler: Handler
    /// Where the line stands, for `regulars routes`.
    public var file: String
    public var line: Int
    /// Largest body in bytes that is read.
    public var bodyLimit: Int

    public init(
        _ method: Visit.Method, _ path: String, _ access: Access, bodyLimit: Int = 1 << 20, file: String = #fileID, line: Int = #line,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.handler = handler
        self.file = file
        self.line = line
        self.bodyLimit = bodyLimit
    }

    public static func get(
        _ path: String, _ permission: Permission, file: String = #fileID, line: Int = #line, _ handler: @escaping Handler
    ) -> Route { Route(.get, path, .staff(permission), file: file, line: line, handler) }
    public static func post(
        _ path: String, _ permission: Permission, bodyLimit: Int = 1 << 20, file: String = #fileID, line: Int = #line,
        _ handler: @escaping Handler
    ) -> Route { Route(.post, path, .staff(permission), bodyLimit: bodyLimit, file: file, line: line, handler) }
}

/// The table of all routes, matched part by part; a literal part wins over a named one.
struct RouteTable: Sendable {
    private final class Node: Sendable {
        let literals: [String: Node]
        let named: Node?
        let routes: [Visit.Method: (route: Route, names: [String])]

        init(_ entries: [(parts: ArraySlice<String>, names: [String], route: Route)]) {
            var literals: [String: [(ArraySlice<String>, [String], Route)]] = [:]
            var named: [(ArraySlice<String>, [String], Route)] = []
            var routes: [Visit.Method: (Route, [String])] = [:]
            for entry in entries {
                guard let part = entry.parts.first else {
                    precondition(routes[entry.route.method] == nil, "Two routes for \(entry.route.method.rawValue) \(entry.route.path)")
                    routes[entry.route.method] = (entry.route, entry.names)
                    continue
                }
                if part.hasPrefix(":") {
                    named.append((entry.parts.dropFirst(), entry.names + [String(part.dropFirst())], entry.route))
                } else {
                    literals[part, default: []].append((entry.parts.dropFirst(), entry.names, entry.route))
                }
            }
            self.literals = literals.mapValues { Node($0.map { (parts: $0.0, names: $0.1, route: $0.2) }) }
            self.named = named.isEmpty ? nil : Node(named.map { (parts: $0.0, names: $0.1, route: $0.2) })
            self.routes = routes.mapValues { (route: $0.0, names: $0.1) }
        }

        func find(_ parts: ArraySlice<String>, values: [String]) -> (Node, [String])? {
            guard let part = parts.first else { return routes.isEmpty ? nil : (self, values) }
            if let found = literals[part]?.find(parts.dropFirst(), values: values) { return found }
            return named?.find(parts.dropFirst(), values: values + [part])
        }
    }

    enum Match {
        case route(Route, parts: [String: String])
        case otherMethod(allowed: [Visit.Method])
        case none
    }

    private let root: Node
    let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
        root = Node(routes.map { (parts: RouteTable.parts($0.path)[...], names: [], route: $0) })
    }

    func match(_ method: Visit.Method, _ path: String) -> Match {
        let parts = RouteTable.parts(path)
        guard let (node, values) = root.find(parts[...], values: []) else { return .none }
        guard let (route, names) = node.routes[method] else { return .otherMethod(allowed: Array(node.routes.keys)) }
        return .route(route, parts: Dictionary(zip(names, values)) { first, _ in first })
    }

    /// "/a/b/" and "/a/b" are one path. Parts are decoded here, so a `%2F` inside a part stays inside it.
    static func parts(_ path: String) -> [String] {
        path.split(separator: "/").map { $0.utf8.contains(UInt8(ascii: "%")) ? Form.decoded($0.replacing("+", with: "%2B")) : String($0) }
    }
}
