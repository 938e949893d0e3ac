import Storage

let peopleMigrations: [Migration] = [
    Migration("people", 1) { db in
        // Those who were longest without contact come first, whatever stands behind them.
        try db.createIndex(
            "customer_by_contact", on: "customer", ["last_contact_at", "id"], where: "last_contact_at IS NOT NULL AND merged_into IS NULL")
        try db.createIndex(
            "customer_never_met", on: "customer", ["created_at", "id"], where: "last_contact_at IS NULL AND merged_into IS NULL")
        // The card as it was before its last change, for the way back. One row a person.
        try db.createTable(
            "customer_before",
            [
                .id("customer_id").references("customer"), .id("id"), .text("name"), .text("pronunciation"), .text("language").nullable,
                .text("note"), .text("addresses"), .time("at"),
            ], primaryKey: ["customer_id"])
    }
]
