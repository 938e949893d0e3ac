import Core
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
    },
    Migration("people", 2) { db in
        // By what cards are found that may be the same person's: ``Likeness/keys(of:)``. Every card has a row or more.
        try db.createTable("person_key", [.text("key"), .id("customer_id")], primaryKey: ["key", "customer_id"], withoutRowID: true)
        try db.createIndex("person_key_of", on: "person_key", ["customer_id", "key"])
        // Two cards that may be the same person's (open), and those that somebody told apart (different). one_id is the smaller.
        try db.createTable(
            "person_alike",
            [
                .id("one_id"), .id("other_id"), .text("state"), .int("place"), .id("staff_id").nullable, .time("at").nullable,
            ], primaryKey: ["one_id", "other_id"])
        try db.createIndex("person_alike_other", on: "person_alike", ["other_id", "one_id"])
        try db.createIndex("person_alike_open", on: "person_alike", ["place", "one_id", "other_id"], where: "state = 'open'")
    },
    Migration("people", 3) { db in
        // Tables that somebody brought, with the file until its time is over.
        try db.createTable(
            "people_import",
            [
                .id("id"), .text("name"), .id("staff_id").nullable, .time("at"), .text("state"), .text("charset"), .text("delimiter"),
                .bool("has_header"), .text("columns"), .blob("bytes").nullable, .int("size"), .int("row_count"), .int("place"),
                .int("added"),
                .int("changed"), .int("same"), .int("wrong"), .int("kept_back").default(0), .time("ended_at").nullable,
            ])
        try db.createTable(
            "import_problem",
            [
                .id("import_id").references("people_import"), .int("row_no"), .int("col_no").nullable, .text("kind"),
                .id("holder_id").nullable,
            ],
            primaryKey: ["import_id", "row_no"])
        // Cards before and after, for the way back. Without `before` the import made the card.
        try db.createTable(
            "import_row",
            [.id("import_id").references("people_import"), .id("customer_id"), .text("before").nullable, .text("after")],
            primaryKey: ["import_id", "customer_id"])
        try db.createIndex("import_row_customer", on: "import_row", ["customer_id"])
        // What a person was known by in the system before this one.
        try db.createTable(
            "customer_key", [.text("old_key"), .id("customer_id").references("customer"), .id("import_id").nullable],
            primaryKey: ["old_key"])
        try db.createIndex("customer_key_customer", on: "customer_key", ["customer_id"])
    },
    Migration("people", 4) { db in
        // That somebody was erased, without who it was. `counts` is JSON of numbers by kind.
        try db.createTable(
            "erasure", [.id("id"), .time("at"), .id("staff_id").nullable, .text("counts"), .time("scrubbed_at").nullable])
    },
    // People of before are found by the middle of a name from now on.
    Migration("people", 5) { db in try SearchRefresh.queue(PeopleSearch.refreshName, number: 1, ifAnyIn: "customer", db) },
    Migration("people", 6) { db in
        // What an import wrote of how people want to be treated, and what stood there before, for the way back.
        try db.createTable(
            "import_wish",
            [
                .id("import_id").references("people_import"), .id("customer_id"), .text("pref_key"), .text("after"),
                .text("before").nullable,
                .text("before_source").nullable, .time("before_since").nullable,
            ], primaryKey: ["import_id", "customer_id", "pref_key"])
        try db.createIndex("import_wish_customer", on: "import_wish", ["customer_id"])
    },
    // Numbers of before are found by digits out of their middle from now on.
    Migration("people", 7) { db in try SearchRefresh.queue(PeopleSearch.refreshNumbersName, number: 4, ifAnyIn: "customer", db) },
]
