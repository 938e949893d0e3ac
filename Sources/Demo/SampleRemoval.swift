import Core
import Inbox
import People
import Storage

/// What the sample consists of, for the page that asks before it is taken out.
struct SampleContents: Sendable, Equatable {
    var people = 0
    var conversations = 0
    var messages = 0
    var notes = 0
    var colleagues = 0
    var hasMailbox = false
}

extension Reader {
    func sampleContents() throws -> SampleContents {
        func count(_ sql: SQL) throws -> Int { try value(sql) ?? 0 }
        let people: SQL = "(SELECT id FROM sample_row WHERE kind = 'customer')"
        return SampleContents(
            people: try count("SELECT count(*) FROM customer WHERE id IN \(people)"),
            conversations: try count("SELECT count(*) FROM conversation WHERE customer_id IN \(people)"),
            messages: try count(
                "SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.customer_id IN \(people)"),
            notes: try count("SELECT count(*) FROM counter_note WHERE customer_id IN \(people)"),
            colleagues: try sampleRows("staff").count, hasMailbox: try !sampleRows("mailbox").isEmpty)
    }
}

extension Tx {
    /// Takes the sample's people out with everything that hangs on them; the shop's own rows stay. Colleagues, lines and the mailbox of the
    /// sample go where nothing of the shop's own refers to them; else the colleagues have left, and the rest stays as it is.
    func takeSampleOut() throws {
        let people: SQL = "(SELECT id FROM sample_row WHERE kind = 'customer')"
        // Somebody of the shop's own may have been merged with somebody of the sample: each has their own again before. Where that can no
        // longer be undone, the card that stayed is the shop's own now.
        for merge in try db.openMerges(of: people) {
            do {
                try db.savepoint { try undo(merge.id) }
            } catch is MergeRefusal {
                guard try !db.sampleRows("customer").contains(merge.from.number) else { continue }
                try db.run("DELETE FROM sample_row WHERE kind = 'customer' AND id = \(merge.into)")
            }
        }
        // Conversations of the shop's own that went into one of the sample, or the other way round, are their own again.
        try partMerges(of: try db.sampleRows("customer").map { Customer.ID(number: $0) })
        let conversations: SQL = "(SELECT id FROM conversation WHERE customer_id IN \(people))"
        let messages: SQL = "(SELECT id FROM message WHERE conversation_id IN \(conversations))"
        try ConversationRows.forget(
            try db.values("SELECT id FROM message WHERE conversation_id IN \(conversations)", as: Int64.self), self)
        for id in try db.values("SELECT id FROM counter_note WHERE customer_id IN \(people)", as: Int64.self) {
            try Search.notes.remove(db, item: id)
        }
        for id in try db.sampleRows("customer") { try Search.people.remove(db, item: id) }
        try takeSampleTagsOut()
        try db.run("DELETE FROM mail_seen WHERE message_id IN \(messages)")
        try db.run(
            "DELETE FROM notice WHERE subject_kind = 'duty' AND subject_id IN (SELECT id FROM duty WHERE customer_id IN \(people))")
        try db.run(
            "DELETE FROM address_trouble WHERE folded IN (SELECT folded FROM customer_address WHERE kind = 'email' AND customer_id IN \(people))"
        )
        try ConversationRows.remove("\(try db.values("SELECT id FROM conversation WHERE customer_id IN \(people)", as: Int64.self))", self)
        try db.run(
            """
            UPDATE conversation_count
            SET n = (SELECT count(*) FROM conversation c WHERE c.state = conversation_count.state)
            """)
        try db.run("DELETE FROM counter_note WHERE customer_id IN \(people)")
        // Sales to nobody in particular are told of no person, so their events do not go with the people's.
        try db.run(
            "DELETE FROM event WHERE subject_kind = 'purchase' AND subject_id IN (SELECT id FROM sample_row WHERE kind = 'purchase')")
        // Lines and refunds go with their purchase.
        try db.run("DELETE FROM purchase WHERE customer_id IN \(people) OR id IN (SELECT id FROM sample_row WHERE kind = 'purchase')")
        try db.run("DELETE FROM customer_rhythm WHERE customer_id IN \(people)")
        try db.run("DELETE FROM duty WHERE customer_id IN \(people)")
        try db.run("DELETE FROM event_stray WHERE customer_id IN \(people)")
        try db.run("DELETE FROM event_stray WHERE event_id IN (SELECT id FROM event WHERE customer_id IN \(people))")
        try db.run("DELETE FROM event WHERE customer_id IN \(people)")
        try db.run(
            """
            DELETE FROM person_merge_row
            WHERE merge_id IN (SELECT id FROM person_merge WHERE from_id IN \(people) OR into_id IN \(people))
            """)
        try db.run("DELETE FROM person_merge WHERE from_id IN \(people) OR into_id IN \(people)")
        try db.run("DELETE FROM import_row WHERE customer_id IN \(people)")
        try db.run("DELETE FROM import_wish WHERE customer_id IN \(people)")
        try db.run("DELETE FROM customer_key WHERE customer_id IN \(people)")
        try db.run("DELETE FROM customer_before WHERE customer_id IN \(people)")
        try takeOutPeoplesThings(people)
        try db.run("DELETE FROM customer_address WHERE customer_id IN \(people)")
        for id in try db.sampleRows("customer") { try forgetLikeness(of: Customer.ID(number: id)) }
        try db.run("DELETE FROM customer WHERE id IN \(people)")
        try db.run("DELETE FROM held_mail WHERE id IN (SELECT id FROM sample_row WHERE kind = 'held_mail')")
        try takeSampleTextsOut()
        for id in try db.sampleRows("mailbox") { try takeOutMailbox(id) }
        for id in try db.sampleRows("line") { try takeOutLine(id) }
        let colleagues = try db.sampleRows("staff")
        for id in colleagues { try takeOutColleague(id) }
        // The sample made a team of one who works alone.
        if !colleagues.isEmpty, try db.allStaff().count(where: \.isActive) == 1 { try set(ShopSettings.isTeam, to: false) }
        try untagAll()
        try record("sample.removed")
    }

