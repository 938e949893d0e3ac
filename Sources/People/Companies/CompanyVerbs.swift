import Core
import Foundation
import Language
import Storage

extension Tx {
    /// Throws the first ``CompanyCard/Problem``.
    func add(_ card: CompanyCard) throws -> Company.ID {
        if let problem = card.problems.first { throw problem }
        let id = newID(Company.self)
        try db.run(
            "INSERT INTO company (id, name, sort_key, note, created_at) VALUES (\(id), \(card.name), '', '', \(now))")
        try write(card, on: id)
        try record("company.added", subject: Event.Subject("company", id))
        return id
    }

    func change(_ id: Company.ID, to card: CompanyCard) throws {
        if let problem = card.problems.first { throw problem }
        try write(card, on: id)
        try record("company.changed", subject: Event.Subject("company", id))
    }

    private func write(_ card: CompanyCard, on id: Company.ID) throws {
        let domain = card.domain.isEmpty ? nil : card.domain
        let from = domain.map { String(("@" + $0).reversed()) }
        let language = Language(rawValue: shop.setting(ShopSettings.language)) ?? .en
        try db.run(
            """
            UPDATE company SET name = \(card.name), sort_key = \(Collation.key(card.name, language: language)), note = \(card.note),
                domain = \(domain), tail_from = \(from), tail_until = \(from.map { $0 + "\u{10FFFF}" })
            WHERE id = \(id)
            """)
        try index(id, card)
    }

    private func index(_ id: Company.ID, _ card: CompanyCard) throws {
        let terms = SearchAnalysis.nameTerms([card.name, card.domain].joined(separator: "\n"))
            .union(SearchAnalysis.terms(for: card.note, language: TextLanguage.detect(card.note)))
        try companySearch.put(db, item: id.number, group: id.number, terms: terms)
    }

    // MARK: Gone and back

    @discardableResult func remove(_ id: Company.ID) throws -> Bool {
        guard try db.run("UPDATE company SET removed_at = \(now) WHERE id = \(id) AND removed_at IS NULL AND merged_into IS NULL") > 0
        else {
            return false
        }
        try companySearch.remove(db, item: id.number)
        try record("company.removed", subject: Event.Subject("company", id))
        return true
    }

    @discardableResult func giveBack(_ id: Company.ID) throws -> Bool {
        guard try db.run("UPDATE company SET removed_at = NULL WHERE id = \(id) AND removed_at IS NOT NULL") > 0,
            let company = try db.company(id)
        else { return false }
        try index(id, CompanyCard(company))
        try record("company.given-back", subject: company.subject)
        return true
    }

    /// The people of `from` belong to `into` from now on. Nil where one of them is not there.
    func merge(_ from: Company.ID, into: Company.ID) throws -> Storage.ID<CompanyMerge>? {
        guard from != into, let gone = try db.company(from), let stays = try db.company(into) else { return nil }
        let moved = try db.values("SELECT id FROM company_member WHERE company_id = \(from) ORDER BY id", as: Member.ID.self)
        let id: Storage.ID<CompanyMerge> = newID()
        try db.run(
            """
            INSERT INTO company_merge (id, from_id, into_id, at, staff_id, moved)
            VALUES (\(id), \(from), \(into), \(now), \(actor.staff),
                    \(String(decoding: try JSONEncoder().encode(moved.map(\.number)), as: UTF8.self)))
            """)
        try db.run("UPDATE company_member SET company_id = \(into) WHERE company_id = \(from)")
        try db.run("UPDATE company SET merged_into = \(into) WHERE id = \(from)")
        try companySearch.remove(db, item: from.number)
        try record("company.merged", subject: stays.subject, data: ["from": Event.Fact(gone.id)])
        return id
    }

    /// Both companies as they were; who came since stays with the one that stayed. Nil where there is nothing to undo.
    func undo(companies id: Storage.ID<CompanyMerge>) throws -> Company.ID? {
        let found = try db.first("SELECT from_id, into_id, moved FROM company_merge WHERE id = \(id) AND undone_at IS NULL") { row in
            (from: try row.next(Company.ID.self), into: try row.next(Company.ID.self), moved: try row.next(String.self))
        }
        guard let found else { return nil }
        let moved = try JSONDecoder().decode([Int64].self, from: Data(found.moved.utf8))
        try db.run("UPDATE company_member SET company_id = \(found.from) WHERE company_id = \(found.into) AND id IN \(moved)")
        try db.run("UPDATE company SET merged_into = NULL WHERE id = \(found.from)")
        try db.run("UPDATE company_merge SET undone_at = \(now) WHERE id = \(id)")
        guard let back = try db.company(found.from) else { return nil }
        try index(back.id, CompanyCard(back))
        try record("company.parted", subject: back.subject)
        return back.id
    }

    // MARK: People

    /// Somebody belongs there; said again it changes the role. An import tells of itself.
    @discardableResult func join(
        _ customer: Customer.ID, _ company: Company.ID, role: String, source: String, importID: Int64? = nil
    ) throws -> Member.ID {
        let role = String(Card.oneLine(role).prefix(Member.longestRole))
        if let known = try db.member(customer, of: company) {
            if !role.isEmpty, role != known.role {
                try db.run("UPDATE company_member SET role = \(role) WHERE id = \(known.id)")
                if importID == nil { try tell("company.joined", customer, company) }
            }
            return known.id
        }
        let id = newID(Member.self)
        try db.run(
            """
            INSERT INTO company_member (id, company_id, customer_id, role, source, at, import_id)
            VALUES (\(id), \(company), \(customer), \(role), \(source), \(now), \(importID))
            """)
        if importID == nil { try tell("company.joined", customer, company) }
        return id
    }

    /// The company of this name, made where there is none.
    func company(named name: String) throws -> Company.ID {
        let wanted = SearchAnalysis.fold(Card.oneLine(name))
        let hits = try companySearch.find(db, shop.searchWords(name), limit: 50).map { Company.ID(number: $0.item) }
        if let known = try db.companies(hits).first(where: { SearchAnalysis.fold($0.name) == wanted }) { return known.id }
        return try add(CompanyCard(name: name))
    }

    /// For the sample: the place in a company that is made with its domain. Gives the company's number.
    public func joinCompany(_ customer: Customer.ID, named name: String, domain: String, role: String) throws -> Int64 {
        let id = try company(named: name)
        try change(id, to: CompanyCard(name: name, domain: domain))
        try join(customer, id, role: role, source: "said")
        return id.number
    }

    /// A company that nobody belongs to goes for good.
    public func takeOutCompany(_ number: Int64) throws {
        try companySearch.remove(db, item: number)
        try db.run("DELETE FROM company WHERE id = \(number)")
    }

    /// Nil where there is no such place, or somebody was faster.
    func leave(_ id: Member.ID) throws -> Member? {
        guard let member = try db.member(id),
            try db.run("UPDATE company_member SET left_at = \(now) WHERE id = \(id) AND left_at IS NULL") > 0
        else { return nil }
        try tell("company.left", member.customer, member.company)
        return member
    }

    func comeBack(_ id: Member.ID) throws -> Member? {
        guard let member = try db.member(id),
            try db.run("UPDATE company_member SET left_at = NULL WHERE id = \(id) AND left_at IS NOT NULL") > 0
        else { return nil }
        try tell("company.joined", member.customer, member.company)
        return member
    }

    private func tell(_ kind: Event.Kind, _ customer: Customer.ID, _ company: Company.ID) throws {
        try record(kind, customer: customer, subject: Event.Subject("company", company))
    }
}

/// Two companies that became one: a line that "Undo" goes by.
enum CompanyMerge {}
