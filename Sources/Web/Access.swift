/// What a member of staff is to the shop. Each role may do all that the one before it may.
public enum Role: String, CaseIterable, Comparable, Sendable, Codable {
    /// Looks, changes nothing: an accountant, an adviser.
    case viewer
    /// Takes a turn at the front (R88): answers and notes, but does not rearrange.
    case helper
    /// Works with customers all day.
    case agent
    /// Runs the shop's rules: settings, hours, figures.
    case manager
    /// Everything, and the staff list.
    case owner

    private var rank: Int { Role.allCases.firstIndex(of: self) ?? 0 }
    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
}

/// One thing that a route lets its caller do. The role that may is the least one; `regulars routes` prints it beside each address.
public enum Permission: String, CaseIterable, Sendable {
    case look, serve, tend, manage, own

    /// The least role that holds this permission.
    public var leastRole: Role {
        switch self {
        case .look: .viewer
        case .serve: .helper
        case .tend: .agent
        case .manage: .manager
        case .own: .owner
        }
    }
}

/// Who may call a route.
public enum Access: Sendable, Hashable {
    /// The whole world: sign-in, public pages, health.
    case anyone
    /// Staff who are signed in and hold the permission.
    case staff(Permission)
    /// A program with an API token that carries the scope ("inbox:read"), or signed-in staff who hold the permission.
    case token(scope: String, Permission)
}

/// Who is calling. Made by the House from a cookie or a token; nil stands for a stranger.
public struct Visitor: Sendable {
    /// The member of staff behind the call; for a token, the one who made it.
    public var staff: Int64
    public var name: String
    public var role: Role
    /// The language of this person's screens, or nil for the shop's.
    public var language: String?
    /// Secret that binds form tokens to this session; empty for API tokens, which post no forms.
    public var session: [UInt8]
    /// The scopes of an API token; nil for a person at a screen.
    public var scopes: Set<String>?

    public init(staff: Int64, name: String, role: Role, language: String?, session: [UInt8], scopes: Set<String>? = nil) {
        self.staff = staff
        self.name = name
        self.role = role
        self.language = language
        self.session = session
        self.scopes = scopes
    }

    public func may(_ permission: Permission) -> Bool { role >= permission.leastRole }

    func passes(_ access: Access) -> Bool {
        switch access {
        case .anyone: true
        // A token opens API routes only: its scopes say nothing about pages.
        case .staff(let permission): scopes == nil && may(permission)
        case .token(let scope, let permission): may(permission) && (scopes.map { $0.contains(scope) } ?? true)
        }
    }
}
