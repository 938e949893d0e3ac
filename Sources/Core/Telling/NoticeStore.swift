import Foundation
import Storage

extension Reader {
    /// How many notices wait to be read, up to 100: the figure at the bell.
    public func unreadNotices(of staff: Staff.ID) throws -> Int {
        try value(
            "SELECT count(*) FROM (SELECT n.id FROM notice n WHERE n.staff_id = \(staff) AND n.read_at IS NULL LIMIT 100) AS few") ?? 0
    }

    public func hasUnreadNotices(of staff: Staff.ID, about subject: Event.Subject) throws -> Bool {
        try value(
            """
            SELECT 1 FROM notice n WHERE n.subject_kind = \(subject.kind) AND n.subject_id = \(subject.id) AND n.staff_id = \(staff)
                AND n.read_at IS NULL
            LIMIT 1
            """, as: Int.self) != nil
    }

    /// Newest first, older than `before`.
    public func notices(of staff: Staff.ID, unreadOnly: Bool = false, before: (at: Instant, id: Notice.ID)? = nil, limit: Int) throws
        -> [Notice]
    {
        let end = before ?? (at: Instant(milliseconds: .max), id: Notice.ID(number: .max))
        let unread: SQL = unreadOnly ? "AND n.read_at IS NULL" : ""
        return try all(
            """
            SELECT \(Notice.columns) FROM notice n WHERE n.staff_id = \(staff) AND (n.at, n.id) < (\(end.at), \(end.id)) \(unread)
            ORDER BY n.at DESC, n.id DESC LIMIT \(limit)
            """
        ) { try Notice(row: &$0) }
    }

    public func notice(_ id: Notice.ID) throws -> Notice? {
        try first("SELECT \(Notice.columns) FROM notice n WHERE n.id = \(id)") { try Notice(row: &$0) }
    }

    /// Newest first.
    public func notices(_ ids: [Notice.ID]) throws -> [Notice] {
        guard !ids.isEmpty else { return [] }
        return try all("SELECT \(Notice.columns) FROM notice n WHERE n.id IN \(ids) ORDER BY n.at DESC, n.id DESC") {
            try Notice(row: &$0)
        }
    }

    /// What somebody has chosen, else the standard.
    public func tellingChoices(of staff: Staff.ID) throws -> TellingChoices {
        let text = try value("SELECT choices FROM notice_choice WHERE staff_id = \(staff)", as: String.self)
        return TellingChoices(text: text)
    }

    /// Of those of `staff` who work here, what each has chosen.
    public func tellingChoices(of staff: [Staff.ID]) throws -> [(staff: Staff.ID, choices: TellingChoices)] {
        guard !staff.isEmpty else { return [] }
        return try all(
            """
            SELECT s.id, c.choices FROM staff s LEFT JOIN notice_choice c ON c.staff_id = s.id
            WHERE s.id IN \(staff) AND s.is_active = 1 ORDER BY s.id
            """
        ) { row in (staff: try row.next(), choices: TellingChoices(text: try row.next())) }
    }

    /// Whose notices have changed since, and when last: for live updates.
    func noticeChanges(since: Instant) throws -> [(staff: Int64, at: Instant)] {
        try all("SELECT staff_id, max(changed_at) FROM notice WHERE changed_at >= \(since) GROUP BY staff_id") { row in
            (staff: try row.next(), at: try row.next())
        }
    }
}

extension TellingChoices {
    /// From a row's JSON; what cannot be read is the standard.
    init(text: String?) {
        self = text.flatMap { try? JSONDecoder().decode(TellingChoices.self, from: Data($0.utf8)) } ?? TellingChoices()
    }

    /// With sorted keys, so that the same choices are the same text.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
