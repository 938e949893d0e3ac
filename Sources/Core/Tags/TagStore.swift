import Storage

extension Reader {
    /// By name.
    public func allTags() throws -> [Tag] {
        try all("SELECT \(Tag.columns) FROM tag t WHERE t.removed_at IS NULL ORDER BY t.folded, t.id") { try Tag(row: &$0) }
    }

    /// Whatever became of it.
    public func tag(_ id: Tag.ID) throws -> Tag? {
        try first("SELECT \(Tag.columns) FROM tag t WHERE t.id = \(id)") { try Tag(row: &$0) }
    }

    /// Those of `ids` that are used, in the order of `ids`; one that was merged gives the tag that took its place.
    public func tags(_ ids: [Tag.ID]) throws -> [Tag] {
        guard !ids.isEmpty else { return [] }
        let found = try all("SELECT \(Tag.columns) FROM tag t WHERE t.id IN \(ids)") { try Tag(row: &$0) }
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        var seen: Set<Tag.ID> = []
        return try ids.compactMap { try byID[$0].flatMap { try used($0) } }.filter { seen.insert($0.id).inserted }
    }

    /// The used tag that means `name`, or the one into which a tag of this name was merged.
    public func tag(named name: String) throws -> Tag? {
        let key = TagRules.key(name)
        if let known = try first(
            "SELECT \(Tag.columns) FROM tag t WHERE t.folded = \(key) AND t.removed_at IS NULL", { try Tag(row: &$0) })
        {
            return known
        }
        let before = try first(
            """
            SELECT \(Tag.columns) FROM tag t WHERE t.folded = \(key) AND t.removed_at IS NOT NULL AND t.merged_into IS NOT NULL
            ORDER BY t.removed_at DESC, t.id DESC LIMIT 1
            """
        ) { try Tag(row: &$0) }
        return try before.flatMap { try used($0) }
    }

    /// The tag itself, or where its merges lead, at most 8 of them; nil where that is gone.
    private func used(_ tag: Tag) throws -> Tag? {
        var at = tag
        for _ in 0..<8 {
            if at.removedAt == nil { return at }
            guard let next = try at.mergedInto.flatMap({ try self.tag($0) }) else { return nil }
            at = next
        }
        return nil
    }

    /// The tags of each thing, by name. One statement however many there are.
    public func tags(of kind: String, _ items: [Int64]) throws -> [Int64: [Tag]] {
        guard !items.isEmpty else { return [:] }
        let rows = try all(
            """
            SELECT l.item_id, \(Tag.columns) FROM tag_link l JOIN tag t ON t.id = l.tag_id
            WHERE l.kind = \(kind) AND l.item_id IN \(items) AND t.removed_at IS NULL ORDER BY t.folded, t.id
            """
        ) { row in (try row.next(Int64.self), try Tag(row: &row)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    public func tags(of item: TaggedItem) throws -> [Tag] { try tags(of: item.kind, [item.id])[item.id] ?? [] }

    /// Whether more than `few` things of a kind have the tag. Reads no more rows than that.
    public func isCommon(_ tag: Tag.ID, of kind: String, few: Int) throws -> Bool {
        let some: Int =
            try value(
                "SELECT count(*) FROM (SELECT 1 FROM tag_link WHERE tag_id = \(tag) AND kind = \(kind) LIMIT \(few + 1)) AS few") ?? 0
        return some > few
    }

    /// How many things of each kind have each tag. Reads all of them: for the page on which tags are put in order.
    public func tagCounts() throws -> [Tag.ID: [String: Int]] {
        var counts: [Tag.ID: [String: Int]] = [:]
        try each("SELECT tag_id, kind, count(*) FROM tag_link GROUP BY tag_id, kind") { row in
            let (tag, kind) = (try row.next(Tag.ID.self), try row.next(String.self))
            counts[tag, default: [:]][kind] = try row.next(Int.self)
            return true
        }
        return counts
    }

    /// The same for one tag.
    public func counts(of tag: Tag.ID) throws -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: try all("SELECT kind, count(*) FROM tag_link WHERE tag_id = \(tag) GROUP BY kind") {
                (try $0.next(String.self), try $0.next(Int.self))
            })
    }
}

extension Tx {
    /// Puts tags on a thing by their names; a name that nobody has used yet makes a tag. Returns those that it did not have before.
    ///
    /// Throws ``TagProblem`` for the first name that cannot be; the caller's transaction then writes nothing.
    @discardableResult public func put(tags names: [String], on item: TaggedItem) throws -> [Tag] {
        guard !names.isEmpty else { throw TagProblem.empty }
        let checked = try names.map { try TagRules.checked($0) }
        let tags = try checked.map { try db.tag(named: $0) ?? makeTag($0) }
        return try put(tags.map(\.id), on: item)
    }

    /// The same by their ids. Tags that are gone are left out.
    @discardableResult public func put(_ ids: [Tag.ID], on item: TaggedItem) throws -> [Tag] {
        let has = Set(try db.tags(of: item).map(\.id))
        let new = try db.tags(ids).filter { !has.contains($0.id) }
        guard has.count + new.count <= TagRules.mostHere else { throw TagProblem.tooManyHere(TagRules.mostHere) }
        for tag in new {
            try db.run(
                """
                INSERT INTO tag_link (tag_id, kind, item_id, at, staff_id) VALUES (\(tag.id), \(item.kind), \(item.id), \(now), \(actor.staff))
                ON CONFLICT (kind, item_id, tag_id) DO NOTHING
                """)
            try record(
                Event.Kind(name: "\(item.kind).tagged"), customer: item.customer, subject: Event.Subject(item.kind, item.id),
                data: ["tag": Event.Fact(tag.id)])
        }
        return new
    }

    /// Returns whether the thing had the tag.
    @discardableResult public func take(off tag: Tag.ID, _ item: TaggedItem) throws -> Bool {
        let changed = try db.run("DELETE FROM tag_link WHERE kind = \(item.kind) AND item_id = \(item.id) AND tag_id = \(tag)")
        guard changed > 0 else { return false }
        try record(
            Event.Kind(name: "\(item.kind).untagged"), customer: item.customer, subject: Event.Subject(item.kind, item.id),
            data: ["tag": Event.Fact(tag)])
        return true
    }

    /// Throws ``TagProblem``.
    @discardableResult public func makeTag(_ name: String, tone: Int = 0) throws -> Tag {
        let name = try TagRules.checked(name)
        if let known = try db.tag(named: name) { throw TagProblem.taken(known.name) }
        let count: Int = try db.value("SELECT count(*) FROM tag WHERE removed_at IS NULL") ?? 0
        guard count < TagRules.most else { throw TagProblem.tooMany(TagRules.most) }
        let id = newID(Tag.self)
        try db.run(
            """
            INSERT INTO tag (id, name, folded, tone, created_at, staff_id)
            VALUES (\(id), \(name), \(TagRules.key(name)), \(tone), \(now), \(actor.staff))
            """)
        try record("tag.made", subject: Event.Subject("tag", id))
        guard let made = try db.tag(id) else { throw RowVanished() }
        return made
    }
}
