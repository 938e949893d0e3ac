import Storage

let purchasesMigrations: [Migration] = [
    Migration("purchases", 1) { db in
        try db.createTable(
            "purchase",
            [
                .id("id"), .id("customer_id").nullable.references("customer"), .time("at"),
                // The day on the shop's clock when it was bought, so that a day stays a day when the shop moves to another time zone.
                .int("day"),
                // In minor units of `currency`: what was paid, and what of it stands after refunds; 0 where it was taken back.
                .int("amount"), .int("net"), .int("margin").nullable, .text("currency"), .text("state"), .text("source"),
                .text("reference").nullable,
                // Source and reference, or what stands for them in a table without references: the same receipt counts once.
                .text("business_key").nullable, .id("staff_id").nullable, .text("note"), .time("created_at"), .time("voided_at").nullable,
                .id("import_id").nullable,
                // What taking it back puts back: the last contact before, and whether the sale made the card.
                .time("contact_before").nullable, .bool("made_person"),
            ])
        try db.createIndex("purchase_key", on: "purchase", ["business_key"], unique: true, where: "business_key IS NOT NULL")
        try db.createIndex("purchase_by_time", on: "purchase", ["at", "id"])
        try db.createIndex("purchase_by_customer", on: "purchase", ["customer_id", "at", "id"], where: "customer_id IS NOT NULL")
        // A person's rhythm is read from here alone.
        try db.createIndex("purchase_standing", on: "purchase", ["customer_id", "day", "net", "at"], where: "net > 0")
        try db.createIndex("purchase_by_reference", on: "purchase", ["reference", "id"], where: "reference IS NOT NULL")
        try db.createIndex("purchase_by_import", on: "purchase", ["import_id", "customer_id", "id"], where: "import_id IS NOT NULL")

        try db.createTable(
            "purchase_item",
            [
                .id("id"), .id("purchase_id").references("purchase", onDelete: .cascade), .int("place"), .text("name"),
                .text("product").nullable,
                // In thousandths: 1.5 kg is 1500.
                .int("quantity"),
                // Of the whole line.
                .int("price"),
            ])
        try db.createIndex("purchase_item_by_purchase", on: "purchase_item", ["purchase_id", "place"])

        try db.createTable(
            "purchase_refund",
            [
                .id("id"), .id("purchase_id").references("purchase", onDelete: .cascade), .time("at"), .int("amount"),
                .text("reference").nullable, .id("staff_id").nullable, .text("reason"), .time("created_at"),
            ])
        try db.createIndex("purchase_refund_by_purchase", on: "purchase_refund", ["purchase_id", "id"])
        try db.createIndex(
            "purchase_refund_key", on: "purchase_refund", ["purchase_id", "reference"], unique: true, where: "reference IS NOT NULL")

        try db.createTable(
            "customer_rhythm",
            [
                .id("customer_id").references("customer"), .time("first_at"), .time("last_at"), .int("first_day"), .int("last_day"),
                .int("visits"), .int("purchases"), .int("spend"), .int("first_spend"), .int("gap_squares"), .int("usual_gap").nullable,
                .int("widest_gap").nullable,
            ], primaryKey: ["customer_id"])

        try db.createTable(
            "purchase_import",
            [
                .id("id"), .text("name"), .id("staff_id").nullable, .time("at"), .text("state"), .text("charset"), .text("delimiter"),
                .bool("has_header"), .text("columns"), .text("decimal_mark"), .text("date_order"), .text("unknown_people"),
                .blob("bytes").nullable, .int("size"), .int("row_count"), .int("place"), .int("added"), .int("same"), .int("made"),
                .int("wrong"), .time("ended_at").nullable,
            ])
        try db.createTable(
            "purchase_import_problem",
            [
                .id("import_id").references("purchase_import"), .int("row_no"), .int("col_no").nullable, .text("kind"),
                .int("other").nullable,
            ], primaryKey: ["import_id", "row_no"])
    }
]
