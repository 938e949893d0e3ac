import Core
import Foundation
import Language
import Mail
import Storage
import Web

/// A file that goes with an answer of ours. Until the answer is sent it belongs to its writer's draft, so that a refused form loses nothing.
struct AnswerFile: Sendable {
    typealias ID = Storage.ID<AnswerFile>
    var id: ID
    var name: String
    var type: String
    var size: Int

    /// Of all files of one answer together. Many servers take 25 MB, and a mail is a third larger than its files.
    static let mostBytes = 18_000_000
    static let mostFiles = 20
    /// Of a form's body with files in it: their bytes, and the words.
    static let bodyLimit = mostBytes + (2 << 20)

    /// Why `uploads` cannot go along beside the files that are there; nil when they can.
    static func refusal(of uploads: [Upload], beside files: [AnswerFile], _ t: Words) -> String? {
        let total = files.reduce(0) { $0 + $1.size } + uploads.reduce(0) { $0 + $1.data.count }
        guard total > mostBytes || files.count + uploads.count > mostFiles else { return nil }
        return tooMuch(t)
    }

    private static func tooMuch(_ t: Words) -> String {
        t(
            "At most {n} files of together {size} go with one mail. For larger ones send a link.",
            ["n": t.number(mostFiles), "size": t.bytes(mostBytes)])
    }

    /// Files that a draft, or a refused or taken back answer, has: they go along unless somebody unticks them.
    static func list(_ files: [AnswerFile], _ t: Words) -> HTML {
        let items: [HTML] = files.map { file in
            """
            <label class="check"><input type="checkbox" name="keep" value="\(file.id.description)" checked>\
            <span><span translate="no">\(file.name)</span> <small>\(t.bytes(file.size))</small></span></label>
            """
        }
        let list: HTML =
            items.isEmpty
            ? "" : "<fieldset class=\"draft-files\"><legend class=\"hidden\">\(t("Files that go along"))</legend>\(items)</fieldset>"
        return "<div data-files><input type=\"hidden\" name=\"files\" value=\"1\">\(list)</div>"
    }

    /// The button that takes files, by a click, by dropping them on the form or by pasting. What is chosen is kept with the draft at once, at
    /// `place`; without scripts it goes with the form.
    static func chooser(_ ui: Parts, to place: Link, _ t: Words) -> HTML {
        """
        <label class="button quiet attach">\(ui.icon("attach"))<span>\(t("Attach"))</span><input class="hidden" type="file" name="file" multiple data-drop data-src="\(place)" \
        data-most="\(mostBytes)" data-too-much="\(tooMuch(t))" data-failed="\(t("This file did not go up. Try it again."))"></label>
        """
    }
}

extension Reader {
    func draftFiles(_ conversation: Conversation.ID, of staff: Staff.ID) throws -> [AnswerFile] {
        try all(
            """
            SELECT id, name, type, size FROM answer_file
            WHERE conversation_id = \(conversation) AND staff_id = \(staff) AND message_id IS NULL ORDER BY id
            """
        ) { try AnswerFile(id: $0.next(), name: $0.next(), type: $0.next(), size: $0.next()) }
    }

    /// The files of an answer with their contents, in the order in which `Message.attachments` counts them.
    func files(of message: Message.ID) throws -> [OutgoingMail.Attachment] {
        try all("SELECT name, type, size, bytes FROM answer_file WHERE message_id = \(message) ORDER BY id") { row in
            let (name, type, size) = (try row.next(String.self), try row.next(String.self), try row.next(Int.self))
            return OutgoingMail.Attachment(name: name, type: type, data: try Compressed.unpack(try row.next(), limit: size))
        }
    }
}

extension Tx {
    /// Puts files to a draft, and takes those away that its writer no longer wants.
    func keepFiles(_ uploads: [Upload], drop unwanted: Set<AnswerFile.ID>, in conversation: Conversation.ID, of staff: Staff.ID) throws {
        silentByIntent = true
        for id in unwanted {
            try db.run(
                """
                DELETE FROM answer_file
                WHERE id = \(id) AND conversation_id = \(conversation) AND staff_id = \(staff) AND message_id IS NULL
                """)
        }
        for upload in uploads {
            try db.run(
                """
                INSERT INTO answer_file (id, conversation_id, staff_id, message_id, name, type, size, bytes, at)
                VALUES (\(newID(AnswerFile.self)), \(conversation), \(staff), NULL, \(AttachmentName.safe(upload.name)), \(upload.type),
                        \(upload.data.count), \(Compressed.pack(upload.data)), \(now))
                """)
        }
    }

    /// The draft's files go with the answer. Gives what `Message.attachments` says of them.
    func sendFiles(with message: Message.ID, in conversation: Conversation.ID, of staff: Staff.ID) throws -> String {
        let files = try db.draftFiles(conversation, of: staff)
        guard !files.isEmpty else { return "[]" }
        try db.run(
            """
            UPDATE answer_file SET message_id = \(message)
            WHERE conversation_id = \(conversation) AND staff_id = \(staff) AND message_id IS NULL
            """)
        return Attachments.text(
            files.enumerated().map {
                MailAttachment(index: $0, name: $1.name, type: $1.type, bytes: $1.size, inline: false, contentId: nil)
            })
    }

    /// The answer is a draft again, and so are its files.
    func takeFilesBack(from message: Message.ID) throws {
        try db.run("UPDATE answer_file SET message_id = NULL WHERE message_id = \(message)")
    }
}

extension Answer {
    /// For a script of the page: a sentence and nothing around it.
    static func sentence(_ words: String, status: Int) -> Answer {
        Answer(status: status, headers: [("content-type", "text/plain; charset=utf-8")], body: .text(words))
    }
}
