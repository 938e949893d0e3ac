import Core
import Language
import Storage
import Web

/// How people are reached, in words: the one table for consent, for how somebody wants to be treated, for addresses and for what stands against a
/// word of the shop's own accord.
public enum ContactWords {
    public static func name(_ channel: Treatment.Channel, _ t: Words) -> String {
        switch channel {
        case .email: t("E-mail")
        case .phone: t("Phone")
        case .message: t("Message")
        case .counter: t("Counter")
        }
    }

    /// By which way: "by e-mail".
    public static func by(_ channel: Treatment.Channel, _ t: Words) -> String {
        switch channel {
        case .email: t("by e-mail")
        case .phone: t("by phone")
        case .message: t("by message")
        case .counter: t("at the counter")
        }
    }

    /// How we know.
    public static func name(_ origin: Origin, _ t: Words) -> String {
        switch origin {
        case .said: t("they said so")
        case .noticed: t("we noticed")
        case .form: t("on a form")
        case .letter: t("in a letter")
        case .link: t("by their link")
        case .mail: t("from a mail")
        case .typed: t("typed by us")
        case .imported: t("imported")
        case .api: t("by a program")
        case .merge: t("the stricter of two cards")
        }
    }

    public static func name(_ purpose: Consent.Purpose, _ t: Words) -> String {
        switch purpose {
        case .news: t("News and offers")
        case .survey: t("Asking how it went")
        case .birthday: t("Birthday greetings")
        }
    }

    public static func name(_ purpose: ContactPurpose, _ t: Words) -> String {
        switch purpose {
        case .answer: t("Answers")
        case .matter: t("Matters of theirs")
        case .news: name(Consent.Purpose.news, t)
        case .survey: name(Consent.Purpose.survey, t)
        case .birthday: name(Consent.Purpose.birthday, t)
        }
    }

    /// What speaks against it, in one sentence.
    public static func sentence(_ rule: Treatment.Rule, _ t: Words) -> String {
        switch rule {
        case .noCall: t("They do not want to be called.")
        case .noMail: t("They do not want mail from us first.")
        case .noMessage: t("They do not want messages.")
        case .notBefore(let time): t("They are not to be reached before {time}.", ["time": time.description])
        case .notAfter(let time): t("They are not to be reached after {time}.", ["time": time.description])
        case .notOnThisDay(let day): t("They are not to be reached on this day: {day}.", ["day": t.weekdayName(day)])
        case .prefers(let channel): t("They prefer another way: {channel}.", ["channel": name(channel, t)])
        }
    }

    public static func sentence(_ objection: ContactObjection, _ t: Words) -> String {
        switch objection {
        case .noWay: t("No address or number leads there.")
        case .neverAgreed: t("They never agreed to it.")
        case .withdrawn: t("They took their yes back.")
        case .wish(let rule): sentence(rule, t)
        case .held: t("They are held, for a dispute or a claim.")
        case .tooSoon(let until): t("They heard of us lately. Not before {time}.", ["time": t.dateTime(until.milliseconds)])
        case .other(let reason): reason
        }
    }

    /// How an address came here, and what proves it: "from a mail · 3 March 2026 · proven". Nil where nothing is known but the day.
    static func line(_ provenance: Provenance, by staff: String?, _ t: Words) -> String {
        var parts: [String] = []
        if let origin = provenance.origin {
            parts.append(origin == .typed ? staff.map { t("typed by {name}", ["name": $0]) } ?? name(origin, t) : name(origin, t))
        }
        parts.append(date(provenance.at, t))
        if let at = provenance.provenAt {
            let when = ["date": date(at, t)]
            parts.append(provenance.proof == .staff ? t("made sure {date}", when) : t("proven {date}", when))
        }
        return parts.joined(separator: " · ")
    }

    private static func date(_ moment: Instant, _ t: Words) -> String { t.date(t.timeZone.civil(at: moment.milliseconds)) }
}
