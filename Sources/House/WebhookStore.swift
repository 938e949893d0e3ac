import Core
import Secrets
import Storage

extension Webhook {
    static let columns: SQL = "id, url, secret, kinds, is_active"

    init(row: inout Row) throws {
        id = try row.next()
        url = try row.next()
        sealedSecret = try row.next()
        kinds = Set(try row.next(String.self).split(separator: " ").map(String.init))
        isActive = try row.next()
    }
}

extension Webhook.Delivery {
    static let columns: SQL = "id, webhook_id, event_id, state, attempts, status, answer, created_at"

    init(row: inout Row) throws {
        id = try row.next()
        webhook = try row.next()
        event = try row.next()
        state = try row.next()
        attempts = try row.next()
        status = try row.next()
        answer = try row.next()
        createdAt = try row.next()
    }
}

extension Reader {
    func allWebhooks() throws -> [Webhook] {
        try all("SELECT \(Webhook.columns) FROM webhook ORDER BY is_active DESC, id") { try Webhook(row: &$0) }
    }
    func webhook(_ id: Webhook.ID) throws -> Webhook? {
        try first("SELECT \(Webhook.columns) FROM webhook WHERE id = \(id)") { try Webhook(row: &$0) }
    }
    /// A shop has a handful of webhooks; the kinds are compared here.
    func webhooks(wanting kind: String) throws -> [Webhook] { try allWebhooks().filter { $0.isActive && $0.kinds.contains(kind) } }

    func delivery(_ id: Webhook.Delivery.ID) throws -> Webhook.Delivery? {
        try first("SELECT \(Webhook.Delivery.columns) FROM webhook_delivery WHERE id = \(id)") { try Webhook.Delivery(row: &$0) }
    }
    /// What was sent to one webhook, newest first, with the kind of each event.
    func deliveries(to webhook: Webhook.ID, limit: Int = 50) throws -> [(delivery: Webhook.Delivery, kind: String)] {
        try all(
            """
            SELECT d.id, d.webhook_id, d.event_id, d.state, d.attempts, d.status, d.answer, d.created_at, e.kind
            FROM webhook_delivery d JOIN event e ON e.id = d.event_id
            WHERE d.webhook_id = \(webhook) ORDER BY d.id DESC LIMIT \(limit)
            """
        ) { row in (delivery: try Webhook.Delivery(row: &row), kind: try row.next()) }
    }
    fileprivate func job(key: String) throws -> (id: Job.ID, state: Job.State)? {
        try first("SELECT id, state FROM job WHERE key = \(key)") { row in (id: try row.next(), state: try row.next()) }
    }
}

extension Tx {
    /// Returns the id and the secret as the receiver needs it; the secret is not to be had again.
    func addWebhook(url: String, kinds: Set<String>) throws -> (id: Webhook.ID, secret: String) {
        let id: Webhook.ID = newID()
        let secret = Random.bytes(24)
        let sealed = SecretBox(key: shop.key).seal(secret, context: Webhook.context(id))
        try db.run(
            """
            INSERT INTO webhook (id, url, secret, kinds, is_active, created_at)
            VALUES (\(id), \(url), \(sealed), \(kinds.sorted().joined(separator: " ")), \(true), \(now))
            """)
        try record("webhook.added", subject: Event.Subject("webhook", id))
        try refreshWantedKinds()
        return (id, WebhookSignature.shown(secret))
    }

    func turn(_ webhook: Webhook.ID, on isActive: Bool) throws {
        try db.run("UPDATE webhook SET is_active = \(isActive) WHERE id = \(webhook)")
        try record(isActive ? "webhook.turned-on" : "webhook.turned-off", subject: Event.Subject("webhook", webhook))
        try refreshWantedKinds()
    }

    func change(_ webhook: Webhook.ID, kinds: Set<String>) throws {
        try db.run("UPDATE webhook SET kinds = \(kinds.sorted().joined(separator: " ")) WHERE id = \(webhook)")
        try record("webhook.changed", subject: Event.Subject("webhook", webhook))
        try refreshWantedKinds()
    }

    private func refreshWantedKinds() throws {
        let kinds = try db.allWebhooks().filter(\.isActive).reduce(into: Set<String>()) { $0.formUnion($1.kinds) }
        try set(Webhook.wanted, to: kinds.sorted())
    }

    func deliver(_ event: Event, to webhook: Webhook) throws {
        let id: Webhook.Delivery.ID = newID()
        try db.run(
            """
            INSERT INTO webhook_delivery (id, webhook_id, event_id, state, attempts, created_at)
            VALUES (\(id), \(webhook.id), \(event.id), \(Webhook.Delivery.State.waiting), 0, \(now))
            """)
        try enqueue(Webhook.jobName, key: "webhook:\(id)", payload: id.description)
    }

    /// A made-up event for this webhook alone.
    func test(_ webhook: Webhook) throws {
        try deliver(try record("webhook.tested", subject: Event.Subject("webhook", webhook.id)), to: webhook)
    }

    /// Sends a delivery again, whatever became of it.
    func again(_ delivery: Webhook.Delivery) throws {
        try db.run("UPDATE webhook_delivery SET state = \(Webhook.Delivery.State.waiting) WHERE id = \(delivery.id)")
        try record("webhook.repeated", subject: Event.Subject("webhook", delivery.webhook))
        if let job = try db.job(key: delivery.jobKey), job.state == .dead {
            _ = try retry(job.id)
        } else {
            try enqueue(Webhook.jobName, key: delivery.jobKey, payload: delivery.id.description)
        }
    }

    func keep(_ delivery: Webhook.Delivery.ID, _ state: Webhook.Delivery.State, status: Int?, answer: String?) throws {
        try db.run(
            """
            UPDATE webhook_delivery SET state = \(state), attempts = attempts + 1, status = \(status), answer = \(answer), tried_at = \(now)
            WHERE id = \(delivery)
            """)
    }

    /// Removes deliveries that are old enough; part of the hourly sweep.
    func forgetDeliveries() throws {
        try db.run(
            "DELETE FROM webhook_delivery WHERE created_at <= \(now - Webhook.kept) AND state <> \(Webhook.Delivery.State.waiting)")
    }
}
