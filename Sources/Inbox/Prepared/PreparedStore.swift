import Core
import Language
import Mail
import Storage
import Web

extension Reader {
    /// All that are not removed, with their present words and files, by title. Four statements.
    func preparedTexts() throws -> [PreparedText] {
        try complete(
            try all("SELECT \(PreparedText.columns) FROM prepared_text p WHERE p.removed_at IS NULL ORDER BY p.title, p.id LIMIT 2000") {
                try PreparedText(row: &$0)
            })
    }

    /// Also one that was removed.
    func preparedText(_ id: PreparedText.ID) throws -> PreparedText? {
        let found = try all("SELECT \(PreparedText.columns) FROM prepared_text p WHERE p.id = \(id)") { try PreparedText(row: &$0) }
        return try complete(found).first
    }

    private func complete(_ texts: [PreparedText]) throws -> [PreparedText] {
        guard !texts.isEmpty else { return [] }
        let only: SQL = texts.count == 1 ? "w.prepared_id = \(texts[0].id) AND" : ""
        let wordings = try all(
            """
            SELECT w.prepared_id, w.language, w.text FROM prepared_wording w
            JOIN prepared_text p ON p.id = w.prepared_id AND p.version = w.version WHERE \(only) w.version > 0
            """
        ) { row in (try row.next(PreparedText.ID.self), try row.next(String.self), try row.next(String.self)) }
        let onlyFiles: SQL = texts.count == 1 ? "WHERE prepared_id = \(texts[0].id)" : ""
        let files = try all("SELECT prepared_id, id, name, type, size FROM prepared_file \(onlyFiles) ORDER BY id") { row in
            (
                try row.next(PreparedText.ID.self),
                AnswerFile(id: try row.next(), name: try row.next(), type: try row.next(), size: try row.next())
            )
        }
        let titles = try all("SELECT prepared_id, language, title FROM prepared_title \(onlyFiles)") { row in
            (try row.next(PreparedText.ID.self), try row.next(String.self), try row.next(String.self))
        }
        var byID = Dictionary(uniqueKeysWithValues: texts.map { ($0.id, $0) })
        for (id, language, title) in titles { if let language = Language(rawValue: language) { byID[id]?.titles[language] = title } }
        for (id, language, text) in wordings { if let language = Language(rawValue: language) { byID[id]?.texts[language] = text } }
        for (id, file) in files { byID[id]?.files.append(file) }
        return texts.compactMap { byID[$0.id] }
    }

    /// The words of every version, the newest first.
    func preparedHistory(_ id: PreparedText.ID) throws -> [(version: Int, language: Language, text: String)] {
        try all(
            """
            SELECT version, language, text FROM prepared_wording WHERE prepared_id = \(id) ORDER BY version DESC, language LIMIT 500
            """
        ) { row in (try row.next(Int.self), Language(rawValue: try row.next(String.self)) ?? .en, try row.next(String.self)) }
    }

    func preparedFile(_ id: AnswerFile.ID, of text: PreparedText.ID) throws -> OutgoingMail.Attachment? {
        try first("SELECT name, type, size, bytes FROM prepared_file WHERE id = \(id) AND prepared_id = \(text)") { row in
            let (name, type, size) = (try row.next(String.self), try row.next(String.self), try row.next(Int.self))
            return OutgoingMail.Attachment(name: name, type: type, data: try Compressed.unpack(try row.next(), limit: size))
        }
    }

    /// The stems of what each text answered lately, for ``PreparedRanking``.
    func preparedLessons() throws -> [Int64: [Set<String>]] {
        var lessons: [Int64: [Set<String>]] = [:]
        try each("SELECT prepared_id, terms FROM prepared_use WHERE terms <> '' ORDER BY id DESC LIMIT 600") { row in
            let (id, terms) = (try row.next(Int64.self), try row.next(String.self))
            if lessons[id, default: []].count < 20 { lessons[id, default: []].append(Set(terms.split(separator: " ").map(String.init))) }
            return true
        }
        return lessons
    }
}

