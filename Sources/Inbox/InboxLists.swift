import Core
import Storage

extension InboxPages.Tab {
    /// What stands in the list at all.
    func condition(_ me: Staff.ID, _ now: Instant, isByOther: Bool = false) -> SQL {
        let due: SQL = "c.due_at IS NOT NULL AND (c.snoozed_until IS NULL OR c.snoozed_until <= \(now))"
        switch self {
        case .waiting: return due
        case .mine: return "c.owner_id = \(me) AND \(due)"
        case .unowned: return "c.owner_id IS NULL AND \(due)"
        case .lines:
            return """
                c.owner_id IS NULL AND c.line_id IN (
                    SELECT line_id FROM line_member WHERE staff_id = \(me) UNION SELECT id FROM line WHERE backup_staff_id = \(me)) AND \(due)
                """
        case .snoozed: return "c.snoozed_until IS NOT NULL AND c.snoozed_until > \(now)"
        case .theirs, .solved:
            let state: Conversation.State = self == .theirs ? .waiting : .solved
            // Where a rarer thing is asked for, the index of the states is kept out of it: SQLite uses none for "not unequal", and PostgreSQL
            // reads it as "equal" and judges by its figures.
            return isByOther ? "NOT c.state <> \(state)" : "c.state = \(state)"
        case .all: return "c.state NOT IN \(Conversation.State.gone)"
        }
    }
}

extension InboxPages.Tab {
    fileprivate var isForward: Bool { isByDue || self == .snoozed }
    fileprivate var order: SQL {
        isByDue ? "ORDER BY c.due_at, c.id" : self == .snoozed ? "ORDER BY c.snoozed_until, c.id" : "ORDER BY c.changed_at DESC, c.id DESC"
    }
}

/// A conversation as the list shows it.
struct InboxRow: Sendable {
    var conversation: Conversation
    /// The customer's name, or an address of theirs where they have none.
    var name: String
    /// The name of whoever has it.
    var owner: String?
    /// That the reader has begun to answer and not sent it: words, or files alone.
    var isBegun: Bool
    /// That the last word is ours and did not arrive.
    var hasFailed: Bool

    static func columns(_ reader: Staff.ID) -> SQL {
        """
        \(Conversation.columns),
        (SELECT CASE WHEN k.name <> '' THEN k.name ELSE
            (SELECT a.shown FROM customer_address a WHERE a.customer_id = k.id ORDER BY a.id LIMIT 1) END
         FROM customer k WHERE k.id = c.customer_id),
        (SELECT s.name FROM staff s WHERE s.id = c.owner_id),
        CASE WHEN EXISTS (SELECT 1 FROM draft d WHERE d.conversation_id = c.id AND d.staff_id = \(reader))
            OR EXISTS (SELECT 1 FROM answer_file f WHERE f.conversation_id = c.id AND f.staff_id = \(reader) AND f.message_id IS NULL)
          THEN 1 ELSE 0 END,
        (SELECT CASE WHEN m.out_state = 'failed' THEN 1 ELSE 0 END FROM message m WHERE m.id = c.last_message_id)
        """
    }

    init(row: inout Row) throws {
        conversation = try Conversation(row: &row)
        name = try row.next(String?.self) ?? "?"
        owner = try row.next()
        isBegun = try row.next(Int.self) == 1
        hasFailed = try row.next(Int?.self) == 1
    }
}

