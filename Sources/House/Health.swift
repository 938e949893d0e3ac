import Core
import Storage
import Web

/// For watchdogs: 200 while the database answers, with the figures that tell whether the shop is being served.
enum Health {
    static func answer(_ shop: Shop) async throws -> Answer {
        let now = shop.clock.now
        let (dead, late) = try await shop.read { db in
            (
                try db.value("SELECT count(*) FROM job WHERE state = 'dead'", as: Int.self) ?? 0,
                try db.value("SELECT count(*) FROM job WHERE state = 'queued' AND run_at < \(now - .seconds(300))", as: Int.self) ?? 0
            )
        }
        let body: JSON = ["status": .text(late > 0 ? "late" : "ok"), "deadJobs": .number(Int64(dead)), "lateJobs": .number(Int64(late))]
        return .json(body.text)
    }
}
