import Storage

let houseMigrations: [Migration] = [
    Migration("house", 1) { db in
        // The cookie's digest is kept, never the cookie: a stolen backup opens no session.
        try db.createTable(
            "session",
            [
                .text("digest"), .id("staff_id").references("staff"), .text("secret"), .time("created_at"), .time("seen_at"),
                .time("expires_at"), .text("agent"),
            ], primaryKey: ["digest"])
        try db.createIndex("session_by_staff", on: "session", ["staff_id"])
        try db.createTable(
            "api_token",
            [
                .id("id"), .id("staff_id").references("staff"), .text("name"), .text("digest"), .text("scopes"), .time("created_at"),
                .time("used_at").nullable, .time("revoked_at").nullable,
            ], unique: [["digest"]])
        try db.createTable(
            "webhook",
            [
                .id("id"), .text("url"), .blob("secret"), .text("kinds"), .bool("is_active"), .time("created_at"),
            ])
        try db.createTable(
            "webhook_delivery",
            [
                .id("id"), .id("webhook_id").references("webhook"), .id("event_id"), .text("state"), .int("attempts"),
                .int("status").nullable, .text("answer").nullable, .time("created_at"), .time("tried_at").nullable,
            ], unique: [["webhook_id", "event_id"]])
        try db.createIndex("delivery_by_webhook", on: "webhook_delivery", ["webhook_id", "id"])
    }
]
