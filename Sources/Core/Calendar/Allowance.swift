/// How long something may take, and by which clock.
///
/// Stored and written as text: "opening 240", "elapsed 60", "open days 2 17:00".
public enum Allowance: Hashable, Sendable {
    /// Minutes during which the shop is open. Negative counts as 0.
    case opening(minutes: Int)

    /// Minutes of real time, day and night. Negative counts as 0.
    case elapsed(minutes: Int)

    /// A wall time on the n-th open day after the day of the start; 0 is the same day while there is time left.
    ///
    /// A wall time at which the shop is closed on that day becomes the last open moment before it, or the opening when there is none.
    case openDays(Int, at: TimeOfDay)
}

extension Allowance: CustomStringConvertible {
    public var description: String {
        switch self {
        case .opening(let minutes): "opening \(minutes)"
        case .elapsed(let minutes): "elapsed \(minutes)"
        case .openDays(let days, let time): "open days \(days) \(time)"
        }
    }

    /// Reads what `description` writes; nil for anything else, also for negative amounts.
    public init?(text: some StringProtocol) {
        let words = text.split(separator: " ")
        func number(_ word: Substring) -> Int? { (1...9).contains(word.utf8.count) ? Day.digits(word.utf8) : nil }
        if words.count == 2, let minutes = number(Substring(words[1])) {
            switch words[0] {
            case "opening": self = .opening(minutes: minutes)
            case "elapsed": self = .elapsed(minutes: minutes)
            default: return nil
            }
        } else if words.count == 4, words[0] == "open", words[1] == "days", let days = number(Substring(words[2])),
            let time = TimeOfDay(words[3])
        {
            self = .openDays(days, at: time)
        } else {
            return nil
        }
    }
}

extension Allowance: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let allowance = Allowance(text: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not an allowance of time")
        }
        self = allowance
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
