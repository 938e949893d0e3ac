import Core
import Storage

extension Reader {
    /// One page of a list, by the index made for it. What is put off stands in its own list alone, until its time.
    func inbox(_ tab: InboxPages.Tab, staff: Staff.ID, after: InboxPages.Position?, now: Instant, limit: Int) throws -> [Conversation] {
        let isForward = tab.isByDue || tab == .snoozed
        let edge: Int64 = isForward ? 0 : .max
        let from = (after ?? InboxPages.Position(after: Instant(milliseconds: edge), Conversation.ID(number: edge))).values
        let columns = Conversation.columns
        let awake: SQL = "(c.snoozed_until IS NULL OR c.snoozed_until <= \(now))"
        func due(_ whose: SQL) -> SQL {
            """
            SELECT \(columns) FROM conversation c WHERE \(whose) c.due_at IS NOT NULL AND \(awake) AND (c.due_at, c.id) > \(from)
            ORDER BY c.due_at, c.id LIMIT \(limit)
            """
        }
        let sql: SQL =
            switch tab {
            case .waiting: due("")
            case .mine: due("c.owner_id = \(staff) AND")
            case .unowned: due("c.owner_id IS NULL AND")
            case .lines:
                due(
                    """
                    c.owner_id IS NULL AND c.line_id IN (
                        SELECT line_id FROM line_member WHERE staff_id = \(staff) UNION SELECT id FROM line WHERE backup_staff_id = \(staff)) AND
                    """)
            case .snoozed:
                """
                SELECT \(columns) FROM conversation c WHERE c.snoozed_until IS NOT NULL AND c.snoozed_until > \(now)
                  AND (c.snoozed_until, c.id) > \(from)
                ORDER BY c.snoozed_until, c.id LIMIT \(limit)
                """
            case .theirs, .solved:
                """
                SELECT \(columns) FROM conversation c WHERE c.state = \(tab == .theirs ? Conversation.State.waiting : .solved)
                  AND (c.changed_at, c.id) < \(from)
                ORDER BY c.changed_at DESC, c.id DESC LIMIT \(limit)
                """
            case .all:
                "SELECT \(columns) FROM conversation c WHERE (c.changed_at, c.id) < \(from) ORDER BY c.changed_at DESC, c.id DESC LIMIT \(limit)"
            }
        return try all(sql) { try Conversation(row: &$0) }
    }

    /// Whether "my lines" is another list than "nobody's yet".
    func hasSeveralLines() throws -> Bool { try value("SELECT count(*) FROM line", as: Int.self) ?? 0 > 1 }
}
