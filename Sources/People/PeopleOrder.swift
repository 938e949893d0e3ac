import Core
import Language
import Storage

/// Another language of the shop is another alphabet: all names are put into its order.
enum PeopleOrder {
    static let reaction = Reaction(
        "people.order", to: ["setting.changed"], when: { $0.data["key"]?.word == ShopSettings.language.key },
        .job { _, shop in try await reorder(shop) })

    /// In pieces, so that others may write between them; people who come meanwhile have the new key already.
    static func reorder(_ shop: Shop) async throws {
        let language = shop.language
        var last = Customer.ID(number: 0)
        while true {
            try Task.checkCancellation()
            let from = last
            let names = try await shop.read { db in
                try db.all("SELECT id, name FROM customer WHERE id > \(from) ORDER BY id LIMIT 500") { row in
                    (try row.next(Customer.ID.self), try row.next(String.self))
                }
            }
            guard let end = names.last?.0 else { return }
            try await shop.write(as: .program("order of names")) { tx in
                tx.silentByIntent = true
                for (id, name) in names {
                    try tx.db.run(
                        "UPDATE customer SET sort_key = \(Collation.key(name, language: language)) WHERE id = \(id) AND name = \(name)")
                }
            }
            last = end
        }
    }
}
