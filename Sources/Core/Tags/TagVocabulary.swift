import Storage

/// Putting the vocabulary in order: what its owner does with tags, whatever they stand on.
extension Tx {
    /// Another name or tone. Throws ``TagProblem``.
    public func change(_ tag: Tag, name: String, tone: Int) throws {
        let name = try TagRules.checked(name)
        if let other = try db.tag(named: name), other.id != tag.id { throw TagProblem.taken(other.name) }
        guard name != tag.name || tone != tag.tone else { return }
        try db.run("UPDATE tag SET name = \(name), folded = \(TagRules.key(name)), tone = \(tone) WHERE id = \(tag.id)")
        try record("tag.changed", subject: tag.subject)
    }

    /// Everything that has `tag` has `other` from now on, and the name leads there. What was tagged keeps its rows for the way back.
    public func merge(_ tag: Tag, into other: Tag.ID) throws {
        guard tag.id != other, let stays = try db.tag(other), stays.removedAt == nil, tag.removedAt == nil else { throw TagProblem.nowhere }
        try db.run(
            """
            INSERT INTO tag_link (tag_id, kind, item_id, at, staff_id, via)
            SELECT \(other), l.kind, l.item_id, l.at, l.staff_id, \(tag.id) FROM tag_link l WHERE l.tag_id = \(tag.id)
              AND NOT EXISTS (SELECT 1 FROM tag_link x WHERE x.kind = l.kind AND x.item_id = l.item_id AND x.tag_id = \(other))
            """)
        try db.run("UPDATE tag SET removed_at = \(now), merged_into = \(other) WHERE id = \(tag.id)")
        try record("tag.merged", subject: tag.subject, data: ["into": Event.Fact(other)])
    }

    /// Out of the vocabulary, and off everything.
    public func remove(_ tag: Tag) throws {
        guard tag.removedAt == nil else { return }
        try db.run("UPDATE tag SET removed_at = \(now) WHERE id = \(tag.id)")
        try record("tag.removed", subject: tag.subject)
    }

    /// The way back from merging and from removing. Throws ``TagProblem/taken(_:)`` where another tag has taken the name since.
    public func restore(_ tag: Tag) throws {
        guard tag.removedAt != nil else { return }
        if let other = try db.first(
            "SELECT t.name FROM tag t JOIN tag r ON r.folded = t.folded WHERE r.id = \(tag.id) AND t.removed_at IS NULL",
            { try $0.next(String.self) })
        {
            throw TagProblem.taken(other)
        }
        if let into = tag.mergedInto { try db.run("DELETE FROM tag_link WHERE tag_id = \(into) AND via = \(tag.id)") }
        try db.run("UPDATE tag SET removed_at = NULL, merged_into = NULL WHERE id = \(tag.id)")
        try record("tag.restored", subject: tag.subject)
    }

    /// Forgets what stood on what, of tags that have been gone for ``Tag/undoDays``. A merged tag's name goes on leading to the other.
    public func sweepTags() throws {
        silentByIntent = true
        let end = now - .seconds(Tag.undoDays * 86_400)
        let gone: SQL = "(SELECT id FROM tag WHERE removed_at IS NOT NULL AND removed_at < \(end))"
        try db.run("DELETE FROM tag_link WHERE tag_id IN \(gone)")
        try db.run("UPDATE tag_link SET via = NULL WHERE via IN \(gone)")
        try db.run("DELETE FROM tag WHERE removed_at IS NOT NULL AND removed_at < \(end) AND merged_into IS NULL")
    }
}

extension Reader {
    /// Those that can be had back, the latest first.
    public func removedTags(since: Instant) throws -> [Tag] {
        try all(
            """
            SELECT \(Tag.columns) FROM tag t WHERE t.removed_at IS NOT NULL AND t.removed_at >= \(since)
            ORDER BY t.removed_at DESC, t.id DESC LIMIT 50
            """
        ) { try Tag(row: &$0) }
    }
}