extension InboxFilter {
    /// " AND …" about the row `c` of a conversation; nothing where nothing is asked for.
    func condition(_ tab: InboxPages.Tab, _ me: Staff.ID, _ now: Instant) -> SQL {
        var parts: [SQL] = tags.map {
            """
            EXISTS (SELECT 1 FROM tag_link x WHERE x.kind = \(Conversation.kind) AND x.item_id = c.id AND x.tag_id = \($0))
            """
        }
        parts += without.map {
            """
            NOT EXISTS (SELECT 1 FROM tag_link x WHERE x.kind = \(Conversation.kind) AND x.item_id = c.id AND x.tag_id = \($0))
            """
        }
        if isUntagged {
            // A tag that was removed keeps its rows for a while.
            parts.append(
                """
                NOT EXISTS (SELECT 1 FROM tag_link x JOIN tag y ON y.id = x.tag_id
                    WHERE x.kind = \(Conversation.kind) AND x.item_id = c.id AND y.removed_at IS NULL)
                """)
        }
        switch owner {
        case .me: parts.append("c.owner_id = \(me)")
        case .nobody: parts.append("c.owner_id IS NULL")
        case .staff(let id): parts.append("c.owner_id = \(id)")
        case nil: break
        }
        if let line { parts.append("c.line_id = \(line)") }
        if let mailbox { parts.append("c.mailbox_id = \(mailbox)") }
        if let channel { parts.append("c.channel = \(channel)") }
        if let state { parts.append("c.own_state = \(state)") }
        if let language { parts.append("EXISTS (SELECT 1 FROM customer k WHERE k.id = c.customer_id AND k.language = \(language))") }
        if let longer { parts.append(waits(since: now - .seconds(longer * 3600), tab)) }
        return parts.reduce("") { sum, part in sum + " AND " + part }
    }

    private func waits(since moment: Instant, _ tab: InboxPages.Tab) -> SQL {
        let us: SQL = """
            EXISTS (SELECT 1 FROM duty d WHERE d.kind = \(ReplyDuty.kind) AND d.subject_id = c.id AND d.state = 'open'
              AND d.created_at <= \(moment))
            """
        let them: SQL = "c.changed_at <= \(moment)"
        switch tab {
        case .waiting, .mine, .lines, .unowned, .snoozed: return us
        case .theirs: return them
        // What is solved waits no more.
        case .solved: return "1 = 0"
        // Along the list rather than by the states: the index of those would have everything put in order first.
        case .all:
            return "((NOT c.state <> 'waiting' AND \(them)) OR (NOT c.state NOT IN ('new', 'open') AND \(us)))"
        }
    }

    /// Whether an index of its own orders what is asked for by its last change.
    var hasIndex: Bool { owner != nil || line != nil || mailbox != nil || state != nil }
}

/// From where a filtered list is read when it is not in order of due time. What few have is read whole and sorted; what many have is met soon
/// on the way along the list.
private enum Start {
    case list
    case tag(Tag.ID)
    case language(String)

    /// Rows that may be sorted for a page.
    static let few = 5000
    static let fewPeople = 500

    init(_ place: InboxPlace, _ db: Reader) throws {
        self = .list
        for tag in place.filter.tags where try !db.isCommon(tag, of: Conversation.kind, few: Self.few) {
            self = .tag(tag)
            return
        }
        // Beside an index of its own, SQLite would walk that once for each of these people; and what is owed is never very much.
        guard let language = place.filter.language, !place.filter.hasIndex, !place.tab.isByDue, place.tab != .snoozed else { return }
        let people: Int =
            try db.value("SELECT count(*) FROM (SELECT 1 FROM customer WHERE language = \(language) LIMIT \(Self.fewPeople)) AS few") ?? 0
        if people < Self.fewPeople { self = .language(language) }
    }

    /// For counting up to a limit, where order means nothing: as many as are met first.
    init(counting place: InboxPlace) {
        self = .list
        guard !place.tab.isByDue, place.tab != .snoozed else { return }
        if let tag = place.filter.tags.first {
            self = .tag(tag)
        } else if let language = place.filter.language, !place.filter.hasIndex {
            self = .language(language)
        }
    }

    /// CROSS JOIN is the order in which SQLite reads.
    var from: SQL {
        switch self {
        case .list: "conversation c WHERE"
        case .tag(let id):
            "tag_link l CROSS JOIN conversation c WHERE l.tag_id = \(id) AND l.kind = \(Conversation.kind) AND c.id = l.item_id AND"
        case .language(let code): "customer p CROSS JOIN conversation c WHERE p.language = \(code) AND c.customer_id = p.id AND"
        }
    }
}

