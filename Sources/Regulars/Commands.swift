import ArgumentParser
import Core
import Foundation
import House
import Language
import Mail
import Secrets
import Storage
import Web

struct Setup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The first run without a browser: the shop and its owner.")
    @OptionGroup var data: DataOptions
    @Option(help: "Name of the business.") var business: String
    @Option(help: "Language of the shop: en, tr, fi, hy or id.") var language = "en"
    @Option(name: .customLong("time-zone"), help: "As in Europe/Istanbul; else the usual one of the language.") var timeZone: String?
    @Option(name: .customLong("owner-email")) var email: String
    @Option(name: .customLong("owner-name")) var name: String?
    @Option(name: .customLong("owner-password-file"), help: "A file whose first line is the password; - for standard input.")
    var passwordFile: String

    func run() async throws {
        try await Regulars.run {
            guard let language = Language(rawValue: language), Language.offered.contains(language) else {
                throw CommandFailure("--language takes en, tr, fi, hy or id.", code: .usage)
            }
            if let timeZone, ShopTimeZone(timeZone) == nil {
                throw CommandFailure("There is no time zone \(timeZone). Names look like Europe/Istanbul.", code: .usage)
            }
            guard let address = MailAddress(email) else { throw CommandFailure("\(email) is not an e-mail address.", code: .usage) }
            let password = try readSecret(passwordFile)
            guard password.count >= 10 else { throw CommandFailure("The password needs at least 10 characters.", code: .usage) }
            let shop = try data.open(log: quietLogger())
            let (business, zone, owner) = (business, timeZone, name ?? String(address.local))
            let hash = PasswordHash.make(password)
            do {
                try shop.blockingWrite(as: .program("setup")) { tx in
                    try tx.open(
                        Opening(
                            business: business, ownerName: owner, ownerEmail: address.text, passwordHash: hash, language: language,
                            timeZone: zone))
                    try tx.set(ShopSettings.isReady, to: true)
                }
            } catch is Opening.AlreadyOpen {
                throw CommandFailure("This shop has an owner already. Nothing was changed.", code: .data)
            }
            print("\(business) is set up. Start it with: regulars serve")
        }
    }
}

/// The first line of a file, without its line end; - reads standard input.
func readSecret(_ path: String) throws -> String {
    let data: Data
    if path == "-" {
        data = FileHandle.standardInput.readDataToEndOfFile()
    } else {
        guard let read = FileManager.default.contents(atPath: path) else { throw CommandFailure("\(path) cannot be read.", code: .noInput) }
        data = read
    }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
}

struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "For an owner who is locked out: list, invite, reset a password.",
        subcommands: [List.self, Invite.self, ResetPassword.self])

    struct List: AsyncParsableCommand {
        @OptionGroup var data: DataOptions
        func run() async throws {
            try await Regulars.run {
                let shop = try data.open(log: quietLogger())
                for person in try await shop.read({ try $0.allStaff() }) {
                    print("\(person.email)\t\(person.role.rawValue)\t\(person.isActive ? "active" : "left")\t\(person.name)")
                }
            }
        }
    }

    struct Invite: AsyncParsableCommand {
        @OptionGroup var data: DataOptions
        @Option var email: String
        @Option var name: String
        @Option(help: "owner, manager, agent, helper or viewer.") var role = "agent"
        @Option(name: .customLong("password-file"), help: "A file whose first line is the first password; - for standard input.")
        var passwordFile: String
        func run() async throws {
            try await Regulars.run {
                guard let role = Role(rawValue: role) else {
                    throw CommandFailure("--role takes owner, manager, agent, helper or viewer.", code: .usage)
                }
                guard let address = MailAddress(email) else { throw CommandFailure("\(email) is not an e-mail address.", code: .usage) }
                let password = try readSecret(passwordFile)
                guard password.count >= 10 else { throw CommandFailure("The password needs at least 10 characters.", code: .usage) }
                let hash = PasswordHash.make(password)
                let shop = try data.open(log: quietLogger())
                let name = name
                do {
                    try shop.blockingWrite(as: .program("staff invite")) { tx in
                        _ = try tx.addStaff(name: name, email: address.text, role: role, password: hash)
                    }
                } catch StorageError.unique {
                    throw CommandFailure("\(email) is on the staff list already.", code: .data)
                }
                print("\(name) may sign in as \(address.text).")
            }
        }
    }

    struct ResetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "reset-password")
        @OptionGroup var data: DataOptions
        @Option(help: "Whose; where there is one owner alone, theirs.") var email: String?
        @Option(
            name: .customLong("password-file"),
            help: "A file whose first line is the new password; - for standard input. Without it a link is printed.")
        var passwordFile: String?
        func run() async throws {
            try await Regulars.run {
                let shop = try data.open(log: quietLogger())
                let email = try await Self.who(email, shop)
                guard let passwordFile else { return try await Self.printLink(email, shop) }
                let password = try readSecret(passwordFile)
                guard password.count >= 10 else { throw CommandFailure("The password needs at least 10 characters.", code: .usage) }
                let hash = PasswordHash.make(password)
                let isKnown = try shop.blockingWrite(as: .program("staff reset-password")) { tx in
                    guard let person = try tx.db.staff(email: email) else {
                        tx.silentByIntent = true
                        return false
                    }
                    try tx.db.run("UPDATE staff SET password = \(hash), is_active = \(true) WHERE id = \(person.id)")
                    try tx.db.run("DELETE FROM session WHERE staff_id = \(person.id)")
                    try tx.record("staff.password-reset", subject: Event.Subject("staff", person.id))
                    return true
                }
                guard isKnown else { throw CommandFailure("Nobody on the staff list has the address \(email).", code: .data) }
                print("The password of \(email) is changed and all sessions are closed.")
            }
        }

        /// The one named, else the only owner.
        private static func who(_ email: String?, _ shop: Shop) async throws -> String {
            if let email { return email }
            let owners = try await shop.read { try $0.allStaff() }.filter { $0.role == .owner && $0.isActive }
            guard owners.count == 1 else {
                throw CommandFailure(
                    "Say whose password, with --email. The owners are: \(owners.map(\.email).joined(separator: ", ")).", code: .usage)
            }
            return owners[0].email
        }

        private static func printLink(_ email: String, _ shop: Shop) async throws {
            let now = shop.clock.now
            let link = try await shop.read { db in
                try db.staff(email: email).flatMap { $0.isActive ? try Invitation.link(for: $0.id, now: now, shop, db) : nil }
            }
            guard let link else { throw CommandFailure("Nobody who works here has the address \(email).", code: .data) }
            let base = shop.setting(ShopSettings.publicURL) ?? "http://127.0.0.1:8080"
            print(
                """
                Open this link within seven days, while the program runs, and choose a new password for \(email). It works once.

                \(base)\(link.text)

                """)
        }
    }
}

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "token", abstract: "API tokens.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        @OptionGroup var data: DataOptions
        @Option(help: "E-mail of the member of staff in whose name the program acts.") var staff: String
        @Option(help: "What the token is for.") var name: String
        @Option(help: "Scopes, as in inbox:read,people:read; all when left out.") var scopes: String?
        func run() async throws {
            try await Regulars.run {
                let shop = try data.open(log: quietLogger())
                let known = Set(shop.capabilities.flatMap { $0.api(shop) }.map(\.scope))
                let wanted = scopes.map { Set($0.split(separator: ",").map(String.init)) } ?? known
                if let wrong = wanted.subtracting(known).sorted().first {
                    throw CommandFailure("There is no scope \(wrong). There are: \(known.sorted().joined(separator: ", ")).", code: .usage)
                }
                let (email, name) = (staff, name)
                let token = try shop.blockingWrite(as: .program("token create")) { tx -> String? in
                    guard let person = try tx.db.staff(email: email) else {
                        tx.silentByIntent = true
                        return nil
                    }
                    return try APIToken.create(name: name, staff: person.id, scopes: wanted, tx)
                }
                guard let token else { throw CommandFailure("Nobody on the staff list has the address \(email).", code: .data) }
                print(token)
            }
        }
    }
}

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write everything into one file, while the shop is open.")
    @OptionGroup var data: DataOptions
    @Argument(help: "The file to write; it must not exist.") var file: String
    func run() async throws {
        try await Regulars.run {
            guard !FileManager.default.fileExists(atPath: file) else {
                throw CommandFailure("\(file) exists already. Choose another name.", code: .cannotCreate)
            }
            try data.open(log: quietLogger()).database.backup(to: file)
            print(
                "Everything is in \(file). Keep a copy of \(data.folder)/key too, in another place than the backups: without it, mailbox passwords in them cannot be read."
            )
        }
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Put a backup into an empty database, of either engine.")
    @OptionGroup var data: DataOptions
    @Argument(help: "A file that backup has written.") var file: String
    func run() async throws {
        try await Regulars.run {
            guard FileManager.default.fileExists(atPath: file) else { throw CommandFailure("There is no file \(file).", code: .noInput) }
            try FileManager.default.createDirectory(
                atPath: data.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let hadKey = FileManager.default.fileExists(atPath: data.folder + "/key")
            var made: String?
            if case .sqlite(let path) = data.location, !FileManager.default.fileExists(atPath: path) { made = path }
            let database = try Database.open(data.location, log: nil)
            let migrations = Shop.migrations(of: capabilities(workers: ParseWorkers()))
            let notes: [String]
            do {
                notes = try database.restore(
                    from: file, migrations: migrations, now: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
            } catch {
                // The empty file that was made for it goes again.
                database.close()
                if let made { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: made + suffix) } }
                throw error
            }
            for note in notes { print(note) }
            database.close()
            print("Restored from \(file).")
            if !hadKey {
                print("The key is not here: put the old shop's key file at \(data.folder)/key, or type the mailbox passwords again.")
            }
        }
    }
}

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prove that the data are whole. Prints what is not; exit code 65 then.")
    @OptionGroup var data: DataOptions
    func run() async throws {
        try await Regulars.run {
            let shop = try data.open(log: quietLogger())
            var findings = try shop.database.check()
            let checks = shop.capabilities.flatMap(\.checks)
            findings += try await shop.read { db in try checks.flatMap { try $0(db) } + shop.mergeFindings(db) }
            for finding in findings { print(finding) }
            guard findings.isEmpty else { throw CommandFailure("\(findings.count) finding(s).", code: .data) }
            print("All is well.")
        }
    }
}

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What this installation looks like, and what stands in its way.")
    @OptionGroup var data: DataOptions
    @Flag(
        name: .customLong("forget-public-url"), help: "For a shop that cannot be reached since an https address was set that does not work."
    )
    var forgetsPublicURL = false

    func run() async throws {
        try await Regulars.run {
            let shop = try data.open(log: quietLogger())
            if forgetsPublicURL {
                try shop.blockingWrite(as: .program("doctor")) { tx in
                    tx.silentByIntent = true
                    try tx.set(ShopSettings.publicURL, to: nil)
                }
                print("The public address is forgotten. Sign in over plain http again, from this machine.")
            }
            let (staff, people, jobs, dead) = try await shop.read { db in
                (
                    try db.value("SELECT count(*) FROM staff", as: Int.self) ?? 0,
                    try db.value("SELECT count(*) FROM customer", as: Int.self) ?? 0,
                    try db.value("SELECT count(*) FROM job WHERE state <> 'dead'", as: Int.self) ?? 0,
                    try db.value("SELECT count(*) FROM job WHERE state = 'dead'", as: Int.self) ?? 0
                )
            }
            switch data.location {
            case .sqlite(let path): print("Database   \(path)")
            case .postgres: print("Database   PostgreSQL")
            }
            print("Business   \(shop.setting(ShopSettings.business).isEmpty ? "(not set up)" : shop.setting(ShopSettings.business))")
            print("Language   \(shop.setting(ShopSettings.language)), time zone \(shop.setting(ShopSettings.timeZone))")
            print("Staff      \(staff), people \(people), jobs waiting \(jobs), laid aside \(dead)")
            let workers = ParseWorkers()
            do {
                _ = try await workers.parse(Array("Subject: doctor\r\n\r\nhello".utf8))
                print("Parser     works, in its own process")
            } catch {
                print("Parser     does not work: \(error)")
            }
            await workers.close()
        }
    }
}

