import Core
import Foundation
import Storage
import Web

/// The way back from an answer or a note, while there is one (56).
extension Tx {
    /// Takes an answer back that has not gone out: its text is a draft again, the duty is open again. False when it was too late.
    func takeBack(_ message: Message) throws -> Bool {
        if message.isForward { return try takeForwardBack(message) }
        guard message.outState == .queued, try cancelJob(key: Outbox.key(message.id)),
            let conversation = try db.conversation(message.conversation)
        else { return false }
        let said = try db.events(about: conversation.eventSubject, limit: 2000).last {
            $0.kind == "message.answered" && $0.data["message"] == Event.Fact(message.id)
        }
        try takeFilesBack(from: message.id)
        try unusePrepared(of: message.id)
        try forgetOverride(by: message.id.number)
        try db.run("DELETE FROM message WHERE id = \(message.id)")
        try Search.messages.remove(db, item: message.id.number)
        let last = try db.first(
            "SELECT m.id, m.visible_text FROM message m WHERE m.conversation_id = \(conversation.id) AND m.kind <> 'note' ORDER BY m.id DESC LIMIT 1"
        ) { (try $0.next(Message.ID.self), try $0.next(String.self)) }
        try db.run(
            """
            UPDATE conversation SET message_count = message_count - 1, last_message_id = \(last?.0), snippet = \(Snippet.make(last?.1 ?? ""))
            WHERE id = \(conversation.id)
            """)
        // What the customer wrote meanwhile is owed whatever becomes of the answer.
        let isNewer =
            try db.value(
                """
                SELECT 1 FROM message WHERE conversation_id = \(conversation.id) AND id > \(message.id) AND kind = 'theirs' AND automatic IS NULL
                LIMIT 1
                """, as: Int.self) != nil
        if !isNewer, let before = said?.data["before"]?.word.flatMap(Conversation.State.init(rawValue:)) {
            try move(conversation, to: before)
            if let own = said?.data["own"]?.number { try keep(ownState: OwnState.ID(number: own), of: conversation.id) }
        }
        let isInterim = said?.data["then"]?.word == Then.stay.rawValue
        if let owed = said?.data["duty"]?.number {
            if !isInterim { try reopen(Duty.ID(number: owed)) }
        } else if isInterim, !isNewer {
            try drop(ReplyDuty.kind, about: conversation.id.number, reason: "taken back")
        }
        // Put off until the answer was to go, or until tomorrow: with the answer that goes too.
        if let duty = try db.openDuty(ReplyDuty.kind, about: conversation.id.number), duty.snoozedUntil != nil {
            try snooze(duty.id, until: nil)
        }
        // What was taken by answering is nobody's again, and no word was spoken.
        if said?.data["took"] != nil, let owed = said?.data["duty"]?.number { try release(Duty.ID(number: owed)) }
        if !isNewer, message.plannedFor == nil {
            try untouched(conversation.customer, backTo: said?.data["contact"]?.number.map { Instant(milliseconds: $0) })
        }
        if let staff = message.staff {
            // Days may lie between planning an answer and its return: what was begun meanwhile stays below it.
            let begun = message.plannedFor == nil ? nil : try db.draft(conversation.id, of: staff)?.nonEmpty
            try keepDraft([message.text, begun].compactMap { $0 }.joined(separator: "\n\n"), in: conversation.id, of: staff)
        }
        try record(
            "message.taken-back", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["message": Event.Fact(message.id)])
        try derive(conversation.id)
        return true
    }

    /// For the team only.
    @discardableResult public func note(_ text: String, in conversation: Conversation) throws -> Message.ID {
        let text = text.trimmed(ofLines: true)
        guard !text.isEmpty else { throw AnswerRefusal.empty }
        let staff = try actor.staff.flatMap { try db.staff($0) }
        let id = try insert(
            NewMessage(kind: .note, staff: staff?.id, fromName: staff?.name ?? "", subject: "", text: text, visibleText: text),
            into: conversation.id)
        try record(
            "conversation.noted", customer: conversation.customer, subject: conversation.eventSubject, data: ["message": Event.Fact(id)])
        try ask(mentionedIn: id, text, conversation)
        return id
    }

    /// For so long a note can be taken back; what has stood longer is part of what the team knows.
    static let noteIsFresh: Duration = .seconds(600)

    /// Takes a note back with its words: another's, or an old one, stays. False then.
    func takeNoteBack(_ note: Message) throws -> Bool {
        guard note.kind == .note, note.staff == actor.staff, now - Self.noteIsFresh <= note.at,
            // What goes with a hand-over stays as long as that does.
            try db.value("SELECT 1 FROM hand_over WHERE note_id = \(note.id) LIMIT 1", as: Int.self) == nil
        else { return false }
        try unask(note.id)
        try db.run("DELETE FROM message WHERE id = \(note.id)")
        try Search.messages.remove(db, item: note.id.number)
        let conversation = try db.conversation(note.conversation)
        try record(
            "note.taken-back", customer: conversation?.customer, subject: conversation?.eventSubject, data: ["message": Event.Fact(note.id)]
        )
        return true
    }
}
