import Core
import Foundation
import Net
import Storage

/// The mail that lay in the folder when the mailbox was connected, and how far it has been taken in.
///
/// It comes in inert: it is kept, found and shown, and nobody owes anything for it, no clock runs and no program is told. It can be broken
/// off at any moment and goes on where it was.
struct MailHistory: Codable, Sendable, Equatable {
    /// Of how many days; nil for all there is.
    var days: Int?
    var uidValidity: UInt32
    /// The first UID that was not looked at yet.
    var next: UInt32
    /// The last UID that was there on the day it was connected. What comes after it is news.
    var until: UInt32
    /// How many letters there were between.
    var total: Int
    var done = 0

    var isDone: Bool { next > until }
    /// In percent, 0...100.
    var progress: Int { isDone || total == 0 ? 100 : min(99, done * 100 / total) }

    /// What lies in the open folder of `connection`; nil when there is nothing to take in.
    static func look(_ connection: IMAPConnection, uidValidity: UInt32, days: Int?, now: Instant) async throws -> MailHistory? {
        let since = days.map { Date(timeIntervalSince1970: Double(now.milliseconds) / 1000 - Double($0) * 86_400) }
        let uids = if let since { try await connection.uids(since: since) } else { try await connection.uids() }
        guard let first = uids.first, let last = uids.last else { return nil }
        return MailHistory(days: days, uidValidity: uidValidity, next: first, until: last, total: uids.count)
    }

    /// The next few letters, oldest first, and where to go on after them. Looks at 500 UIDs at a time.
    func batch(_ connection: IMAPConnection) async throws -> (messages: [IMAPMessage], after: MailHistory) {
        var after = self
        let end = UInt32(min(UInt64(until), UInt64(next) + 499))
        let uids = try await connection.uids(in: next...end)
        let some = Array(uids.prefix(10))
        let messages = some.isEmpty ? [] : try await connection.fetch(some)
        after.next = uids.count > some.count ? some[some.count - 1] + 1 : end == .max ? .max : end + 1
        if end == .max { after.until = .max - 1 }
        after.done += some.count
        return (messages, after)
    }

    /// Nothing more of it is wanted, or the server has numbered its folder anew.
    func ended() -> MailHistory {
        var ended = self
        ended.next = .max
        ended.until = .max - 1
        return ended
    }
}
