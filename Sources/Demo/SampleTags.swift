import Core
import Inbox
import Storage

/// Tags, a state of the shop's own and a saved list, put on what the stories have left.
enum SampleTags {
    /// Name and tone.
    private static let tags: [(name: String, tone: Int)] = [
        ("Catering", 1), ("Wedding", 5), ("Vegan", 2), ("Allergy", 3), ("Delivery", 4), ("Class", 6), ("Wholesale", 4),
        ("Lost and found", 0),
    ]
    private static let stories: [(subject: String, tags: [String])] = [
        ("Catering for 30 on Friday", ["Catering", "Delivery", "Vegan"]), ("Sourdough class for six", ["Class"]),
        ("Is the rye really vegan?", ["Vegan"]), ("Bread for the lab’s open day", ["Catering"]),
        ("Häiden leivät ja hääkakku", ["Wedding", "Delivery"]), ("Onko korvapuusteissa laktoosia?", ["Allergy"]),
        ("Ընկույզի ալերգիա", ["Allergy"]), ("Günlük ekmek siparişi", ["Wholesale", "Delivery"]),
        ("Glütensiz ekmek yapıyor musunuz?", ["Allergy"]), ("Tas saya ketinggalan", ["Lost and found"]),
        ("Kiriman roti terlambat lagi", ["Delivery", "Wholesale"]), ("Gözlüğümü sizde unuttum galiba", ["Lost and found"]),
        ("Night ferry breakfasts", ["Catering"]),
    ]
    private static let people: [(name: String, tags: [String])] = [
        ("Ayşe Demir", ["Allergy"]), ("Otel Liman", ["Wholesale", "Delivery"]),
    ]

    static func put(_ stage: Stage, _ cast: Cast, _ now: Instant) async throws {
        try await stage.write(now, as: .staff(cast.id(.sara))) { tx in
            for tag in tags where try tx.db.tag(named: tag.name) == nil {
                try tx.tag("tag", tx.makeTag(tag.name, tone: tag.tone).id.number)
            }
            let guests: SQL = "(SELECT id FROM sample_row WHERE kind = 'customer')"
            for story in stories {
                let found = try tx.db.values(
                    "SELECT id FROM conversation WHERE subject = \(story.subject) AND customer_id IN \(guests)", as: Conversation.ID.self)
                for id in found {
                    guard let conversation = try tx.db.conversation(id) else { continue }
                    try tx.put(
                        tags: story.tags, on: TaggedItem("conversation", id.number, customer: conversation.customer))
                }
            }
            for person in people {
                for id in try tx.db.values("SELECT id FROM customer WHERE name = \(person.name) AND id IN \(guests)", as: Customer.ID.self)
                {
                    try tx.put(tags: person.tags, on: .person(id))
                }
            }
            try putState(tx, guests)
            if let allergy = try tx.db.tag(named: "Allergy"), let list = try tx.addSampleList("Allergies", "view=all&tag=\(allergy.id)") {
                try tx.tag("list", list)
            }
        }
    }

    /// What waits for somebody else than the customer and the shop.
    private static func putState(_ tx: Tx, _ guests: SQL) throws {
        let mill: OwnState
        do { mill = try tx.addOwnState("Waiting for the mill", .them) } catch is OwnStateProblem { return }
        try tx.tag("own_state", mill.id.number)
        let waiting = try tx.db.values(
            "SELECT id FROM conversation WHERE state = 'waiting' AND customer_id IN \(guests) ORDER BY changed_at DESC, id LIMIT 1",
            as: Conversation.ID.self)
        for id in waiting {
            if let conversation = try tx.db.conversation(id) { try tx.stand(conversation, at: .them, own: mill.id) }
        }
    }
}

extension Tx {
    /// Takes the sample's tags, states and lists out; a tag that the shop has put on something of its own stays.
    func takeSampleTagsOut() throws {
        let people: SQL = "(SELECT id FROM sample_row WHERE kind = 'customer')"
        try db.run("DELETE FROM tag_link WHERE kind = 'customer' AND item_id IN \(people)")
        try db.run(
            """
            DELETE FROM tag_link WHERE kind = 'conversation' AND item_id IN (SELECT id FROM conversation WHERE customer_id IN \(people))
            """)
        for id in try db.sampleRows("tag")
        where try db.value("SELECT 1 FROM tag_link WHERE tag_id = \(id) LIMIT 1", as: Int.self) == nil {
            try db.run("DELETE FROM tag WHERE id = \(id)")
        }
        try forgetSampleLists(try db.sampleRows("list"), states: try db.sampleRows("own_state"))
    }
}
