import Storage

/// Relays that give a mail an id of their own (5), as Amazon's and Microsoft's do: what they answer when they take it holds that id, and
/// replies name it.
enum RelayID {
    /// The ids in a server's answer: whole ones in angle brackets, and long words that are no sentence.
    static func tokens(in answer: String) -> [String] {
        var found: [String] = []
        for word in answer.split(whereSeparator: { " ,;()[]\"=".contains($0) }) {
            if word.first == "<", word.last == ">", word.contains("@") {
                found.append(String(word.dropFirst().dropLast()))
            } else if word.utf8.count >= 24, word.utf8.count <= 200, word.contains(where: \.isNumber),
                word.utf8.allSatisfy({ byte in
                    byte == 0x2D || byte == 0x2E || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                        || (0x61...0x7A).contains(byte)
                })
            {
                found.append(String(word))
            }
        }
        return Array(found.prefix(4))
    }
}

extension Reader {
    /// The conversation of a mail of ours that a relay calls `rfcID`, or whose local part it gave.
    func relayed(_ rfcID: String) throws -> Conversation.ID? {
        let local = rfcID.split(separator: "@").first.map(String.init) ?? rfcID
        return try value(
            """
            SELECT m.conversation_id FROM relay_id r JOIN message m ON m.id = r.message_id
            WHERE r.token IN \([rfcID, local]) ORDER BY m.id DESC LIMIT 1
            """)
    }
}
