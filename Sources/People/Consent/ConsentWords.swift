import Core
import Language
import Storage
import Web

/// How consent reads.
enum ConsentWords {
    /// What they are asked where the shop has no words of its own.
    static func wording(_ purpose: Consent.Purpose, _ t: Words) -> String {
        switch purpose {
        case .news: t("I want to hear about news and offers.")
        case .survey: t("I may be asked how it went.")
        case .birthday: t("I want a greeting on my birthday.")
        }
    }

    /// "given 3 March 2026 on a form, wording 2".
    static func line(_ consent: Consent, by name: String?, _ t: Words) -> String {
        let when = t.dateTime(consent.at.milliseconds)
        var parts = [consent.isGiven ? t("Given {when}", ["when": when]) : t("Withdrawn {when}", ["when": when])]
        parts.append(ContactWords.name(consent.source, t))
        if let name { parts.append(name) }
        if consent.version > 0 { parts.append(t("wording {n}", ["n": t.number(consent.version)])) }
        return parts.joined(separator: " · ")
    }

    static let timeLine = TimeLineKind(["consent.given", "consent.withdrawn", "consent.undone"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        return Dictionary(
            uniqueKeysWithValues: events.map { event in
                let purpose = event.data["purpose"]?.word.flatMap { Consent.Purpose(rawValue: $0) }
                let channel = event.data["channel"]?.word.flatMap { Consent.Channel(rawValue: $0) }
                let about = [purpose.map { ContactWords.name($0, t) }, channel.map { ContactWords.by($0, t) }].compactMap { $0 }.joined(
                    separator: ", ")
                let words: String =
                    switch event.kind.name {
                    case "consent.given": t("Consent given: {about}", ["about": about])
                    case "consent.withdrawn": t("Consent withdrawn: {about}", ["about": about])
                    default: t("The last change of consent was taken back")
                    }
                let at = event.at.milliseconds
                return (
                    event.id,
                    """
                    <p class="happened">\(ui.icon("check"))<span>\(words)</span><time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                    """ as HTML
                )
            })
    }

    /// On the card: what they agreed to, and the way to change it.
    static let panel: CardPanel = {
        var panel = CardPanel { customer, db, view in
            let t = view.t
            let ui = Parts(view.assets)
            let given = try view.consents(of: customer.id, db).values.filter(\.isGiven)
            let rows: [HTML] = Consent.Purpose.allCases.compactMap { purpose in
                let channels = Consent.channels.filter { channel in
                    given.contains { $0.key == Consent.Key(purpose: purpose, channel: channel) }
                }
                guard !channels.isEmpty else { return nil }
                return
                    "<div><dt>\(ContactWords.name(purpose, t))</dt><dd>\(channels.map { ContactWords.by($0, t) }.joined(separator: ", "))</dd></div>"
            }
            let body: HTML =
                rows.isEmpty ? "<p class=\"soft\">\(t("Agreed to nothing but answers."))</p>" : "<dl class=\"facts\">\(rows)</dl>"
            return """
                <section class="card stack"><header><h2>\(t("Consent"))</h2></header>\(body)\
                <a class="button quiet small" href="\(Link("/people/\(customer.id)/consent"))">\(ui.icon("check"))\(t("See and change"))</a></section>
                """
        }
        panel.isForCardAlone = true
        return panel
    }()

    static let data = PersonalData(
        kinds: [("consent", { t, n in t("{n} line of consent", "{n} lines of consent", n) })],
        count: { person, db in ["consent": try db.consentCount(person)] },
        export: { person, db, t, file in
            let lines = try person.ids.flatMap { try db.consentLines(of: $0) }
            guard !lines.isEmpty else { return }
            file.data.append(
                (
                    "consents",
                    .list(
                        lines.map { line in
                            [
                                "purpose": .text(line.key.purpose.rawValue), "channel": .text(line.key.channel.rawValue),
                                "given": .bool(line.isGiven), "at": .text(Words.iso(line.at.milliseconds)),
                                "source": .text(line.source.rawValue), "wording": .number(Int64(line.version)),
                            ]
                        })
                ))
            let rows: [HTML] = lines.map { line in
                "<dt>\(ContactWords.name(line.key.purpose, t)), \(ContactWords.by(line.key.channel, t))</dt><dd>\(ConsentWords.line(line, by: nil, t))</dd>"
            }
            file.pages.append("<section><h2>\(t("Consent"))</h2><dl>\(rows)</dl></section>")
        },
        erase: { person, tx in
            let n = try tx.db.consentCount(person)
            try tx.db.run("DELETE FROM consent WHERE customer_id IN \(person.ids)")
            return ["consent": n]
        })
}

extension Reader {
    fileprivate func consentCount(_ person: PersonalData.Person) throws -> Int {
        try value("SELECT count(*) FROM consent WHERE customer_id IN \(person.ids)") ?? 0
    }
}
