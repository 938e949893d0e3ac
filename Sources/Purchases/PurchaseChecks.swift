import Core
import Storage

extension Reader {
    /// For `regulars check`: every sum is proven from its parts.
    func purchaseFindings() throws -> [String] {
        var findings: [String] = []
        func expect(_ sentence: String, _ sql: SQL) throws {
            let n: Int = try value(sql) ?? 0
            if n > 0 { findings.append("\(n) \(sentence)") }
        }
        try expect(
            "purchases stand at another amount than what was paid less what was given back.",
            """
            SELECT count(*) FROM purchase p LEFT JOIN (
              SELECT purchase_id, CAST(sum(amount) AS BIGINT) AS back FROM purchase_refund GROUP BY purchase_id) AS r ON r.purchase_id = p.id
            WHERE p.net <> CASE WHEN p.state = 'voided' THEN 0 ELSE p.amount - COALESCE(r.back, 0) END OR p.net < 0 OR p.amount <= 0
            """)
        try expect(
            "purchases have a state that their refunds do not give.",
            """
            SELECT count(*) FROM purchase p WHERE p.state <> 'voided'
              AND p.state <> CASE WHEN p.net = p.amount THEN 'paid' WHEN p.net = 0 THEN 'refunded' ELSE 'partly_refunded' END
            """)
        try expect(
            "purchases have lines that do not add up to their amount.",
            """
            SELECT count(*) FROM purchase p JOIN (
              SELECT purchase_id, CAST(sum(price) AS BIGINT) AS total FROM purchase_item GROUP BY purchase_id) AS i ON i.purchase_id = p.id
            WHERE i.total <> p.amount
            """)
        try expect(
            "purchases are in another currency than the shop’s.",
            "SELECT count(*) FROM purchase p WHERE p.currency <> \(try setting(ShopSettings.currency))")
        // An import that is under way counts its people at its end.
        let underWay: SQL = "(SELECT 1 FROM purchase_import WHERE state IN ('running', 'counting', 'undoing'))"
        guard try value("SELECT 1 WHERE EXISTS \(underWay)", as: Int.self) == nil else { return findings }
        let wrong = try wrongRhythms()
        if wrong > 0 { findings.append("\(wrong) people have a rhythm that their purchases do not give.") }
        return findings
    }

    /// Counts every rhythm anew, some hundred people at a time, and compares.
    private func wrongRhythms() throws -> Int {
        var wrong: Int =
            try value(
                """
                SELECT count(*) FROM customer_rhythm h
                WHERE NOT EXISTS (SELECT 1 FROM purchase p WHERE p.customer_id = h.customer_id AND p.net > 0)
                """) ?? 0
        var last = Customer.ID(number: 0)
        while true {
            let people = try values(
                """
                SELECT DISTINCT p.customer_id FROM purchase p WHERE p.net > 0 AND p.customer_id > \(last) ORDER BY p.customer_id LIMIT 500
                """, as: Customer.ID.self)
            guard let end = people.last else { return wrong }
            let known = try rhythms(of: people)
            wrong += try visits(of: people).count { known[$0.key] != Rhythm($0.key, $0.value) }
            last = end
        }
    }
}