extension Tx {
    /// - Parameter owner: who asks; nil for the program itself, which makes everybody's.
    @discardableResult public func addPreparedText(_ wish: PreparedText.Wish, by owner: Staff.ID? = nil) throws -> PreparedText.ID {
        try wish.check()
        let id = newID(PreparedText.self)
        try db.run(
            """
            INSERT INTO prepared_text (id, owner_id, title, version, used, created_at, changed_at, changed_by, keywords)
            VALUES (\(id), \(wish.isMine ? owner : nil), \(wish.title), 1, 0, \(now), \(now), \(owner), \(wish.keywords))
            """)
        try name(id, wish.titles)
        try write(wish.texts, version: 1, of: id)
        try told("prepared-text.added", id)
        return id
    }

    /// A new version where the words differ; the old ones stay readable.
    func change(_ text: PreparedText, to wish: PreparedText.Wish, by staff: Staff.ID?) throws {
        try wish.check()
        let isNew = wish.texts != text.texts
        let version = text.version + (isNew ? 1 : 0)
        try db.run(
            """
            UPDATE prepared_text SET owner_id = \(wish.isMine ? staff : nil), title = \(wish.title), version = \(version),
                changed_at = \(now), changed_by = \(staff), keywords = \(wish.keywords)
            WHERE id = \(text.id)
            """)
        if wish.titles != text.titles {
            try db.run("DELETE FROM prepared_title WHERE prepared_id = \(text.id)")
            try name(text.id, wish.titles)
        }
        if isNew { try write(wish.texts, version: version, of: text.id) }
        try told("prepared-text.changed", text.id)
    }

    private func name(_ id: PreparedText.ID, _ titles: [Language: String]) throws {
        for (language, title) in titles.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try db.run("INSERT INTO prepared_title (prepared_id, language, title) VALUES (\(id), \(language.rawValue), \(title))")
        }
    }

    private func write(_ texts: [Language: String], version: Int, of id: PreparedText.ID) throws {
        for (language, text) in texts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try db.run(
                """
                INSERT INTO prepared_wording (prepared_id, version, language, text) VALUES (\(id), \(version), \(language.rawValue), \(text))
                """)
        }
    }

    func removePreparedText(_ id: PreparedText.ID) throws {
        try db.run("UPDATE prepared_text SET removed_at = \(now) WHERE id = \(id)")
        try told("prepared-text.removed", id)
    }

    func restorePreparedText(_ id: PreparedText.ID) throws {
        try db.run("UPDATE prepared_text SET removed_at = NULL WHERE id = \(id)")
        try told("prepared-text.restored", id)
    }

    func changeFiles(of id: PreparedText.ID, add uploads: [Upload], drop unwanted: Set<AnswerFile.ID>) throws {
        for file in unwanted { try db.run("DELETE FROM prepared_file WHERE id = \(file) AND prepared_id = \(id)") }
        for upload in uploads {
            try db.run(
                """
                INSERT INTO prepared_file (id, prepared_id, name, type, size, bytes)
                VALUES (\(newID(AnswerFile.self)), \(id), \(AttachmentName.safe(upload.name)), \(upload.type), \(upload.data.count),
                        \(Compressed.pack(upload.data)))
                """)
        }
        try stampShelf()
    }

    private func told(_ kind: Event.Kind, _ id: PreparedText.ID) throws {
        try stampShelf()
        try record(kind, subject: Event.Subject("prepared-text", id))
    }

    func stampShelf() throws { try db.run("UPDATE prepared_shelf SET stamp = stamp + 1 WHERE id = 1") }

    /// Its files lie with the draft of an answer, once however often the text is inserted.
    func putFiles(of text: PreparedText, into conversation: Conversation.ID, of staff: Staff.ID) throws {
        silentByIntent = true
        let there = try db.draftFiles(conversation, of: staff)
        for file in text.files where !there.contains(where: { $0.name == file.name && $0.size == file.size }) {
            try db.run(
                """
                INSERT INTO answer_file (id, conversation_id, staff_id, message_id, name, type, size, bytes, at)
                SELECT \(newID(AnswerFile.self)), \(conversation), \(staff), NULL, name, type, size, bytes, \(now)
                FROM prepared_file WHERE id = \(file.id)
                """)
        }
    }
}
