import Core
import Language
import Storage
import Web

/// Somebody who was asked in a note, and whether they have said their word.
struct AskedColleague: Sendable, Equatable {
    var note: Message.ID
    var staff: Staff.ID
    var isOpen: Bool
}

extension Reader {
    /// Who was asked in these notes of one conversation. No statement where no note has an @.
    func askedColleagues(in conversation: Conversation.ID, _ messages: [Message]) throws -> [AskedColleague] {
        guard messages.contains(where: { $0.kind == .note && $0.text.utf8.contains(UInt8(ascii: "@")) }) else { return [] }
        return try all(
            """
            SELECT m.note_id, m.staff_id, CASE WHEN EXISTS (SELECT 1 FROM duty d WHERE d.kind = \(Mention.dutyKind)
              AND d.subject_id = m.id AND d.state = 'open') THEN 1 ELSE 0 END
            FROM mention m WHERE m.conversation_id = \(conversation) ORDER BY m.id
            """
        ) { row in AskedColleague(note: try row.next(), staff: try row.next(), isOpen: try row.next()) }
    }
}

/// A note as it is read: whom it asks is marked, and below it stands whether they have answered.
enum MentionView {
    static func words(_ message: Message, _ shown: ConversationPages.Shown) -> HTML {
        let text = message.visibleText
        let asked = Set(shown.asked.filter { $0.note == message.id }.map(\.staff))
        guard !asked.isEmpty else { return LinkedText.html(text) }
        let staff = shown.staffNames.map { (id: $0.key, name: $0.value) }.sorted { $0.id < $1.id }
        var out = HTML.empty
        var done = text.startIndex
        for (range, staff) in MentionRules.places(in: text, staff) where asked.contains(staff) && range.lowerBound >= done {
            out += LinkedText.html(String(text[done..<range.lowerBound]))
            out += "<b class=\"mention\">\(String(text[range]))</b>"
            done = range.upperBound
        }
        return out + LinkedText.html(String(text[done...]))
    }

    static func standing(_ message: Message, _ shown: ConversationPages.Shown, _ visit: Visit) -> HTML {
        let t = visit.t
        let lines: [HTML] = shown.asked.filter { $0.note == message.id }.map { one in
            let name = shown.staffNames[one.staff] ?? "?"
            return one.isOpen
                ? "<p class=\"soft asked\">\(visit.ui.icon("clock"))<span>\(t("{name} is asked for a word", ["name": name]))</span></p>"
                : "<p class=\"soft asked\">\(visit.ui.icon("check"))<span>\(t("{name} has said it", ["name": name]))</span></p>"
        }
        return "\(lines)"
    }
}
