import Core
import Language
import Storage
import Web

/// Whether an address or a number is really theirs (160): a letter that their mail's server vouches for proves it by itself, and one of us may have
/// made sure.
enum ProofPages {
    /// Below an address of the card: how we came by it, and behind it the button that says it is theirs.
    static func line(_ address: Customer.Address, of customer: Customer.ID, by staff: String?, _ view: View) -> HTML {
        guard let known = address.provenance else { return "" }
        let t = view.t
        let words = ContactWords.line(known, by: staff, t)
        guard view.visitor?.may(.serve) == true, known.proof != .mail else { return "<small class=\"soft from\">\(words)</small>" }
        let isOn = known.provenAt == nil
        let button: HTML = isOn ? "\(t("I made sure it is theirs"))" : "\(t("Not sure any more"))"
        return """
            <details class="from"><summary><small class="soft">\(words)</small></summary>\
            <form method="post" action="\(Link("/people/\(customer)/addresses/proof"))" data-once>\
            <input type="hidden" name="_token" value="\(view.token)"><input type="hidden" name="kind" value="\(address.kind.rawValue)">\
            <input type="hidden" name="address" value="\(address.shown)"><input type="hidden" name="proven" value="\(isOn ? "1" : "")">\
            <button class="button small">\(button)</button></form></details>
            """
    }

    static func act(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let text = visit.form["address"].isEmpty ? visit.query["address"] : visit.form["address"]
        let kind = visit.form["kind"].isEmpty ? visit.query["kind"] : visit.form["kind"]
        let isProven = !(visit.form.has("proven") ? visit.form["proven"] : visit.query["proven"]).isEmpty
        let address: Customer.Address = kind == Customer.Address.Kind.phone.rawValue ? .phone(text) : .email(text)
        let isDone = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            guard try tx.db.addresses(of: id).contains(where: { $0.key == address.key }) else { throw Refused.notFound }
            tx.silentByIntent = true
            let isDone = isProven ? try tx.prove(address, by: .staff, at: tx.now) : try tx.unprove(address)
            if isDone { try tx.record("customer.changed", customer: id, subject: Event.Subject("customer", id)) }
            return isDone
        }
        let t = visit.t
        guard isDone else { return .see(Link("/people/\(id)"), flash: t("Nothing was changed.")) }
        let back =
            Link("/people/\(id)/addresses/proof") + Link("?kind=\(address.kind.rawValue)&address=\(text)&proven=\(isProven ? "" : "1")")
        return .see(Link("/people/\(id)"), flash: isProven ? t("It is theirs: written down.") : t("Written down."), undo: back)
    }
}
