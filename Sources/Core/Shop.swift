import Logging
import Storage
import Synchronization
import Web

/// One running shop: its data, its clock, its capabilities. The single value that pages, jobs and commands are handed.
public final class Shop: Sendable {
    public let database: Database
    public let clock: Clock
    public let ids: IDMaker
    /// 32 secret bytes beside the database; signs links and form tokens, encrypts passwords of mailboxes.
    public let key: [UInt8]
    public let capabilities: [Capability]
    public let live = Live()
    public let log: Logger
    /// Folder of the data file, key and backups; nil for tests in memory and for PostgreSQL without one.
    public let folder: String?

    let reactions: [String: [Reaction]]
    let reactionsToAll: [Reaction]
    private let settings = Mutex(SettingsSnapshot())
    let jobWake = Wake()

    public init(
        database: Database, clock: Clock, key: [UInt8], capabilities: [Capability], folder: String? = nil, log: Logger,
        random: @escaping @Sendable () -> UInt32 = { UInt32.random(in: .min ... .max) }
    ) {
        self.database = database
        self.clock = clock
        self.key = key
        self.capabilities = capabilities
        self.folder = folder
        self.log = log
        ids = IDMaker(now: { clock.now }, random: random)
        var byKind: [String: [Reaction]] = [:]
        var toAll: [Reaction] = []
        for reaction in capabilities.flatMap(\.reactions) {
            if reaction.kinds.isEmpty { toAll.append(reaction) }
            for kind in reaction.kinds { byKind[kind, default: []].append(reaction) }
        }
        reactions = byKind
        reactionsToAll = toAll
    }

    /// All tables, in the order of the capabilities. Returns what was newly applied.
    @discardableResult public func migrate() throws -> [String] {
        try database.migrate(Shop.migrations(of: capabilities), now: clock.now)
    }

    public static func migrations(of capabilities: [Capability]) -> [Migration] { coreMigrations + capabilities.flatMap(\.migrations) }

    // MARK: Reading and writing

    /// One consistent snapshot.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T { try await database.read(body) }

    /// One consistent snapshot for a few rows found by their keys; see ``Storage/Database/glance(_:)``.
    public func glance<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T { try await database.glance(body) }

    /// One transaction, serial with all others on both engines. What it records as events is seen by pages, jobs and webhooks after it commits.
    public func write<T: Sendable>(as actor: Actor, _ body: @escaping @Sendable (Tx) throws -> T) async throws -> T {
        let (result, after) = try await database.write { [self] db in
            let tx = Tx(db: db, shop: self, actor: actor, now: clock.now)
            let result = try body(tx)
            try tx.prove()
            return (result, tx.after)
        }
        try await settle(after)
        return result
    }

    /// The same, for commands that have no other work to do meanwhile.
    public func blockingWrite<T: Sendable>(as actor: Actor, _ body: @escaping @Sendable (Tx) throws -> T) throws -> T {
        let (result, after) = try database.blockingWrite { [self] db in
            let tx = Tx(db: db, shop: self, actor: actor, now: clock.now)
            let result = try body(tx)
            try tx.prove()
            return (result, tx.after)
        }
        if after.changedSettings { try database.blockingRead { [self] in try loadSettings($0) } }
        return result
    }

    private func settle(_ after: Tx.After) async throws {
        if after.changedSettings { try await refreshSettings() }
        if after.queuedJobs { jobWake.signal() }
    }

    // MARK: Settings

    /// The shop's choice, or the setting's default where it has not chosen.
    public func setting<Value>(_ setting: Setting<Value>) -> Value {
        settings.withLock { $0.value(of: setting) }
    }

    public func refreshSettings() async throws { try await read { [self] in try loadSettings($0) } }

    func refreshSettingsIfChanged() async throws {
        let known = settings.withLock { $0.changedAt }
        let latest = try await read { db in try db.value("SELECT max(changed_at) FROM setting", as: Instant?.self) ?? nil }
        if latest != known { try await refreshSettings() }
    }

    func loadSettings(_ db: Reader) throws {
        let rows = try db.all("SELECT key, value FROM setting") { row in (try row.next(String.self), try row.next(String.self)) }
        let latest = try db.value("SELECT max(changed_at) FROM setting", as: Instant?.self) ?? nil
        let snapshot = SettingsSnapshot(rows, changedAt: latest)
        settings.withLock { $0 = snapshot }
    }

    /// Opens the settings for use; call once after ``migrate()``.
    public func start() throws { try database.blockingRead { [self] in try loadSettings($0) } }

    // MARK: What the capabilities bring

    public var routes: [Route] { capabilities.flatMap { $0.routes(self) + $0.api(self).map(\.route) } }
    public func jobKind(_ name: String) -> JobKind? { capabilities.lazy.flatMap(\.jobs).first { $0.name == name } }
    public func dutyKind(_ name: String) -> DutyKind? { capabilities.lazy.flatMap(\.dutyKinds).first { $0.name == name } }
}

/// Where the time comes from. Handed in, so that tests own it.
public struct Clock: Sendable {
    private let read: @Sendable () -> Instant
    public init(_ read: @escaping @Sendable () -> Instant) { self.read = read }
    public var now: Instant { read() }
}

/// Who does something. Stands in every event.
public enum Actor: Sendable, Hashable {
    case staff(Staff.ID)
    case customer(Customer.ID)
    /// The program itself, by the name of the rule or job: "mail in", "outbox".
    case program(String)

    var kind: String {
        switch self {
        case .staff: "staff"
        case .customer: "customer"
        case .program: "program"
        }
    }
    var number: Int64? {
        switch self {
        case .staff(let id): id.number
        case .customer(let id): id.number
        case .program: nil
        }
    }
    var name: String? { if case .program(let name) = self { name } else { nil } }

    /// The member of staff, where it is one.
    public var staff: Staff.ID? { if case .staff(let id) = self { id } else { nil } }
}
