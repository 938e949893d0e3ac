import Core
import Language
import Storage
import Web

/// Answers that wait for their time (57). Until then the customer is still owed one; whoever wrote it is not reminded before. When the
/// customer writes first, it stays here: what was written may not fit any more.
extension Message {
    /// When a waiting answer is to go out, where that is not at once.
    var plannedFor: Instant? { kind == .ours && outState == .queued ? outAt : nil }
}

extension Tx {
    /// How far ahead an answer may be planned.
    static let furthestAnswer: Duration = .seconds(366 * 86_400)

    /// The reminder comes back some minutes after the answer should have gone, for the case that it has not.
    func planned(_ duty: Duty, until time: Instant) throws { try snooze(duty.id, until: time + .seconds(900)) }

    /// The customer wrote first: planned answers are drafts again, and a note says so.
    func stopPlannedAnswers(in conversation: Conversation.ID) throws {
        let waiting = try db.all(
            """
            SELECT \(Message.columns) FROM message m
            WHERE m.conversation_id = \(conversation) AND m.kind = 'ours' AND m.out_state = 'queued' AND m.out_at > \(now) ORDER BY m.id
            """
        ) { try Message(row: &$0) }
        for message in waiting {
            guard let time = message.plannedFor, try takeBack(message), let known = try db.conversation(conversation) else { continue }
            let language = try message.staff.flatMap { try db.staff($0)?.language }.flatMap { Language(rawValue: $0) }
            let t = Words(
                language ?? shop.language, timeZone: shop.timeZone)
            try note(
                t(
                    "The answer that was to go out on {time} did not: they wrote first. Its text is a draft again.",
                    ["time": t.dateTime(time.milliseconds)]), in: known)
        }
    }

    /// A planned answer has gone: what an answer ends is ended now, by the program that sent it.
    func settlePlanned(_ message: Message) throws {
        guard let conversation = try db.conversation(message.conversation) else { return }
        if let state = conversation.state.after(.reply) { try move(conversation, to: state) }
        try touched(conversation.customer)
        try record(
            "message.answered", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["message": Event.Fact(message.id), "then": .word(Then.wait.rawValue), "before": .word(conversation.state.rawValue)])
        try fulfil(ReplyDuty.kind, about: conversation.id.number, outcome: "answered")
        try derive(conversation.id)
    }
}

/// The choices under *Send later*, and what was chosen.
enum SendLater {
    /// A value of the form's first field: milliseconds, or "then" for what stands in the second; nil where there is none.
    static func time(
        _ form: Form, _ zone: ShopTimeZone, now: Instant, fields: (choice: String, typed: String) = ("later", "later_at")
    ) -> Result<Instant?, Refusal> {
        switch form[fields.choice] {
        case "": return .success(nil)
        case "then":
            guard let typed = civil(form[fields.typed]) else { return .failure(.unreadable) }
            return checked(Instant(milliseconds: zone.milliseconds(of: typed)), now)
        case let number:
            guard let number = Int64(number) else { return .failure(.unreadable) }
            return checked(Instant(milliseconds: number), now)
        }
    }

    enum Refusal: Error { case unreadable, past, tooFar }

    private static func checked(_ time: Instant, _ now: Instant) -> Result<Instant?, Refusal> {
        if time <= now { return .failure(.past) }
        return time > now + Tx.furthestAnswer ? .failure(.tooFar) : .success(time)
    }

    /// What a field of the type datetime-local gives: 2026-11-24T09:00.
    private static func civil(_ text: String) -> CivilTime? {
        let parts = text.split(whereSeparator: { "-T:".contains($0) }).compactMap { Int($0) }
        guard parts.count >= 5, (2000...2100).contains(parts[0]), (1...12).contains(parts[1]), (1...31).contains(parts[2]),
            (0...23).contains(parts[3]), (0...59).contains(parts[4])
        else { return nil }
        return CivilTime(year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4])
    }

    static func sentence(_ refusal: Refusal, _ t: Words) -> String {
        switch refusal {
        case .unreadable: t("Choose a day and a time.")
        case .past: t("That time is over. Choose a later one, or send it now.")
        case .tooFar: t("That is more than a year ahead.")
        }
    }

    /// - Parameter isFirst: nobody has written before, so nothing of theirs waits to be on a list tomorrow.
    static func panel(_ form: FormView, _ visit: Visit, _ shop: Shop, _ treatment: Treatment, isFirst: Bool = false) -> HTML {
        let t = visit.t
        let now = Instant(milliseconds: visit.now)
        let calendar = shop.calendar
        // Moved into the hours in which this person wants to be reached, where they named some.
        let own = Treatment(own: treatment.own)
        let soonest = own.nextTime(from: now, shop.timeZone).flatMap { $0 > now ? $0 : nil }
        let moved: [Instant] = calendar.nextBeginnings(after: now + .seconds(1800)).compactMap { own.nextTime(from: $0, shop.timeZone) }
        // What was typed lies outside their hours: the next time that suits them, beside the reason.
        let typed = form.complaint("reason") == nil ? nil : civil(form.value("later_at", ""))
        let instead = typed.flatMap { own.nextTime(from: Instant(milliseconds: shop.timeZone.milliseconds(of: $0)), shop.timeZone) }
        var offered: [Instant] = []
        for time in [instead, soonest].compactMap({ $0 }) + moved where !offered.contains(time) { offered.append(time) }
        let buttons: [HTML] = offered.map { time in
            let words = Snooze.label(time, visit)
            return
                "<button class=\"button small\" name=\"later\" value=\"\(time.milliseconds)\">\(visit.ui.icon("calendar"))\(words)</button>"
        }
        let isWrong = form.hasComplaint("later")
        let isOpen = isWrong || instead != nil
        let tomorrow: HTML =
            isFirst
            ? ""
            : "<div class=\"row\"><button class=\"button small quiet\" name=\"then\" value=\"tomorrow\">\(visit.ui.icon("snooze"))\(t("Send now, and back on my list tomorrow"))</button></div>"
        return """
            <details class="later"\(flag: " open", isOpen)><summary>\(visit.ui.icon("clock"))\(t("Send later"))</summary><div class="row">\(buttons)\
            <span class="when-field"><label class="hidden" for="later_at">\(t("Day and time"))</label>\
            <input id="later_at" type="datetime-local" name="later_at" value="\(form.value("later_at", ""))"\(flag: " aria-invalid=\"true\" aria-describedby=\"later-error\"", isWrong)>\
            <button class="button small" name="later" value="then">\(t("Send then"))</button></span></div>\(form.error("later"))\
            <p class="hint">\(t("If they write before, it does not go out: it is a draft again."))</p>\
            \(tomorrow)</details>
            """
    }
}
