import Core
import Foundation
import Logging
import Mail
import Net
import Storage
import Synchronization
import Web

/// Keeps one connection open to every active mailbox while the server runs, and takes in what comes.
public final class MailboxWatch: Sendable {
    private let workers: ParseWorkers
    /// Bumped when mailboxes were added or changed, so that the watch looks again.
    private let changes = Mutex<[AsyncStream<Void>.Continuation]>([])

    public init(workers: ParseWorkers) { self.workers = workers }

    /// Tells the watch that mailboxes were added, changed or removed.
    func mailboxesChanged() { for continuation in changes.withLock({ $0 }) { continuation.yield() } }

    /// Runs until cancelled.
    func run(_ shop: Shop) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        changes.withLock { $0.append(continuation) }
        continuation.yield()
        var running: [Mailbox.ID: (task: Task<Void, Never>, servers: Mailbox.Servers, secret: [UInt8])] = [:]
        await withTaskCancellationHandler {
            for await _ in stream {
                guard let boxes = try? await shop.read({ try $0.mailboxes() }) else { continue }
                let wanted = boxes.filter { $0.isActive && !$0.servers.imap.host.isEmpty }
                for (id, run) in running {
                    let same = wanted.first { $0.id == id && $0.servers == run.servers && $0.secret == run.secret }
                    if same == nil {
                        run.task.cancel()
                        await run.task.value
                        running[id] = nil
                    }
                }
                for box in wanted where running[box.id] == nil {
                    let task = Task {
                        async let sent: Void = self.watchSent(box.id, shop)
                        await self.watch(box.id, shop)
                        await sent
                    }
                    running[box.id] = (task, box.servers, box.secret)
                }
            }
        } onCancel: {
            continuation.finish()
        }
        for run in running.values { run.task.cancel() }
        for run in running.values { await run.task.value }
    }

    /// One mailbox: fetch, wait for news, fetch again; after trouble wait longer each time, at most five minutes.
    private func watch(_ id: Mailbox.ID, _ shop: Shop) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                guard let box = try await shop.read({ try $0.mailbox(id) }), box.isActive else { return }
                try await fetchAndWait(box, shop) { failures = 0 }
            } catch is CancellationError {
                return
            } catch {
                if Task.isCancelled { return }
                failures += 1
                let why = error as? ConnectionExplanation ?? ConnectionExplanation(.other, detail: String(describing: error))
                shop.log.warning("mailbox not read", metadata: ["mailbox": "\(id)", "cause": "\(why.cause)", "detail": "\(why.detail)"])
                try? await shop.write(as: .program("mail in")) { tx in try tx.report(why, of: id) }
                try? await Task.sleep(for: .seconds(min(300, 1 << min(failures, 9))))
            }
        }
    }

    private func fetchAndWait(_ box: Mailbox, _ shop: Shop, onSuccess: () -> Void) async throws {
        if box.servers.isPOP3 {
            let intake = Intake(shop, workers: workers)
            while !Task.isCancelled {
                let hasMore = try await Maildrop.look(box, shop, intake)
                onSuccess()
                shop.live.publish(["mailbox"])
                if !hasMore { try await Task.sleep(for: Maildrop.pause) }
            }
            return
        }
        let connection = try await box.connect(shop)
        do {
            let selection = try await connection.select(box.folder)
            var position = box.position
            var history = box.history.flatMap { $0.isDone ? nil : $0 }
            if let pending = history, pending.uidValidity != selection.uidValidity {
                // Numbered anew: what its numbers meant is not known any more.
                try await shop.write(as: .program("mail in")) { tx in try tx.keep(pending.ended(), of: box.id) }
                history = nil
            }
            let intake = Intake(shop, workers: workers)
            while !Task.isCancelled {
                position = try await takeNews(connection, after: position, box, intake) { .news($0) }
                onSuccess()
                try await shop.write(as: .program("mail in")) { tx in
                    tx.silentByIntent = true
                    try tx.recovered(box.id)
                    try tx.db.run("UPDATE mailbox SET fetched_at = \(tx.now) WHERE id = \(box.id)")
                }
                // A piece of the past between two looks for news, so that news never waits for long.
                if let pending = history {
                    let (messages, after) = try await pending.batch(connection)
                    try await intake.take(messages.map(MailboxWatch.incoming), mailbox: box.id, from: .history(after))
                    history = after.isDone ? nil : after
                    shop.live.publish(["mailbox"])
                    continue
                }
                try await waitForNews(connection)
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Everything after `position` in the open folder, batch by batch. Gives where it ended.
    private func takeNews(
        _ connection: IMAPConnection, after position: FetchPosition?, _ box: Mailbox, _ intake: Intake,
        from source: (FetchPosition) -> Intake.Source
    ) async throws -> FetchPosition? {
        var position = position
        var hasMore = true
        while hasMore, !Task.isCancelled {
            let batch = try await connection.nextBatch(after: position, limits: BatchLimits(count: 50))
            if !batch.messages.isEmpty || position != batch.position {
                try await intake.take(batch.messages.map(MailboxWatch.incoming), mailbox: box.id, from: source(batch.position))
            }
            position = batch.position
            hasMore = batch.hasMore
        }
        return position
    }

    /// RFC 2177: an IDLE ends after 29 minutes at most; sooner, so that a dead line is noticed.
    private func waitForNews(_ connection: IMAPConnection) async throws {
        switch await connection.idle(until: .now + .seconds(9 * 60)) {
        case .changed, .timeout, .interrupted: return
        case .stopped: throw CancellationError()
        case .disconnected(let why): throw why
        }
    }

    // MARK: Sent from other programs

    /// Reads along in the folder of sent mail, so that an answer from somebody's phone counts. Trouble here is told in the log only: it is the
    /// same server that the mailbox itself is read from.
    private func watchSent(_ id: Mailbox.ID, _ shop: Shop) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                guard let box = try await shop.read({ try $0.mailbox(id) }), box.isActive, box.sentFolder != "" else { return }
                guard try await readSent(box, shop, onSuccess: { failures = 0 }) else { return }
            } catch is CancellationError {
                return
            } catch {
                if Task.isCancelled { return }
                failures += 1
                shop.log.info("folder of sent mail not read", metadata: ["mailbox": "\(id)", "why": "\(error)"])
                try? await Task.sleep(for: .seconds(min(600, 5 << min(failures, 7))))
            }
        }
    }

    /// False when there is no such folder.
    private func readSent(_ box: Mailbox, _ shop: Shop, onSuccess: () -> Void) async throws -> Bool {
        let connection = try await box.connect(shop)
        do {
            guard let folder = try await sentFolder(box, connection, shop) else {
                await connection.close()
                return false
            }
            let selection = try await connection.select(folder)
            var position: FetchPosition? = try await sentStart(box, connection, selection)
            let intake = Intake(shop, workers: workers)
            // Older than the mailbox is here: history, and inert. A clock may be a little wrong.
            let since = box.createdAt - .seconds(60)
            while !Task.isCancelled {
                position = try await takeNews(connection, after: position, box, intake) { .sent($0, since: since) }
                onSuccess()
                try await waitForNews(connection)
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return true
    }

    private func sentFolder(_ box: Mailbox, _ connection: IMAPConnection, _ shop: Shop) async throws -> String? {
        if let known = box.sentFolder { return known.nonEmpty }
        let found = IMAPFolder.sent(among: try await connection.folders())?.name
        try await shop.write(as: .program("mail in")) { tx in try tx.keepSent(nil, folder: found ?? "", of: box.id) }
        return found
    }

    /// Where reading begins: with the history that was asked for, or with what comes from now on.
    private func sentStart(_ box: Mailbox, _ connection: IMAPConnection, _ selection: IMAPSelection) async throws -> FetchPosition {
        if let known = box.sentPosition { return known }
        let uids = try await connection.uids()
        var last = uids.last ?? 0
        if let history = box.history {
            let wanted =
                if let days = history.days {
                    try await connection.uids(
                        since: Date(timeIntervalSince1970: Double(box.createdAt.milliseconds) / 1000 - Double(days) * 86_400))
                } else { uids }
            last = wanted.first.map { $0 - 1 } ?? last
        }
        return FetchPosition(uidValidity: selection.uidValidity, lastUID: last)
    }

    /// A message over the limit comes with its header alone; it is taken in as far as it came.
    private static func incoming(_ message: IMAPMessage) -> Intake.Incoming {
        let at = message.internalDate.map { Instant(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
        switch message.content {
        case .whole(let bytes): return Intake.Incoming(bytes, receivedAt: at)
        case .header(let bytes): return Intake.Incoming(bytes, receivedAt: at, wholeSize: message.size)
        case .refused(let why):
            return Intake.Incoming(Array("Subject: \(why)\r\n\r\nThe mail server did not give this message.\r\n".utf8), receivedAt: at)
        }
    }
}
