import Core
import Storage

extension Tx {
    /// Tags and those who follow go along into the one that stays (74). The other keeps its own, for the way back; what came into the one that
    /// stays is noted, and goes again with it.
    func carryTagsAndFollowers(of merge: ConversationMerge.ID, from: Conversation.ID, to into: Conversation.ID) throws {
        let kind = Conversation.kind
        try db.run(
            """
            INSERT INTO conversation_merge_row (merge_id, kind, row_id)
            SELECT \(merge), 'tag', l.tag_id FROM tag_link l WHERE l.kind = \(kind) AND l.item_id = \(from)
              AND NOT EXISTS (SELECT 1 FROM tag_link h WHERE h.kind = \(kind) AND h.item_id = \(into) AND h.tag_id = l.tag_id)
            """)
        try db.run(
            """
            INSERT INTO tag_link (tag_id, kind, item_id, at, staff_id, via)
            SELECT l.tag_id, l.kind, \(into), l.at, l.staff_id, l.via FROM tag_link l
            JOIN conversation_merge_row r ON r.merge_id = \(merge) AND r.kind = 'tag' AND r.row_id = l.tag_id
            WHERE l.kind = \(kind) AND l.item_id = \(from)
            """)
        try db.run(
            """
            INSERT INTO conversation_merge_row (merge_id, kind, row_id)
            SELECT \(merge), 'follower', f.staff_id FROM conversation_follow f WHERE f.conversation_id = \(from)
              AND NOT EXISTS (SELECT 1 FROM conversation_follow h WHERE h.conversation_id = \(into) AND h.staff_id = f.staff_id)
            """)
        try db.run(
            """
            INSERT INTO conversation_follow (conversation_id, staff_id, at)
            SELECT \(into), f.staff_id, f.at FROM conversation_follow f
            JOIN conversation_merge_row r ON r.merge_id = \(merge) AND r.kind = 'follower' AND r.row_id = f.staff_id
            WHERE f.conversation_id = \(from)
            """)
    }

    func giveTagsAndFollowersBack(of merge: ConversationMerge.ID, from into: Conversation.ID) throws {
        try db.run(
            """
            DELETE FROM tag_link WHERE kind = \(Conversation.kind) AND item_id = \(into)
              AND tag_id IN (SELECT row_id FROM conversation_merge_row WHERE merge_id = \(merge) AND kind = 'tag')
            """)
        try db.run(
            """
            DELETE FROM conversation_follow WHERE conversation_id = \(into)
              AND staff_id IN (SELECT row_id FROM conversation_merge_row WHERE merge_id = \(merge) AND kind = 'follower')
            """)
    }

    /// What is begun to be passed on goes along; where its writer has begun something there too, its words go below that.
    func carryForwardDrafts(from: Conversation.ID, to into: Conversation.ID) throws {
        let writers = try db.values(
            "SELECT staff_id FROM forward_draft WHERE conversation_id = \(from) ORDER BY staff_id", as: Staff.ID.self)
        for staff in writers {
            guard let draft = try db.forwardDraft(from, of: staff) else { continue }
            var kept = try db.forwardDraft(into, of: staff) ?? draft
            if kept != draft { kept.text = [kept.text, draft.text].compactMap(\.nonEmpty).joined(separator: "\n\n") }
            try keep(kept, in: into, of: staff)
        }
        try db.run("UPDATE forward_file SET conversation_id = \(into) WHERE conversation_id = \(from)")
        try db.run("DELETE FROM forward_draft WHERE conversation_id = \(from)")
    }

    /// Notes that are begun here go below those begun there.
    func carryNoteDrafts(from: Conversation.ID, to into: Conversation.ID) throws {
        let drafts = try db.all("SELECT staff_id, text FROM note_draft WHERE conversation_id = \(from) ORDER BY staff_id") {
            (try $0.next(Staff.ID.self), try $0.next(String.self))
        }
        for (staff, text) in drafts {
            let begun = try db.noteDraft(into, of: staff)?.nonEmpty
            try keepNoteDraft([begun, text].compactMap { $0 }.joined(separator: "\n\n"), in: into, of: staff)
        }
        try db.run("DELETE FROM note_draft WHERE conversation_id = \(from)")
    }
}