extension Reader {
    /// One page of a list, by the index made for it. What is put off stands in its own list alone, until its time.
    func inbox(_ place: InboxPlace, staff: Staff.ID, after: InboxPages.Position?, now: Instant, limit: Int) throws -> [Conversation] {
        let start = try start(of: place)
        return try all(Self.listed(place, start, Conversation.columns, staff, after, now, limit)) { try Conversation(row: &$0) }
    }

    /// The same with what the list shows beside each, in one statement: several that look up fifty rows each cost more.
    func inboxRows(_ place: InboxPlace, staff: Staff.ID, after: InboxPages.Position?, now: Instant, limit: Int) throws -> [InboxRow] {
        let start = try start(of: place)
        let columns = InboxRow.columns(staff)
        if case .list = start { return try all(Self.listed(place, start, columns, staff, after, now, limit)) { try InboxRow(row: &$0) } }
        // What has to be put in order first is: the rest is looked up for a page of it alone.
        let few = Self.listed(place, start, Conversation.columns, staff, after, now, limit)
        return try all("SELECT \(columns) FROM (\(few)) AS c \(place.tab.order)") { try InboxRow(row: &$0) }
    }

    private func start(of place: InboxPlace) throws -> Start { place.filter.isEmpty ? .list : try Start(place, self) }

    private static func listed(
        _ place: InboxPlace, _ start: Start, _ columns: SQL, _ staff: Staff.ID, _ after: InboxPages.Position?, _ now: Instant, _ limit: Int
    ) -> SQL {
        let tab = place.tab
        let edge: Int64 = tab.isForward ? 0 : .max
        let from = (after ?? InboxPages.Position(after: Instant(milliseconds: edge), Conversation.ID(number: edge))).values
        let further: SQL =
            tab.isByDue
            ? "(c.due_at, c.id) > \(from)" : tab == .snoozed ? "(c.snoozed_until, c.id) > \(from)" : "(c.changed_at, c.id) < \(from)"
        return """
            SELECT \(columns) FROM \(start.from) \(tab.condition(staff, now, isByOther: place.filter.hasIndex))\
            \(place.filter.condition(tab, staff, now)) AND \(further) \(tab.order) LIMIT \(limit)
            """
    }

    /// How many stand in each list, up to `most` and one more. One statement together; none for no list.
    func counts(of places: [InboxPlace], staff: Staff.ID, now: Instant, most: Int = 99) throws -> [Int] {
        guard !places.isEmpty else { return [] }
        let arms: [SQL] = places.enumerated().map { number, place in
            func count(_ start: Start) -> SQL {
                """
                SELECT count(*) FROM (SELECT 1 FROM \(start.from) \(place.tab.condition(staff, now, isByOther: place.filter.hasIndex))\
                \(place.filter.condition(place.tab, staff, now)) LIMIT \(most + 1)) AS few
                """
            }
            let start = Start(counting: place)
            guard case .list = start, let tag = place.filter.tags.first else { return "SELECT \(number) AS place, (\(count(start))) AS n" }
            // What is owed, with a tag: whichever of the two is less to look through.
            return """
                SELECT \(number) AS place, CASE WHEN (
                    SELECT count(*) FROM (SELECT 1 FROM tag_link WHERE tag_id = \(tag) AND kind = \(Conversation.kind) LIMIT \(Start.few)) AS few
                  ) < \(Start.few) THEN (\(count(.tag(tag)))) ELSE (\(count(.list))) END AS n
                """
        }
        var counts = places.map { _ in 0 }
        for (number, n) in try all(SQL.joined(arms, separator: " UNION ALL "), { (try $0.next(Int.self), try $0.next(Int.self)) }) {
            counts[number] = n
        }
        return counts
    }

    /// Whether "my lines" is another list than "nobody's yet".
    func hasSeveralLines() throws -> Bool { try value("SELECT count(*) FROM line", as: Int.self) ?? 0 > 1 }
}
