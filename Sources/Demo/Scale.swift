import Core
import Foundation
import Inbox
import Language
import Purchases
import Storage
import Web

extension World {
    /// Fills the shop up to so many conversations of three letters each and so many customers, for measuring; two years of a busy shop.
    ///
    /// The words are drawn from lists in five languages, so that a search meets common and rare ones; "zanzibar" stands in seven
    /// conversations. These rows are no part of the sample that can be taken out. Says on standard error how far it is.
    public func scale(conversations: Int, customers: Int) async throws {
        let start = now - .seconds(730 * 86_400)
        let stage = try Stage(shop, workers: workers, start: start, seed: seed &+ 1)
        try await stage.shop.refreshSettings()
        var maker = CrowdMaker(seed: seed, now: now, start: start)
        let there = try await shop.read { db in
            (
                customers: try db.value("SELECT count(*) FROM customer", as: Int.self) ?? 0,
                conversations: try db.value("SELECT count(*) FROM conversation", as: Int.self) ?? 0,
                staff: try db.allStaff().filter { $0.isActive && $0.role >= .agent }, lines: try db.allLines().map(\.id),
                mailbox: try db.value("SELECT id FROM mailbox ORDER BY id LIMIT 1", as: Mailbox.ID.self),
                own: try db.value("SELECT address FROM mailbox ORDER BY id LIMIT 1", as: String.self) ?? World.mailbox
            )
        }
        let crowd = try await addCustomers(max(customers - there.customers, 1), stage, &maker)
        let total = max(conversations - there.conversations, 0)
        let began = ContinuousClock.now
        var done = 0
        while done < total {
            let count = min(1000, total - done)
            let batch = (done..<done + count).map { index in
                maker.conversation(index, of: total, crowd, staff: there.staff, lines: there.lines, mailbox: there.mailbox, own: there.own)
            }
            try await stage.write(batch.last?.letters.last?.at ?? now, as: .program("sample")) { tx in
                try tx.inert { try tx.add(past: batch) }
            }
            done += count
            tell("\(done) of \(total) conversations, \(began.duration(to: .now).formatted(.units(allowed: [.minutes, .seconds])))")
        }
        try await shop.write(as: .program("sample")) { tx in
            try tx.db.run(
                """
                UPDATE customer SET last_contact_at = (SELECT max(c.changed_at) FROM conversation c WHERE c.customer_id = customer.id)
                WHERE last_contact_at IS NULL
                """)
            try tx.record("sample.scaled")
        }
    }

    private func addCustomers(_ count: Int, _ stage: Stage, _ maker: inout CrowdMaker) async throws -> [CrowdMaker.Face] {
        var crowd: [CrowdMaker.Face] = []
        var dice = Dice(seed: seed ^ 0x50_1D)
        while crowd.count < count {
            let faces = (crowd.count..<min(crowd.count + 1000, count)).map { maker.face($0, of: count) }
            stage.clock.set(faces[0].since)
            let clock = stage.clock
            crowd += try await stage.shop.write(as: .program("sample")) { tx in
                try tx.inert {
                    try faces.map { face in
                        clock.set(face.since)
                        var known = face
                        known.id = try tx.addCustomer(
                            named: face.name, language: face.language.rawValue, addresses: [.email(face.email), .phone(face.phone)])
                        return known
                    }
                }
            }
            try await sell(to: Array(crowd.suffix(faces.count)), stage, &dice)
            tell("\(crowd.count) of \(count) customers")
        }
        return crowd
    }

    /// Half of them have bought something, some often.
    private func sell(to faces: [CrowdMaker.Face], _ stage: Stage, _ dice: inout Dice) async throws {
        let span = 700 * 86_400
        let slips = faces.flatMap { face -> [PurchaseSlip] in
            let times = dice.roll(2) == 0 ? 0 : 1 + dice.roll(4) * dice.roll(4)
            return (0..<times).map { _ in
                PurchaseSlip(
                    Int64(200 + dice.roll(9_800)), face.id, source: .imported, at: now - .seconds(3600 + dice.roll(span)))
            }
        }
        guard !slips.isEmpty else { return }
        try await stage.write(now, as: .program("sample")) { tx in
            tx.silentByIntent = true
            try tx.recordPast(slips)
        }
    }