struct Routes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The table of contents: every address, who may call it, and where it stands in the source.")
    func run() async throws {
        let workers = ParseWorkers()
        // The table needs a shop to hang on; it is never migrated, and its file goes at once.
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("regulars-routes-\(Random.token())").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + end) } }
        let database = try Database.open(.sqlite(path: file), log: nil)
        defer { database.close() }
        let shop = Shop(
            database: database, clock: Clock { Instant(milliseconds: 0) }, key: Array(repeating: 0, count: 32),
            capabilities: capabilities(workers: workers),
            log: quietLogger())
        for route in shop.routes.sorted(by: { ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue) }) {
            let who =
                switch route.access {
                case .anyone: "anyone"
                case .staff(let permission): "\(permission.rawValue) (\(permission.leastRole.rawValue) and up)"
                case .token(let scope, let permission): "token \(scope), \(permission.leastRole.rawValue) and up"
                }
            let columns = [
                route.method.rawValue.padding(toLength: 6, withPad: " ", startingAt: 0),
                route.path.padding(toLength: max(44, route.path.count), withPad: " ", startingAt: 0),
                who.padding(toLength: max(40, who.count), withPad: " ", startingAt: 0), "\(route.file):\(route.line)",
            ]
            print(columns.joined(separator: " "))
        }
    }
}

struct ParseWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse-worker", abstract: "Reads strangers' mail in a jail; started by the program itself.", shouldDisplay: false)
    func run() throws { ParseWorker.runChild() }
}
