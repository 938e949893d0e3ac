import Foundation
import Mail

/// The mails in a file (.eml or mbox), in a Maildir, or on standard input, one after another. An mbox of many years is never in memory whole.
struct MailSource: AsyncSequence {
    typealias Element = [UInt8]
    private let path: String
    init(_ path: String) { self.path = path }

    func makeAsyncIterator() -> Iterator { Iterator(path) }

    struct Iterator: AsyncIteratorProtocol {
        private var files: [String]
        private var file: FileHandle?
        private var splitter = MboxSplitter()
        /// The next one last.
        private var mails: [[UInt8]] = []

        init(_ path: String) {
            var isFolder: ObjCBool = false
            if path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                files = ["cur", "new", ""].flatMap { part -> [String] in
                    let folder = part.isEmpty ? path : path + "/" + part
                    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                    return names.sorted().map { folder + "/" + $0 }.filter { name in
                        var isInner: ObjCBool = false
                        return FileManager.default.fileExists(atPath: name, isDirectory: &isInner) && !isInner.boolValue
                    }
                }
            } else {
                files = [path]
            }
            files.reverse()
        }

        mutating func next() async throws -> [UInt8]? {
            while mails.isEmpty {
                if file == nil {
                    guard let name = files.popLast() else { return nil }
                    guard let opened = name == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: name) else {
                        throw CommandFailure("\(name) cannot be read.", code: .noInput)
                    }
                    file = opened
                    splitter = MboxSplitter()
                }
                guard let piece = try file?.read(upToCount: 1 << 20), !piece.isEmpty else {
                    file = nil
                    mails = splitter.finish().reversed()
                    continue
                }
                mails = splitter.take(Array(piece)).reversed()
            }
            return mails.popLast()
        }
    }
}
