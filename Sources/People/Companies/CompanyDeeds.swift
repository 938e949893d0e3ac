import Core
import Language
import Storage
import Web

/// What the buttons of a company's page do.
enum CompanyDeeds {
    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let card = read(visit.form)
        guard card.problems.isEmpty else { return refusal(visit, nil, card) }
        let id = try await shop.write(as: try actor(visit)) { tx in try tx.add(card) }
        return .see(Link("/people/companies/\(id)"), flash: visit.t("The company is made."), undo: Link("/people/companies/\(id)/remove"))
    }

    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        let typed = visit.form
        guard read(typed).problems.isEmpty else { return refusal(visit, id, read(typed)) }
        do {
            try await shop.write(as: try actor(visit)) { tx in
                guard try tx.db.standing(id) == id, let company = try tx.db.company(id) else { throw Refused.notFound }
                let merged = try tx.db.merged(
                    typed, over: CompanyForms.standing(CompanyCard(company)),
                    last: try tx.db.lastEvent(["company.changed"], about: company.subject))
                try tx.change(id, to: read(merged.form))
            }
        } catch let meanwhile as Meanwhile {
            let page = CompanyForms.page(visit, id, read(typed), meanwhile.complaints(visit), meanwhile: meanwhile)
            return .page(page, status: 422)
        }
        return .see(Link("/people/companies/\(id)"), flash: visit.t("Saved."))
    }

    static func join(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        let t = visit.t
        let (typed, chosen, role) = (visit.form["person"], Customer.ID(visit.form["person_id"]), visit.form["role"])
        let found = try await shop.read { db -> Customer.ID? in
            if let chosen { return try db.survivor(of: chosen) }
            let rows = typed.isEmpty ? [] : try PeopleSearch.best(typed, shop, db, limit: 2)
            return rows.count == 1 ? rows[0].id : nil
        }
        guard let person = found else {
            let words =
                typed.isEmpty
                ? t("Write who it is: a name, a number or an address.")
                : t("Nobody, or more than one person, is found. Write more letters.")
            return try await CompanyPages.page(visit, shop, Complaints("person", words))
        }
        let member = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard try tx.db.standing(id) == id else { throw Refused.notFound }
            return try tx.join(person, id, role: role, source: "said")
        }
        return .see(
            Link("/people/companies/\(id)"), flash: t("Belongs to the company now."),
            undo: Link("/people/companies/members/\(member)/leave"))
    }

    /// From a person's card: the company by its name, made where there is none.
    static func joinByName(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let person = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (name, role) = (Card.oneLine(visit.form["company"]), visit.form["role"])
        let back = Link("/people/\(person)")
        guard CompanyCard(name: name).problems.isEmpty else {
            return .see(back, flash: visit.t("Write the name of the company."), hasFailed: true)
        }
        let member = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard try tx.db.survivor(of: person) == person else { throw Refused.notFound }
            return try tx.join(person, try tx.company(named: name), role: role, source: "said")
        }
        return .see(back, flash: visit.t("Belongs to the company now."), undo: Link("/people/companies/members/\(member)/leave"))
    }

    static func leave(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Member.ID(visit.parts["member"] ?? "") else { throw Refused.notFound }
        let member = try await shop.write(as: try actor(visit)) { tx -> Member? in
            tx.silentByIntent = true
            return try tx.leave(id)
        }
        guard let member else { throw Refused.notFound }
        return .see(
            Link("/people/companies/\(member.company)"), flash: visit.t("Taken off the company."),
            undo: Link("/people/companies/members/\(id)/back"))
    }

    static func comeBack(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Member.ID(visit.parts["member"] ?? "") else { throw Refused.notFound }
        let member = try await shop.write(as: try actor(visit)) { tx -> Member? in
            tx.silentByIntent = true
            return try tx.comeBack(id)
        }
        guard let member else { throw Refused.notFound }
        return .see(Link("/people/companies/\(member.company)"), flash: visit.t("Belongs to the company again."))
    }

    static func remove(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        _ = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            return try tx.remove(id)
        }
        return .see("/people/companies", flash: visit.t("The company is removed."), undo: Link("/people/companies/\(id)/give-back"))
    }

    static func giveBack(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        let isBack = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            return try tx.giveBack(id)
        }
        guard isBack else { throw Refused.notFound }
        return .see(Link("/people/companies/\(id)"), flash: visit.t("The company is here again."))
    }

    static func merge(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try CompanyPages.id(visit)
        guard let other = Company.ID(visit.form["with"]) else {
            return try await CompanyPages.page(visit, shop, Complaints("with", visit.t("Choose the company that goes into this one.")))
        }
        let merge = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard try tx.db.standing(id) == id, try tx.db.standing(other) == other else { throw Refused.notFound }
            return try tx.merge(other, into: id)
        }
        guard let merge else {
            return try await CompanyPages.page(visit, shop, Complaints("with", visit.t("Choose the company that goes into this one.")))
        }
        return .see(
            Link("/people/companies/\(id)"), flash: visit.t("The two companies are one."),
            undo: Link("/people/companies/merges/\(merge)/undo"))
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Storage.ID<CompanyMerge>(visit.parts["merge"] ?? "") else { throw Refused.notFound }
        let back = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            return try tx.undo(companies: id)
        }
        guard let back else { throw Refused.notFound }
        return .see(Link("/people/companies/\(back)"), flash: visit.t("The two companies are as they were."))
    }

    private static func read(_ form: Form) -> CompanyCard {
        CompanyCard(name: form["name"], domain: form["domain"], note: form.raw("note") ?? "")
    }

    private static func refusal(_ visit: Visit, _ id: Company.ID?, _ card: CompanyCard) -> Answer {
        var complaints = Complaints()
        for problem in card.problems { complaints.say(problem.field, problem.sentence(visit.t)) }
        return .page(CompanyForms.page(visit, id, card, complaints), status: 422)
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}
