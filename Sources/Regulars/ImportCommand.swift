import ArgumentParser
import Core
import Foundation
import Language
import People
import Storage

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "What another system has kept, from tables.", subcommands: [ImportPeople.self])

    struct ImportPeople: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "people", abstract: "People from a CSV. Whoever is here already is updated, so the same file can be read again.")
        @OptionGroup var data: DataOptions
        @Flag(name: .customLong("dry-run"), help: "Say what would become of the rows, and change nothing.") var isDry = false
        @Option(help: "utf-8, utf-16le, utf-16be, windows-1254 or windows-1252; else guessed.") var charset: String?
        @Option(help: "comma, semicolon, tab or bar; else guessed.") var delimiter: String?
        @Option(help: "What each column is, with commas: name, email, phone, key, none, …; else guessed.") var columns: String?
        @Argument(help: "The file; - for standard input.") var file: String

        func run() async throws {
            try await Regulars.run {
                var reading = ImportReading()
                if let charset {
                    guard let known = SheetCharset(name: charset) else {
                        throw CommandFailure("--charset does not know \(charset).", code: .usage)
                    }
                    reading.charset = known
                }
                if let delimiter {
                    guard let known = CSVDelimiter(name: delimiter) else {
                        throw CommandFailure("--delimiter takes comma, semicolon, tab or bar.", code: .usage)
                    }
                    reading.delimiter = known
                }
                reading.columns = columns?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                if let unknown = reading.columns?.first(where: { !ImportReading.columnNames.contains($0) }) {
                    throw CommandFailure(
                        "--columns does not know \(unknown); it takes \(ImportReading.columnNames.joined(separator: ", ")).", code: .usage)
                }
                let bytes: [UInt8]
                if file == "-" {
                    bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
                } else {
                    guard let read = FileManager.default.contents(atPath: file) else {
                        throw CommandFailure("\(file) cannot be read.", code: .noInput)
                    }
                    bytes = Array(read)
                }
                let shop = try data.open(log: quietLogger())
                let name = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
                let (wanted, isDry) = (reading, isDry)
                let actor = Actor.program("import")
                let t = Words(.en, timeZone: shop.timeZone)
                do throws(any Error) {
                    let id = try await shop.write(as: actor) { tx in try tx.bring(name, bytes, as: wanted) }
                    try await ImportRun.finish(id, as: actor, isDry: isDry, shop)
                    for problem in try await ImportRun.problems(of: id, t, shop) {
                        FileHandle.standardError.write(Data((problem + "\n").utf8))
                    }
                    guard let known = try await shop.read({ try $0.peopleImport(id) }) else { return }
                    let counts = known.counts
                    print("\(counts.added) new, \(counts.changed) changed, \(counts.same) as they are, \(counts.wrong) wrong.")
                    if isDry { print("Nothing was changed.") }
                } catch let refusal as ImportRefusal {
                    throw CommandFailure(refusal.sentence(t), code: .data)
                }
            }
        }
    }
}
