import Storage

/// One transaction with what every verb needs: the writer, the time, who acts. Lives for one closure.
public final class Tx {
    public let db: Writer
    public let shop: Shop
    public let actor: Actor
    /// One time for the whole transaction.
    public let now: Instant

    struct After: Sendable {
        var changedSettings = false
        var queuedJobs = false
    }
    var after = After()
    private(set) var recorded = 0
    private var depth = 0
    private var quiet = false

    init(db: Writer, shop: Shop, actor: Actor, now: Instant) {
        self.db = db
        self.shop = shop
        self.actor = actor
        self.now = now
    }

    public func newID<Thing>(_ thing: Thing.Type = Thing.self) -> ID<Thing> { shop.ids.next() }

    /// An identity that sorts by a moment in the past, and that `isTaken` does not know.
    public func newID<Thing>(at moment: Instant, _ isTaken: (ID<Thing>) throws -> Bool) rethrows -> ID<Thing> {
        while true {
            let id: ID<Thing> = shop.ids.next(at: moment)
            if try !isTaken(id) { return id }
        }
    }

    /// Writes down what happened, and runs the reactions that belong into the same transaction. Others become jobs.
    @discardableResult public func record(
        _ kind: Event.Kind, customer: Customer.ID? = nil, subject: Event.Subject? = nil, data: Event.Facts = [:], at: Instant? = nil
    ) throws -> Event {
        let event = Event(id: newID(), at: at ?? now, kind: kind, actor: actor, customer: customer, subject: subject, data: data)
        try event.insert(db)
        recorded += 1
        if !quiet { try react(to: event) }
        return event
    }

    /// Runs `body` without reactions: for imports, which write one event per batch and wake nobody.
    public func inert<T>(_ body: () throws -> T) rethrows -> T {
        let before = quiet
        quiet = true
        defer { quiet = before }
        return try body()
    }

    private func react(to event: Event) throws {
        let reactions = (shop.reactions[event.kind.name] ?? []) + shop.reactionsToAll
        guard !reactions.isEmpty else { return }
        guard depth < 8 else { throw ReactionsTooDeep(event: event.kind.name) }
        depth += 1
        defer { depth -= 1 }
        for reaction in reactions {
            switch reaction.work {
            case .sameTransaction(let run): try run(event, self)
            case .job:
                guard reaction.applies(event) else { continue }
                try enqueue(Reaction.jobKind, key: "reaction:\(event.id):\(reaction.name)", payload: "\(event.id) \(reaction.name)")
            }
        }
    }

    /// A write that changed rows and recorded no event would be invisible to time line, audit and webhooks. Tests run with this on.
    func prove() throws {
        if Tx.provesEvents, db.rowsChanged > 0, recorded == 0, !silentByIntent { throw NothingRecorded() }
    }
    /// Set in tests only, before anything runs.
    nonisolated(unsafe) public static var provesEvents = false
    /// For technical rows (sessions, job leases, drafts) that are nobody's history.
    public var silentByIntent = false

    public struct ReactionsTooDeep: Error { public var event: String }
    public struct NothingRecorded: Error {}
}

/// A row that was written a moment ago in the same transaction is not there: the file is damaged.
struct RowVanished: Error {}
