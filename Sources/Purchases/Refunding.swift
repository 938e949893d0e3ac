import Core
import Language
import People
import Storage
import Web

extension Tx {
    /// Gives money back for a purchase, whole or in part, and never more than is left of it. The same reference sent again for the same
    /// purchase is the refund that is known. Throws ``PurchaseRefusal``.
    /// - Parameters:
    ///   - amount: in minor units; nil for all that is left.
    ///   - at: when; nil for now.
    @discardableResult public func refund(
        _ purchase: Purchase.ID, _ amount: Int64? = nil, at: Instant? = nil, reason: String = "", reference: String? = nil
    ) throws -> (id: Refund.ID, isNew: Bool) {
        guard let sale = try db.purchase(purchase) else { throw PurchaseRefusal.noSale }
        let reference = reference.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        let reason = reason.trimmed
        if reason.count > PurchaseSlip.longestNote { throw PurchaseRefusal.tooLong(field: "reason", most: PurchaseSlip.longestNote) }
        if let reference {
            if reference.count > PurchaseSlip.longestReference {
                throw PurchaseRefusal.tooLong(field: "reference", most: PurchaseSlip.longestReference)
            }
            if let known = try db.refunds(of: [purchase])[purchase]?.first(where: { $0.reference == reference }) {
                guard amount == nil || amount == known.amount else {
                    throw PurchaseRefusal.otherContent(reference: reference, known: purchase)
                }
                silentByIntent = true
                return (known.id, false)
            }
        }
        if sale.state == .voided { throw PurchaseRefusal.voided }
        if sale.net == 0 { throw PurchaseRefusal.refunded }
        let amount = amount ?? sale.net
        if amount <= 0 { throw PurchaseRefusal.notPositive }
        guard amount <= sale.net, let state = sale.state.after(amount == sale.net ? .refundRest : .refundPart) else {
            throw PurchaseRefusal.moreThanPaid(left: sale.net, currency: sale.currency)
        }
        if let at, at > now + PurchaseSlip.clockDifference { throw PurchaseRefusal.inFuture(at) }
        if let at, at < sale.at { throw PurchaseRefusal.beforeSale }
        let id = newID(Refund.self)
        let moment = min(at ?? now, now)
        try db.run(
            """
            INSERT INTO purchase_refund (id, purchase_id, at, amount, reference, staff_id, reason, created_at)
            VALUES (\(id), \(purchase), \(moment), \(amount), \(reference), \(actor.staff), \(reason), \(now))
            """)
        try counting(sale.customer, sale.day) {
            try db.run("UPDATE purchase SET net = \(sale.net - amount), state = \(state) WHERE id = \(purchase)")
        }
        try record(
            "purchase.refunded", customer: sale.customer, subject: sale.subject,
            data: [
                "amount": .number(amount), "left": .number(sale.net - amount), "currency": .word(sale.currency),
                "at": .number(moment.milliseconds), "refund": Event.Fact(id),
            ])
        return (id, true)
    }

    /// Takes a refund back on the day on which it was written down: the money was not given after all. False where there is no such refund any
    /// more. Throws ``PurchaseRefusal``.
    @discardableResult public func takeBack(_ refund: Refund.ID) throws -> Bool {
        guard let known = try db.refund(refund), let sale = try db.purchase(known.refund.purchase) else { return false }
        guard shop.timeZone.day(at: known.writtenAt) == shop.timeZone.day(at: now) else { throw PurchaseRefusal.refundDayIsOver }
        let net = sale.net + known.refund.amount
        guard let state = sale.state.after(net == sale.amount ? .takeLastRefundBack : .takeRefundBack) else { return false }
        try db.run("DELETE FROM purchase_refund WHERE id = \(refund)")
        try counting(sale.customer, sale.day) {
            try db.run("UPDATE purchase SET net = \(net), state = \(state) WHERE id = \(sale.id)")
        }
        try record(
            "purchase.refund-taken-back", customer: sale.customer, subject: sale.subject,
            data: [
                "amount": .number(known.refund.amount), "left": .number(net), "currency": .word(sale.currency),
                "refund": Event.Fact(refund),
            ])
        return true
    }

    /// Takes a slip back on the day on which it was written down: it counts nowhere, as if nobody had bought. A card that it made goes with
    /// it where nothing else has happened. Throws ``PurchaseRefusal``.
    public func void(_ purchase: Purchase.ID) throws {
        guard let sale = try db.purchase(purchase) else { throw PurchaseRefusal.noSale }
        switch sale.state {
        case .voided: throw PurchaseRefusal.voided
        case .partly, .refunded: throw PurchaseRefusal.hasRefunds
        case .paid: break
        }
        guard shop.timeZone.day(at: sale.createdAt) == shop.timeZone.day(at: now) else { throw PurchaseRefusal.dayIsOver }
        guard let state = sale.state.after(.void) else { throw PurchaseRefusal.voided }
        let before = try db.beforePurchase(purchase)
        try counting(sale.customer, sale.day) {
            try db.run("UPDATE purchase SET net = 0, state = \(state), voided_at = \(now) WHERE id = \(purchase)")
        }
        // A slip of the counter that was mistyped is typed again with the same number. What another program has sent stays known.
        if sale.source == .counter { try db.run("UPDATE purchase SET business_key = NULL WHERE id = \(purchase)") }
        try record(
            "purchase.voided", customer: sale.customer, subject: sale.subject,
            data: ["amount": .number(sale.amount), "currency": .word(sale.currency), "at": .number(sale.at.milliseconds)])
        guard let customer = sale.customer, let before else { return }
        if sale.source == .counter {
            try db.run("UPDATE customer SET last_contact_at = \(before.contact) WHERE id = \(customer) AND last_contact_at = \(sale.at)")
        }
        guard before.madePerson else { return }
        try db.savepoint {
            try db.run("UPDATE purchase SET customer_id = NULL WHERE id = \(purchase)")
            if try !takeBack(customer, besides: [sale.subject]) {
                try db.run("UPDATE purchase SET customer_id = \(customer) WHERE id = \(purchase)")
            }
        }
    }
}
