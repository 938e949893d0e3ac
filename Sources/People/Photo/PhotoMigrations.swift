import Storage

/// The photo, and what the card before its last change needs for its newest field; with a numbering of its own.
let photoMigrations: [Migration] = [
    Migration("photo", 1) { db in
        // One a person. Without consent nothing of it is shown; see ``Photo``.
        try db.createTable(
            "person_photo",
            [
                .id("customer_id").references("customer"), .text("kind"), .blob("bytes"), .int("width"), .int("height"), .time("at"),
                .id("staff_id").nullable, .bool("consent"), .time("consent_at"),
            ], primaryKey: ["customer_id"])
        try db.addColumn(.text("usual").default(""), to: "customer_before")
    }
]
