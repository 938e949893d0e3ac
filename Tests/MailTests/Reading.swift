import Foundation

@testable import Mail

/// Parses in this process. One at a time: GMime promises nothing about threads, and the worker has one.
enum Reading {
    private static let lock = NSLock()

    static func message(_ text: String) throws -> MailMessage { try message(Array(text.utf8)) }

    static func message(_ bytes: [UInt8]) throws -> MailMessage {
        try lock.withLock { try MailParser.parse(bytes) }
    }

    static func part(_ text: String, _ index: Int) throws -> (name: String, type: String, data: [UInt8]) {
        try lock.withLock { try MailParser.part(Array(text.utf8), index) }
    }

    /// A message with these header lines and this text.
    static func mail(_ headers: String, body: String = "Hello") throws -> MailMessage {
        try message("From: Anna <anna@example.org>\r\n" + headers.replacing("\n", with: "\r\n") + "\r\n\r\n" + body)
    }

    /// The program beside the test binary, whose `parse-worker` the tests use.
    static var program: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "regulars").path
    }
}
