import Core
import Foundation
import House
import Language
import Logging
import Secrets
import Storage
import Synchronization
import Web

/// A whole shop for one test: an empty database of its own, a clock that stands still until the test moves it, and the site in this very
/// process, so that a page test is a function call.
///
///     @Test(arguments: TestShop.engines) func `a note is on the card`(engine: Engine) async throws {
///         let test = try await TestShop(engine, [.house, .people, .counter])
///         var browser = try await test.browser(as: .agent)
///         let page = try await browser.open("/counter")
///         #expect(page.status == 200)
///         let answer = try await browser.submit(["text": "Called about a cake"])
///         #expect(answer.shows("Noted."))
///     }
///
/// Writes that change rows without an event fail in every test (`Tx.provesEvents`). The database goes with this object.
public final class TestShop: Sendable {
    public let shop: Shop
    public let site: Site
    public let clock: TestClock
    public let database: Database
    /// A folder of this test alone.
    public let folder: URL
    private let location: Database.Location
    private let drop: (@Sendable () -> Void)?

    /// Both engines, or SQLite alone where REGULARS_TEST_POSTGRES names no server ("postgres://user@host:port/postgres").
    public static var engines: [Engine] { server == nil ? [.sqlite] : [.sqlite, .postgres] }
    private static var server: String? { ProcessInfo.processInfo.environment["REGULARS_TEST_POSTGRES"] }

    public static let ownerEmail = "deniz@firin.example"
    /// Everybody's, so that tests need not carry it about.
    public static let password = "bread at six o'clock"
    private static let passwordHash = PasswordHash.make(password, cost: .test)
    private static let assets = AssetSet()

    /// - Parameters:
    ///   - isOpen: with its owner, Deniz, and the first run behind it; false for a shop that nobody has opened.
    ///   - time: Tuesday, 3 March 2026, 12:00 in Istanbul unless given.
    public init(
        _ engine: Engine = .sqlite, _ capabilities: [Capability] = [.house], isOpen: Bool = true, language: Language = .en,
        time: Instant = Instant(milliseconds: 1_772_528_400_000)
    ) async throws {
        Tx.provesEvents = true
        let name = "regulars_test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "_")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        (location, drop) = try Self.fresh(engine, name, folder)
        database = try Database.open(location)
        let clock = TestClock(time)
        self.clock = clock
        var log = Logger(label: "test")
        log.logLevel = .critical
        // Not random, so that a test which fails shows the same tokens again; long enough to be a key.
        let key = Array("a key that only the tests know..".utf8)
        shop = Shop(
            database: database, clock: Clock { clock.now }, key: key, capabilities: capabilities, folder: folder.path, log: log)
        try shop.migrate()
        try await shop.refreshSettings()
        site = Site(routes: shop.routes, host: Reception(shop).host, key: key, assets: Self.assets, log: log)
        guard isOpen else { return }
        let opening = Opening(
            business: "Fırın Bakery", ownerName: "Deniz Yılmaz", ownerEmail: Self.ownerEmail, passwordHash: Self.passwordHash,
            language: language, timeZone: "Europe/Istanbul")
        try await shop.write(as: .program("test")) { tx in
            try tx.open(opening)
            try tx.set(ShopSettings.isReady, to: true)
        }
    }

