import Storage

/// Companies and who belongs to them; with a numbering of its own.
let companyMigrations: [Migration] = [
    Migration("companies", 1) { db in
        // tail_from and tail_until span the backward mail addresses of the domain.
        try db.createTable(
            "company",
            [
                .id("id"), .text("name"), .text("sort_key"), .text("note"), .text("domain").nullable, .text("tail_from").nullable,
                .text("tail_until").nullable, .time("created_at"), .time("removed_at").nullable, .id("merged_into").nullable,
            ])
        try db.createIndex("company_by_name", on: "company", ["sort_key", "id"])
        try db.createIndex("company_by_tail", on: "company", ["tail_from", "id"], where: "tail_from IS NOT NULL")
        // Who belongs there; who has left keeps the row for the way back.
        try db.createTable(
            "company_member",
            [
                .id("id"), .id("company_id").references("company"), .id("customer_id").references("customer"), .text("role"),
                .text("source"), .time("at"), .time("left_at").nullable, .id("import_id").nullable,
            ])
        try db.createIndex("company_member_of", on: "company_member", ["company_id", "id"])
        try db.createIndex("company_member_customer", on: "company_member", ["customer_id", "id"])
        // `moved` is JSON of the ids of memberships that went over.
        try db.createTable(
            "company_merge",
            [
                .id("id"), .id("from_id"), .id("into_id"), .time("at"), .id("staff_id").nullable, .time("undone_at").nullable,
                .text("moved"),
            ])
    }
]
