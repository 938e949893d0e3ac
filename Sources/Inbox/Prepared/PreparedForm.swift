import Core
import Language
import Storage
import Web

/// The form of one prepared text.
enum PreparedForm {
    /// Whoever may not rearrange things writes for themselves alone.
    static func wish(_ form: Form, _ visit: Visit) -> PreparedText.Wish {
        let isMine = form["whose"] == "mine" || visit.visitor?.may(.tend) != true
        let texts = Language.offered.map { ($0, form.raw("text-\($0.rawValue)") ?? "") }
        let titles = Language.offered.map { ($0, form["title-\($0.rawValue)"]) }
        return PreparedText.Wish(
            title: form["title"], isMine: isMine, texts: Dictionary(uniqueKeysWithValues: texts),
            titles: Dictionary(uniqueKeysWithValues: titles), keywords: form["keywords"])
    }

    /// What the form shows of a text.
    static func standing(_ text: PreparedText) -> [StandingField] {
        [StandingField("title", text.title), StandingField("keywords", text.keywords)]
            + Language.offered.flatMap { language in
                [
                    StandingField("text-\(language.rawValue)", text.texts[language] ?? ""),
                    StandingField("title-\(language.rawValue)", text.titles[language] ?? ""),
                ]
            }
    }

    static func say(_ refusal: PreparedRefusal, _ complaints: inout Complaints, _ t: Words) {
        switch refusal {
        case .noTitle: complaints.say("title", t("Give it a title by which it is found."))
        case .longTitle:
            complaints.say(
                "title",
                t(
                    "This is too long: at most {n} character.", "This is too long: at most {n} characters.", PreparedText.Wish.longestTitle)
            )
        case .longTitleIn(let language):
            complaints.say(
                "title-\(language.rawValue)",
                t(
                    "This is too long: at most {n} character.", "This is too long: at most {n} characters.", PreparedText.Wish.longestTitle)
            )
        case .longKeywords:
            complaints.say(
                "keywords",
                t(
                    "This is too long: at most {n} character.", "This is too long: at most {n} characters.",
                    PreparedText.Wish.longestKeywords))
        case .noText: complaints.say("", t("Write the text in at least one language."))
        case .longText(let language):
            complaints.say(
                "text-\(language.rawValue)",
                t("This is too long: at most {n} character.", "This is too long: at most {n} characters.", PreparedText.Wish.longestText))
        case .unknownPlaceHolder(let name, let language):
            complaints.say(
                "text-\(language.rawValue)",
                t(
                    "Nothing is known that could be filled in for {mark}. These are: {marks}.",
                    ["mark": "{\(name)}", "marks": PlaceHolder.allCases.map(\.mark).joined(separator: " ")]))
        case .notAllowed: complaints.say("", t("Only your own texts are yours to change."))
        }
    }

    static func page(
        _ text: PreparedText?, _ history: [(version: Int, language: Language, text: String)], _ changedBy: String?, _ form: FormView,
        _ visit: Visit, _ shop: Shop
    ) -> Page {
        let t = visit.t
        let place = text.map { Link("/inbox/prepared/\($0.id)") } ?? "/inbox/prepared/new"
        let title = text == nil ? t("New prepared text") : t("Prepared text")
        let may = PreparedPages.mayChange(text, visit)
        let remove: HTML? =
            text.flatMap {
                may && $0.removedAt == nil
                    ? form.button(Link("/inbox/prepared/\($0.id)/remove"), "\(visit.ui.icon("trash"))\(t("Remove"))", style: "button quiet")
                    : nil
            }
        let whose: HTML =
            visit.visitor?.may(.tend) == true
            ? form.segments(
                "whose", t("Who can use it?"), value: text?.owner == nil ? "all" : "mine",
                [(value: "all", icon: "team", words: t("Everybody")), (value: "mine", icon: "person", words: t("Only me"))]) : ""
        let hint: HTML =
            may ? "" : visit.ui.banner(.info, icon: "info", "\(t("This text is everybody’s. Whoever may change it is an agent or more."))")
        return Page(
            title, section: "settings",
            """
            \(visit.ui.head(title, back: visit.ui.back("/inbox/prepared", t("Prepared texts")), actions: remove))\(hint)
            \(form.form(
                place, summary: t("Please look at these fields."), hasFiles: true,
                """
                \(text.map { form.shown(standing($0)) })\(form.text("title", t("Title"), value: text?.title ?? "", hint: t("A few words by which your team finds it. Customers do not see them."), isRequired: true, hasFocus: text == nil))\
                \(fields(text, form, visit, shop))\(keywords(text, form, t))\(legend(t))\(whose)\
                <fieldset class="stack"><legend>\(t("Files that go along"))</legend>\(AnswerFile.list(text?.files ?? [], t))\
                <input type="file" name="file" multiple aria-label="\(t("Attach"))">\(form.error("file"))</fieldset>\
                \(may ? form.actions(t("Save"), cancel: ("/inbox/prepared", t("Cancel"))) : "")
                """))
            \(facts(text, history, changedBy, visit))
            """)
    }

