import Logging
import Storage
import Synchronization
import Web

/// Later work: a row, run at least once, by a key that is unique. Whatever it does must bear being done twice.
///
///     queued ─claim─▶ running ─ends─▶ (row removed)
///        ▲               ├─fails─▶ queued again, later each time
///        └──retry─ dead ◀┘ after the last attempt, or at once for `Job.GiveUp`
public struct Job: Sendable {
    public typealias ID = Storage.ID<Job>
    public enum State: String, Sendable, CaseIterable, SQLValue { case queued, running, dead }

    public var id: ID
    public var kind: String
    public var key: String
    public var payload: String
    public var runAt: Instant
    public var attempts: Int
    public var state: State
    public var lastError: String?

    static let columns: SQL = "id, kind, key, payload, run_at, attempts, state, last_error"

    init(row: inout Row) throws {
        id = try row.next()
        kind = try row.next()
        key = try row.next()
        payload = try row.next()
        runAt = try row.next()
        attempts = try row.next()
        state = try row.next()
        lastError = try row.next()
    }

    /// Thrown by a job that will never succeed: it is laid aside at once, to be seen.
    public struct GiveUp: Error, CustomStringConvertible {
        public var description: String
        public init(_ reason: String) { description = reason }
    }
    /// Thrown by a job that wants to be tried again at a time of its own choosing.
    public struct TryAt: Error, CustomStringConvertible {
        public var at: Instant
        public var description: String
        public init(_ at: Instant, _ reason: String) {
            self.at = at
            description = reason
        }
    }

    /// Until the next try: 30 s, 1, 2, 4 … minutes, at most six hours.
    static func backOff(attempt: Int) -> Duration { .seconds(min(30 << min(attempt - 1, 12), 6 * 3600)) }
    /// A claimed job that says nothing for so long belongs to a process that died.
    static let lease: Duration = .seconds(120)
}

/// A kind of job that a capability brings.
public struct JobKind: Sendable {
    public var name: String
    public var maxAttempts: Int
    public var run: @Sendable (Job, Shop) async throws -> Void
    public init(_ name: String, maxAttempts: Int = 12, run: @escaping @Sendable (Job, Shop) async throws -> Void) {
        self.name = name
        self.maxAttempts = maxAttempts
        self.run = run
    }
}

/// Work that comes round by the clock: one job a period, however many processes there are.
public struct Schedule: Sendable {
    public var job: String
    public var every: Duration
    public init(_ job: String, every: Duration) {
        self.job = job
        self.every = every
    }
}

extension Tx {
    /// Queues work for after the commit. A key that is queued or running already is left as it is.
    public func enqueue(_ kind: String, key: String, payload: String = "", at: Instant? = nil) throws {
        try db.run(
            """
            INSERT INTO job (id, kind, key, payload, run_at, attempts, state, created_at)
            VALUES (\(newID(Job.self)), \(kind), \(key), \(payload), \(at ?? now), 0, \(Job.State.queued), \(now))
            ON CONFLICT (key) DO NOTHING
            """)
        after.queuedJobs = true
    }

    /// What waits for another try of its kind is tried now: what was in its way is gone.
    public func tryNow(_ kind: String) throws {
        let waiting = try db.run(
            "UPDATE job SET run_at = \(now) WHERE kind = \(kind) AND state = \(Job.State.queued) AND attempts > 0 AND run_at > \(now)")
        if waiting > 0 { after.queuedJobs = true }
    }

    /// Takes queued work back (undo send). False where it is running or done.
    public func cancelJob(key: String) throws -> Bool {
        try db.run("DELETE FROM job WHERE key = \(key) AND state = \(Job.State.queued)") > 0
    }
}

extension Reader {
    /// Jobs that were laid aside, newest first.
    public func deadJobs(limit: Int = 100) throws -> [Job] {
        try all("SELECT \(Job.columns) FROM job WHERE state = 'dead' ORDER BY run_at DESC, id DESC LIMIT \(limit)") { try Job(row: &$0) }
    }
    public func waitingJobs(limit: Int = 100) throws -> [Job] {
        try all("SELECT \(Job.columns) FROM job WHERE state <> 'dead' ORDER BY run_at, id LIMIT \(limit)") { try Job(row: &$0) }
    }
}

extension Tx {
    func extendLease(of job: Job.ID) throws {
        try db.run("UPDATE job SET lease_until = \(now + Job.lease) WHERE id = \(job) AND state = 'running'")
    }

    public func retry(_ job: Job.ID) throws -> Bool {
        let changed = try db.run(
            "UPDATE job SET state = \(Job.State.queued), attempts = 0, run_at = \(now), lease_until = NULL WHERE id = \(job) AND state = 'dead'"
        )
        guard changed == 1 else { return false }
        try record("job.retried", subject: Event.Subject("job", job))
        after.queuedJobs = true
        return true
    }
    public func discard(_ job: Job.ID) throws -> Bool {
        guard try db.run("DELETE FROM job WHERE id = \(job) AND state = 'dead'") == 1 else { return false }
        try record("job.discarded", subject: Event.Subject("job", job))
        return true
    }
}

