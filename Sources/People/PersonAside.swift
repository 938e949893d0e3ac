import Core
import Language
import Storage
import Web

/// What stands beside a person: the facts of the card, then the panels of all capabilities. On the person's page and beside a conversation.
public enum PersonAside {
    ///
    /// - Parameter subject: the conversation that stands beside it, whose own duty is told there.
    public static func show(_ customer: Customer, _ shop: Shop, _ db: Reader, _ view: View, but subject: Int64? = nil) throws -> HTML {
        var view = view
        view.isCard = subject == nil
        let panels =
            try [owed(customer, shop, db, view, but: subject)].compactMap { $0 }
            + shop.capabilities.flatMap(\.cardPanels).filter { subject == nil || !$0.isForCardAlone }.compactMap {
                try $0.show(customer, db, view)
            }
        return "<aside class=\"stack\" aria-label=\"\(view.t("What we know"))\">\(panels)</aside>"
    }

    /// What the shop owes them: what, until when, and who has it.
    private static func owed(_ customer: Customer, _ shop: Shop, _ db: Reader, _ view: View, but subject: Int64?) throws -> HTML? {
        let duties = try view.duties(to: customer.id, db).filter { $0.subject != subject }
        guard !duties.isEmpty else { return nil }
        let t = view.t
        let ui = Parts(view.assets)
        let names = [customer.id: try view.name(of: customer, db)]
        var views: [Duty.ID: DutyView] = [:]
        for (kind, some) in Dictionary(grouping: duties, by: \.kind) {
            if let kind = shop.dutyKind(kind) { views.merge(try kind.show(some, names, db, view)) { $1 } }
        }
        let staff = try view.staffNames(db)
        var lines: [Line.ID: String] = [:]
        for id in Set(duties.compactMap(\.line)) { lines[id] = try db.line(id)?.name }
        let me = view.visitor.map { Staff.ID(number: $0.staff) }
        let rows: [HTML] = duties.compactMap { duty -> HTML? in
            // What is done from a list has a panel of its own capability beside this one.
            guard let shown = views[duty.id], !shown.canBeDoneHere else { return nil }
            let who =
                duty.owner.map { $0 == me ? t("yours") : t("with {name}", ["name": staff[$0] ?? "?"]) }
                ?? duty.line.flatMap { lines[$0] }.map { t("nobody’s yet, {line} takes it", ["line": $0]) } ?? t("nobody’s yet")
            return """
                <li><a class="link" href="\(shown.link)">\(shown.sentence)</a><p class="chips">\(ui.due(duty.due.milliseconds, t, now: view.now.milliseconds))\
                <span class="soft">\(t.dueBy(duty.due.milliseconds, now: view.now.milliseconds)) · \(who)</span></p></li>
                """
        }
        guard !rows.isEmpty else { return nil }
        return "<section class=\"card stack owed\"><header><h2>\(t("What we owe"))</h2></header><ul class=\"plain\">\(rows)</ul></section>"
    }

    /// People's own panel.
    static let facts = CardPanel { customer, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let addresses = try view.addresses(of: customer.id, db)
        let staff = try view.isCard ? view.staffNames(db) : [:]
        let words = CardLabels(t)
        var rows: [HTML] = addresses.map { address in
            let label = address.kind == .email ? words.email : words.phone
            let call = address.kind == .phone ? Link.outside("tel:\(address.e164 ?? address.folded)") : nil
            let shown: HTML = call.map { "<a class=\"link\" href=\"\($0)\">\(address.shown)</a>" } ?? "\(address.shown)"
            // How it is dialled from anywhere, where that is not what was typed.
            let whole: HTML =
                address.e164.flatMap { $0 == address.folded ? nil : "<br><small class=\"soft\">\($0)</small>" as HTML } ?? ""
            let by = address.provenance?.staff.flatMap { staff[$0] }
            let from: HTML = view.isCard ? ProofPages.line(address, of: customer.id, by: by, view) : ""
            return "<div><dt>\(label)</dt><dd><span translate=\"no\">\(shown)\(whole)</span>\(from)</dd></div>"
        }
        if let language = customer.language {
            rows.append("<div><dt>\(words.language)</dt><dd translate=\"no\">\(CardLabels.name(of: language))</dd></div>")
        }
        if !customer.usual.isEmpty {
            rows.insert("<div><dt>\(t("Usual order"))</dt><dd translate=\"no\" dir=\"auto\">\(customer.usual)</dd></div>", at: 0)
        }
        let contact = customer.lastContactAt.map { t.relative($0.milliseconds, now: view.now.milliseconds) } ?? t("not yet")
        rows.append("<div><dt>\(t("Last contact"))</dt><dd>\(contact)</dd></div>")
        let note: HTML = customer.note.isEmpty ? "" : "<p translate=\"no\" dir=\"auto\">\(customer.note)</p>"
        let edit: HTML =
            view.visitor?.may(.serve) == true
            ? """
            <a class="button quiet small icon-only" href="\(Link("/people/\(customer.id)/edit"))" aria-label="\(t("Edit the card"))">\
            \(ui.icon("edit"))</a>
            """ : ""
        return """
            <section class="card stack"><header><h2>\(t("What we know"))</h2>\(edit)</header>\(note)<dl class="facts">\(rows)</dl></section>
            """
    }

    /// The card's own history: small lines between what was said.
    static let cardEvents = TimeLineKind(["customer.added", "customer.changed"]) { events, db, view in
        let t = view.t
        let ui = Parts(view.assets)
        let names = try view.staffNames(db)
        return Dictionary(
            uniqueKeysWithValues: events.map { event in
                let name = event.actor.staff.flatMap { names[$0] }
                let sentence =
                    event.kind == "customer.added"
                    ? name.map { t("{name} made this card", ["name": $0]) } ?? t("This card was made")
                    : name.map { t("{name} changed the card", ["name": $0]) } ?? t("The card was changed")
                let at = event.at.milliseconds
                return (
                    event.id,
                    """
                    <p class="happened">\(ui.icon("person"))<span>\(sentence)</span>\
                    <time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                    """
                )
            })
    }
}

/// The words for the parts of a card, where they stand before a value.
struct CardLabels {
    let t: Words
    init(_ t: Words) { self.t = t }
    var email: String { t("E-mail") }
    var phone: String { t("Phone") }
    var language: String { t("Language") }

    /// The language in itself, as the language menu shows it; another language's code.
    static func name(of language: String) -> String { Language(rawValue: language)?.ownName ?? language }
}
