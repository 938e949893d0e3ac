import Core
import Language
import Storage

/// A colleague who was asked for a word in a note: "@Efe, is the oven free on Friday?" The matter stays with who has it (85); the
/// question stands on the colleague's Today until they have written here, or say that it is done.
struct Mention: Sendable, Equatable {
    typealias ID = Storage.ID<Mention>
    var id: ID
    var note: Message.ID
    var staff: Staff.ID
    var askedBy: Staff.ID

    static let dutyKind = "mention"

    init(row: inout Row) throws {
        id = try row.next()
        note = try row.next()
        staff = try row.next()
        askedBy = try row.next()
    }
}

/// Who is meant by an @ in a note.
enum MentionRules {
    /// - Parameter staff: everybody who could be meant.
    ///
    /// A name is meant by all of it or by its first word, in any case and without accents ("@ayse" is Ayşe). A first name that two people
    /// share means neither: their whole names tell them apart. An @ inside an address means nobody.
    static func meant(in text: String, _ staff: [(id: Staff.ID, name: String)]) -> [Staff.ID] {
        var seen: Set<Staff.ID> = []
        return places(in: text, staff).map(\.staff).filter { seen.insert($0).inserted }
    }

    /// Where each of them is named, from the @ to the end of the name, in order.
    static func places(in text: String, _ staff: [(id: Staff.ID, name: String)]) -> [(range: Range<String.Index>, staff: Staff.ID)] {
        let folded = staff.map { (id: $0.id, words: SearchAnalysis.words(of: $0.name).map { SearchAnalysis.fold($0) }) }
        var found: [(range: Range<String.Index>, staff: Staff.ID)] = []
        var before: Character = " "
        var place = text.startIndex
        while place < text.endIndex {
            let letter = text[place]
            place = text.index(after: place)
            defer { before = letter }
            guard letter == "@", !before.isLetter, !before.isNumber, before != "." else { continue }
            let line = String(text[place...].prefix { !$0.isNewline }.prefix(120))
            let read = Array(SearchAnalysis.words(of: line).prefix(4))
            let words = read.map { SearchAnalysis.fold($0) }
            func end(_ count: Int) -> String.Index {
                text.utf8.index(place, offsetBy: line.utf8.distance(from: line.startIndex, to: read[count - 1].endIndex))
            }
            let sign = text.index(before: place)
            guard let first = words.first, line.first.map({ $0.isLetter || $0.isNumber }) == true else { continue }
            let whole = folded.filter { $0.words.count > 1 && words.starts(with: $0.words) }
            let byFirst = folded.filter { $0.words.first == first }
            if let longest = whole.max(by: { $0.words.count < $1.words.count }) {
                found.append((sign..<end(longest.words.count), longest.id))
            } else if byFirst.count == 1 {
                found.append((sign..<end(1), byFirst[0].id))
            }
        }
        return found
    }
}

extension Reader {
    func mentions(_ ids: [Mention.ID]) throws -> [Mention] {
        guard !ids.isEmpty else { return [] }
        return try all("SELECT id, note_id, staff_id, asked_by FROM mention WHERE id IN \(ids)") { try Mention(row: &$0) }
    }
}

extension Tx {
    /// Puts the note onto the Today of everybody who is asked in it, but of its writer.
    func ask(mentionedIn note: Message.ID, _ text: String, _ conversation: Conversation) throws {
        guard let me = actor.staff, text.contains("@") else { return }
        let staff = try db.colleagues(but: me).map { (id: $0.id, name: $0.name) }
        let due = try db.openDuty(ReplyDuty.kind, about: conversation.id.number)?.due
        for colleague in MentionRules.meant(in: text, staff) {
            let id = newID(Mention.self)
            try db.run(
                """
                INSERT INTO mention (id, note_id, conversation_id, staff_id, asked_by, at)
                VALUES (\(id), \(note), \(conversation.id), \(colleague), \(me), \(now))
                """)
            try owe(
                Duty.Request(
                    kind: Mention.dutyKind, subject: id.number, customer: conversation.customer, channel: conversation.channel, from: now),
                owner: colleague, due: due)
            try record(
                "conversation.mentioned", customer: conversation.customer, subject: conversation.eventSubject,
                data: ["staff": Event.Fact(colleague), "message": Event.Fact(note)])
        }
    }

    /// A note is taken back with what it asked.
    func unask(_ note: Message.ID) throws {
        for mention in try db.values("SELECT id FROM mention WHERE note_id = \(note) ORDER BY id", as: Mention.ID.self) {
            try drop(Mention.dutyKind, about: mention.number, reason: "taken back")
        }
        try db.run("DELETE FROM mention WHERE note_id = \(note)")
    }
}

extension Mention {
    /// Whoever writes in the conversation has said their word.
    static let onAnswer = Reaction(
        "inbox.mention-answered", to: ["conversation.noted", "message.answered"],
        .sameTransaction { event, tx in
            guard let me = event.actor.staff, let conversation = event.subject?.id else { return }
            let open = try tx.db.values(
                """
                SELECT m.id FROM mention m JOIN duty d ON d.kind = \(dutyKind) AND d.subject_id = m.id AND d.state = 'open'
                WHERE m.conversation_id = \(conversation) AND m.staff_id = \(me)
                """, as: Mention.ID.self)
            for id in open { try tx.fulfil(dutyKind, about: id.number, outcome: "answered") }
        })
}
