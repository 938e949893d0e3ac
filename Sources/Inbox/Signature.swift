import Core
import Storage

/// The lines below answers: each person's own, and the mailbox's.
extension Reader {
    func signature(of staff: Staff.ID) throws -> String {
        try value("SELECT text FROM staff_signature WHERE staff_id = \(staff)", as: String.self) ?? ""
    }

    /// Below an answer: the person's own lines, then the mailbox's; nil for neither.
    func signature(of staff: Staff.ID?, _ box: Mailbox?) throws -> String? {
        let own = try staff.map { try signature(of: $0) } ?? ""
        return [own, box?.signature ?? ""].filter { !$0.isEmpty }.joined(separator: "\n").nonEmpty
    }
}

extension Tx {
    func sign(_ staff: Staff.ID, _ text: String) throws {
        try db.run(
            """
            INSERT INTO staff_signature (staff_id, text) VALUES (\(staff), \(text))
            ON CONFLICT (staff_id) DO UPDATE SET text = excluded.text
            """)
        try record("staff.signature-changed", subject: Event.Subject("staff", staff))
    }

    /// What stands below all answers that leave by a mailbox.
    func sign(_ mailbox: Mailbox.ID, _ text: String) throws {
        try db.run("UPDATE mailbox SET signature = \(text) WHERE id = \(mailbox)")
        try record("mailbox.changed", subject: Event.Subject("mailbox", mailbox))
    }
}
