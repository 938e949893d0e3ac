import Foundation
import Storage
import Testing

@Suite struct ValueTests {
    @Test func `an instant prints as ISO and reads back`() throws {
        let instant = Instant(milliseconds: 1_795_378_260_007)
        #expect(instant.iso == "2026-11-22T20:11:00.007Z")
        #expect(Instant(iso: instant.iso) == instant)
        #expect(Instant(iso: "2026-11-22T23:11:00.0079+03:00") == instant)
        #expect(Instant(iso: "2026-11-22 20:11:00Z") == Instant(milliseconds: 1_795_378_260_000))
        #expect(Instant(milliseconds: -1).iso == "1969-12-31T23:59:59.999Z")
        #expect(Instant(iso: "0000-02-29T00:00:00Z")?.iso == "0000-02-29T00:00:00.000Z")
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00", "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+3:00", "２026-01-01T00:00:00Z",
    ])
    func `text that is no instant is refused`(text: String) {
        #expect(Instant(iso: text) == nil)
    }

    @Test func `every day of four centuries survives ISO`() {
        for day in Int64(0)..<146_097 {
            let instant = Instant(milliseconds: day * 86_400_000 - 6_000_000_000_000)
            #expect(Instant(iso: instant.iso) == instant)
        }
    }

    @Test func `instants and durations add up`() {
        let start = Instant(milliseconds: 1_000)
        #expect(start + .seconds(2) == Instant(milliseconds: 3_000))
        #expect(start - .milliseconds(1) == Instant(milliseconds: 999))
        #expect((start + .seconds(2)).milliseconds(since: start) == 2_000)
        #expect((start + .seconds(2)) - start == .seconds(2))
    }

    @Test func `identities are text in JSON and have one spelling`() throws {
        struct Thing {}
        let id = ID<Thing>(number: 9_007_199_254_740_993)
        let json = String(decoding: try JSONEncoder().encode([id]), as: UTF8.self)
        #expect(json == #"["9007199254740993"]"#)
        #expect(try JSONDecoder().decode([ID<Thing>].self, from: Data(json.utf8)) == [id])
        for wrong in ["", "0", "01", "-1", "+1", " 1", "1 ", "9223372036854775808", "1.0", "١"] {
            #expect(ID<Thing>(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `identities only grow, also when the clock steps back or a millisecond is full`() {
        struct Thing {}
        let clock = Steps([5, 5, 5, 4, 4, 6, 6].map { Instant(milliseconds: 1_704_067_200_000 + $0) })
        let maker = IDMaker(now: { clock.next() }, random: { 0xFFFF_FFFF })
        let made = (0..<7).map { _ in maker.next(Thing.self) }
        #expect(made == made.sorted() && Set(made).count == 7)
        #expect(made[0].madeAt == Instant(milliseconds: 1_704_067_200_005))
        #expect(made[6].madeAt == Instant(milliseconds: 1_704_067_200_006))
        #expect(ID<Thing>.first(at: made[0].madeAt) <= made[0])
    }

    @Test func `SQL binds what is interpolated`() {
        let part: SQL = "name = \("x")"
        let sql: SQL = "SELECT \(.identifier("name")) FROM t WHERE \(part) AND id IN \([1, 2, 3])"
        #expect(sql.description == #"SELECT "name" FROM t WHERE name = ? AND id IN (?, ?, ?, ?)"#)
        #expect(SQL.joined(["a", "b"], separator: " AND ").description == "a AND b")
        var dumped = ""
        dump(sql, to: &dumped)
        #expect(!dumped.contains("\"x\""))
    }
}

/// A clock that shows given moments, then stays at the last.
final class Steps: @unchecked Sendable {
    private let lock = NSLock()
    private var rest: [Instant]

    init(_ moments: [Instant]) {
        rest = moments
    }

    func next() -> Instant {
        lock.withLock { rest.count > 1 ? rest.removeFirst() : rest[0] }
    }
}
