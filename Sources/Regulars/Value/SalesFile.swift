import Foundation
import Statistics

/// Reading a file of sales, or standard input, a piece at a time.
enum SalesFile {
    private static let piece = 1 << 20

    /// `decimals`: digits of the currency's minor unit.
    static func read(_ path: String, decimals: Int) throws -> SalesReader {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 16)
        defer { buffer.deallocate() }
        var reader = SalesReader(decimals: decimals)
        do {
            while true {
                let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw unreadable(path) }
                if count == 0 { break }
                try reader.read(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            try reader.finish()
        } catch let refusal as SalesRefusal {
            throw CommandFailure(refusal.sentence, code: .data)
        }
        return reader
    }

    private static func unreadable(_ path: String) -> CommandFailure {
        CommandFailure("\(path) cannot be read: \(String(cString: strerror(errno))).", code: .noInput)
    }
}

/// Rows that were left out or cut, told by line and counted by reason.
struct RowsLeftOut {
    private(set) var counts: [SaleProblem.Kind: Int]
    private var problems: [SaleProblem]

    init(_ reader: SalesReader) {
        counts = reader.problemCounts
        problems = reader.problems
    }

    mutating func add(_ more: [SaleProblem]) {
        for problem in more { counts[problem.kind, default: 0] += 1 }
        problems += more.prefix(SalesReader.mostProblems)
    }

    var total: Int { counts.values.reduce(0, +) }

    /// A line each on standard error, in the order of the file.
    func tell() {
        var text = problems.sorted { $0.line < $1.line }.map { $0.sentence + "\n" }.joined()
        if total > problems.count { text += "And \(total - problems.count) more.\n" }
        if !text.isEmpty { FileHandle.standardError.write(Data(text.utf8)) }
    }
}
