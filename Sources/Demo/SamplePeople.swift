import Core
import People
import Storage

extension Guest {
    /// What they mostly have, by their key.
    static let usual: [String: String] = [
        "ayse": "iki simit, bir filtre kahve", "hasan": "iki simit, demli çay", "pekka": "ruisleipä, viipaloituna",
        "anahit": "գաթա առանց դարչինի", "dewi": "roti pandan", "eleanor": "sourdough, crust dark", "priya": "vegan rye, oat flat white",
        "nermin": "çavdar ekmeği",
    ]
}

extension Guest {
    /// How some of them want to be treated.
    static let wishes: [String: [Treatment.Key: String]] = [
        "pekka": [.channel: "email", .notBefore: "10:00", .formality: "informal"],
        "hyvarinen": [.channel: "phone", .formality: "formal", .name: "surname"], "riitta": [.noCall: "1", .access: "large-print"],
        "hasan": [.channel: "counter", .formality: "formal", .accessNote: "Basamak çıkmakta zorlanıyor.", .access: "step-free"],
        "priya": [.channel: "email", .tone: "brief", .noCall: "1"],
    ]

    /// Whose business some of them come for: its name, the domain of its mail, what they do there.
    static let companies: [String: (name: String, domain: String, role: String)] = [
        "liman": ("Otel Liman", "otelliman.example", "Mutfak"), "mehmet": ("Öztürk Denizcilik", "ozturkdenizcilik.example", "Sahibi"),
        "armen": ("«Արարատ» ռեստորան", "ararat-restaurant.example", "Տնօրեն"),
        "sutrisno": ("Warung Teman", "warungteman.example", "Pemilik"),
    ]
}

extension Guest {
    /// The card of somebody who wrote first: their addresses stood on a mail, of some proven by its server.
    func wrote(_ card: Card, at moment: Instant) -> Card {
        guard !emails.isEmpty else { return card }
        var card = card
        let isProven = ["pekka", "eleanor", "priya"].contains(key)
        for place in card.addresses.indices where card.addresses[place].kind == .email {
            card.addresses[place].provenance = Provenance(
                origin: .mail, at: moment, provenAt: isProven ? moment : nil, proof: isProven ? .mail : nil)
        }
        return card
    }
}

extension Tx {
    /// What a guest's card has beyond the words on it.
    func dress(_ person: Customer.ID, _ guest: Guest) throws {
        if let (company, domain, role) = Guest.companies[guest.key] {
            try tag("company", joinCompany(person, named: company, domain: domain, role: role))
        }
        if let wishes = Guest.wishes[guest.key] { try prefer(person, wishes, source: .said) }
        if guest.key == "eleanor" {
            try putSamplePhoto(Picture.portrait(), on: person)
            try say(person, [Consent.Key(purpose: .news, channel: .email): true], source: .form)
        }
    }
}

extension Picture {
    /// Somebody's face as a child would draw it: nobody's photo.
    static func portrait() -> [UInt8] {
        let side = 160
        var rows: [UInt8] = []
        for y in 0..<side {
            rows.append(0)
            for x in 0..<side { rows += face(x, y) }
        }
        return png(width: side, height: side, rows: rows)
    }

    private static func face(_ x: Int, _ y: Int) -> [UInt8] {
        func isIn(_ cx: Int, _ cy: Int, _ rx: Int, _ ry: Int) -> Bool {
            (x - cx) * (x - cx) * ry * ry + (y - cy) * (y - cy) * rx * rx < rx * rx * ry * ry
        }
        if isIn(62, 74, 5, 6) || isIn(98, 74, 5, 6) { return [60, 52, 48] }
        if isIn(80, 96, 22, 14), y > 98 { return [190, 84, 84] }
        if isIn(80, 80, 42, 50), y > 48 { return [240, 206, 178] }
        if isIn(80, 70, 54, 58), y < 120 { return [206, 202, 200] }
        if isIn(80, 176, 70, 54) { return [86, 140, 180] }
        return [232, 238, 240]
    }
}

extension Tx {
    /// What hangs on the cards of the sample's people and on nothing else. `people` is a SELECT of their ids in brackets.
    func takeOutPeoplesThings(_ people: SQL) throws {
        for table: SQL in ["person_photo", "company_member", "consent", "customer_pref", "override_log", "legal_hold", "contact_log"] {
            try db.run("DELETE FROM \(table) WHERE customer_id IN \(people)")
        }
        try takeOutCompanies()
    }

    /// Companies of the sample, where nobody of the shop's own belongs to them.
    func takeOutCompanies() throws {
        for id in try db.sampleRows("company") {
            guard try db.value("SELECT 1 FROM company_member WHERE company_id = \(id) LIMIT 1", as: Int.self) == nil else { continue }
            try takeOutCompany(id)
        }
    }
}
