import Core
import Language
import Storage
import Web

/// Putting a matter off: out of the lists until its time, or until somebody writes (72). The clock of what was promised goes on.
enum Snooze {
    /// How far ahead, at most.
    static let furthest: Duration = .seconds(366 * 86_400)

    /// In three hours where the shop is still open then, when its day begins next, tomorrow, and at the first of next week.
    static func times(_ shop: Shop, now: Instant) -> [Instant] {
        let calendar = shop.calendar
        let soon = now + .seconds(3 * 3600)
        let isOpenStill = calendar.isOpen(at: soon) && calendar.zone.day(at: soon) == calendar.zone.day(at: now)
        var found = Set(calendar.nextBeginnings(after: now))
        if isOpenStill { found.insert(soon) }
        // "Tomorrow" is there also for a shop that never opens.
        found.insert(shop.tomorrow(after: now))
        return found.sorted()
    }

    /// "tomorrow, 07:00", "Monday 30 November, 07:00"; the year where it is not this one.
    static func label(_ time: Instant, _ visit: Visit) -> String {
        let t = visit.t
        let ms = time.milliseconds
        if t.timeZone.civil(at: ms).year != t.timeZone.civil(at: visit.now).year, ms > visit.now + 47 * 3_600_000 { return t.dateTime(ms) }
        let isNear = ms < t.timeZone.startOfDay(at: visit.now) + 47 * 3_600_000
        let day = isNear ? t.relativeDay(ms, now: visit.now) : t.day(ms)
        return t("{day}, {time}", ["day": day, "time": t.time(ms)])
    }

    static func menu(_ id: Conversation.ID, _ form: FormView, _ visit: Visit, _ times: [Instant]) -> HTML {
        let t = visit.t
        let buttons: [HTML] = times.map { time in
            "<button name=\"until\" value=\"\(time.milliseconds)\">\(visit.ui.icon("clock"))\(label(time, visit))</button>"
        }
        // Refused, it comes back open with what was typed.
        let typed = visit.query["until_at"]
        return """
            <details class="menu snooze"\(flag: " open", !typed.isEmpty)><summary class="button">\(visit.ui.icon("snooze"))<span>\(t("Put off"))</span></summary>\
            <form class="menu-list" method="post" action="\(Link("/inbox/\(id)/snooze"))" data-once>\(form.hiddenToken)<input type="hidden" name="back" value="\(visit.query["from"])">\(buttons)\
            <div class="field"><label for="until_at">\(t("Day and time"))</label><input id="until_at" type="datetime-local" name="until_at" value="\(typed)"></div>\
            <button name="until" value="then">\(visit.ui.icon("calendar"))\(t("Put off until then"))</button></form></details>
            """
    }

    static func act(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        let now = Instant(milliseconds: visit.now)
        let until: Instant
        switch SendLater.time(visit.form, shop.timeZone, now: now, fields: ("until", "until_at")) {
        case .success(let chosen): until = chosen ?? shop.tomorrow(after: now)
        case .failure(let refusal):
            let words =
                switch refusal {
                case .unreadable: t("Choose a day and a time.")
                case .past: t("That time is over. Choose a later one.")
                case .tooFar: t("That is more than a year ahead.")
                }
            let from = InboxPlace.list(before: visit) == nil ? Link("") : Link("&from=\(visit.form["back"])")
            return .see(Link("/inbox/\(id)?until_at=\(visit.form["until_at"])") + from, flash: words, hasFailed: true)
        }
        let duty = try await shop.write(as: .staff(me)) { tx -> Duty.ID? in
            guard let duty = try tx.db.openDuty(ReplyDuty.kind, about: id.number) else { return nil }
            try tx.snooze(duty.id, until: until)
            return duty.id
        }
        guard let duty else {
            return .see(Link("/inbox/\(id)"), flash: t("Nothing is owed here, so there is nothing to put off."), hasFailed: true)
        }
        return .see(
            InboxPlace.list(before: visit) ?? "/today", flash: t("Back on {day}.", ["day": t.dateTime(until.milliseconds)]),
            undo: Link("/duties/\(duty)/reopen"))
    }

    /// Back on the lists before its time.
    static func wake(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        try await shop.write(as: .staff(me)) { tx in
            guard let duty = try tx.db.openDuty(ReplyDuty.kind, about: id.number), duty.snoozedUntil != nil else {
                return tx.silentByIntent = true
            }
            try tx.snooze(duty.id, until: nil)
        }
        return .see(Link("/inbox/\(id)"), flash: visit.t("It is back on the lists."))
    }

    /// A colleague has something to say: what is put off comes back to whoever has it.
    static let onNote = Reaction(
        "inbox.wake", to: ["conversation.noted"],
        .sameTransaction { event, tx in
            guard let number = event.subject?.id, let duty = try tx.db.openDuty(ReplyDuty.kind, about: number),
                let until = duty.snoozedUntil, until > tx.now, event.actor.staff != nil, event.actor.staff != duty.owner
            else { return }
            try tx.snooze(duty.id, until: tx.now)
        })
}
