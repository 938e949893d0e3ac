import Core
import Language
import Storage

/// How notices read.
enum NoticeWords {
    /// What happened, without the thing it happened to, which stands above it: "Sara asks you for a word".
    static func sentence(_ notice: Notice, _ staff: [Staff.ID: String], _ topic: NoticeTopic, _ t: Words, now: Int64) -> String {
        let name = ["name": notice.actor.flatMap { staff[$0] } ?? topic.name]
        let due = notice.due.map { time($0.milliseconds, t, now: now) } ?? ""
        switch (notice.kind, notice.what) {
        case (_, .wrote): return t("{name} wrote", ["name": topic.name])
        case (_, .answered): return t("{name} answered", name)
        case (_, .noted): return t("{name} left a note", name)
        case (_, .solved): return t("{name} solved it", name)
        case (_, .failed): return t("Our mail did not arrive")
        case (_, .accepted): return t("{name} took it over", name)
        case (_, .declined): return t("{name} declined to take it over", name)
        case (_, .stopped): return t("Mail cannot be read there any more")
        case (_, .works): return t("Mail is read there again")
        case (_, .stuck): return t("Mail does not go out from there")
        case (_, .leaves): return t("Mail goes out from there again")
        case (.given, .none): return notice.actor == nil ? t("It is yours now") : t("{name} gave it to you", name)
        case (.asked, .none): return t("{name} asks you to take it over", name)
        case (.mentioned, .none): return t("{name} asks you for a word", name)
        case (.dueSoon, .none): return t("Due {time}", ["time": due])
        case (.overdue, .none): return t("Was due {time}", ["time": due])
        case (.unowned, .none): return t("Nobody has taken it; due {time}", ["time": due])
        case (.yours, .none), (.followed, .none), (.trouble, .none): return t("Something happened")
        }
    }

    /// The clock alone for today, else with its day.
    private static func time(_ milliseconds: Int64, _ t: Words, now: Int64) -> String {
        let isToday = t.timeZone.startOfDay(at: milliseconds) == t.timeZone.startOfDay(at: now)
        return isToday ? t.time(milliseconds) : t.dateTime(milliseconds)
    }

    static func icon(_ notice: Notice) -> String {
        switch (notice.kind, notice.what) {
        case (_, .wrote), (_, .answered): "mail"
        case (_, .noted), (.mentioned, _): "note"
        case (_, .solved), (_, .works), (_, .leaves): "check"
        case (_, .failed), (_, .stopped), (_, .stuck), (.overdue, _), (.trouble, _): "warning"
        case (.given, _): "person"
        case (.asked, _): "hand-over"
        case (.dueSoon, _), (.unowned, _): "clock"
        case (.yours, _), (.followed, _): "bell"
        }
    }

    /// A row of the settings, with what it means.
    static func title(_ kind: Notice.Kind, _ t: Words) -> (words: String, hint: String) {
        switch kind {
        case .given: (t("Given to you"), t("A colleague makes something yours."))
        case .asked: (t("Passing on"), t("You are asked to take something over, or have asked and get an answer."))
        case .mentioned: (t("Asked for a word"), t("Your name stands in a note."))
        case .yours: (t("In what is yours"), t("The customer writes, a colleague does something, a mail does not arrive."))
        case .followed: (t("In what you follow"), t("The same in conversations of others that you follow."))
        case .dueSoon: (t("Due soon"), t("Your time is nearly over. Not for what is put off."))
        case .overdue: (t("Overdue"), t("Your time is over."))
        case .unowned: (t("Nobody’s yet"), t("Nearly due in a line of yours, and nobody has taken it."))
        case .trouble: (t("Mailboxes"), t("One cannot be read any more, or nothing goes out from it, and when it is well again."))
        }
    }

    /// "Anna Schmidt · A cake", as one line of a mail or of a browser's notification: names alone, in every language.
    static func heading(_ topic: NoticeTopic) -> String { [topic.name, topic.about].filter { !$0.isEmpty }.joined(separator: " · ") }
}
