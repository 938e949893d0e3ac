import Core
import Language
import Storage
import Web

/// The form of how somebody wants to be treated, and what is wrong with it.
enum TreatmentForm {
    static func fields(_ form: FormView, _ own: [Treatment.Key: Treatment.Preference], _ t: Words) -> HTML {
        func value(_ key: Treatment.Key) -> String { own[key]?.value ?? "" }
        let none = (value: "", words: t("As everybody"))
        let channels = [none] + Treatment.Channel.allCases.map { (value: $0.rawValue, words: ContactWords.name($0, t)) }
        let kept = Treatment(own: own)
        let days: [HTML] = (1...7).map { day in
            form.check("day-\(day)", t.weekdayName(day), isOn: kept.days.contains(day))
        }
        let access: [HTML] = Treatment.Access.allCases.map { need in
            form.check("access-\(need.rawValue)", TreatmentWords.name(need, t), isOn: kept.access.contains(need))
        }
        let sources: [(value: String, words: String)] = [Treatment.Source.said, .noticed, .form].map {
            (value: $0.rawValue, words: ContactWords.name($0, t))
        }
        return """
            \(form.select("channel", t("How to reach them"), value: value(.channel), channels))\
            <fieldset class="stack"><legend>\(t("What they do not want"))</legend><div class="tick-grid">\
            \(form.check("no_call", t("No calls"), isOn: kept.says(.noCall)))\
            \(form.check("no_mail", t("No mail from us first"), isOn: kept.says(.noMail)))\
            \(form.check("no_message", t("No messages"), isOn: kept.says(.noMessage)))</div></fieldset>\
            <div class="field-row">\(form.text("not_before", t("Not before"), value: value(.notBefore), kind: .time, optional: t("optional")))\
            \(form.text("not_after", t("Not after"), value: value(.notAfter), kind: .time, optional: t("optional")))</div>\
            <fieldset class="stack"><legend>\(t("Only on these days"))</legend><p class="hint">\(t("None ticked means any day."))</p><div class="tick-grid">\(days)</div></fieldset>\
            <div class="field-row">\(form.select(
                "name", t("Called by"), value: value(.name),
                [none, (value: "first", words: t("the first name")), (value: "surname", words: t("the surname"))]))\
            \(form.select(
                "formality", t("Form of address"), value: value(.formality),
                [none, (value: "formal", words: t("formal")), (value: "informal", words: t("informal"))]))\
            \(form.select("tone", t("Tone"), value: value(.tone), [none] + tones(t)))</div>\
            <fieldset class="stack"><legend>\(t("What they need"))</legend><div class="tick-grid">\(access)</div>\
            \(form.text("access_note", t("In words"), value: value(.accessNote), optional: t("optional"), autocomplete: "off"))</fieldset>\
            \(form.select("source", t("How do we know?"), value: Treatment.Source.said.rawValue, sources))
            """
    }

    /// What the form shows.
    static func standing(_ own: [Treatment.Key: Treatment.Preference]) -> [StandingField] {
        let kept = Treatment(own: own)
        func field(_ name: String, _ key: Treatment.Key) -> StandingField { StandingField(name, own[key]?.value ?? "") }
        func box(_ name: String, _ isOn: Bool) -> StandingField { StandingField(name, isOn ? "1" : "") }
        return [
            field("channel", .channel), box("no_call", kept.says(.noCall)), box("no_mail", kept.says(.noMail)),
            box("no_message", kept.says(.noMessage)), field("not_before", .notBefore), field("not_after", .notAfter), field("name", .name),
            field("formality", .formality), field("tone", .tone), field("access_note", .accessNote),
        ] + (1...7).map { box("day-\($0)", kept.days.contains($0)) }
            + Treatment.Access.allCases.map { box("access-\($0.rawValue)", kept.access.contains($0)) }
    }

    static func tones(_ t: Words) -> [(value: String, words: String)] {
        ["warm", "brief", "plain"].map { (value: $0, words: TreatmentWords.name(tone: $0, t)) }
    }

    static func read(_ form: Form, _ t: Words) throws(Complaints) -> [Treatment.Key: String] {
        var complaints = Complaints()
        var wanted: [Treatment.Key: String] = [:]
        let channel = form["channel"]
        if !channel.isEmpty, Treatment.Channel(rawValue: channel) == nil { complaints.say("channel", t("Choose one from the list.")) }
        wanted[.channel] = channel
        for (key, field) in [(Treatment.Key.noCall, "no_call"), (.noMail, "no_mail"), (.noMessage, "no_message")] {
            wanted[key] = form.has(field) ? "1" : ""
        }
        for (key, field) in [(Treatment.Key.notBefore, "not_before"), (.notAfter, "not_after")] {
            let time = form[field].isEmpty ? nil : TimeOfDay(form[field].prefix(5))
            if !form[field].isEmpty, time == nil { complaints.say(field, t("Write a time, as in 10:00.")) }
            wanted[key] = time?.description ?? ""
        }
        if let before = TimeOfDay(wanted[.notBefore] ?? ""), let after = TimeOfDay(wanted[.notAfter] ?? ""), before.minutes >= after.minutes
        {
            complaints.say("not_after", t("That leaves no time at all. Choose a later one."))
        }
        wanted[.days] = (1...7).filter { form.has("day-\($0)") }.map { "\($0)" }.joined(separator: ",")
        if wanted[.days] == "1,2,3,4,5,6,7" { wanted[.days] = "" }
        for (key, field, allowed) in [
            (Treatment.Key.name, "name", ["", "first", "surname"]), (.formality, "formality", ["", "formal", "informal"]),
            (.tone, "tone", ["", "warm", "brief", "plain"]),
        ] {
            if !allowed.contains(form[field]) { complaints.say(field, t("Choose one from the list.")) }
            wanted[key] = form[field]
        }
        wanted[.access] = Treatment.Access.allCases.filter { form.has("access-\($0.rawValue)") }.map(\.rawValue).joined(separator: ",")
        let note = Card.oneLine(form["access_note"])
        if note.count > Card.longestLine {
            complaints.say("access_note", CardProblem.tooLong(field: "", most: Card.longestLine).sentence(t))
        }
        wanted[.accessNote] = note
        try complaints.check()
        return wanted
    }
}
