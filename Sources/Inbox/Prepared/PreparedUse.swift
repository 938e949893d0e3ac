import Core
import Language
import Storage

/// A prepared text went into an answer. Counted when it is sent, not when it is inserted, and only where enough of it is left.
extension Tx {
    /// - Parameters:
    ///   - marks: what the form says was inserted: "id.version".
    ///   - isAnswer: whether it answers the last letter; from what is passed on to others nothing is learnt.
    func usePrepared(_ marks: [String], in message: Message.ID, isAnswer: Bool = true) throws {
        let wanted = Set(marks).compactMap { mark -> (PreparedText.ID, Int)? in
            let parts = mark.split(separator: ".")
            guard parts.count == 2, let id = PreparedText.ID(String(parts[0])), let version = Int(parts[1]) else { return nil }
            return (id, version)
        }
        guard !wanted.isEmpty, let sent = try db.message(message) else { return }
        let answered =
            !isAnswer
            ? nil
            : try db.first(
                """
                SELECT \(Message.columns) FROM message m WHERE m.conversation_id = \(sent.conversation) AND m.kind = 'theirs'
                  AND m.automatic IS NULL AND m.id < \(message) AND \(Message.notAside) ORDER BY m.id DESC LIMIT 1
                """
            ) { try Message(row: &$0) }
        let house = Language(rawValue: shop.setting(ShopSettings.language)) ?? .en
        let terms = answered.map { PreparedShelf.stems(of: $0, house: house).sorted().prefix(200).joined(separator: " ") } ?? ""
        for (id, version) in wanted.prefix(10) {
            let wordings = try db.values(
                "SELECT text FROM prepared_wording WHERE prepared_id = \(id) AND version = \(version)", as: String.self)
            guard wordings.contains(where: { PreparedText.isKept($0, in: sent.text) }) else { continue }
            try db.run(
                """
                INSERT INTO prepared_use (id, prepared_id, version, message_id, answered_id, terms, at)
                VALUES (\(newID(Message.self)), \(id), \(version), \(message), \(answered?.id), \(terms), \(now))
                """)
            try db.run("UPDATE prepared_text SET used = used + 1, last_used_at = \(now) WHERE id = \(id)")
            try stampShelf()
        }
    }

    /// The answer was taken back before it went: its texts were not used after all.
    func unusePrepared(of message: Message.ID) throws {
        let used = try db.values("SELECT prepared_id FROM prepared_use WHERE message_id = \(message)", as: PreparedText.ID.self)
        guard !used.isEmpty else { return }
        try db.run("DELETE FROM prepared_use WHERE message_id = \(message)")
        for id in used {
            try db.run(
                """
                UPDATE prepared_text SET used = used - 1,
                    last_used_at = (SELECT max(u.at) FROM prepared_use u WHERE u.prepared_id = \(id))
                WHERE id = \(id)
                """)
        }
        try stampShelf()
    }

    /// A letter lost its words: what was learnt from it goes too.
    func unlearn(_ message: Message.ID) throws {
        guard try db.run("UPDATE prepared_use SET terms = '' WHERE answered_id = \(message)") > 0 else { return }
        try stampShelf()
    }
}
