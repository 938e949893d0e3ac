import Core
import Language
import Storage
import Web

/// The field in which somebody is looked for by a name, a number or an address, for forms of other rooms. ``Tx/caller(_:chosen:)`` reads what was
/// typed (`person`) and chosen (`person_id`).
public enum PersonFinder {
    /// - Parameters:
    ///   - person: whom the form begins with.
    ///   - choices: who may be meant, where what was typed has left that open.
    ///   - hint: what is said below the label; nil for the usual words.
    public static func field(
        _ form: FormView, _ visit: Visit, person: (id: String, name: String)?, choices: [PersonRow], label: String? = nil,
        hint: String? = nil, isRequired: Bool, hasFocus: Bool
    ) -> HTML {
        let t = visit.t
        let isWrong = !form.error("person").isEmpty
        // Where somebody has to choose, the buttons say who; else the script writes the id of the chosen option here.
        let chosen: HTML =
            choices.isEmpty ? "<input type=\"hidden\" name=\"person_id\" value=\"\(form.value("person_id", person?.id ?? ""))\">" : ""
        let optional: HTML = isRequired ? "" : " <span class=\"optional\">\(t("optional"))</span>"
        return """
            <person-finder src="/people/find" class="field"><label for="person">\(label ?? t("Who is it?"))\(optional)</label>\
            <p class="hint" id="person-hint">\(hint ?? t("Name, phone or e-mail. A new name makes a new card."))</p>\
            <input id="person" name="person" autocomplete="off"\(flag: " required", isRequired) data-key="p"\(flag: " autofocus", hasFocus)\
             value="\(form.value("person", person?.name ?? ""))"\
             aria-describedby="person-hint\(isWrong ? " person-error" : "")"\(flag: " aria-invalid=\"true\"", isWrong)>\
            \(chosen)\(form.error("person"))</person-finder>\(choice(choices, visit))
            """
    }

    /// Radio buttons for "who is meant", which need no script.
    private static func choice(_ choices: [PersonRow], _ visit: Visit) -> HTML {
        guard !choices.isEmpty else { return "" }
        let t = visit.t
        let items: [HTML] = choices.enumerated().map { place, person in
            """
            <label class="choice"><input type="radio" name="person_id" value="\(person.id.number)"\(flag: " checked", place == 0)>\
            \(visit.ui.icon("person"))<span><b translate="no">\(person.name)</b>\
            <small translate="no">\(person.addresses.joined(separator: " · "))</small></span></label>
            """
        }
        return """
            <fieldset class="choices" id="person_id"><legend>\(t("Who is meant?"))</legend>\(items)\
            <label class="choice"><input type="radio" name="person_id" value="new">\(visit.ui.icon("plus"))\
            <span><b>\(t("Somebody new"))</b><small>\(t("Makes a new card."))</small></span></label></fieldset>
            """
    }
}
