import Core
import Foundation
import Language
import Storage
import Web

/// That a person was erased: a line that proves it and names nobody (168).
public struct Erasure: Sendable {
    public typealias ID = Storage.ID<Erasure>
    public var id: ID
    public var at: Instant
    public var staff: Staff.ID?
    /// How many rows of what kind went.
    public var counts: PersonalData.Counts
    /// When nothing was left in the data file between the rows; nil until then.
    public var scrubbedAt: Instant?

    fileprivate static let columns: SQL = "id, at, staff_id, counts, scrubbed_at"

    fileprivate init(row: inout Row) throws {
        id = try row.next()
        at = try row.next()
        staff = try row.next()
        counts = (try? JSONDecoder().decode(PersonalData.Counts.self, from: Data(try row.next(String.self).utf8))) ?? [:]
        scrubbedAt = try row.next()
    }

    /// After an erasure the data file is cleaned; done twice it does no harm.
    static let scrub = JobKind("people.scrub") { job, shop in
        do {
            try await shop.database.scrub()
        } catch StorageError.busy {
            throw Job.TryAt(shop.clock.now + .seconds(60), "Somebody reads")
        }
        try await shop.write(as: .program("erasure")) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE erasure SET scrubbed_at = \(tx.now) WHERE scrubbed_at IS NULL")
        }
    }
}

/// Why somebody is not erased now, in sentences.
public struct CannotErase: Error, Sendable { public var sentences: [String] }

extension Reader {
    func erasure(_ id: Erasure.ID) throws -> Erasure? {
        try first("SELECT \(Erasure.columns) FROM erasure WHERE id = \(id)") { try Erasure(row: &$0) }
    }

    func erasures(limit: Int = 200) throws -> [Erasure] {
        try all("SELECT \(Erasure.columns) FROM erasure ORDER BY id DESC LIMIT \(limit)") { try Erasure(row: &$0) }
    }
}

extension Tx {
    /// Empties everything that the shop keeps of a person. What happened stays as kinds, times and numbers. There is no way back.
    ///
    /// Throws ``CannotErase`` while something stands against it, and ``CardGone`` where nobody has this id.
    public func erase(_ id: Customer.ID, _ t: Words) throws -> Erasure.ID {
        guard let person = try db.personalData(of: id) else { throw CardGone() }
        let rooms = shop.personalData
        let obstacles = try rooms.flatMap { try $0.obstacles(person, db, t) }
        guard obstacles.isEmpty else { throw CannotErase(sentences: obstacles) }
        var counts: PersonalData.Counts = [:]
        for room in rooms { counts.merge(try room.erase(person, self)) { $0 + $1 } }
        let certificate = newID(Erasure.self)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try db.run(
            """
            INSERT INTO erasure (id, at, staff_id, counts)
            VALUES (\(certificate), \(now), \(actor.staff), \(String(decoding: try encoder.encode(counts), as: UTF8.self)))
            """)
        try record("customer.erased", customer: id, subject: Event.Subject("erasure", certificate))
        try enqueue(Erasure.scrub.name, key: "people.scrub:\(certificate)")
        return certificate
    }
}

/// A person's own copy as a ZIP: `person.json` for programs, `person.html` for eyes, and the mails and files beside them.
enum PersonalCopy {
    static func make(_ id: Customer.ID, _ shop: Shop, _ db: Reader, _ t: Words, now: Instant) throws -> [UInt8]? {
        guard let person = try db.personalData(of: id) else { return nil }
        var file = PersonalFile()
        for room in shop.personalData.reversed() { try room.export(person, db, t, &file) }
        if file.leftOut > 0 { file.data.append(("leftOutBytes", .number(Int64(file.leftOut)))) }
        let business = shop.setting(ShopSettings.business)
        let title = t("What {business} keeps about you", ["business": business])
        let page: HTML = """
            <!doctype html><html lang="\(t.language.tag)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(title)</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
            dt{font-weight:600}dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}article{border-top:1px solid #ccc;padding:.75rem 0}
            pre{white-space:pre-wrap;font:inherit;margin:.25rem 0;overflow-wrap:anywhere}small{color:#555}</style></head><body>
            <h1>\(title)</h1><p>\(t.dateTime(now.milliseconds))</p>\(file.pages)</body></html>
            """
        var zip = Zip(at: now)
        let head: [(String, JSON)] = [("shop", .text(business)), ("written", .text(Words.iso(now.milliseconds)))]
        zip.add("person.json", Array(JSON.object(head + file.data).text.utf8))
        zip.add("person.html", Array(page.text.utf8))
        for (name, bytes) in file.files { zip.add(name, bytes) }
        return zip.finished()
    }
}
