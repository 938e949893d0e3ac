import Core
import Language
import Storage
import Web

/// What is kept of a person here, and how it goes: the sale stays for the books, the person's link to it and all words go (213).
enum PurchaseData {
    static let data = PersonalData(
        kinds: [("purchase", { t, n in t("{n} purchase", "{n} purchases", n) })],
        count: { person, db in
            ["purchase": try db.value("SELECT count(*) FROM purchase WHERE customer_id IN \(person.ids)") ?? 0]
        },
        export: { person, db, t, file in
            let purchases = try db.all(
                "SELECT \(Purchase.columns) FROM purchase p WHERE p.customer_id IN \(person.ids) ORDER BY p.at, p.id LIMIT 100000"
            ) { try Purchase(row: &$0) }
            guard !purchases.isEmpty else { return }
            let items = try db.items(of: purchases.map(\.id))
            let refunds = try db.refunds(of: purchases.map(\.id))
            file.data.append(
                (
                    "purchases",
                    .list(
                        purchases.map { purchase in
                            PurchaseJSON.purchase(purchase, items[purchase.id] ?? [], refunds[purchase.id] ?? [], isForPerson: true)
                        })
                ))
            let rows: [HTML] = purchases.map { purchase in
                let words = (items[purchase.id] ?? []).map(\.name).joined(separator: ", ")
                let amount = t.money(minor: purchase.amount, currency: purchase.currency)
                return """
                    <article><small>\(t.dateTime(purchase.at.milliseconds)) · \(PurchaseViews.state(purchase, t))</small>\
                    <pre>\([amount, words, purchase.note].filter { !$0.isEmpty }.joined(separator: "\n"))</pre></article>
                    """
            }
            file.pages.append("<section><h2>\(t("Purchases"))</h2>\(rows)</section>")
        },
        erase: { person, tx in
            let n: Int = try tx.db.value("SELECT count(*) FROM purchase WHERE customer_id IN \(person.ids)") ?? 0
            // A table that was brought names its people; it goes before the rows that tell whose they are.
            let files = try tx.db.salesFiles(with: person)
            try tx.db.run("UPDATE purchase_import SET bytes = NULL, name = '' WHERE id IN \(files)")
            try tx.forgetBuyer("customer_id IN \(person.ids)")
            try tx.db.run("DELETE FROM customer_rhythm WHERE customer_id IN \(person.ids)")
            return ["purchase": n]
        })

    static let retention = RetentionKind(
        "purchases", title: { t in t("Who bought what") },
        hint: { t in t("The sale stays for the books, without the person and without notes.") },
        count: { before, db in try db.value("SELECT count(*) FROM purchase p WHERE \(old(before))") ?? 0 },
        sweep: { before, limit, tx in
            let rows = try tx.db.all("SELECT p.id, p.customer_id FROM purchase p WHERE \(old(before)) ORDER BY p.at, p.id LIMIT \(limit)") {
                (try $0.next(Purchase.ID.self), try $0.next(Customer.ID.self))
            }
            try tx.forgetBuyer("id IN \(rows.map(\.0))")
            try tx.countAnew(Array(Set(rows.map(\.1))).sorted())
            return rows.count
        })

    private static func old(_ before: Instant) -> SQL {
        "p.at < \(before) AND p.customer_id IS NOT NULL AND NOT p.customer_id IN \(SQL.heldPeople)"
    }
}

extension Reader {
    /// Imports whose file, or its name, speaks of the person.
    fileprivate func salesFiles(with person: PersonalData.Person) throws -> [SalesImport.ID] {
        let kept = try values("SELECT id FROM purchase_import WHERE bytes IS NOT NULL ORDER BY id", as: SalesImport.ID.self)
        return try kept.filter { id in
            let isBuyer: SQL = "SELECT 1 FROM purchase WHERE import_id = \(id) AND customer_id IN \(person.ids) LIMIT 1"
            if try value(isBuyer, as: Int.self) != nil { return true }
            guard let known = try salesImport(id), let bytes = try salesFile(id) else { return false }
            let text = String(decoding: known.reading.sheet.charset.utf8(bytes), as: UTF8.self)
            return person.stands(in: known.name) || person.stands(in: text)
        }
    }
}

extension Tx {
    /// The sales stay, to nobody in particular. What was written beside them goes, since it may name somebody.
    fileprivate func forgetBuyer(_ condition: SQL) throws {
        try db.run("UPDATE purchase_refund SET reason = '' WHERE purchase_id IN (SELECT id FROM purchase WHERE \(condition))")
        try db.run("UPDATE purchase SET customer_id = NULL, note = '', contact_before = NULL WHERE \(condition)")
    }
}
