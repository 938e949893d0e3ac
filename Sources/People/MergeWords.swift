import Core
import Language
import Storage
import Web

/// Why something was not merged or not undone, in a sentence that says what to do.
enum MergeWords {
    static func sentence(_ refusal: MergeRefusal, _ db: Reader, _ t: Words) throws -> String {
        switch refusal {
        case .same: return t("This is the same card. Choose another one.")
        case .gone: return t("This person’s card is not here any more. Choose again.")
        case .merged(_, let into):
            let name = try db.names(of: [into])[into] ?? "?"
            return t("This card was merged into the card of {name} meanwhile. Go on with that one.", ["name": name])
        case .undone: return t("This was undone before: the two cards are apart.")
        case .over:
            return t(
                "Merging can be undone for {n} day, and that time is over.", "Merging can be undone for {n} days, and that time is over.",
                Merge.undoDays)
        case .later(_, let from, let into):
            let names = try db.names(of: [from, into])
            return t(
                "Undo first what was merged later: the card of {from} into the card of {into}.",
                ["from": names[from] ?? "?", "into": names[into] ?? "?"])
        }
    }

    static func sentence(_ problem: MergeProblem, _ t: Words) -> String {
        switch problem {
        case .changed: t("One of the cards was changed while you were looking. This is how they are now.")
        case .noteTooLong: t("Together the notes are too long. Choose one of them, or shorten them on their cards first.")
        case .tooManyAddresses(let count):
            t(
                "Together the cards have {n} addresses, more than a card can hold. Take some off first.",
                "Together the cards have {n} addresses, more than a card can hold. Take some off first.", count)
        }
    }

    /// What speaks for two cards being one person's.
    static func sentence(_ reason: Likeness.Reason, _ t: Words) -> String {
        switch reason {
        case .phone(let one, let other):
            one == other
                ? t("Both have the number {number}.", ["number": one])
                : t("{number} and {other} are the same number.", ["number": one, "other": other])
        case .nameOtherWay: t("The same name: one calls, the other writes.")
        case .mail(let mail): t("{address} is the other’s name.", ["address": mail])
        case .name: t("The same name.")
        }
    }
}