    deinit {
        database.close()
        drop?()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The same database as another process has it open; whoever asks closes it.
    public func anotherDatabase() throws -> Database { try Database.open(location) }

    // MARK: People

    public var owner: Staff.ID {
        get async throws { try await id(of: Self.ownerEmail) }
    }

    private func id(of email: String) async throws -> Staff.ID {
        guard let person = try await shop.read({ try $0.staff(email: email) }) else { throw Missing(what: email) }
        return person.id
    }

    /// Somebody new with the tests' password; name and address follow from the role and a number where not given.
    @discardableResult public func hire(_ role: Role, name: String? = nil, email: String? = nil, language: Language? = nil) async throws
        -> Staff
    {
        let name = name ?? "\(role.rawValue.capitalized) \(Random.token(bytes: 3).filter(\.isLetter))"
        let email = email ?? "\(role.rawValue)-\(Random.code(digits: 8))@firin.example"
        let hash = Self.passwordHash
        let id = try await shop.write(as: .program("test")) { tx in
            try tx.addStaff(name: name, email: email, role: role, language: language?.rawValue, password: hash)
        }
        guard let person = try await shop.read({ try $0.staff(id) }) else { throw Missing(what: email) }
        return person
    }

    // MARK: Callers

    /// A browser of a stranger. `languages` is its Accept-Language header.
    public func browser(languages: String? = nil) -> Browser { Browser(site: site, languages: languages) }

    /// A browser in which somebody of this role has signed in by the page: the owner herself, or somebody hired for it.
    public func browser(as role: Role) async throws -> Browser {
        try await browser(of: role == .owner ? Self.ownerEmail : hire(role).email)
    }

    public func browser(of email: String) async throws -> Browser {
        var browser = browser()
        try await browser.open("/sign-in")
        let answer = try await browser.submit(["email": email, "password": Self.password])
        guard answer.status == 200, browser.path != "/sign-in" else { throw Missing(what: "sign-in of \(email): \(answer.words)") }
        return browser
    }

    /// A token of the owner's, with all scopes or those given.
    public func token(scopes: Set<String>? = nil, staff: Staff.ID? = nil) async throws -> String {
        let scopes = scopes ?? Set(APIToken.scopes(shop))
        let owner = try await owner
        return try await shop.write(as: .staff(staff ?? owner)) { tx in
            try APIToken.create(name: "test", staff: staff ?? owner, scopes: scopes, tx)
        }
    }

    /// A call of another program: JSON there and back.
    public func api(
        _ method: String, _ path: String, token: String?, json: String? = nil, headers: [(String, String)] = []
    ) async -> Seen {
        var all = headers + [("host", Browser.host)]
        if let token { all.append(("authorization", "Bearer \(token)")) }
        if json != nil { all.append(("content-type", "application/json")) }
        return Seen(await site.answer(Call(method: method, target: path, headers: all, body: Array((json ?? "").utf8))), path: path)
    }

    // MARK: Time and facts

    /// Moves the clock, then runs all jobs that are due.
    public func pass(_ duration: Duration) async throws {
        clock.advance(by: duration)
        try await shop.runJobs()
    }

    /// The kinds of all events so far, oldest first.
    public func events() async throws -> [String] {
        try await shop.read { db in try db.events(after: nil, limit: 10_000).map(\.kind.name) }
    }

    public struct Missing: Error, CustomStringConvertible {
        public var what: String
        public var description: String { "Not there: \(what)" }
    }

    // MARK: Database

    private static func fresh(
        _ engine: Engine, _ name: String, _ folder: URL
    ) throws -> (Database.Location, (@Sendable () -> Void)?) {
        switch engine {
        case .sqlite: return (.sqlite(path: folder.appendingPathComponent("shop.db").path), nil)
        case .postgres:
            guard let server, var url = URLComponents(string: server) else { throw Missing(what: "REGULARS_TEST_POSTGRES") }
            try psql(server, #"CREATE DATABASE "\#(name)" TEMPLATE template0 ENCODING 'UTF8'"#)
            url.path = "/" + name
            guard let address = url.string else { throw Missing(what: "a PostgreSQL URL") }
            return (.postgres(url: address), { try? psql(server, #"DROP DATABASE "\#(name)" WITH (FORCE)"#) })
        }
    }

    /// Runs one statement outside any transaction, which CREATE DATABASE wants.
    private static func psql(_ url: String, _ statement: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Missing(what: "psql: \(statement)") }
    }
}

/// A clock that stands still until it is moved.
public final class TestClock: Sendable {
    private let time: Mutex<Instant>
    public init(_ time: Instant) { self.time = Mutex(time) }
    public var now: Instant { time.withLock { $0 } }
    public func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
