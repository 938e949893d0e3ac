import Core
import Storage

extension Reader {
    func company(_ id: Company.ID) throws -> Company? {
        try first("SELECT \(Company.columns) FROM company c WHERE c.id = \(id)") { try Company(row: &$0) }
    }

    /// Where a company's page leads: itself, or the one it was merged into; nil where it is removed or was never there.
    func standing(_ id: Company.ID) throws -> Company.ID? {
        var at = id
        for _ in 0..<8 {
            let found = try first("SELECT merged_into, removed_at FROM company WHERE id = \(at)") { row in
                (into: try row.next(Company.ID?.self), removed: try row.next(Instant?.self))
            }
            guard let found, found.removed == nil else { return nil }
            guard let into = found.into else { return at }
            at = into
        }
        return nil
    }

    /// In the order of `ids`, without those that are gone.
    func companies(_ ids: [Company.ID]) throws -> [Company] {
        guard !ids.isEmpty else { return [] }
        let found = try all("SELECT \(Company.columns) FROM company c WHERE c.id IN \(ids) AND \(Company.stands)") { try Company(row: &$0) }
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    /// By name, with how many people each has.
    func companyList(after: Cursor<String, Company.ID>?, limit: Int) throws -> [(company: Company, key: String, people: Int)] {
        let from = after ?? Cursor(after: "", Company.ID(number: 0))
        return try all(
            """
            SELECT \(Company.columns), c.sort_key,
              (SELECT count(DISTINCT m.customer_id) FROM company_member m WHERE m.company_id = c.id AND m.left_at IS NULL)
            FROM company c WHERE \(Company.stands) AND (c.sort_key, c.id) > \(from.values) ORDER BY c.sort_key, c.id LIMIT \(limit)
            """
        ) { row in (company: try Company(row: &row), key: try row.next(), people: try row.next()) }
    }

    func member(_ id: Member.ID) throws -> Member? {
        try first("SELECT id, company_id, customer_id, role FROM company_member WHERE id = \(id)") { row in
            Member(id: try row.next(), company: try row.next(), customer: try row.next(), role: try row.next())
        }
    }

    func member(_ customer: Customer.ID, of company: Company.ID) throws -> Member? {
        try first(
            """
            SELECT id, company_id, customer_id, role FROM company_member
            WHERE company_id = \(company) AND customer_id = \(customer) AND left_at IS NULL ORDER BY id LIMIT 1
            """
        ) { row in Member(id: try row.next(), company: try row.next(), customer: try row.next(), role: try row.next()) }
    }

    /// Everybody of a company, once each, in the order in which they came.
    func members(of company: Company.ID, limit: Int = 500) throws -> [Member] {
        var seen: Set<Customer.ID> = []
        return try all(
            """
            SELECT id, company_id, customer_id, role FROM company_member WHERE company_id = \(company) AND left_at IS NULL
            ORDER BY id LIMIT \(limit)
            """
        ) { row in Member(id: try row.next(), company: try row.next(), customer: try row.next(), role: try row.next()) }
        .filter { seen.insert($0.customer).inserted }
    }

    /// Where somebody belongs, and companies from whose domain they write without belonging to them (`member` is nil). One statement.
    func companies(of customer: Customer.ID) throws -> [(company: Company, member: Member.ID?, role: String)] {
        let rows = try all(
            """
            SELECT \(Company.columns), m.id, m.role FROM company_member m JOIN company c ON c.id = m.company_id
            WHERE m.customer_id = \(customer) AND m.left_at IS NULL AND \(Company.stands)
            UNION ALL
            SELECT \(Company.columns), NULL, '' FROM customer_address a JOIN company c ON a.reversed >= c.tail_from AND a.reversed < c.tail_until
            WHERE a.customer_id = \(customer) AND a.kind = 'email' AND c.tail_from IS NOT NULL AND \(Company.stands)
              AND NOT EXISTS (SELECT 1 FROM company_member m WHERE m.company_id = c.id AND m.customer_id = \(customer))
            """
        ) { row in (company: try Company(row: &row), member: try row.next(Member.ID?.self), role: try row.next(String.self)) }
        var seen: Set<Company.ID> = []
        return rows.filter { seen.insert($0.company.id).inserted }
    }

    /// Who writes from the company's domain and does not belong to it. Who has left is not proposed again.
    func proposed(for company: Company, limit: Int = 20) throws -> [Customer.ID] {
        guard let domain = company.domain else { return [] }
        let known = Set(try values("SELECT customer_id FROM company_member WHERE company_id = \(company.id)", as: Customer.ID.self))
        return Array(try people(writingFrom: domain, limit: limit + known.count).filter { !known.contains($0) }.prefix(limit))
    }
}
