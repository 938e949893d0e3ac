import Language
import Storage
import Web

/// A member of staff. Who leaves is set inactive; nothing that they did is lost.
public struct Staff: Sendable, Equatable {
    public typealias ID = Storage.ID<Staff>

    public var id: ID
    public var name: String
    public var email: String
    public var role: Role
    /// Language of this person's screens; nil for the shop's.
    public var language: String?
    public var isActive: Bool

    static let columns: SQL = "id, name, email, role, language, is_active"

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        email = try row.next()
        role = Role(rawValue: try row.next()) ?? .viewer
        language = try row.next()
        isActive = try row.next()
    }
}

extension Reader {
    public func staff(_ id: Staff.ID) throws -> Staff? {
        try first("SELECT \(Staff.columns) FROM staff WHERE id = \(id)") { try Staff(row: &$0) }
    }
    /// Addresses compare without case, not by locale (İ stays itself).
    public func staff(email: String) throws -> Staff? {
        try first("SELECT \(Staff.columns) FROM staff WHERE email = \(email.lowercased())") { try Staff(row: &$0) }
    }
    public func allStaff() throws -> [Staff] {
        try all("SELECT \(Staff.columns) FROM staff ORDER BY is_active DESC, name, id") { try Staff(row: &$0) }
    }
    /// Who has had the shop the longest and still works in it; nil before the first run.
    public func shopOwner() throws -> Staff.ID? {
        try value("SELECT id FROM staff WHERE role = 'owner' AND is_active = 1 ORDER BY id LIMIT 1", as: Staff.ID.self)
    }
    /// Lines that a member of staff stands in, or backs up.
    public func lines(of staff: Staff.ID) throws -> [Line.ID] {
        try values(
            """
            SELECT line_id FROM line_member WHERE staff_id = \(staff)
            UNION SELECT id FROM line WHERE backup_staff_id = \(staff)
            """)
    }
    public func line(_ id: Line.ID) throws -> Line? {
        try first("SELECT id, name, backup_staff_id FROM line WHERE id = \(id)") { try Line(row: &$0) }
    }
    public func allLines() throws -> [Line] {
        try all("SELECT id, name, backup_staff_id FROM line ORDER BY id") { try Line(row: &$0) }
    }
}

extension Tx {
    @discardableResult public func addStaff(name: String, email: String, role: Role, language: String? = nil, password: String? = nil)
        throws -> Staff.ID
    {
        let id = newID(Staff.self)
        try db.run(
            """
            INSERT INTO staff (id, name, email, role, language, password, is_active, created_at)
            VALUES (\(id), \(name), \(email.lowercased()), \(role.rawValue), \(language), \(password), \(true), \(now))
            """)
        try record("staff.added", subject: Event.Subject("staff", id), data: ["role": .word(role.rawValue)])
        return id
    }

    /// A group of staff that a duty may belong to until one of them takes it, with a named back-up.
    @discardableResult public func addLine(name: String, members: [Staff.ID], backup: Staff.ID?) throws -> Line.ID {
        let id = newID(Line.self)
        try db.run("INSERT INTO line (id, name, backup_staff_id) VALUES (\(id), \(name), \(backup))")
        for member in members { try db.run("INSERT INTO line_member (line_id, staff_id) VALUES (\(id), \(member))") }
        try record("line.added", subject: Event.Subject("line", id))
        return id
    }

    public func join(_ staff: Staff.ID, line: Line.ID) throws {
        try db.run("INSERT INTO line_member (line_id, staff_id) VALUES (\(line), \(staff)) ON CONFLICT (line_id, staff_id) DO NOTHING")
        try record("line.joined", subject: Event.Subject("line", line), data: ["staff": Event.Fact(staff)])
    }
}

/// A group that takes duties nobody owns yet ("Orders", "Workshop").
public struct Line: Sendable, Equatable {
    public typealias ID = Storage.ID<Line>
    public var id: ID
    public var name: String
    public var backup: Staff.ID?

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        backup = try row.next()
    }
}
