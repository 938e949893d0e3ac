import Storage

/// The tables that every capability stands on.
let coreMigrations: [Migration] =
    SearchIndex.migrations + [AssumptionStore.migration] + [
        Migration("core", 1) { db in
            try db.createTable(
                "setting", [.text("key"), .text("value"), .time("changed_at"), .id("changed_by").nullable], primaryKey: ["key"])
            try db.createTable(
                "staff",
                [
                    .id("id"), .text("name"), .text("email"), .text("role"), .text("language").nullable, .text("password").nullable,
                    .bool("is_active"), .time("created_at"),
                ], unique: [["email"]])
            try db.createTable("line", [.id("id"), .text("name"), .id("backup_staff_id").nullable.references("staff")])
            try db.createTable(
                "line_member", [.id("line_id").references("line"), .id("staff_id").references("staff")],
                primaryKey: ["line_id", "staff_id"])

            try db.createTable(
                "customer",
                [
                    .id("id"), .text("name"), .text("sort_key"), .text("pronunciation"), .text("language").nullable, .text("note"),
                    .time("created_at"), .time("last_contact_at").nullable, .id("merged_into").nullable,
                ])
            try db.createIndex("customer_by_name", on: "customer", ["sort_key", "id"])
            try db.createTable(
                "customer_address",
                [
                    .id("id"), .id("customer_id").references("customer"), .text("kind"), .text("shown"), .text("folded"),
                    .time("created_at"),
                ], unique: [["kind", "folded"]])
            try db.createIndex("address_by_customer", on: "customer_address", ["customer_id", "id"])

            try db.createTable(
                "event",
                [
                    .id("id"), .time("at"), .text("kind"), .text("actor_kind"), .id("actor_id").nullable, .text("actor_name").nullable,
                    .id("customer_id").nullable, .text("subject_kind").nullable, .id("subject_id").nullable, .text("data"),
                ])
            try db.createIndex("event_by_customer", on: "event", ["customer_id", "id"], where: "customer_id IS NOT NULL")
            try db.createIndex("event_by_subject", on: "event", ["subject_kind", "subject_id", "id"])
            try db.createIndex("event_by_time", on: "event", ["at", "id"])

            try db.createTable(
                "duty",
                [
                    .id("id"), .text("kind"), .id("subject_id"), .id("customer_id").nullable, .id("owner_id").nullable.references("staff"),
                    .id("line_id").nullable.references("line"), .time("due_at"), .time("snoozed_until").nullable, .text("state"),
                    .text("outcome").nullable, .time("created_at"), .time("closed_at").nullable, .id("closed_by").nullable, .text("why"),
                ])
            // At most one open duty of a kind about one thing.
            try db.createIndex("duty_open", on: "duty", ["kind", "subject_id"], unique: true, where: "state = 'open'")
            try db.createIndex("duty_by_owner", on: "duty", ["owner_id", "due_at", "id"], where: "state = 'open'")
            try db.createIndex("duty_by_line", on: "duty", ["line_id", "due_at", "id"], where: "state = 'open' AND owner_id IS NULL")
            try db.createIndex("duty_by_customer", on: "duty", ["customer_id", "due_at", "id"], where: "state = 'open'")

            try db.createTable(
                "job",
                [
                    .id("id"), .text("kind"), .text("key"), .text("payload"), .time("run_at"), .int("attempts"), .text("state"),
                    .time("lease_until").nullable, .text("last_error").nullable, .time("created_at"),
                ], unique: [["key"]])
            try db.createIndex("job_by_time", on: "job", ["state", "run_at", "id"])
            try db.createTable("schedule", [.text("job"), .int("last_start")], primaryKey: ["job"])
            // Answers to POSTs with an Idempotency-Key, kept for a day.
            try db.createTable(
                "idempotency",
                [.text("key"), .text("request"), .int("status"), .text("answer"), .time("created_at")], primaryKey: ["key"])
        },
        Migration("core", 2) { db in
            // With what the rail's count asks for, so that it reads the index alone: it stands on every page.
            try db.dropIndex("duty_by_owner")
            try db.dropIndex("duty_by_line")
            try db.createIndex("duty_by_owner", on: "duty", ["owner_id", "due_at", "id", "snoozed_until"], where: "state = 'open'")
            try db.createIndex(
                "duty_by_line", on: "duty", ["line_id", "due_at", "id", "snoozed_until"], where: "state = 'open' AND owner_id IS NULL")
        },
        Migration("core", 3) { db in
            // With the state as well, without which SQLite looks into each row; and without those that nobody owns, among which it would look for
            // "those of my lines".
            try db.dropIndex("duty_by_owner")
            try db.dropIndex("duty_by_line")
            try db.createIndex(
                "duty_by_owner", on: "duty", ["owner_id", "due_at", "id", "snoozed_until", "state"],
                where: "state = 'open' AND owner_id IS NOT NULL")
            try db.createIndex(
                "duty_by_line", on: "duty", ["line_id", "due_at", "id", "snoozed_until", "state", "owner_id"],
                where: "state = 'open' AND owner_id IS NULL")
        },
    ] + mergingMigrations + tagMigrations + personMigrations + treatmentMigrations + retentionMigrations + tellingMigrations
    + consentMigrations + contactMigrations + provenanceMigrations