extension Shop {
    /// Runs what is due at `asOf`, until nothing is. The scheduler, commands and tests call the same thing.
    ///
    /// - Parameter side: how many run side by side, so that one that waits for a dead server does not hold up the others.
    @discardableResult public func runJobs(asOf: Instant? = nil, limit: Int = 10_000, side: Int = 1) async throws -> Int {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var done = 0
            var running = 0
            while done < limit {
                if running >= side {
                    try await group.next()
                    running -= 1
                }
                guard let job = try await claim(asOf: asOf ?? clock.now) else {
                    // What runs now may queue more, or put itself back.
                    guard running > 0 else { break }
                    try await group.next()
                    running -= 1
                    continue
                }
                group.addTask { await self.run(job) }
                running += 1
                done += 1
            }
            try await group.waitForAll()
            return done
        }
    }

    /// Puts this period's jobs of all schedules into the queue. Writes only when a period has begun: a write wakes the scheduler, which asks
    /// this again.
    public func plan(asOf: Instant) async throws {
        let schedules = capabilities.flatMap(\.schedules)
        let starts = Dictionary(schedules.map { ($0.job, asOf.milliseconds / $0.every.milliseconds * $0.every.milliseconds) }) { $1 }
        let isDue: @Sendable (Reader) throws -> [String] = { db in
            let known = Dictionary(
                try db.all("SELECT job, last_start FROM schedule") { (try $0.next(String.self), try $0.next(Int64.self)) }
            ) { $1 }
            return starts.filter { known[$0.key] != $0.value }.map(\.key).sorted()
        }
        guard !starts.isEmpty, try await !read(isDue).isEmpty else { return }
        try await write(as: .program("clock")) { tx in
            tx.silentByIntent = true
            for job in try isDue(tx.db) {
                let start = starts[job] ?? 0
                try tx.db.run(
                    """
                    INSERT INTO schedule (job, last_start) VALUES (\(job), \(start))
                    ON CONFLICT (job) DO UPDATE SET last_start = excluded.last_start
                    """)
                // One of an earlier period that was laid aside makes room; else it would keep the key and the clock would stand still for it.
                try tx.db.run("DELETE FROM job WHERE key = \("schedule:\(job)") AND state = \(Job.State.dead)")
                try tx.enqueue(job, key: "schedule:\(job)", payload: "\(start)")
            }
        }
    }

    private func claim(asOf: Instant) async throws -> Job? {
        let now = clock.now
        // A read first: an idle shop writes nothing.
        let waiting = try await read { db in
            try db.value(
                """
                SELECT id FROM job WHERE (state = 'queued' AND run_at <= \(asOf)) OR (state = 'running' AND lease_until < \(asOf))
                ORDER BY run_at, id LIMIT 1
                """, as: Job.ID.self)
        }
        guard waiting != nil else { return nil }
        return try await write(as: .program("jobs")) { tx in
            tx.silentByIntent = true
            let job = try tx.db.first(
                """
                SELECT \(Job.columns) FROM job WHERE (state = 'queued' AND run_at <= \(asOf)) OR (state = 'running' AND lease_until < \(asOf))
                ORDER BY run_at, id LIMIT 1
                """
            ) { try Job(row: &$0) }
            guard var job else { return nil }
            job.attempts += 1
            try tx.db.run(
                "UPDATE job SET state = 'running', attempts = \(job.attempts), lease_until = \(now + Job.lease) WHERE id = \(job.id)")
            return job
        }
    }

    private func run(_ job: Job) async {
        do {
            guard let kind = jobKind(job.kind) ?? (job.kind == Reaction.jobKind ? Reaction.job : nil) else {
                throw Job.GiveUp("No capability of this program knows the job \(job.kind)")
            }
            let beat = Task { await self.keepLease(of: job) }
            defer { beat.cancel() }
            try await kind.run(job, self)
            try await finish { tx in try tx.db.run("DELETE FROM job WHERE id = \(job.id)") }
        } catch is CancellationError where Task.isCancelled {
            // The program is to end: the job goes on when it starts again, and this was no failed attempt.
            try? await finish { tx in
                try tx.db.run(
                    "UPDATE job SET state = 'queued', attempts = \(job.attempts - 1), lease_until = NULL WHERE id = \(job.id)")
            }
        } catch let again as Job.TryAt {
            try? await finish { tx in
                try tx.db.run(
                    "UPDATE job SET state = 'queued', run_at = \(again.at), lease_until = NULL, last_error = \(again.description) WHERE id = \(job.id)"
                )
            }
        } catch {
            let most = jobKind(job.kind)?.maxAttempts ?? 12
            let isDead = error is Job.GiveUp || job.attempts >= most
            log.warning(
                "job failed", metadata: ["kind": "\(job.kind)", "job": "\(job.id)", "attempt": "\(job.attempts)", "error": "\(error)"])
            let next = clock.now + Job.backOff(attempt: job.attempts)
            try? await finish { tx in
                let state: Job.State = isDead ? .dead : .queued
                try tx.db.run(
                    """
                    UPDATE job SET state = \(state), run_at = \(next), lease_until = NULL, last_error = \(String(describing: error)) WHERE id = \(job.id)
                    """)
                if isDead { try tx.record("job.died", subject: Event.Subject("job", job.id), data: ["kind": .word(job.kind)]) }
            }
        }
    }

    /// A job that takes longer than ``Job/lease`` is still ours: nobody else is to begin it a second time.
    private func keepLease(of job: Job) async {
        while (try? await Task.sleep(for: Job.lease / 3)) != nil {
            try? await finish { tx in try tx.extendLease(of: job.id) }
        }
    }

    private func finish(_ body: @escaping @Sendable (Tx) throws -> Void) async throws {
        try await write(as: .program("jobs")) { tx in
            tx.silentByIntent = true
            try body(tx)
        }
    }

    /// What a process was doing when it died is queued again at once where nobody else works here: its lease would hold it for two minutes.
    /// What has been begun three times and more waits longer each time, in case it is what kills the process.
    func takeUpAbandoned() async throws {
        let now = clock.now
        let log = log
        try await database.beginWork { db in
            let begun = try db.all("SELECT \(Job.columns) FROM job WHERE state = \(Job.State.running) ORDER BY id") { try Job(row: &$0) }
            for job in begun {
                let again = job.attempts < 3 ? now : now + Job.backOff(attempt: job.attempts)
                try db.run("UPDATE job SET state = \(Job.State.queued), run_at = \(again), lease_until = NULL WHERE id = \(job.id)")
            }
            if !begun.isEmpty { log.notice("taken up again", metadata: ["jobs": "\(begun.count)"]) }
        }
    }

    /// The scheduler: runs due jobs, sleeps until the next one or until something is queued. Ends when its task is cancelled.
    public func runScheduler() async {
        do {
            try await takeUpAbandoned()
        } catch {
            // Then they wait until their leases end.
            log.warning("jobs of a process that died", metadata: ["error": "\(error)"])
        }
        while !Task.isCancelled {
            do {
                try await plan(asOf: clock.now)
                try await runJobs(limit: 200, side: 4)
                let next = try await read { db in
                    // A running job is due again only when its lease ends.
                    try db.value(
                        "SELECT min(CASE WHEN state = 'running' THEN lease_until ELSE run_at END) FROM job WHERE state <> 'dead'",
                        as: Instant?.self) ?? nil
                }
                let wait = next.map { min(max($0.milliseconds - self.clock.now.milliseconds, 5), 5_000) } ?? 5_000
                await jobWake.wait(atMost: .milliseconds(wait))
            } catch {
                log.error("scheduler", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Publishes what changed to the browsers, from this process and from others (a command, an MTA's pipe). Ends when cancelled.
    public func runLive() async {
        var seen: [Event.ID: Instant] = [:]
        var noticed: [Int64: Instant] = [:]
        for await _ in database.commits() {
            jobWake.signal()
            // A command in another process may have changed a setting; nobody need be looking for that to matter here.
            try? await refreshSettingsIfChanged()
            guard live.listenerCount > 0 else { continue }
            let since = Instant(milliseconds: clock.now.milliseconds - 10_000)
            guard let (events, notices) = try? await read({ (try $0.events(since: since), try $0.noticeChanges(since: since)) }) else {
                continue
            }
            let fresh = events.filter { seen[$0.id] == nil }
            seen = seen.filter { $0.value >= since }
            for event in fresh { seen[event.id] = event.at }
            let theirs = notices.filter { noticed[$0.staff] != $0.at }
            for notice in theirs { noticed[notice.staff] = notice.at }
            let topics = fresh.flatMap(\.topics) + theirs.map { "notice:\($0.staff)" }
            if !topics.isEmpty { live.publish(topics) }
        }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

/// Lets one waiter sleep until somebody signals. Signals that come while nobody waits are kept, once.
final class Wake: Sendable {
    private struct State {
        var isSignalled = false
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    func signal() {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            if waiter == nil { state.isSignalled = true }
            return waiter
        }
        waiter?.resume()
    }

    func wait(atMost duration: Duration) async {
        let alarm = Task { [weak self] in
            // A cancelled alarm must not signal: the next wait would end at once, and the scheduler would spin.
            guard (try? await Task.sleep(for: duration)) != nil else { return }
            self?.signal()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.isSignalled {
                        state.isSignalled = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            signal()
        }
        alarm.cancel()
    }
}