    /// The house's language first, the others folded where nothing stands in them.
    private static func fields(_ text: PreparedText?, _ form: FormView, _ visit: Visit, _ shop: Shop) -> HTML {
        let t = visit.t
        let others = Language.offered.filter { $0 != shop.language }
        // The names of languages are their own, and the texts are the shop's.
        func field(_ language: Language) -> HTML {
            let area = form.area("text-\(language.rawValue)", language.ownName, value: text?.texts[language] ?? "", rows: 7)
            return "<div translate=\"no\" lang=\"\(language.rawValue)\">\(area)</div>"
        }
        func both(_ language: Language) -> HTML {
            let label = t("Title in {language}", ["language": language.ownName])
            let title = form.text("title-\(language.rawValue)", label, value: text?.titles[language] ?? "")
            return "\(title)\(field(language))"
        }
        let isOpen = others.contains { language in
            let (name, title) = ("text-\(language.rawValue)", "title-\(language.rawValue)")
            return !form.value(name, text?.texts[language] ?? "").isEmpty || form.hasComplaint(name) || form.hasComplaint(title)
        }
        return """
            \(field(shop.language))<details class="more-fields"\(flag: " open", isOpen)><summary>\(t("In other languages"))\
            <small>\(t("Each customer gets theirs; who reads none of them gets the first."))</small></summary>\
            <div class="stack">\(others.map(both))</div></details>
            """
    }

    private static func keywords(_ text: PreparedText?, _ form: FormView, _ t: Words) -> HTML {
        form.text(
            "keywords", t("Words in letters that it answers"), value: text?.keywords ?? "",
            hint: t("With commas, in any language: burnt, stale, yanmış. Beginnings are enough. Such letters are offered this text first."))
    }

    private static func legend(_ t: Words) -> HTML {
        let rows: [HTML] = PlaceHolder.allCases.map {
            "<div><dt><code translate=\"no\">\($0.mark)</code></dt><dd>\($0.meaning(t))</dd></div>"
        }
        return """
            <details class="more-fields"><summary>\(t("What is filled in"))<small>\(t("Names, times and hours, written between braces"))</small></summary>\
            <div class="stack"><dl class="facts">\(rows)</dl><p class="hint">\(t("With other words for when nothing is known: {example}. Without them the text is not sent before it is filled in.", ["example": "{first name|…}"]))</p></div></details>
            """
    }

    private static func facts(
        _ text: PreparedText?, _ history: [(version: Int, language: Language, text: String)], _ changedBy: String?, _ visit: Visit
    ) -> HTML {
        guard let text else { return "" }
        let t = visit.t
        var rows: [HTML] = []
        func row(_ label: String, _ value: String, isName: Bool = false) {
            rows.append("<div><dt>\(label)</dt><dd\(flag: " translate=\"no\"", isName)>\(value)</dd></div>")
        }
        row(t("Version"), t.number(text.version))
        row(t("Changed"), t.dateTime(text.changedAt.milliseconds))
        if let changedBy { row(t("Changed by"), changedBy, isName: true) }
        row(t("Used"), t("{n} time", "{n} times", text.used))
        if let last = text.lastUsedAt { row(t("Last used"), t.dateTime(last.milliseconds)) }
        let old: [HTML] = history.filter { $0.version < text.version }.map { version in
            """
            <li><small>\(t("Version {n}", ["n": t.number(version.version)])) · <span translate="no">\(version.language.ownName)</span></small>\
            <div class="text" dir="auto" translate="no">\(version.text)</div></li>
            """
        }
        let before: HTML =
            old.isEmpty ? "" : "<details class=\"history\"><summary>\(t("Earlier versions"))</summary><ol>\(old)</ol></details>"
        let files: [HTML] = text.files.map { file in
            "<li><a href=\"\(Link("/inbox/prepared/\(text.id)/files/\(file.id)"))\">\(visit.ui.icon("attach"))<span class=\"name\" translate=\"no\">\(file.name)</span></a></li>"
        }
        let list: HTML = files.isEmpty ? "" : "<ul class=\"files\">\(files)</ul>"
        return "<section class=\"card stack\"><dl class=\"facts\">\(rows)</dl>\(list)\(before)</section>"
    }
}
