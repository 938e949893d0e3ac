import Core
import Net
import Secrets
import Storage
import Web

/// Another program that wants to hear of some kinds of event.
///
/// An event that somebody wants becomes, in its own transaction, one delivery a webhook and one job a delivery; the job posts it, later
/// again where it fails. Order is not promised; the same `webhook-id` on every try lets the receiver drop what it has had.
struct Webhook: Sendable {
    typealias ID = Storage.ID<Webhook>

    var id: ID
    var url: String
    /// Sealed with the shop's key.
    var sealedSecret: [UInt8]
    var kinds: Set<String>
    var isActive: Bool

    /// Kinds that some active webhook wants. A setting, so that an event nobody wants costs a look into memory and no statement.
    static let wanted = Setting<[String]>("webhook.kinds", [])

    static let jobName = "webhook.deliver"
    /// With the queue's back-off this is most of a day.
    static let maxAttempts = 12
    static let timeout: Duration = .seconds(10)
    /// Deliveries are shown for so long.
    static let kept: Duration = .seconds(30 * 24 * 3600)

    /// One event on its way to one webhook.
    ///
    ///     waiting ─2xx─▶ sent
    ///        ├──last try──▶ failed ─retry─▶ waiting
    ///        └──webhook off─▶ dropped
    struct Delivery: Sendable {
        typealias ID = Storage.ID<Delivery>
        enum State: String, Sendable, CaseIterable, SQLValue { case waiting, sent, failed, dropped }

        var id: ID
        var webhook: Webhook.ID
        var event: Event.ID
        var state: State
        var attempts: Int
        /// HTTP status of the last answer.
        var status: Int?
        /// The beginning of the last answer, or the cause why there was none, as `cause:…`.
        var answer: String?
        var createdAt: Instant

        var jobKey: String { "webhook:\(id)" }
    }

    static let reaction = Reaction(
        "webhook", to: [],
        .sameTransaction { event, tx in
            guard tx.shop.setting(wanted).contains(event.kind.name) else { return }
            for webhook in try tx.db.webhooks(wanting: event.kind.name) { try tx.deliver(event, to: webhook) }
        })

    static let job = JobKind(jobName, maxAttempts: maxAttempts) { job, shop in
        guard let id = Delivery.ID(job.payload) else { throw Job.GiveUp("No delivery: \(job.payload)") }
        let found = try await shop.read { db -> (Delivery, Webhook, Event)? in
            guard let delivery = try db.delivery(id), let webhook = try db.webhook(delivery.webhook),
                let event = try db.event(delivery.event)
            else { return nil }
            return (delivery, webhook, event)
        }
        guard let (delivery, webhook, event) = found, delivery.state != .sent else { return }
        guard webhook.isActive else { return try await shop.keep(delivery, .dropped) }
        let isLast = job.attempts >= maxAttempts
        do {
            let response = try await webhook.post(event, shop)
            let answer = String(decoding: response.body.prefix(300), as: UTF8.self)
            if (200..<300).contains(response.status) {
                return try await shop.keep(delivery, .sent, status: response.status, answer: answer)
            }
            // 410 Gone is how a receiver says that it wants no more.
            let isOver = isLast || response.status == 410
            try await shop.keep(delivery, isOver ? .failed : .waiting, status: response.status, answer: answer)
            if response.status == 410 { throw Job.GiveUp("\(webhook.url) answered 410 Gone") }
            throw Refused(status: response.status)
        } catch let why as ConnectionExplanation {
            let isHopeless = why.cause == .addressNotAllowed || why.cause == .badAddress
            try await shop.keep(delivery, isLast || isHopeless ? .failed : .waiting, answer: "cause:\(why.cause.rawValue)")
            if isHopeless { throw Job.GiveUp("\(webhook.url): \(why.cause.rawValue) \(why.detail)") }
            throw why
        }
    }

    /// The receiver answered, but not with 2xx.
    struct Refused: Error, CustomStringConvertible {
        var status: Int
        var description: String { "The receiver answered \(status)" }
    }

    /// What is sent: the event as the API shows it, in the envelope that Standard Webhooks proposes.
    static func body(_ event: Event) -> [UInt8] {
        let envelope: JSON = ["type": .text(event.kind.name), "timestamp": .text(event.at.iso), "data": event.json]
        return Array(envelope.text.utf8)
    }

    private static let client = HTTPClient(userAgent: "Regulars-Webhooks/1", threads: 2)

    private func post(_ event: Event, _ shop: Shop) async throws -> HTTPResponse {
        var client = Webhook.client
        client.policy = shop.setting(ShopSettings.allowsPrivateNetworks) ? .anywhere : .publicOnly
        let body = Webhook.body(event)
        let secret = try SecretBox(key: shop.key).open(sealedSecret, context: Webhook.context(id))
        let seconds = shop.clock.now.milliseconds / 1000
        var headers = WebhookSignature.headers(id: "evt_\(event.id)", seconds: seconds, body: body, secret: secret)
        headers.append(("content-type", "application/json"))
        return try await client.send(
            HTTPRequest(method: "POST", url: url, headers: headers, body: body, timeout: Webhook.timeout, maxResponseBytes: 64 << 10))
    }

    static func context(_ id: ID) -> String { "webhook \(id)" }
}

extension Shop {
    /// Writes down how a try went. Technical: the event itself is history enough.
    fileprivate func keep(_ delivery: Webhook.Delivery, _ state: Webhook.Delivery.State, status: Int? = nil, answer: String? = nil)
        async throws
    {
        try await write(as: .program("webhooks")) { tx in
            tx.silentByIntent = true
            try tx.keep(delivery.id, state, status: status, answer: answer)
        }
    }
}
