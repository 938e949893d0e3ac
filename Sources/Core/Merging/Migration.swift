import Storage

/// The tables of merging, with a numbering of their own.
let mergingMigrations: [Migration] = [
    Migration("merging", 1) { db in
        // Who was merged into whom. `way_back` is JSON of ``Merge/WayBack``: people's words, so it is emptied when its time is over.
        try db.createTable(
            "person_merge",
            [
                .id("id"), .id("from_id"), .id("into_id"), .time("at"), .id("staff_id").nullable, .time("undone_at").nullable,
                .id("undone_by").nullable, .text("way_back").nullable,
            ])
        try db.createIndex("person_merge_into", on: "person_merge", ["into_id", "id"])
        try db.createIndex("person_merge_from", on: "person_merge", ["from_id", "id"])
        try db.createIndex("person_merge_kept", on: "person_merge", ["at", "id"], where: "way_back IS NOT NULL")
        // Which rows went over, by the step that took them.
        try db.createTable(
            "person_merge_row", [.id("merge_id"), .text("step"), .id("row_id")], primaryKey: ["merge_id", "step", "row_id"],
            withoutRowID: true)
        // Whom an event is about, where the person it names was another's for a while.
        try db.createTable("event_stray", [.id("event_id"), .id("customer_id")], primaryKey: ["event_id"])
        try db.createIndex("event_stray_by_customer", on: "event_stray", ["customer_id", "event_id"])
        try db.createIndex("customer_merged", on: "customer", ["merged_into", "id"], where: "merged_into IS NOT NULL")
    }
]
