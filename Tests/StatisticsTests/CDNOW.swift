import Foundation
import Testing

@testable import Statistics

/// What 2,357 customers of CDNOW, who first bought in the first twelve weeks of 1997, bought until June 1998: the data of the papers.
///
/// Not in this repository. Tools/install brings them as a file of the PyPI package `lifetimes`; REGULARS_TEST_CDNOW may name one elsewhere.
enum CDNOW {
    /// The end of the papers' first part, 39 weeks; the rest is held out.
    static let end = Day(year: 1997, month: 9, day: 30)!

    static let csv: [UInt8] = {
        do { return try read() } catch {
            Issue.record("CDNOW_sample.txt is not there: \(error). Run Tools/install test, or name the file in REGULARS_TEST_CDNOW.")
            return Array("customer,date,amount\n".utf8)
        }
    }()

    static func book() -> SalesBook { SalesBook.read(csv) }

    /// The file's lines are: number in the whole set, number in the sample, date, CDs, dollars.
    private static func read() throws -> [UInt8] {
        var csv = "customer,date,amount\n"
        for line in try String(contentsOf: file(), encoding: .utf8).split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: " ")
            guard cells.count == 5 else { continue }
            csv += "\(cells[1]),\(cells[2]),\(cells[4])\n"
        }
        return Array(csv.utf8)
    }

    private static func file() throws -> URL {
        if let named = ProcessInfo.processInfo.environment["REGULARS_TEST_CDNOW"] { return URL(filePath: named) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let library = root.appending(path: ".venv/lib")
        let python = try FileManager.default.contentsOfDirectory(atPath: library.path).sorted().first { $0.hasPrefix("python3") }
        return library.appending(path: (python ?? "python3") + "/site-packages/lifetimes/datasets/CDNOW_sample.txt")
    }
}

extension SalesBook {
    /// The sales of a text, all at once.
    static func read(_ csv: [UInt8], decimals: Int = 2) -> SalesBook {
        var reader = SalesReader(decimals: decimals)
        do {
            try csv.withUnsafeBytes { try reader.read($0) }
            try reader.finish()
        } catch { Issue.record("\(error)") }
        return reader.takeBook()
    }
}
