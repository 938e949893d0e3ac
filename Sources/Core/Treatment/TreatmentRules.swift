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

        /// What is written into the log of overrides.
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

    /// - Parameter time: when it would reach the person; hours and days are read on the shop's clock.
    public func check(_ action: Action, at time: Instant, _ zone: ShopTimeZone) -> Verdict {
        var firm: [Rule] = []
        var soft: [Rule] = []
        switch action {
        case .call: if says(.noCall) { firm.append(.noCall) }
        case .write: if says(.noMail) { firm.append(.noMail) }
        case .message: if says(.noMessage) { firm.append(.noMessage) }
        case .answer: if says(.noMail) { soft.append(.noMail) }
        }
        let hours = hoursAgainst(time, zone)
        // A mail lies until it is read; a telephone rings.
        if action == .call || action == .message { firm += hours } else { soft += hours }
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
