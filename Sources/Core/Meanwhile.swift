import Language
import Storage
import Web

/// Somebody saved other words in the same fields while a form was open, so nothing was saved.
public struct Meanwhile: Error, Sendable {
    /// What was typed, to be shown again.
    public var form: Form
    /// What stands now, by field.
    public var standing: [String: String]
    /// Who saved it and when, as far as that was written down.
    var by: Staff.ID?
    var name: String?
    var at: Instant?

    /// The sentence for the form, and one for each field.
    /// - Parameter shown: how a field's value reads where it is not words ("fi": Suomi).
    public func complaints(_ visit: Visit, shown: (_ field: String, _ value: String) -> String = { $1 }) -> Complaints {
        let t = visit.t
        var complaints = Complaints("", sentence(visit))
        for (field, value) in standing {
            let words = shown(field, value).split(whereSeparator: \.isNewline).joined(separator: " · ")
            complaints.say(
                field,
                words.isEmpty
                    ? t("Nothing stands here now. Save again to put yours there.")
                    : saver(visit).map {
                        t(
                            "Now it says: “{text}” ({name}, {when}). Save again to put yours in its place.",
                            $0.merging(["text": words]) { $1 })
                    } ?? t("Now it says: “{text}”. Save again to put yours in its place.", ["text": words]))
        }
        return complaints
    }

    /// Whose saving it was and when, where it was another's.
    private func saver(_ visit: Visit) -> [String: String]? {
        guard let at, let name, by?.number != visit.visitor?.staff else { return nil }
        return ["name": name, "when": visit.t.relative(at.milliseconds, now: visit.now)]
    }

    private func sentence(_ visit: Visit) -> String {
        let t = visit.t
        guard let at else { return t("This was changed while you had it open, so nothing is saved yet.") }
        let when = t.relative(at.milliseconds, now: visit.now)
        if let by, by.number == visit.visitor?.staff {
            return t("You changed this in another window ({when}), so nothing is saved yet.", ["when": when])
        }
        guard let name else { return t("This was changed while you had it open ({when}), so nothing is saved yet.", ["when": when]) }
        return t("{name} changed this while you had it open ({when}), so nothing is saved yet.", ["name": name, "when": when])
    }

    /// The fields that the page shows with their sentence, so that the list above it need not.
    public var fields: Set<String> { Set(standing.keys) }
}

extension Reader {
    /// `form` as it is to be saved over what stands. Throws ``Meanwhile`` where the same field was changed here and elsewhere.
    /// - Parameter change: what tells who saved last.
    public func merged(_ form: Form, over standing: [StandingField], last change: @autoclosure () throws -> Event?) throws -> MergedForm {
        let merged = form.merged(over: standing)
        guard !merged.clashes.isEmpty else { return merged }
        let last = try change()
        let by = last?.actor.staff
        let name = try by.flatMap { try staffNames([$0])[$0] }
        throw Meanwhile(form: merged.form, standing: merged.clashes, by: by, name: name, at: last?.at)
    }

    /// The newest event of one of `kinds` about a thing.
    public func lastEvent(_ kinds: [Event.Kind], about subject: Event.Subject) throws -> Event? {
        try first(
            """
            SELECT \(Event.columns) FROM event
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id) AND kind IN \(kinds.map(\.name)) ORDER BY id DESC LIMIT 1
            """
        ) { try Event(row: &$0) }
    }
}
