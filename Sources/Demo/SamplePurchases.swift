import Core
import Language
import People
import Purchases
import Storage

/// What the sample's people buy: some every few days, some now and then, some once; and one who came every week and has stayed away.
struct SamplePurchases: Sendable {
    /// How somebody comes.
    struct Habit: Sendable {
        /// By the key of the guest; nil for sales to nobody in particular.
        var guest: String?
        /// Days between two visits, give or take `spread`; nil for who came once.
        var every: Int?
        var spread = 1
        /// The first and the last visit, days ago.
        var from: Int
        var until = 0
        /// What they have: name and price in whole units of the shop's currency.
        var basket: [(name: String, price: Int64)]
    }

    static let habits: [Habit] = [
        Habit(guest: "ayse", every: 3, from: 210, basket: [("Simit", 30), ("Filtre kahve", 95)]),
        Habit(guest: "hasan", every: 2, from: 160, until: 1, basket: [("Simit", 30), ("Simit", 30), ("Demli çay", 40)]),
        Habit(guest: "pekka", every: 9, spread: 2, from: 330, until: 5, basket: [("Ruisleipä", 140)]),
        Habit(guest: "anahit", every: 14, spread: 3, from: 300, until: 6, basket: [("Գաթա", 120), ("Գաթա", 120)]),
        Habit(guest: "dewi", every: 7, from: 120, until: 4, basket: [("Roti pandan", 160)]),
        Habit(guest: "eleanor", every: 6, from: 365, until: 3, basket: [("Sourdough", 180)]),
        Habit(guest: "priya", every: 5, from: 90, until: 2, basket: [("Vegan rye", 170), ("Oat flat white", 120)]),
        Habit(guest: "liman", every: 4, from: 200, until: 1, basket: [("Kruvasan, 40 adet", 2400)]),
        // Came every week, and no more: the one to ring.
        Habit(guest: "nermin", every: 7, spread: 2, from: 400, until: 96, basket: [("Çavdar ekmeği", 130), ("Çavdar ekmeği", 130)]),
        Habit(guest: "riitta", every: 30, spread: 6, from: 380, until: 20, basket: [("Karjalanpiirakka", 90)]),
        Habit(guest: "liam", every: nil, from: 148, basket: [("Tea", 60), ("Tea", 60)]),
        Habit(guest: "grace", every: nil, from: 12, basket: [("Dark crust loaf", 150)]),
        Habit(guest: "james", every: nil, from: 40, basket: [("Sandwich platter", 1450)]),
        Habit(guest: "narine", every: nil, from: 60, basket: [("Գաթա", 120)]),
        Habit(guest: nil, every: 1, from: 20, basket: [("Simit", 30), ("Çay", 40)]),
    ]

    /// A visit of the plan.
    struct Visit: Sendable {
        var habit: Int
        var at: Instant
    }

    let stage: Stage
    let cast: Cast
    let now: Instant

    /// Writes everything down in order of time. What is old wakes nobody; the last two weeks are as if somebody had stood at the till.
    func put() async throws {
        let people = try await people()
        var dice = Dice(seed: 0x5A1E_2026)
        let visits = plan(&dice)
        let staff = [Colleague.deniz, .aram, .siti].map { cast.id($0) }
        let border = now - .seconds(14 * 86_400)
        let old = visits.filter { $0.at < border }
        try await stage.write(border, as: .staff(cast.id(.deniz))) { tx in
            let slips = try old.compactMap { try tx.slip($0, people) }
            for (id, slip) in zip(try tx.recordPast(slips), slips) where slip.customer == nil { try tx.tag("purchase", id.number) }
            tx.silentByIntent = true
        }
        for visit in visits where visit.at >= border {
            try await stage.write(visit.at, as: .staff(dice.pick(staff))) { tx in
                tx.silentByIntent = true
                try tx.write(visit, people)
            }
        }
        try await giveBack(people)
    }

    /// One loaf was too dark.
    private func giveBack(_ people: [String: Customer.ID]) async throws {
        guard let grace = people["grace"] else { return }
        let zone = stage.shop.timeZone
        let at = zone.instant(zone.day(at: now) - 11, TimeOfDay(10, 15) ?? .midnight)
        try await stage.write(at, as: .staff(cast.id(.aram))) { tx in
            guard let last = try tx.db.purchases(PurchaseList.Ask(customer: grace), limit: 1).first else { return tx.silentByIntent = true }
            try tx.refund(last.id, last.amount / 2, reason: "Half of it was burnt")
        }
    }

    private func people() async throws -> [String: Customer.ID] {
        let emails = Guest.all.compactMap { guest in guest.emails.first.map { (guest.key, $0) } }
        return try await stage.shop.read { db in
            var people: [String: Customer.ID] = [:]
            let sample = Set(try db.sampleRows("customer"))
            for (key, email) in emails {
                guard let known = try db.customer(at: .email(email))?.id, let standing = try db.survivor(of: known),
                    sample.contains(standing.number)
                else { continue }
                people[key] = standing
            }
            return people
        }
    }

    private func plan(_ dice: inout Dice) -> [Visit] {
        let zone = stage.shop.timeZone
        let today = zone.day(at: now)
        var visits: [Visit] = []
        for (index, habit) in Self.habits.enumerated() {
            var ago = habit.from
            while ago >= habit.until {
                let minutes = 8 * 60 + 10 + dice.roll(9 * 60)
                let at = zone.instant(today - ago, TimeOfDay(minutes: minutes) ?? .midnight)
                // Today's are of this morning, whatever the hour.
                if at < now { visits.append(Visit(habit: index, at: at)) }
                guard let every = habit.every else { break }
                ago -= max(1, every + dice.roll(2 * habit.spread + 1) - habit.spread)
            }
        }
        return visits.sorted { ($0.at, $0.habit) < ($1.at, $1.habit) }
    }
}

extension Tx {
    fileprivate func write(_ visit: SamplePurchases.Visit, _ people: [String: Customer.ID]) throws {
        guard let slip = try slip(visit, people) else { return }
        let id = try recordPurchase(slip).id
        if slip.customer == nil { try tag("purchase", id.number) }
    }

    /// Nil where the guest has no card.
    fileprivate func slip(_ visit: SamplePurchases.Visit, _ people: [String: Customer.ID]) throws -> PurchaseSlip? {
        let habit = SamplePurchases.habits[visit.habit]
        let customer = habit.guest.flatMap { people[$0] }
        if habit.guest != nil, customer == nil { return nil }
        // Prices follow the currency: what is 30 in lira is 3.00 where hundredths are spent.
        let unit: Int64 = ["TRY", "IDR", "AMD"].contains(try setting(ShopSettings.currency)) ? 100 : 10
        let items = habit.basket.map { PurchaseItem(name: $0.name, price: $0.price * unit) }
        return PurchaseSlip(nil, customer, source: .counter, at: visit.at, items: items)
    }
}
