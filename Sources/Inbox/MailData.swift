import Core
import Foundation
import Language
import Mail
import Storage
import Web

/// What the inbox keeps of a person: their conversations with every mail, draft and file, mail that waits, and what is known of their addresses.
enum MailData {
    static let data = PersonalData(
        kinds: [
            ("conversation", { t, n in t("{n} conversation", "{n} conversations", n) }),
            ("message", { t, n in t("{n} message or note", "{n} messages and notes", n) }),
            (
                "message-elsewhere",
                { t, n in t("{n} letter in somebody else’s conversation", "{n} letters in other people’s conversations", n) }
            ),
            ("file", { t, n in t("{n} file", "{n} files", n) }),
            ("draft", { t, n in t("{n} draft", "{n} drafts", n) }),
            ("held", { t, n in t("{n} mail held back", "{n} mails held back", n) }),
        ],
        count: { person, db in try Kept(person, db).counts },
        obstacles: { person, db, t in
            let n: Int =
                try db.value(
                    """
                    SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id
                    WHERE c.customer_id IN \(person.ids) AND m.kind = 'ours' AND m.out_state = 'queued'
                    """) ?? 0
            return n == 0
                ? []
                : [
                    t(
                        "{n} answer to them is still on its way out. Wait until it is sent, or take it back.",
                        "{n} answers to them are still on their way out. Wait until they are sent, or take them back.", n)
                ]
        },
        export: { person, db, t, file in try export(Kept(person, db), person, db, t, &file) },
        erase: { person, tx in
            // What somebody else's conversation and theirs became is two again, so that each keeps or loses their own.
            try tx.partMerges(of: person.ids)
            let kept = try Kept(person, tx.db)
            try tx.erase(kept, person)
            return kept.counts
        })

    private static func export(_ kept: Kept, _ person: PersonalData.Person, _ db: Reader, _ t: Words, _ file: inout PersonalFile) throws {
        var all: [JSON] = []
        var pages: [HTML] = []
        for id in kept.conversations {
            guard let conversation = try db.conversation(id) else { continue }
            var others = 0
            var letters: [JSON] = []
            var rows: [HTML] = []
            for message in try db.letters(of: conversation, person.ids) {
                // What somebody beside them wrote is that person's.
                if message.kind == .theirs, !person.emails.contains(Customer.Address.email(message.fromAddress).folded) {
                    others += 1
                    continue
                }
                var names: [String] = []
                if message.kind == .theirs, let raw = try db.rawMessage(message.id) {
                    names.append("mail/\(message.id).eml")
                    file.add(file: names[0], raw)
                }
                for (index, own) in try db.files(of: message.id).enumerated() {
                    let name = "files/\(message.id)-\(index + 1)-\(AttachmentName.safe(own.name))"
                    names.append(name)
                    file.add(file: name, own.data)
                }
                letters.append([
                    "from": .text(message.kind == .theirs ? "you" : message.kind == .ours ? "shop" : "note"),
                    "at": .text(Words.iso(message.at.milliseconds)), "subject": .text(message.subject), "text": .text(message.text),
                    "files": .list(names.map { .text($0) }),
                ])
                let who =
                    switch message.kind {
                    case .theirs: t("You wrote")
                    case .ours: t("We wrote")
                    case .note: t("A note of ours")
                    }
                let links: HTML = names.map { "<small>\($0)</small> " as HTML }.joined()
                rows.append(
                    "<article><small>\(who) · \(t.dateTime(message.at.milliseconds))</small><pre>\(message.text)</pre>\(links)</article>")
            }
            all.append([
                "subject": .text(conversation.subject), "channel": .text(conversation.channel), "state": .text(conversation.state.rawValue),
                "begun": .text(Words.iso(conversation.createdAt.milliseconds)), "messages": .list(letters),
                "lettersOfOthersLeftOut": .number(Int64(others)),
            ])
            pages.append("<section><h3>\(conversation.subject)</h3>\(rows)</section>")
        }
        guard !all.isEmpty else { return }
        file.data.append(("conversations", .list(all)))
        file.pages.append("<section><h2>\(t("Messages"))</h2>\(pages)</section>")
    }
}

extension MailData {
    /// All rows that are about a person, by their ids.
    struct Kept {
        var conversations: [Conversation.ID]
        var messages: [Message.ID]
        /// Letters of theirs in conversations of others, and those of others that name their address as a recipient.
        var elsewhere: [Message.ID] = []
        var mentions: [Message.ID] = []
        var held: [HeldMail.ID]
        var parked: [Storage.ID<ParkedMail>]
        var begun: [(staff: Staff.ID, key: String)]
        var counts: PersonalData.Counts

