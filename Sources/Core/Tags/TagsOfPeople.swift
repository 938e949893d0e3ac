import Foundation
import Language
import Storage
import Web

extension MergeStep {
    /// The card that stays has the tags of both. The way back gives the other its own again, and takes off what came with it.
    static let tags = MergeStep(
        "tag_link",
        move: { merge, tx in
            let kind = TaggedItem.personKind
            let theirs = try tx.db.values(
                "SELECT tag_id FROM tag_link WHERE kind = \(kind) AND item_id = \(merge.from) ORDER BY tag_id", as: Tag.ID.self)
            guard !theirs.isEmpty else { return nil }
            let known = Set(
                try tx.db.values("SELECT tag_id FROM tag_link WHERE kind = \(kind) AND item_id = \(merge.into)", as: Tag.ID.self))
            for tag in theirs where !known.contains(tag) {
                try tx.db.run(
                    """
                    UPDATE tag_link SET item_id = \(merge.into) WHERE kind = \(kind) AND item_id = \(merge.from) AND tag_id = \(tag)
                    """)
            }
            try tx.db.run("DELETE FROM tag_link WHERE kind = \(kind) AND item_id = \(merge.from)")
            let memory = MovedTags(theirs: theirs, brought: theirs.filter { !known.contains($0) })
            return String(decoding: try JSONEncoder().encode(memory), as: UTF8.self)
        },
        back: { merge, memory, tx in
            guard let memory else { return }
            let kind = TaggedItem.personKind
            let moved = try JSONDecoder().decode(MovedTags.self, from: Data(memory.utf8))
            try tx.db.run(
                "DELETE FROM tag_link WHERE kind = \(kind) AND item_id = \(merge.into) AND tag_id IN \(moved.brought)")
            for tag in moved.theirs where try tx.db.tag(tag) != nil {
                try tx.db.run(
                    """
                    INSERT INTO tag_link (tag_id, kind, item_id, at, staff_id)
                    VALUES (\(tag), \(kind), \(merge.from), \(tx.now), \(tx.actor.staff)) ON CONFLICT (kind, item_id, tag_id) DO NOTHING
                    """)
            }
        },
        left: { db in
            try db.value(
                """
                SELECT count(*) FROM tag_link l JOIN customer c ON c.id = l.item_id
                WHERE l.kind = \(TaggedItem.personKind) AND c.merged_into IS NOT NULL
                """) ?? 0
        },
        tells: { person, db, t in
            let count = try db.tags(of: .person(person)).count
            return count == 0 ? nil : t("{n} tag", "{n} tags", count)
        })

    private struct MovedTags: Codable {
        var theirs: [Tag.ID]
        var brought: [Tag.ID]
    }
}

extension PersonalData {
    /// The tags of a person's card. A tag that is called like the person goes whole.
    static let tags = PersonalData(
        kinds: [("tag", { t, n in t("{n} tag", "{n} tags", n) })],
        count: { person, db in ["tag": try db.tags(of: TaggedItem.personKind, person.ids.map(\.number)).values.map(\.count).reduce(0, +)] },
        export: { person, db, t, file in
            let tags = try db.tags(of: TaggedItem.personKind, person.ids.map(\.number)).values.flatMap { $0 }.map(\.name).sorted()
            guard !tags.isEmpty else { return }
            file.data.append(("tags", .list(tags.map { .text($0) })))
            file.pages.append("<section><h2>\(t("Tags"))</h2><p>\(tags.joined(separator: ", "))</p></section>")
        },
        erase: { person, tx in
            let kind = TaggedItem.personKind
            let tags = try tx.db.tags(of: kind, person.ids.map(\.number)).values.flatMap { $0 }
            let count = try tx.db.run("DELETE FROM tag_link WHERE kind = \(kind) AND item_id IN \(person.ids)")
            for tag in tags where person.stands(in: tag.name) {
                try tx.db.run("DELETE FROM tag_link WHERE tag_id = \(tag.id)")
                try tx.db.run("DELETE FROM tag WHERE id = \(tag.id)")
            }
            return ["tag": count]
        })
}
