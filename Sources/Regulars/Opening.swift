import ArgumentParser
import Core
import Foundation
import Logging
import Mail
import Secrets
import Storage

/// Which database a command works on. `--database` or REGULARS_DATABASE name a PostgreSQL; else it is the file in the data folder. The
/// environment is there so that no password stands in the process list.
struct DataOptions: ParsableArguments {
    @Option(name: .customLong("data"), help: "Folder of the data file, its key and its backups.")
    var folder = "./data"

    @Option(name: .customLong("database"), help: "postgres://… instead of the data file; better in REGULARS_DATABASE.")
    var database: String?

    var location: Database.Location {
        let url = database ?? ProcessInfo.processInfo.environment["REGULARS_DATABASE"]
        if let url, !url.isEmpty { return .postgres(url: url) }
        return .sqlite(path: folder + "/regulars.db")
    }

    /// Opens the shop, bringing its tables up to date.
    func open(log: Logger, workers: ParseWorkers = ParseWorkers()) throws -> Shop {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let database: Database
        do {
            database = try Database.open(location, log: { log.debug("\($0)") })
        } catch {
            throw CommandFailure("The database cannot be opened: \(error)", code: .tryAgain)
        }
        let shop = Shop(
            database: database, clock: Clock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            key: try KeyFile.load(orCreateAt: folder + "/key"), capabilities: capabilities(workers: workers), folder: folder, log: log)
        for step in try shop.migrate() { log.info("migrated", metadata: ["step": "\(step)"]) }
        try shop.start()
        return shop
    }
}

/// How much is written to standard error.
struct LogOptions: ParsableArguments {
    @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.")
    var level = "info"

    func logger() -> Logger {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var log = Logger(label: "regulars")
        log.logLevel = Logger.Level(rawValue: level) ?? .info
        return log
    }
}

/// A command's failure: one sentence on standard error and a code from sysexits(3).
struct CommandFailure: Error, CustomStringConvertible {
    enum Code: Int32 {
        case usage = 64, data = 65, noInput = 66, unavailable = 69, software = 70, cannotCreate = 73, tryAgain = 75, noPermission = 77,
            config = 78
    }
    var description: String
    var code: Code
    init(_ sentence: String, code: Code) {
        description = sentence
        self.code = code
    }
}

/// Runs a command's body; failures become a sentence and a code.
func run(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let failure as CommandFailure {
        FileHandle.standardError.write(Data((failure.description + "\n").utf8))
        throw ExitCode(failure.code.rawValue)
    } catch let error as StorageError {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        // A busy or unreachable database is a matter of time: 75 (EX_TEMPFAIL) makes a mail server keep the mail and try again.
        let code: CommandFailure.Code =
            switch error {
            case .busy, .connection: .tryAgain
            default: .unavailable
            }
        throw ExitCode(code.rawValue)
    }
}

/// A quiet logger for commands that answer on standard output.
func quietLogger() -> Logger {
    var log = Logger(label: "regulars", factory: { StreamLogHandler.standardError(label: $0) })
    log.logLevel = .warning
    return log
}
