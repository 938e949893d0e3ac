import ArgumentParser
import Foundation
import Statistics

struct ValueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "value", abstract: "What customers are worth, from their sales.", subcommands: [Fit.self])

    /// Opens no database: any table of sales will do, and what comes out can be checked against other programs.
    struct Fit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fit BG/NBD, MBG/NBD and Gamma-Gamma to a CSV of sales with the columns customer, date and amount.",
            discussion: "Refunds are negative amounts. Several sales of a customer on one day are one purchase. See docs/value.md.")
        @Flag(help: "JSON instead of tables.") var json = false
        @Option(help: "In what time is told: week or day.") var unit = "week"
        @Option(help: "The last day that counts, as in 2026-11-23; else the last one in the file.") var end: String?
        @Option(
            name: .customLong("holdout-from"),
            help: "Fit on what came before this day, and say how well that told what came from it on.")
        var holdoutFrom: String?
        @Flag(help: "Say what is to be expected of each customer, too.") var customers = false
        @Option(help: "How many units ahead customers are foretold; a year, or as long as is held out, when left out.") var next: Double?
        @Option(help: "Which model customers are foretold with: mbgnbd or bgnbd.") var model = "mbgnbd"
        @Option(help: "Digits of the currency's minor unit, 0 to 3.") var decimals = 2
        @Flag(
            name: .customLong("outliers-apart"), help: "Leave customers of another kind (firms, one-off events) out of the model of spend.")
        var outliersApart = false
        @Argument(help: "The file; - for standard input.") var file: String

        func run() async throws {
            try await Regulars.run {
                let wishes = try wishes()
                var reader = try SalesFile.read(file, decimals: decimals)
                var left = RowsLeftOut(reader)
                let rows = reader.book.rows
                let fit: ValueFit
                do throws(ValueFit.Refusal) {
                    fit = try ValueFit(reader.takeBook(), wishes)
                } catch {
                    left.tell()
                    throw CommandFailure(ValueWords.sentence(error), code: .data)
                }
                left.add(fit.problems)
                left.tell()
                warnOfTheFuture(fit)
                var out = Output()
                if json {
                    ValueJSON(fit: fit, rows: rows, left: left, isWithCustomers: customers).write(to: &out)
                } else {
                    ValueTables(fit: fit, rows: rows, left: left, isWithCustomers: customers).write(to: &out)
                }
                out.flush()
                if fit.forecast == nil { throw CommandFailure(ValueWords.noForecast(fit), code: .data) }
            }
        }

        private func wishes() throws -> ValueFit.Wishes {
            var wishes = ValueFit.Wishes()
            guard let unit = TimeUnit(rawValue: unit) else { throw CommandFailure("--unit takes week or day.", code: .usage) }
            wishes.unit = unit
            wishes.end = try day(end, "--end")
            wishes.holdoutFrom = try day(holdoutFrom, "--holdout-from")
            guard 0...3 ~= decimals else { throw CommandFailure("--decimals takes 0 to 3.", code: .usage) }
            switch model {
            case "mbgnbd": wishes.variant = .modified
            case "bgnbd": wishes.variant = .original
            default: throw CommandFailure("--model takes mbgnbd or bgnbd.", code: .usage)
            }
            if let next {
                guard next > 0, next <= 100_000 else {
                    throw CommandFailure("--next takes a number of \(unit.rawValue)s above 0, up to 100000.", code: .usage)
                }
            }
            wishes.horizon = next
            wishes.setsOutliersApart = outliersApart
            return wishes
        }

        private func day(_ text: String?, _ option: String) throws -> Day? {
            guard let text else { return nil }
            guard let day = Day(text) else { throw CommandFailure("\(option) takes a day as in 2026-11-23, not \(text).", code: .usage) }
            return day
        }

        /// A slip in one year makes everybody else look gone for decades.
        private func warnOfTheFuture(_ fit: ValueFit) {
            let today = Int32(Date().timeIntervalSince1970 / 86_400)
            guard end == nil, fit.end.number > today + 1 else { return }
            let sentence = "The last sale is of \(fit.end.text), which has not come yet. If that is a slip, correct it or give --end.\n"
            FileHandle.standardError.write(Data(sentence.utf8))
        }
    }
}

/// Standard output in large pieces: a line a customer is a million lines.
struct Output {
    private var bytes: [UInt8] = []

    mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        if bytes.count > 1 << 18 { flush() }
    }

    mutating func flush() {
        FileHandle.standardOutput.write(Data(bytes))
        bytes.removeAll(keepingCapacity: true)
    }
}
