import Storage

/// The tables of notices, with a numbering of their own.
let tellingMigrations: [Migration] = [
    Migration("telling", 1) { db in
        try db.createTable(
            "notice",
            [
                .id("id"), .id("staff_id").references("staff"), .text("kind"), .text("subject_kind"), .id("subject_id"), .text("occasion"),
                .text("what"), .id("actor_id").nullable, .id("message_id").nullable, .time("due_at").nullable, .time("at"),
                .time("changed_at"), .time("read_at").nullable, .bool("is_settled"),
                // When the browser has shown it, whichever browser it was.
                .time("shown_at").nullable,
                // When it is to go by mail unless it is read before; null for never. Then the letter that took it.
                .time("mail_at").nullable, .id("letter_id").nullable,
            ], unique: [["staff_id", "kind", "subject_kind", "subject_id", "occasion"]])
        // The bell of every page reads this one alone.
        try db.createIndex("notice_unread", on: "notice", ["staff_id", "id"], where: "read_at IS NULL")
        try db.createIndex("notice_of", on: "notice", ["staff_id", "at", "id"])
        try db.createIndex("notice_about", on: "notice", ["subject_kind", "subject_id", "staff_id"])
        try db.createIndex("notice_changed", on: "notice", ["changed_at", "staff_id"])
        try db.createIndex("notice_letters", on: "notice", ["letter_id"], where: "letter_id IS NOT NULL")
        // ``TellingChoices`` as JSON, of those who have chosen.
        try db.createTable("notice_choice", [.id("staff_id").references("staff"), .text("choices")], primaryKey: ["staff_id"])
        // Mail to staff: one open letter a person at a time.
        try db.createTable(
            "notice_letter",
            [
                .id("id"), .id("staff_id").references("staff"), .time("made_at"), .time("trying_until").nullable, .time("sent_at").nullable,
                .text("trouble").nullable,
            ])
        try db.createIndex("notice_letter_open", on: "notice_letter", ["staff_id"], unique: true, where: "sent_at IS NULL")
        try db.createIndex("notice_letter_of", on: "notice_letter", ["staff_id", "id"])
        // What falls due next, whosever it is.
        try db.createIndex("duty_by_due", on: "duty", ["due_at", "id"], where: "state = 'open'")
    },
    Migration("telling", 2) { db in
        // So that SQLite prefers it to the index of all notices of a person, and counts without looking into the rows.
        try db.dropIndex("notice_unread")
        try db.createIndex("notice_unread", on: "notice", ["staff_id", "read_at", "id"], where: "read_at IS NULL")
    },
]