        init(_ person: PersonalData.Person, _ db: Reader) throws {
            conversations = try db.values("SELECT id FROM conversation WHERE customer_id IN \(person.ids) ORDER BY id")
            let own: SQL = "(SELECT id FROM conversation WHERE customer_id IN \(person.ids))"
            messages = try db.values("SELECT id FROM message WHERE conversation_id IN \(own) ORDER BY id")
            func isTheirs(_ address: String) -> Bool { person.emails.contains(Customer.Address.email(address.trimmed).folded) }
            func names(_ list: String) -> Bool { list.split(separator: ",").contains { isTheirs(String($0)) } }
            var (elsewhere, mentions): ([Message.ID], [Message.ID]) = ([], [])
            if !person.emails.isEmpty {
                try db.each("SELECT id, from_address, to_list, cc_list FROM message WHERE NOT conversation_id IN \(own) ORDER BY id") {
                    row in
                    let (id, from, to, cc) = (
                        try row.next(Message.ID.self), try row.next(String.self), try row.next(String.self), try row.next(String.self)
                    )
                    if isTheirs(from) { elsewhere.append(id) } else if names(to) || names(cc) { mentions.append(id) }
                    return true
                }
            }
            (self.elsewhere, self.mentions) = (elsewhere, mentions)
            held = try db.all("SELECT id, from_address FROM held_mail ORDER BY id") {
                (try $0.next(HeldMail.ID.self), try $0.next(String.self))
            }.filter { isTheirs($0.1) }.map(\.0)
            // What could not be read is looked through byte for byte.
            parked = try db.all("SELECT id, bytes FROM parked_mail ORDER BY id") { row in
                (try row.next(Storage.ID<ParkedMail>.self), try row.next([UInt8].self))
            }.filter { _, packed in
                guard let bytes = try? Compressed.unpack(packed, limit: MailLimits().message) else { return false }
                let text = String(decoding: bytes, as: UTF8.self).lowercased()
                return person.emails.contains { text.contains($0) }
            }.map(\.0)
            begun = try db.all("SELECT staff_id, key, to_list, cc FROM begun_message ORDER BY staff_id, key") { row in
                (
                    staff: try row.next(Staff.ID.self), key: try row.next(String.self), to: try row.next(String.self),
                    cc: try row.next(String.self)
                )
            }.filter { names($0.to) || names($0.cc) }.map { ($0.staff, $0.key) }
            let files: Int = try db.value("SELECT count(*) FROM answer_file WHERE conversation_id IN \(own)") ?? 0
            let answers: Int = try db.value("SELECT count(*) FROM draft WHERE conversation_id IN \(own)") ?? 0
            let notes: Int = try db.value("SELECT count(*) FROM note_draft WHERE conversation_id IN \(own)") ?? 0
            let forwards: Int = try db.value("SELECT count(*) FROM forward_draft WHERE conversation_id IN \(own)") ?? 0
            let drafts = answers + notes + forwards
            counts = [
                "conversation": conversations.count, "message": messages.count, "message-elsewhere": elsewhere.count, "file": files,
                "draft": drafts + begun.count, "held": held.count + parked.count,
            ]
        }
    }
}

extension Tx {
    fileprivate func erase(_ kept: MailData.Kept, _ person: PersonalData.Person) throws {
        let own: SQL = "(SELECT id FROM conversation WHERE customer_id IN \(person.ids))"
        for id in try db.values(
            "SELECT rfc_id FROM message WHERE conversation_id IN \(own) AND kind = 'ours' AND rfc_id IS NOT NULL", as: String.self)
        {
            try keep(ErasedMail.sentMark(id), 0, now)
        }
        try forgetMarks(person, messages: Set((kept.messages + kept.elsewhere).map(\.number)))
        try ConversationRows.forget(kept.messages.map(\.number), self)
        // What was learnt from their letters goes out of this program's memory too.
        try stampShelf()
        let states = try db.all("SELECT state, count(*) FROM conversation WHERE customer_id IN \(person.ids) GROUP BY state") { row in
            (try row.next(Conversation.State.self), try row.next(Int.self))
        }
        for (state, n) in states { try db.run("UPDATE conversation_count SET n = n - \(n) WHERE state = \(state)") }
        try ConversationRows.remove("\(kept.conversations)", self)
        for id in kept.elsewhere { try empty(id) }
        for id in kept.mentions { try takeOut(person.emails, of: id) }
        try db.run("DELETE FROM held_mail WHERE id IN \(kept.held)")
        try db.run("DELETE FROM parked_mail WHERE id IN \(kept.parked)")
        for (staff, key) in kept.begun {
            try db.run("DELETE FROM begun_file WHERE staff_id = \(staff) AND begun_key = \(key)")
            try db.run("DELETE FROM begun_message WHERE staff_id = \(staff) AND key = \(key)")
        }
        try forgetForwards { person.emails.contains(Customer.Address.email($0.trimmed).folded) }
        let emails = person.emails.sorted()
        try db.run("DELETE FROM address_trouble WHERE folded IN \(emails)")
        try db.run("DELETE FROM blocked_sender WHERE sender IN \(emails)")
        try db.run("DELETE FROM sender_pace WHERE sender IN \(emails)")
        for address in try db.values("SELECT address FROM automatic_answer", as: String.self)
        where person.emails.contains(Customer.Address.email(address).folded) {
            try db.run("DELETE FROM automatic_answer WHERE address = \(address)")
        }
    }

    /// A letter of theirs in somebody else's conversation keeps its place and loses its words.
    private func empty(_ id: Message.ID) throws {
        try Search.messages.remove(db, item: id.number)
        try unlearn(id)
        try db.run("DELETE FROM raw_message WHERE message_id = \(id)")
        try db.run(
            """
            UPDATE message SET from_name = '', from_address = '', to_list = '', cc_list = '', subject = '', text = '', visible_text = '',
                html = NULL, attachments = '[]', proof = NULL, reply_to = NULL
            WHERE id = \(id)
            """)
        try db.run("UPDATE conversation SET snippet = '' WHERE last_message_id = \(id)")
    }

    private func takeOut(_ emails: Set<String>, of id: Message.ID) throws {
        guard let message = try db.message(id) else { return }
        func without(_ list: String) -> String {
            list.split(separator: ",").map { String($0).trimmed }.filter { !emails.contains(Customer.Address.email($0).folded) }
                .joined(separator: ", ")
        }
        let replyTo = message.replyTo.flatMap { without($0).nonEmpty }
        try db.run(
            "UPDATE message SET to_list = \(without(message.to)), cc_list = \(without(message.cc)), reply_to = \(replyTo) WHERE id = \(id)")
    }
}
