import Core
import Storage

/// Takes away what was begun and forgotten (62): after ``MailChoices/draftDays`` nobody means to send it.
enum DraftSweep {
    static let job = JobKind("mail.sweep-drafts") { _, shop in
        try await shop.write(as: .program("drafts")) { tx in try tx.sweepDrafts() }
    }
}

extension Tx {
    func sweepDrafts() throws {
        silentByIntent = true
        let end = now - .seconds(shop.mailChoices.draftDays * 86_400)
        try db.run("DELETE FROM answer_file WHERE message_id IS NULL AND at < \(end)")
        try db.run("DELETE FROM draft WHERE at < \(end)")
        try db.run("DELETE FROM note_draft WHERE at < \(end)")
        try sweepForwardDrafts(before: end)
        try sweepBulkDeeds()
        let begun = try db.all("SELECT staff_id, key FROM begun_message WHERE at < \(end)") { row in
            (try row.next(Staff.ID.self), try row.next(String.self))
        }
        for (staff, key) in begun { try forgetBegun(key, of: staff) }
        try db.run("DELETE FROM automatic_answer WHERE at < \(now - LargeMail.pause)")
    }
}
