import Core
import Storage
import Web

extension Reader {
    /// The stored password of an active member of staff, empty for one who has not chosen any; nil for nobody and for leavers.
    func passwordHash(of staff: Staff.ID) throws -> String? {
        try first("SELECT password FROM staff WHERE id = \(staff) AND is_active = 1") { row in try row.next(String?.self) ?? "" }
    }

    func isLastOwner(_ staff: Staff.ID) throws -> Bool {
        try value("SELECT count(*) FROM staff WHERE role = 'owner' AND is_active = 1 AND id <> \(staff)", as: Int.self) == 0
    }

    func otherOwner(than staff: Staff.ID) throws -> Staff.ID? {
        try value("SELECT id FROM staff WHERE role = 'owner' AND is_active = 1 AND id <> \(staff) ORDER BY id LIMIT 1", as: Staff.ID.self)
    }

    func staffWithoutPassword() throws -> Set<Staff.ID> {
        Set(try values("SELECT id FROM staff WHERE password IS NULL", as: Staff.ID.self))
    }

    /// Who stands in each line.
    func lineMembers() throws -> [Line.ID: [Staff.ID]] {
        let rows = try all("SELECT line_id, staff_id FROM line_member ORDER BY line_id, staff_id") { row in
            (line: try row.next(Line.ID.self), staff: try row.next(Staff.ID.self))
        }
        return Dictionary(grouping: rows, by: \.line).mapValues { $0.map(\.staff) }
    }
}

extension Tx {
    /// What an owner may change about a member of staff.
    func change(_ staff: Staff) throws {
        try db.run(
            "UPDATE staff SET name = \(staff.name), role = \(staff.role.rawValue), language = \(staff.language) WHERE id = \(staff.id)")
        try record("staff.changed", subject: Event.Subject("staff", staff.id), data: ["role": .word(staff.role.rawValue)])
    }

    /// Takes a new password and closes every session of the person but `kept`, which is a digest.
    func setPassword(of staff: Staff.ID, to hash: String, keeping kept: String? = nil) throws {
        try db.run("UPDATE staff SET password = \(hash) WHERE id = \(staff)")
        try Session.closeAll(of: staff, but: kept, self)
        try record("staff.password-changed", subject: Event.Subject("staff", staff))
    }

    /// Leaving closes the sessions and hands over what the person owes; nothing that they did is lost. Coming back is possible, without the
    /// duties. Returns how many were handed over.
    @discardableResult func leave(_ staff: Staff.ID, successor: Staff.ID) throws -> Int {
        try db.run("UPDATE staff SET is_active = \(false) WHERE id = \(staff)")
        let handedOver = try handOverEverything(of: staff, to: successor)
        try Session.closeAll(of: staff, self)
        try record("staff.left", subject: Event.Subject("staff", staff), data: ["duties": .number(Int64(handedOver))])
        return handedOver
    }

    func comeBack(_ staff: Staff.ID) throws {
        try db.run("UPDATE staff SET is_active = \(true) WHERE id = \(staff)")
        try record("staff.returned", subject: Event.Subject("staff", staff))
    }

    func change(_ line: Line, members: [Staff.ID]) throws {
        try db.run("UPDATE line SET name = \(line.name), backup_staff_id = \(line.backup) WHERE id = \(line.id)")
        try db.run("DELETE FROM line_member WHERE line_id = \(line.id)")
        for member in members { try db.run("INSERT INTO line_member (line_id, staff_id) VALUES (\(line.id), \(member))") }
        try record("line.changed", subject: Event.Subject("line", line.id))
    }
}