    private func tell(_ sentence: String) { FileHandle.standardError.write(Data((sentence + "\n").utf8)) }
}

/// Makes people and their letters out of word lists; the same seed makes the same.
struct CrowdMaker: Sendable {
    struct Face: Sendable {
        var id: Customer.ID
        var name: String
        var email: String
        var phone: String
        var language: Language
        var since: Instant
    }

    private var dice: Dice
    private let now: Instant
    private let start: Instant
    /// The lower bits of ids: never the same twice, so that ids made from times differ.
    private var sequence: Int64 = 0

    init(seed: UInt64, now: Instant, start: Instant) {
        dice = Dice(seed: seed ^ 0x5A17_2026)
        self.now = now
        self.start = start
    }

    mutating func face(_ index: Int, of count: Int) -> Face {
        let language = Language.offered[index % Language.offered.count]
        let words = Vocabulary.of(language)
        let name = "\(dice.pick(words.firstNames)) \(dice.pick(words.lastNames))"
        // Before the two years begin, in order, so that ids grow.
        let since = Instant(milliseconds: start.milliseconds - Int64(count - index) * 1000)
        return Face(
            id: Customer.ID(number: 0), name: name, email: "\(words.local)\(index)@crowd.example",
            phone: "+\(words.code) \(900_000_000 + index)", language: language, since: since)
    }

    mutating func conversation(
        _ index: Int, of total: Int, _ crowd: [Face], staff: [Staff], lines: [Line.ID], mailbox: Mailbox.ID?, own: String
    ) -> PastConversation {
        let span = now.milliseconds - start.milliseconds - 3_600_000
        let began = Instant(milliseconds: start.milliseconds + span / Int64(total) * Int64(index) + Int64(dice.roll(60_000)))
        // Some write often: the square of an even number crowds at the beginning.
        let place = Double(dice.roll(1_000_000)) / 1_000_000
        let face = crowd[min(Int(place * place * Double(crowd.count)), crowd.count - 1)]
        let words = Vocabulary.of(face.language)
        let state = state(index, of: total)
        let answers = state == .new ? [false, false, false] : state == .waiting ? [false, false, true] : [false, true, false]
        let clerk = staff.isEmpty ? nil : dice.pick(staff)
        let rarity = total >= 7 && index % (total / 7) == 0 && index / (total / 7) < 7
        var at = began
        var letters: [PastConversation.Letter] = []
        for (number, isOurs) in answers.enumerated() {
            let id = Message.ID(number: Message.ID.first(at: at).number + next())
            var text = number == 2 && !isOurs && state == .solved ? dice.pick(words.thanks) : words.paragraph(&dice)
            if rarity, number == 0 { text += " Zanzibar." }
            let isClerk = isOurs && clerk != nil
            letters.append(
                PastConversation.Letter(
                    id: id, staff: isClerk ? clerk?.id : nil, fromName: isClerk ? clerk?.name ?? "" : face.name,
                    fromAddress: isClerk ? own : face.email,
                    to: isClerk ? face.email : own, text: text, at: min(at, now), rfcID: "crowd-\(index)-\(number)@crowd.example"))
            at = at + .seconds(1200 + dice.roll(12_000))
        }
        let isOpen = state == .new || state == .open
        let due = isOpen ? now + .seconds(dice.roll(5 * 86_400) - 2 * 86_400) : began + .seconds(4 * 3600)
        let hasOwner = state != .new || dice.roll(2) == 0 || lines.isEmpty
        return PastConversation(
            id: Conversation.ID(number: Conversation.ID.first(at: began).number + next()), customer: face.id, mailbox: mailbox,
            subject: words.subject(&dice), state: state, letters: letters, owner: hasOwner ? clerk?.id : nil,
            line: hasOwner || lines.isEmpty ? nil : dice.pick(lines), due: due)
    }

    /// What is old is solved; of the newest three per cent half are open.
    private mutating func state(_ index: Int, of total: Int) -> Conversation.State {
        let age = total - index
        if age * 100 <= total * 3, dice.roll(2) == 0 { return dice.roll(3) == 0 ? .new : .open }
        if age * 10 <= total, dice.roll(2) == 0 { return .waiting }
        return .solved
    }

    private mutating func next() -> Int64 {
        sequence = (sequence + 1) & 0x1F_FFFF
        return sequence
    }
}
