import ArgumentParser
import Core
import Foundation
import Language
import Purchases
import Storage
import Web

struct PurchasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purchases", abstract: "What people buy.", subcommands: [ImportPurchases.self])

    struct ImportPurchases: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Purchases from a CSV. What is here already counts once, so the same file can be read again.")
        @OptionGroup var data: DataOptions
        @Flag(name: .customLong("dry-run"), help: "Say what would become of the rows, and change nothing.") var isDry = false
        @Flag(help: "Print the outcome as JSON.") var json = false
        @Flag(name: .customLong("make-people"), help: "Make cards for people whom nobody knows; else their sales are nobody's.")
        var makesPeople = false
        @Option(help: "utf-8, utf-16le, utf-16be, windows-1254 or windows-1252; else guessed.") var charset: String?
        @Option(help: "comma, semicolon, tab or bar; else guessed.") var delimiter: String?
        @Option(help: "What each column is, with commas: date, amount, phone, reference, none, …; else guessed.") var columns: String?
        @Option(name: .customLong("decimal-mark"), help: "point or comma; else guessed.") var decimalMark: String?
        @Option(name: .customLong("dates"), help: "Which comes first: day, month or year; else guessed.") var dateOrder: String?
        @Argument(help: "The file; - for standard input.") var file: String

        func run() async throws {
            try await Regulars.run {
                let wish = try wish()
                let bytes = try bytes()
                let shop = try data.open(log: quietLogger())
                let name = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
                let isDry = isDry
                do throws(any Error) {
                    let (counts, reading) = try await SalesRun.run(
                        name, bytes, wish, isDry: isDry, as: .program("import"), shop,
                        tell: { FileHandle.standardError.write(Data(($0 + "\n").utf8)) })
                    if json {
                        let read = JSON.object(reading.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
                        let body: JSON = [
                            "added": .number(Int64(counts.added)), "known": .number(Int64(counts.same)),
                            "people": .number(Int64(counts.made)), "wrong": .number(Int64(counts.wrong)), "dryRun": .bool(isDry),
                            "read": read,
                        ]
                        print(body.text)
                    } else {
                        print(
                            "Read as: " + reading.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "; ") + ".")
                        print(
                            "\(counts.added) new, \(counts.same) known already, \(counts.made) people made, \(counts.wrong) wrong.")
                        if isDry { print("Nothing was changed.") }
                    }
                } catch let refusal as SalesRefusal {
                    throw CommandFailure(refusal.sentence(Words(.en, timeZone: shop.timeZone)), code: .data)
                }
            }
        }

        private func wish() throws -> SalesWish {
            var wish = SalesWish()
            wish.makesPeople = makesPeople
            if let charset {
                guard let known = SheetCharset(name: charset) else {
                    throw CommandFailure("--charset does not know \(charset).", code: .usage)
                }
                wish.charset = known
            }
            if let delimiter {
                guard let known = CSVDelimiter(name: delimiter) else {
                    throw CommandFailure("--delimiter takes comma, semicolon, tab or bar.", code: .usage)
                }
                wish.delimiter = known
            }
            wish.columns = columns?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            if let unknown = wish.columns?.first(where: { !SalesWish.columnNames.contains($0) }) {
                throw CommandFailure(
                    "--columns does not know \(unknown); it takes \(SalesWish.columnNames.joined(separator: ", ")).", code: .usage)
            }
            if let decimalMark, !SalesWish.decimalMarks.contains(decimalMark) {
                throw CommandFailure("--decimal-mark takes point or comma.", code: .usage)
            }
            if let dateOrder, !SalesWish.dateOrders.contains(dateOrder) {
                throw CommandFailure("--dates takes day, month or year.", code: .usage)
            }
            wish.decimalMark = decimalMark
            wish.dateOrder = dateOrder
            return wish
        }

        private func bytes() throws -> [UInt8] {
            if file == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
            guard let read = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("\(file) cannot be read.", code: .noInput)
            }
            return Array(read)
        }
    }
}
