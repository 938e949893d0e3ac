import Storage

/// Tables of what helps to write: prepared texts, notes that are begun, and how each person writes.
///
/// A room of its own in the list of migrations, so that its numbers are nobody else's.
let writingMigrations: [Migration] = [
    Migration("writing", 1) { db in
        // Without an owner it is everybody's. `version` counts up with every change of the words.
        try db.createTable(
            "prepared_text",
            [
                .id("id"), .id("owner_id").nullable, .text("title"), .int("version"), .int("used"), .time("last_used_at").nullable,
                .time("created_at"), .time("changed_at"), .id("changed_by").nullable, .time("removed_at").nullable,
            ])
        // The words in each language, of this version and of all before.
        try db.createTable(
            "prepared_wording",
            [.id("prepared_id").references("prepared_text", onDelete: .cascade), .int("version"), .text("language"), .text("text")],
            primaryKey: ["prepared_id", "version", "language"])
        try db.createTable(
            "prepared_file",
            [
                .id("id"), .id("prepared_id").references("prepared_text", onDelete: .cascade), .text("name"), .text("type"), .int("size"),
                .blob("bytes"),
            ])
        try db.createIndex("prepared_file_of", on: "prepared_file", ["prepared_id", "id"])
        // Answers that a text went into, and the stems of the words they answered, which is what offering learns from. Both go with the
        // messages.
        try db.createTable(
            "prepared_use",
            [
                .id("id"), .id("prepared_id").references("prepared_text", onDelete: .cascade), .int("version"),
                .id("message_id").references("message", onDelete: .cascade),
                .id("answered_id").nullable.references("message", onDelete: .cascade), .text("terms"), .time("at"),
            ])
        try db.createIndex("prepared_use_of", on: "prepared_use", ["prepared_id", "id"])
        try db.createIndex("prepared_use_message", on: "prepared_use", ["message_id"])
        try db.createIndex("prepared_use_answered", on: "prepared_use", ["answered_id"], where: "answered_id IS NOT NULL")
        // One row: goes up when anything of the above changes, so that a server knows whether what it holds in memory is still so.
        try db.createTable("prepared_shelf", [.id("id"), .int("stamp")])
        try db.run("INSERT INTO prepared_shelf (id, stamp) VALUES (1, 1)")
        // Notes for the team, begun and not saved.
        try db.createTable(
            "note_draft",
            [
                .id("conversation_id").references("conversation", onDelete: .cascade),
                .id("staff_id").references("staff", onDelete: .cascade), .text("text"), .time("at"),
            ], primaryKey: ["conversation_id", "staff_id"])
        try db.createTable(
            "staff_style", [.id("staff_id").references("staff", onDelete: .cascade), .bool("is_formatted")], primaryKey: ["staff_id"])
    },
    forwardDraftMigration,
    Migration("writing", 3) { db in
        // Words that stand in letters which this text answers, in any language, as they were typed.
        try db.addColumn(.text("keywords").default(""), to: "prepared_text")
        // What it is called in each language; where there is none, `prepared_text.title`.
        try db.createTable(
            "prepared_title",
            [.id("prepared_id").references("prepared_text", onDelete: .cascade), .text("language"), .text("title")],
            primaryKey: ["prepared_id", "language"])
    },
    Migration("writing", 4) { db in
        // Who else gets what is begun, as it is typed.
        try db.addColumn(.text("cc").default(""), to: "begun_message")
    },
]
