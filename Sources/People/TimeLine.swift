import Core
import Storage
import Web

/// What happened to one person, newest first, each kind of event in the words of the capability that knows it.
public struct TimeLine: Sendable {
    public var rows: [(id: Event.ID, row: HTML)]
    /// The event behind which an older page goes on; nil where there is none.
    public var older: Event.ID?

    /// So many events are read for a page; those that no capability shows are left out.
    public static let size = 100

    public static func read(
        of customer: Customer.ID, before: Event.ID? = nil, _ shop: Shop, _ db: Reader, _ view: View, limit: Int = size
    ) throws -> TimeLine {
        let events = try db.events(of: customer, before: before, limit: limit + 1)
        let shown = Array(events.prefix(limit))
        var rows: [Event.ID: HTML] = [:]
        for kind in shop.capabilities.flatMap(\.timeLine) {
            let own = shown.filter { kind.kinds.contains($0.kind.name) }
            // Who never came by has no statements for calls and visits: a kind costs what it costs once, however many of it there are.
            guard !own.isEmpty else { continue }
            rows.merge(try kind.show(own, db, view)) { $1 }
        }
        return TimeLine(
            rows: shown.compactMap { event in rows[event.id].map { (event.id, $0) } },
            older: events.count > limit ? shown.last?.id : nil)
    }
}
