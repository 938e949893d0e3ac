import Core
import Language
import Storage
import Web

/// What the page of a conversation says of colleagues.
extension ConversationPages {
    struct Company: Sendable {
        var writing: [String] = []
        var here: [String] = []
        /// Whose unsent answers lie here, and since when.
        var begun: [(name: String, at: Instant)] = []
    }

    static func company(
        in conversation: Conversation.ID, than me: Staff.ID, _ presence: Presence, now: Instant, _ db: Reader
    ) throws -> Company {
        let there = presence.others(in: conversation, than: me, now: now)
        let drafts = try db.otherDrafts(conversation, than: me)
        let names = try db.staffNames(Array(there.keys) + drafts.map(\.staff))
        func listed(_ state: Presence.State) -> [String] { there.filter { $0.value == state }.compactMap { names[$0.key] }.sorted() }
        return Company(
            writing: listed(.writing), here: listed(.here),
            begun: drafts.filter { there[$0.staff] != .writing }.compactMap { draft in names[draft.staff].map { ($0, draft.at) } })
    }

    static func company(_ company: Company, _ visit: Visit) -> HTML {
        let t = visit.t
        var lines: [String] = []
        if let one = company.writing.first {
            lines.append(
                company.writing.count == 1
                    ? t("{name} is writing an answer", ["name": one]) : t("{names} are writing answers", ["names": t.list(company.writing)])
            )
        }
        if let one = company.here.first {
            lines.append(
                company.here.count == 1
                    ? t("{name} is looking at this", ["name": one]) : t("{names} are looking at this", ["names": t.list(company.here)]))
        }
        lines += company.begun.map {
            t("{name} began an answer {when}", ["name": $0.name, "when": t.relative($0.at.milliseconds, now: visit.now)])
        }
        return "\(lines.map { "<p class=\"presence\"><span>\($0)</span></p>" as HTML })"
    }

    static func presence(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let (id, me) = try ids(visit)
        let now = Instant(milliseconds: visit.now)
        return .fragment(
            company(try await shop.read { db in try company(in: id, than: me, presence, now: now, db) }, visit))
    }

    /// A beat of somebody's page.
    static func here(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let (id, me) = try ids(visit)
        if presence.say(Presence.State(rawValue: visit.form["state"]), me, in: id, now: Instant(milliseconds: visit.now)) {
            shop.live.publish(["presence:\(id)"])
        }
        // Whoever looks at it has read what they were told of it.
        let subject = Event.Subject("conversation", id)
        if visit.form["state"] != "gone", try await shop.glance({ try $0.hasUnreadNotices(of: me, about: subject) }) {
            _ = try await shop.write(as: .staff(me)) { tx in try tx.readNotices(of: me, about: subject) }
            return Answer(status: 204).with(header: "x-read", "1")
        }
        return Answer(status: 204)
    }
}
