import Core
import Language
import Storage
import Web

/// How a person wants to be treated, in words: a banner where one writes or calls, a panel on the card, a line where somebody looks them up.
public enum TreatmentWords {
    static func name(_ access: Treatment.Access, _ t: Words) -> String {
        switch access {
        case .stepFree: t("Needs a way without steps")
        case .largePrint: t("Needs large print")
        case .hearing: t("Hears badly")
        case .plainWords: t("Needs plain words")
        case .interpreter: t("Needs an interpreter")
        case .quiet: t("Needs a quiet place")
        }
    }

    /// What the person themselves has said, each as a phrase of its own: "Prefers e-mail", "no calls before 10:00".
    public static func phrases(_ treatment: Treatment, language: String?, _ t: Words) -> [String] {
        var all: [String] = []
        let own = Treatment(own: treatment.own)
        if let channel = own.channel {
            let words: String =
                switch channel {
                case .email: t("Prefers e-mail")
                case .phone: t("Prefers the phone")
                case .message: t("Prefers messages")
                case .counter: t("Prefers to come by")
                }
            all.append(words)
        }
        if let language { all.append(t("in {language}", ["language": CardLabels.name(of: language)])) }
        if own.says(.noCall) { all.append(t("no calls")) }
        if own.says(.noMail) { all.append(t("no mail from us first")) }
        if own.says(.noMessage) { all.append(t("no messages")) }
        // Whom nobody may call has hours for letters all the same.
        if let time = own.notBefore {
            let time = ["time": time.description]
            all.append(own.says(.noCall) ? t("nothing before {time}", time) : t("no calls before {time}", time))
        }
        if let time = own.notAfter {
            let time = ["time": time.description]
            all.append(own.says(.noCall) ? t("nothing after {time}", time) : t("no calls after {time}", time))
        }
        if !own.days.isEmpty {
            all.append(t("only on {days}", ["days": own.days.sorted().map { t.shortWeekdayName($0) }.joined(separator: ", ")]))
        }
        switch own[.name] {
        case "first": all.append(t("by the first name"))
        case "surname": all.append(t("by the surname"))
        default: break
        }
        switch own[.formality] {
        case "formal": all.append(t("formally"))
        case "informal": all.append(t("informally"))
        default: break
        }
        if let tone = own[.tone] { all.append(name(tone: tone, t)) }
        all += Treatment.Access.allCases.filter { own.access.contains($0) }.map { name($0, t) }
        return all
    }

    static func name(tone: String, _ t: Words) -> String {
        switch tone {
        case "brief": t("brief and to the point")
        case "plain": t("in plain words")
        default: t("warm and personal")
        }
    }

    /// What the house does where the person said nothing, for a composer.
    public static func house(_ shop: Shop, _ t: Words) -> String {
        let formality = shop.setting(TreatmentSettings.formality) == "informal" ? t("informally") : t("formally")
        return t("House style: {formality}, {tone}", ["formality": formality, "tone": name(tone: shop.setting(TreatmentSettings.tone), t)])
    }

    /// Above a composer. Empty where the person has said nothing and needs nothing.
    public static func banner(_ treatment: Treatment, language: String?, _ ui: Parts, _ t: Words) -> HTML {
        guard treatment.hasOwn else { return "" }
        let words = phrases(treatment, language: language, t)
        let note: HTML = treatment.own[.accessNote].map { "<span dir=\"auto\" translate=\"no\">\($0.value)</span>" } ?? ""
        let between: HTML = words.isEmpty || note.isEmpty ? "" : " · "
        return ui.banner(.info, icon: "person", "\(words.joined(separator: " · "))\(between)\(note)")
    }

    /// What speaks against an action, in one sentence a rule.
    public static func sentences(_ rules: [Treatment.Rule], _ t: Words) -> String {
        rules.map { ContactWords.sentence($0, t) }.joined(separator: " ")
    }

    /// The field for the reason, shown where one is asked for.
    public static func reasonField(_ form: FormView, _ t: Words) -> HTML {
        guard form.complaint("reason") != nil || !form.value("reason", "").isEmpty else { return "" }
        return form.text("reason", t("Reason"), hint: t("It is kept with your name, for everybody to see."), autocomplete: "off")
    }

    public static let longestReason = 500
    /// A reason that says something; nil for none.
    public static func reason(_ form: Form) -> String? {
        let text = form["reason"]
        return text.isEmpty ? nil : String(text.prefix(longestReason))
    }

    // MARK: On the card

    static let panel: CardPanel = {
        var panel = CardPanel { customer, db, view in
            let t = view.t
            let ui = Parts(view.assets)
            let treatment = Treatment(own: try view.preferences(of: customer.id, db))
            let phrases = phrases(treatment, language: nil, t)
            let items: [HTML] = phrases.map { "<li>\($0)</li>" }
            let note: HTML = treatment.own[.accessNote].map { "<p translate=\"no\" dir=\"auto\">\($0.value)</p>" } ?? ""
            let newest = treatment.own.values.max { $0.since < $1.since }
            let known: HTML =
                newest.map {
                    let when = t.relative($0.since.milliseconds, now: view.now.milliseconds)
                    return
                        "<p class=\"soft\">\(t("How we know: {source} ({when})", ["when": when, "source": ContactWords.name($0.source, t)]))</p>"
                } ?? ""
            let body: HTML =
                treatment.hasOwn
                ? "\(items.isEmpty ? "" : "<ul class=\"plain\">\(items)</ul>" as HTML)\(note)\(known)"
                : "<p class=\"soft\">\(t("Nothing special: as everybody."))</p>"
            let edit: HTML =
                view.visitor?.may(.serve) == true
                ? """
                <a class="button quiet small icon-only" href="\(Link("/people/\(customer.id)/treatment"))" \
                aria-label="\(t("Change how they want to be treated"))">\(ui.icon("edit"))</a>
                """ : ""
            return "<section class=\"card stack\"><header><h2>\(t("How they want to be treated"))</h2>\(edit)</header>\(body)</section>"
        }
        panel.isForCardAlone = true
        return panel
    }()

    static let timeLine = TimeLineKind(["treatment.changed", "treatment.overruled"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let ids = events.filter { $0.kind == "treatment.overruled" }.compactMap { $0.subject.map { Storage.ID<Override>(number: $0.id) } }
        let known = Dictionary(uniqueKeysWithValues: try db.overrides(ids).map { ($0.id, $0) })
        let names = try view.staffNames(db)
        return Dictionary(
            uniqueKeysWithValues: events.compactMap { event -> (Event.ID, HTML)? in
                let at = event.at.milliseconds
                let words: HTML
                if event.kind == "treatment.changed" {
                    words = "\(t("How they want to be treated was changed"))"
                } else {
                    // What was taken back before it went out was not done.
                    guard let one = event.subject.flatMap({ known[Storage.ID<Override>(number: $0.id)] }) else { return nil }
                    words =
                        "\(t("Done otherwise than they want:")) \(sentences(one.rules, t)) <q translate=\"no\" dir=\"auto\">\(one.reason)</q>"
                }
                let who: HTML = event.actor.staff.flatMap { names[$0] }.map { " · <span translate=\"no\">\($0)</span>" } ?? ""
                return (
                    event.id,
                    """
                    <p class="happened">\(ui.icon(event.kind == "treatment.changed" ? "person" : "warning"))<span>\(words)\(who)</span>\
                    <time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                    """ as HTML
                )
            })
    }
}
