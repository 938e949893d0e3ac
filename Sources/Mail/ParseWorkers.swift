import Foundation

/// The program's side: hands messages to parse workers and takes them back as values. The only way to read strangers' mail.
///
/// Workers start at the first message, stay, and are replaced when they die or are too slow.
public actor ParseWorkers {
    private let workers: [WorkerProcess]
    private let limits = MailLimits()

    /// - Parameters:
    ///   - executable: the program that has the command, by default this one.
    ///   - wallLimit: how long one message may take; the worker is killed then.
    public init(
        executable: String = "/proc/self/exe", arguments: [String] = ["parse-worker"], count: Int = 1, wallLimit: Duration = .seconds(5)
    ) {
        workers = (0..<max(count, 1)).map { _ in WorkerProcess(executable: executable, arguments: arguments, wallLimit: wallLimit) }
    }

    /// Reads one raw message. Throws `ParseFailure`.
    public nonisolated func parse(_ bytes: [UInt8]) async throws -> MailMessage {
        guard bytes.count <= limits.message else { throw ParseFailure.tooLarge(limit: limits.message) }
        let response = try await send(WorkerFrame.Request(operation: .parse, body: bytes))
        return try Self.decode(MailMessage.self, response.label)
    }

    /// One attachment of a raw message by its index. Throws `ParseFailure`. Name and type are the stranger's: offer it for download only.
    public func part(_ bytes: [UInt8], index: Int) async throws -> (name: String, type: String, data: [UInt8]) {
        guard bytes.count <= limits.message else { throw ParseFailure.tooLarge(limit: limits.message) }
        guard (0..<limits.attachments).contains(index) else {
            throw ParseFailure.malformed(reason: "The message has no attachment \(index).")
        }
        let response = try await send(WorkerFrame.Request(operation: .part, number: index, body: bytes))
        let label = try Self.decode(WorkerFrame.PartLabel.self, response.label)
        return (label.name, label.type, response.content)
    }

    /// HTML that did not come by mail (an editor, an import) made safe.
    public func sanitise(html: String) async throws -> SanitisedHTML {
        let body = Array(html.utf8)
        guard body.count <= limits.html else { throw ParseFailure.tooLarge(limit: limits.html) }
        let response = try await send(WorkerFrame.Request(operation: .sanitise, body: body))
        return SanitisedHTML(checked: String(decoding: response.content, as: UTF8.self))
    }

    /// Process ids of the workers that run now, for the doctor and for tests.
    public var processIDs: [Int32] { workers.compactMap(\.processID) }

    /// Ends the workers. What waits fails with `.unavailable`.
    public func close() {
        for worker in workers { worker.close() }
    }

    private func send(_ request: WorkerFrame.Request) async throws -> WorkerFrame.Response {
        let worker = workers.min { $0.waiting < $1.waiting }!
        let response = try await worker.send(request).get()
        switch response.status {
        case .done: return response
        case .tooLarge: throw ParseFailure.tooLarge(limit: Int(String(decoding: response.label, as: UTF8.self)) ?? 0)
        case .malformed, .ready: throw ParseFailure.malformed(reason: String(decoding: response.label, as: UTF8.self))
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ json: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(json))
        } catch {
            // A worker that answers nonsense has been corrupted by the message.
            throw ParseFailure.crashed
        }
    }
}
