import Storage

/// The tables of tags, with a numbering of their own.
let tagMigrations: [Migration] = [
    Migration("tags", 1) { db in
        // `folded` is ``TagRules/key(_:)``: one tag a meaning among those that are used.
        try db.createTable(
            "tag",
            [
                .id("id"), .text("name"), .text("folded"), .int("tone"), .time("created_at"), .id("staff_id").nullable,
                .time("removed_at").nullable, .id("merged_into").nullable,
            ])
        try db.createIndex("tag_name", on: "tag", ["folded"], unique: true, where: "removed_at IS NULL")
        try db.createIndex("tag_before", on: "tag", ["folded", "removed_at"], where: "removed_at IS NOT NULL")
        // What has which tag. `via` is the tag that was merged into this one and brought the row, for the way back.
        try db.createTable(
            "tag_link",
            [.id("tag_id").references("tag"), .text("kind"), .id("item_id"), .time("at"), .id("staff_id").nullable, .id("via").nullable],
            primaryKey: ["kind", "item_id", "tag_id"], withoutRowID: true)
        try db.createIndex("tag_link_of", on: "tag_link", ["tag_id", "kind", "item_id"])
    }
]
