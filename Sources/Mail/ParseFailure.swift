/// Why a message could not be read. The message is to be parked with its raw bytes; the next one goes on.
public enum ParseFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The worker died over it.
    case crashed
    /// The worker needed longer than its wall limit and was killed.
    case timedOut
    /// Larger than `limit` bytes.
    case tooLarge(limit: Int)
    /// Not a message, or no such part; the reason is a sentence.
    case malformed(reason: String)
    /// The worker could not be started or is closed: nothing is said about the message.
    case unavailable(reason: String)

    public var description: String {
        switch self {
        case .crashed: "The message made its parser crash."
        case .timedOut: "Reading the message took too long."
        case .tooLarge(let limit): "The message is larger than \(limit) bytes."
        case .malformed(let reason): reason
        case .unavailable(let reason): "The parse worker is not available: \(reason)."
        }
    }
}
