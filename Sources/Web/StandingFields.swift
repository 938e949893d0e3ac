/// What stands in one field of a form before somebody edits it.
public struct StandingField: Sendable, Equatable {
    public var name: String
    /// As the form would send it back untouched; empty for a box without a tick.
    public var value: String
    /// Whether it holds one thing a line, of which two people may each change some.
    var isList: Bool

    public init(_ name: String, _ value: String) { self.init(name: name, value: value, isList: false) }
    public static func lines(_ name: String, _ value: String) -> StandingField { StandingField(name: name, value: value, isList: true) }

    private init(name: String, value: String, isList: Bool) {
        self.name = name
        self.value = Form.plain(value)
        self.isList = isList
    }

    /// The hidden field that says what stood there when the form was shown.
    fileprivate var mark: String { "was.\(name)" }
}

extension FormView {
    /// What stands in the fields as the form is shown, so that who saves it later overwrites nothing unseen: see ``Form/merged(over:)``.
    ///
    /// A form that comes back for another reason keeps what it was first shown with.
    public func shown(_ fields: [StandingField]) -> HTML {
        let marks: [HTML] = fields.compactMap { field in
            guard let value = typed.map({ $0.raw(field.mark) }) ?? field.value else { return nil }
            return "<input type=\"hidden\" name=\"\(field.mark)\" value=\"\(value)\">"
        }
        return marks.joined()
    }
}

/// A form that was filled in while others saved the same thing.
public struct MergedForm: Sendable, Equatable {
    /// What was typed where it was changed here, what stands where it was changed elsewhere, and both where two people changed different lines.
    /// Says for every field that it was shown as it stands, so that what comes back from here is meant so.
    public var form: Form
    /// What stands in the fields that were changed both here and elsewhere, by name.
    public var clashes: [String: String] = [:]
    /// Whether something stays in the form that somebody else has written meanwhile.
    public var keepsOthers = false
}

extension Form {
    /// This form as it is to be saved over `standing`, by what it was shown with. A field of which it is not known what it was shown with
    /// is taken as it was typed.
    public func merged(over standing: [StandingField]) -> MergedForm {
        var merged = MergedForm(form: self)
        for field in standing {
            guard let shown = raw(field.mark).map(Form.plain) else { continue }
            merged.form.set(field.mark, field.value, staysEmpty: true)
            let typed = Form.plain(raw(field.name) ?? "")
            if shown == field.value || typed == field.value { continue }
            merged.keepsOthers = true
            if typed == shown {
                merged.form.set(field.name, field.value)
            } else if field.isList, let both = Form.mergedLines(shown: shown, typed: typed, standing: field.value) {
                merged.form.set(field.name, both)
            } else {
                merged.clashes[field.name] = field.value
            }
        }
        return merged
    }

    /// What both have added stands there, what either has taken away does not. Nil where both put something else for the same line.
    static func mergedLines(shown: String, typed: String, standing: String) -> String? {
        func lines(_ text: String) -> [String] { text.split(whereSeparator: \.isNewline).map { $0.trimmed }.filter { !$0.isEmpty } }
        let (before, here, there) = (lines(shown), lines(typed), lines(standing))
        let (goneHere, goneThere) = (Set(before).subtracting(here), Set(before).subtracting(there))
        let (newHere, newThere) = (here.filter { !before.contains($0) }, there.filter { !before.contains($0) })
        let isOneLineTwice = !goneHere.isDisjoint(with: goneThere) && !newHere.isEmpty && !newThere.isEmpty && newHere != newThere
        if isOneLineTwice { return nil }
        return (there.filter { !goneHere.contains($0) } + newHere.filter { !there.contains($0) }).joined(separator: "\n")
    }

    /// Browsers send every line's end as two characters and nobody sees white space at the ends.
    static func plain(_ text: String) -> String { text.replacing("\r\n", with: "\n").trimmed }
}
