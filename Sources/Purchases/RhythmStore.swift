import Core
import Storage

extension Rhythm {
    static let columns: SQL = """
        h.customer_id, h.first_at, h.last_at, h.first_day, h.last_day, h.visits, h.purchases, h.spend, h.first_spend, h.gap_squares,
        h.usual_gap, h.widest_gap
        """

    init(row: inout Row) throws {
        customer = try row.next()
        firstAt = try row.next()
        lastAt = try row.next()
        firstDay = Day(number: try row.next())
        lastDay = Day(number: try row.next())
        visits = try row.next()
        purchases = try row.next()
        spend = try row.next()
        firstSpend = try row.next()
        gapSquares = try row.next()
        usualGap = try row.next()
        widestGap = try row.next()
    }
}

extension Reader {
    /// Nil for who has bought nothing that stands.
    public func rhythm(of customer: Customer.ID) throws -> Rhythm? {
        try first("SELECT \(Rhythm.columns) FROM customer_rhythm h WHERE h.customer_id = \(customer)") { try Rhythm(row: &$0) }
    }

    public func rhythms(of people: [Customer.ID]) throws -> [Customer.ID: Rhythm] {
        let rows = try all("SELECT \(Rhythm.columns) FROM customer_rhythm h WHERE h.customer_id IN \(people)") { try Rhythm(row: &$0) }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.customer, $0) })
    }

    /// The days on which these people bought, in order, from the purchases themselves.
    func visits(of people: [Customer.ID]) throws -> [Customer.ID: [Rhythm.Visit]] {
        let rows = try all(
            """
            SELECT p.customer_id, p.day, count(*), CAST(sum(p.net) AS BIGINT), min(p.at), max(p.at) FROM purchase p
            WHERE p.customer_id IN \(people) AND p.net > 0 GROUP BY p.customer_id, p.day ORDER BY p.customer_id, p.day
            """
        ) { row in (try row.next(Customer.ID.self), try Rhythm.Visit(row: &row)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    fileprivate func visit(of customer: Customer.ID, on day: Day) throws -> Rhythm.Visit? {
        try first(
            """
            SELECT p.day, count(*), CAST(sum(p.net) AS BIGINT), min(p.at), max(p.at) FROM purchase p
            WHERE p.customer_id = \(customer) AND p.day = \(day.number) AND p.net > 0 GROUP BY p.day
            """
        ) { try Rhythm.Visit(row: &$0) }
    }

    /// The visits before and behind a day.
    fileprivate func neighbours(of day: Day, _ customer: Customer.ID) throws -> (before: Day?, after: Day?) {
        let before = try value(
            "SELECT max(p.day) FROM purchase p WHERE p.customer_id = \(customer) AND p.day < \(day.number) AND p.net > 0", as: Int?.self)
        let after = try value(
            "SELECT min(p.day) FROM purchase p WHERE p.customer_id = \(customer) AND p.day > \(day.number) AND p.net > 0", as: Int?.self)
        return (before.flatMap { $0 }.map { Day(number: $0) }, after.flatMap { $0 }.map { Day(number: $0) })
    }

    /// The newest first; as many as count for what is usual.
    fileprivate func lastDays(of customer: Customer.ID) throws -> [Day] {
        try values(
            """
            SELECT DISTINCT p.day FROM purchase p WHERE p.customer_id = \(customer) AND p.net > 0
            ORDER BY p.day DESC LIMIT \(Rhythm.gapsThatCount + 1)
            """, as: Int.self
        ).map { Day(number: $0) }
    }
}

extension Rhythm.Visit {
    fileprivate init(row: inout Row) throws {
        day = Day(number: try row.next())
        purchases = try row.next()
        spend = try row.next()
        firstAt = try row.next()
        lastAt = try row.next()
    }
}

extension Tx {
    /// Does `change` to the purchases of one person on one day, and brings the rhythm along: a fixed number of look-ups by key, however much the
    /// person has bought.
    func counting(_ customer: Customer.ID?, _ day: Day, _ change: () throws -> Void) throws {
        guard let customer else { return try change() }
        let before = try db.visit(of: customer, on: day)
        try change()
        let after = try db.visit(of: customer, on: day)
        guard before != after else { return }
        guard var rhythm = try db.rhythm(of: customer) else {
            if let after { try write([Rhythm(customer, [after])].compactMap { $0 }) }
            return
        }
        rhythm.purchases += (after?.purchases ?? 0) - (before?.purchases ?? 0)
        rhythm.spend += (after?.spend ?? 0) - (before?.spend ?? 0)
        if (before == nil) != (after == nil) {
            let (left, right) = try db.neighbours(of: day, customer)
            var gained: Int64 = 0
            if let left { gained += Rhythm.square(from: left, to: day) }
            if let right { gained += Rhythm.square(from: day, to: right) }
            if let left, let right { gained -= Rhythm.square(from: left, to: right) }
            rhythm.visits += after == nil ? -1 : 1
            rhythm.gapSquares += after == nil ? -gained : gained
        }
        let days = try db.lastDays(of: customer)
        guard let last = days.first, rhythm.visits > 0 else {
            try db.run("DELETE FROM customer_rhythm WHERE customer_id = \(customer)")
            return
        }
        (rhythm.usualGap, rhythm.widestGap) = Rhythm.gaps(days)
        let first = try firstDay(rhythm, day, after, customer)
        if day <= rhythm.firstDay || first != rhythm.firstDay, let visit = try db.visit(of: customer, on: first) {
            (rhythm.firstDay, rhythm.firstAt, rhythm.firstSpend) = (first, visit.firstAt, visit.spend)
        }
        if day >= rhythm.lastDay || last != rhythm.lastDay, let visit = try db.visit(of: customer, on: last) {
            (rhythm.lastDay, rhythm.lastAt) = (last, visit.lastAt)
        }
        try write([rhythm])
    }

    private func firstDay(_ rhythm: Rhythm, _ day: Day, _ after: Rhythm.Visit?, _ customer: Customer.ID) throws -> Day {
        if after != nil { return min(rhythm.firstDay, day) }
        guard day == rhythm.firstDay else { return rhythm.firstDay }
        return try db.neighbours(of: day, customer).after ?? rhythm.firstDay
    }

    /// The rhythm of these people from all their purchases: after merging, erasing and importing, where many rows change at once.
    func countAnew(_ people: [Customer.ID]) throws {
        for start in stride(from: 0, to: people.count, by: 500) {
            let some = Array(people[start..<min(start + 500, people.count)])
            let visits = try db.visits(of: some)
            let gone = some.filter { visits[$0] == nil }
            if !gone.isEmpty { try db.run("DELETE FROM customer_rhythm WHERE customer_id IN \(gone)") }
            try write(visits.sorted { $0.key < $1.key }.compactMap { Rhythm($0.key, $0.value) })
        }
    }

    private func write(_ rhythms: [Rhythm]) throws {
        guard !rhythms.isEmpty else { return }
        let rows = rhythms.map { h -> SQL in
            """
            (\(h.customer), \(h.firstAt), \(h.lastAt), \(h.firstDay.number), \(h.lastDay.number), \(h.visits), \(h.purchases), \(h.spend),
             \(h.firstSpend), \(h.gapSquares), \(h.usualGap), \(h.widestGap))
            """
        }
        try db.run(
            """
            INSERT INTO customer_rhythm (customer_id, first_at, last_at, first_day, last_day, visits, purchases, spend, first_spend, gap_squares,
                usual_gap, widest_gap)
            VALUES \(SQL.joined(rows))
            ON CONFLICT (customer_id) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at, first_day = excluded.first_day,
                last_day = excluded.last_day, visits = excluded.visits, purchases = excluded.purchases, spend = excluded.spend,
                first_spend = excluded.first_spend, gap_squares = excluded.gap_squares, usual_gap = excluded.usual_gap,
                widest_gap = excluded.widest_gap
            """)
    }
}
