/// What goes over the pipes between the program and its parse worker. Both are the same binary, so there is no version in it.
enum WorkerFrame {
    enum Operation: UInt8 {
        /// Body: a raw message. Answer: `MailMessage` as JSON.
        case parse = 1
        /// Body: a raw message, number: the attachment's index. Answer: `PartLabel` as JSON, and the content.
        case part = 2
        /// Body: HTML as UTF-8. Answer: the sanitised markup as content.
        case sanitise = 3
    }

    enum Status: UInt8 {
        case done = 0
        case malformed = 1
        case tooLarge = 2
        /// The first thing a worker says, when its jail is locked.
        case ready = 9
    }

    struct PartLabel: Codable, Sendable {
        var name: String
        var type: String
    }

    struct Request: Sendable {
        static let headerLength = 13
        var operation: Operation
        var number = 0
        var body: [UInt8]

        var header: [UInt8] { [operation.rawValue] + bytes(number, 4) + bytes(body.count, 8) }
    }

    struct Response: Sendable {
        static let headerLength = 13
        var status: Status
        /// JSON for a machine, or the reason or limit of a failure as text.
        var label: [UInt8] = []
        var content: [UInt8] = []

        var header: [UInt8] { [status.rawValue] + bytes(label.count, 4) + bytes(content.count, 8) }
    }

    /// Little-endian.
    static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    static func number(_ bytes: some Collection<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
