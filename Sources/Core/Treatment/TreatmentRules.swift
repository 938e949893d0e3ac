import Language
import Storage

/// The one place that every outgoing action asks (R3). Pure.
extension Treatment {
    public enum Action: Sendable, Equatable {
        /// A word to what they wrote themselves: it is never held up, only warned about.
        case answer
        /// A mail of our own accord.
        case write
        /// A call, at the time for which it is planned.
        case call
        /// A chat or text message.
        case message
    }

    /// What speaks against it, in the order in which it is said.
    public enum Rule: Sendable, Equatable {
        case noCall, noMail, noMessage
        case notBefore(TimeOfDay)
        case notAfter(TimeOfDay)
        /// Monday is 1.
        case notOnThisDay(Int)
        case prefers(Channel)

        /// Stays the same: for programs, and in the log of overrides.
        public var name: String {
            switch self {
            case .noCall: "no_call"
            case .noMail: "no_mail"
            case .noMessage: "no_message"
            case .notBefore: "not_before"
            case .notAfter: "not_after"
            case .notOnThisDay: "days"
            case .prefers: "channel"
            }
        }

        /// As it is kept: the name, and what was preferred, so that the log tells the whole rule when it has changed since.
        public var stored: String {
            switch self {
            case .noCall, .noMail, .noMessage: name
            case .notBefore(let time), .notAfter(let time): "\(name)=\(time)"
            case .notOnThisDay(let day): "\(name)=\(day)"
            case .prefers(let channel): "\(name)=\(channel.rawValue)"
            }
        }

        /// Nil for what is no rule, or was kept without its value.
        public init?(stored text: Substring) {
            let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
            let value = halves.count == 2 ? halves[1] : ""
            switch halves.first ?? "" {
            case "no_call": self = .noCall
            case "no_mail": self = .noMail
            case "no_message": self = .noMessage
            case "not_before":
                guard let time = TimeOfDay(value) else { return nil }
                self = .notBefore(time)
            case "not_after":
                guard let time = TimeOfDay(value) else { return nil }
                self = .notAfter(time)
            case "days":
                guard let day = Int(value) else { return nil }
                self = .notOnThisDay(day)
            case "channel":
                guard let channel = Channel(rawValue: value) else { return nil }
                self = .prefers(channel)
            default: return nil
            }
        }

        /// Whether it is over at another time of day or on another day.
        public var isOfTime: Bool {
            switch self {
            case .notBefore, .notAfter, .notOnThisDay: true
            case .noCall, .noMail, .noMessage, .prefers: false
            }
        }
    }

    public enum Verdict: Sendable, Equatable {
        case allowed
        /// It may be done; who does it should know.
        case warn([Rule])
        /// It is done only with a reason, which is kept.
        case needsReason([Rule])

        public var rules: [Rule] {
            switch self {
            case .allowed: []
            case .warn(let rules), .needsReason(let rules): rules
            }
        }
        public var needsReason: Bool {
            if case .needsReason = self { return true }
            return false
        }
    }

    /// - Parameters:
    ///   - time: when it would reach the person; hours and days are read on the shop's clock.
    ///   - isTimeChosen: whether we choose the time, as for a mail that is sent later or by a machine: then hours bind a mail too.
    public func check(_ action: Action, at time: Instant, _ zone: ShopTimeZone, isTimeChosen: Bool = false) -> Verdict {
        var firm: [Rule] = []
        var soft: [Rule] = []
        switch action {
        case .call: if says(.noCall) { firm.append(.noCall) }
        case .write: if says(.noMail) { firm.append(.noMail) }
        case .message: if says(.noMessage) { firm.append(.noMessage) }
        case .answer: if says(.noMail) { soft.append(.noMail) }
        }
        // A telephone rings; a mail that goes now lies until it is read, and the house's decent hours are those of calls.
        if action == .call || action == .message || isTimeChosen {
            firm += hoursAgainst(time, zone)
        } else {
            soft += Treatment(own: own).hoursAgainst(time, zone)
        }
        if let channel, channel != action.channel, channel != .counter { soft.append(.prefers(channel)) }
        if !firm.isEmpty { return .needsReason(firm + soft) }
        return soft.isEmpty ? .allowed : .warn(soft)
    }

    private func hoursAgainst(_ time: Instant, _ zone: ShopTimeZone) -> [Rule] {
        let clock = zone.wallClock(at: time)
        var rules: [Rule] = []
        if !days.isEmpty, !days.contains(clock.day.weekday.number) { rules.append(.notOnThisDay(clock.day.weekday.number)) }
        if let notBefore, clock.time.minutes < notBefore.minutes { rules.append(.notBefore(notBefore)) }
        if let notAfter, clock.time.minutes >= notAfter.minutes { rules.append(.notAfter(notAfter)) }
        return rules
    }

    /// The next moment within their hours and days, `time` itself where it is; nil where there is none in two weeks.
    public func nextTime(from time: Instant, _ zone: ShopTimeZone) -> Instant? {
        if hoursAgainst(time, zone).isEmpty { return time }
        let first = zone.day(at: time)
        for ahead in 0...14 {
            let start = zone.instant(first + ahead, notBefore ?? .midnight)
            let moment = max(start, time)
            if hoursAgainst(moment, zone).isEmpty { return moment }
        }
        return nil
    }
}

extension Treatment.Action {
    var channel: Treatment.Channel {
        switch self {
        case .answer, .write: .email
        case .call: .phone
        case .message: .message
        }
    }
}
