import Core
import Language
import Storage

/// The way back from an import: new cards that nothing happened to go, changed ones get their old values where nobody changed them since.
extension Tx {
    /// Some people in one transaction. False when there are none left.
    func takeBackPiece(of id: PeopleImport.ID) throws -> Bool {
        guard let known = try db.peopleImport(id), known.state == .undoing else { return false }
        let rows = try db.all(
            "SELECT customer_id, before, after FROM import_row WHERE import_id = \(id) ORDER BY customer_id LIMIT \(PeopleImport.piece)"
        ) { row in (id: try row.next(Customer.ID.self), before: try row.next(String?.self), after: try row.next(String.self)) }
        guard !rows.isEmpty else {
            try db.run("UPDATE people_import SET state = 'undone', ended_at = \(now) WHERE id = \(id)")
            try inert { _ = try record("people.import-undone", subject: known.subject) }
            return false
        }
        let ids = rows.map(\.id)
        let companies = try db.values(
            "SELECT DISTINCT company_id FROM company_member WHERE import_id = \(id) AND customer_id IN \(ids)", as: Company.ID.self)
        let known2 = try db.cards(ids)
        let isGone = Set(try db.values("SELECT id FROM customer WHERE id IN \(ids) AND merged_into IS NOT NULL", as: Customer.ID.self))
        let hasHistory = Set(
            try db.values("SELECT DISTINCT customer_id FROM event WHERE customer_id IN \(ids)", as: Customer.ID.self)
                + db.values("SELECT DISTINCT merged_into FROM customer WHERE merged_into IN \(ids)", as: Customer.ID.self))
        try takeBackWishes(of: id, ids)
        var left = 0
        for row in rows {
            guard let (customer, addresses) = known2[row.id], !isGone.contains(row.id) else { continue }
            let (now, after) = (Card(customer, addresses), try Card(text: row.after))
            if let text = row.before {
                let before = try Card(text: text)
                let back = now.back(from: after, to: before)
                if back != now { try rewrite(back.many(row.id), instead: addresses) }
                if back != before { left += 1 }
                try db.run("DELETE FROM customer_key WHERE customer_id = \(row.id) AND import_id = \(id)")
            } else if now == after, !hasHistory.contains(row.id) {
                if try !removeCard(row.id) { left += 1 }
            } else {
                left += 1
            }
        }
        try db.run("DELETE FROM company_member WHERE import_id = \(id) AND customer_id IN \(ids)")
        try removeCompanies(companies, of: known)
        try db.run("DELETE FROM import_row WHERE import_id = \(id) AND customer_id IN \(ids)")
        try db.run("UPDATE people_import SET place = place + \(rows.count), kept_back = kept_back + \(left) WHERE id = \(id)")
        try inert { _ = try record("people.import-undoing", subject: known.subject, data: ["left": .number(Int64(left))]) }
        return true
    }

    /// Companies that came with this import and to which nobody belongs any more, nor ever did, go with it. One that somebody has described
    /// since stays.
    private func removeCompanies(_ companies: [Company.ID], of known: PeopleImport) throws {
        guard !companies.isEmpty else { return }
        let empty = try db.values(
            """
            SELECT c.id FROM company c WHERE c.id IN \(companies) AND c.created_at >= \(known.at) AND c.note = '' AND c.domain IS NULL
              AND c.removed_at IS NULL AND c.merged_into IS NULL
              AND NOT EXISTS (SELECT 1 FROM company_member m WHERE m.company_id = c.id)
              AND NOT EXISTS (SELECT 1 FROM company_merge g WHERE g.into_id = c.id OR g.from_id = c.id)
            ORDER BY c.id
            """, as: Company.ID.self)
        for company in empty { try takeOutCompany(company.number) }
    }

    /// Takes cards back that an import has made, where nothing has happened to them since and nothing hangs on them. Returns how many stay.
    public func removeUntouchedCards(_ ids: [Customer.ID]) throws -> Int {
        let hasHistory = Set(
            try db.values("SELECT DISTINCT customer_id FROM event WHERE customer_id IN \(ids)", as: Customer.ID.self)
                + db.values("SELECT DISTINCT merged_into FROM customer WHERE merged_into IN \(ids)", as: Customer.ID.self)
                + db.values("SELECT id FROM customer WHERE id IN \(ids) AND merged_into IS NOT NULL", as: Customer.ID.self))
        return try ids.count { try hasHistory.contains($0) || !removeCard($0) }
    }

    /// False where something hangs on it that no event tells of; then it stays.
    private func removeCard(_ id: Customer.ID) throws -> Bool {
        do {
            try db.savepoint {
                try Search.people.remove(db, item: id.number)
                try db.run("DELETE FROM customer_before WHERE customer_id = \(id)")
                try db.run("DELETE FROM customer_key WHERE customer_id = \(id)")
                try db.run("DELETE FROM company_member WHERE customer_id = \(id) AND import_id IS NOT NULL")
                try db.run("DELETE FROM customer_address WHERE customer_id = \(id)")
                try db.run("DELETE FROM customer WHERE id = \(id)")
            }
            return true
        } catch StorageError.foreignKey {
            return false
        }
    }
}

extension Card {
    /// This card with everything as in `before` that is still as in `after`. What somebody has changed since stays.
    func back(from after: Card, to before: Card) -> Card {
        var card = self
        if name == after.name { card.name = before.name }
        if pronunciation == after.pronunciation { card.pronunciation = before.pronunciation }
        if language == after.language { card.language = before.language }
        if note == after.note { card.note = before.note }
        if usual == after.usual { card.usual = before.usual }
        let old = Set(before.addresses.map(\.key))
        let new = Set(after.addresses.map(\.key)).subtracting(old)
        card.addresses.removeAll { new.contains($0.key) }
        return card
    }
}
