import Storage

let counterMigrations: [Migration] = [
    Migration("counter", 1) { db in
        try db.createTable(
            "counter_note",
            [
                .id("id"), .id("customer_id").references("customer"), .text("channel"), .text("text"), .id("staff_id").nullable,
                .time("at"),
                // As it was agreed; the duty says what became of it.
                .time("promise_due").nullable,
                // What "Undo" puts back: the last contact before this one, and whether the note made the card.
                .time("contact_before").nullable, .bool("made_person"),
            ])
        try db.createIndex("counter_note_by_customer", on: "counter_note", ["customer_id", "id"])
        try db.createIndex("counter_note_by_time", on: "counter_note", ["at", "id"])
        // The duty of a promise when it is not open any more, too.
        try db.createIndex("duty_promise", on: "duty", ["subject_id", "id"], where: "kind = 'promise'")
    }
]