    private func takeOutMailbox(_ id: Int64) throws {
        guard try db.value("SELECT 1 FROM conversation WHERE mailbox_id = \(id) LIMIT 1", as: Int.self) == nil else { return }
        try db.run("DELETE FROM mail_seen WHERE mailbox_id = \(id)")
        try db.run("DELETE FROM mailbox WHERE id = \(id)")
    }

    private func takeOutLine(_ id: Int64) throws {
        let isUsed =
            try db.value("SELECT 1 FROM duty WHERE line_id = \(id) LIMIT 1", as: Int.self) != nil
            || db.value("SELECT 1 FROM conversation WHERE line_id = \(id) LIMIT 1", as: Int.self) != nil
        guard !isUsed else { return }
        try db.run("DELETE FROM line_member WHERE line_id = \(id)")
        try db.run("DELETE FROM line WHERE id = \(id)")
    }

    private func takeOutColleague(_ id: Int64) throws {
        let hasLeftTraces =
            try db.value("SELECT 1 FROM message WHERE staff_id = \(id) LIMIT 1", as: Int.self) != nil
            || db.value("SELECT 1 FROM counter_note WHERE staff_id = \(id) LIMIT 1", as: Int.self) != nil
            || db.value("SELECT 1 FROM purchase WHERE staff_id = \(id) LIMIT 1", as: Int.self) != nil
            || db.value("SELECT 1 FROM duty WHERE closed_by = \(id) LIMIT 1", as: Int.self) != nil
            || db.value("SELECT 1 FROM event WHERE actor_kind = 'staff' AND actor_id = \(id) LIMIT 1", as: Int.self) != nil
        if !hasLeftTraces {
            do {
                try db.savepoint {
                    try db.run("DELETE FROM line_member WHERE staff_id = \(id)")
                    try db.run("DELETE FROM staff_signature WHERE staff_id = \(id)")
                    for table: SQL in ["notice", "notice_choice", "notice_letter", "conversation_follow"] {
                        try db.run("DELETE FROM \(table) WHERE staff_id = \(id)")
                    }
                    try db.run("DELETE FROM staff WHERE id = \(id)")
                }
                return
            } catch StorageError.foreignKey {
                // Backs up a line of the shop's own, or owns a duty: somebody who has left, not somebody who never was.
            }
        }
        try db.run("UPDATE staff SET is_active = \(false) WHERE id = \(id)")
    }
}
