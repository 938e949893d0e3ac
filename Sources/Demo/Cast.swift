import Core
import Inbox
import People
import Storage
import Web

/// Who is on the stage: the shop's staff in their parts, its mailbox, and the customers' cards as they are made.
struct Cast: Sendable {
    static let ownerName = "Deniz Yılmaz"
    static let ownerEmail = "deniz@firin.example"

    var staff: [Colleague: Staff.ID]
    var mailbox: Mailbox.ID

    func id(_ who: Colleague) -> Staff.ID { staff[who] ?? staff[.deniz] ?? Staff.ID(number: 0) }

    /// Adds colleagues, lines and the sample's mailbox. Without a password for the colleagues, the staff that are there take all parts in
    /// turn.
    static func gather(_ stage: Stage, business: String, colleaguesPassword: String?, now: Instant) async throws -> Cast {
        try await stage.write(now - .seconds(410 * 86_400), as: .program("sample")) { tx in
            let there = try tx.db.allStaff().filter(\.isActive)
            guard let owner = there.first(where: { $0.role == .owner }) ?? there.first else { throw World.Refusal.nobodyThere }
            let box = try tx.addSampleMailbox(name: business, address: World.mailbox)
            try tx.tag("mailbox", box.number)
            guard let password = colleaguesPassword else {
                let others = [owner] + there.filter { $0.id != owner.id }
                let parts = Colleague.allCases.map { ($0, others[$0.rawValue % others.count].id) }
                return Cast(staff: Dictionary(uniqueKeysWithValues: parts), mailbox: box)
            }
            func add(_ name: String, _ email: String, _ role: Role) throws -> Staff.ID {
                if let known = try tx.db.staff(email: email) { return known.id }
                let id = try tx.addStaff(name: name, email: email, role: role, password: password)
                try tx.tag("staff", id.number)
                return id
            }
            let sara = try add("Sara Korhonen", "sara@firin.example", .manager)
            let aram = try add("Aram Petrosyan", "aram@firin.example", .agent)
            let siti = try add("Siti Rahma", "siti@firin.example", .agent)
            _ = try add("Anna Lindqvist", "anna@firin.example", .viewer)
            if try tx.db.allLines().isEmpty {
                let orders = try tx.addLine(name: "Orders", members: [owner.id, aram, siti], backup: sara)
                let desk = try tx.addLine(name: "Front desk", members: [sara, siti], backup: aram)
                try tx.tag("line", orders.number)
                try tx.tag("line", desk.number)
            }
            try tx.set(ShopSettings.isTeam, to: true)
            return Cast(staff: [.deniz: owner.id, .sara: sara, .aram: aram, .siti: siti], mailbox: box)
        }
    }
}
