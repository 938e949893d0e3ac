import Core
import Language
import Storage
import Web

/// How somebody wants to be treated, out of one cell of a table: "no calls; e-mail; not before 10:00", in any of the five languages, or by the names
/// that programs use ("channel=email, no_mail"). Pure.
enum ImportWishes {
    /// Nil where a part of the cell says nothing that we know.
    static func read(_ cell: String) -> [Treatment.Key: String]? {
        var wishes: [Treatment.Key: String] = [:]
        var access: [String] = []
        for part in cell.split(whereSeparator: { ";,|·".contains($0) || $0.isNewline }) where !part.trimmed.isEmpty {
            guard let found = wish(part.trimmed) else { return nil }
            if found.key == .access { access.append(found.value) } else { wishes[found.key] = found.value }
        }
        if !access.isEmpty { wishes[.access] = Treatment.Access.allCases.map(\.rawValue).filter(access.contains).joined(separator: ",") }
        return wishes
    }

    private static func wish(_ text: String) -> (key: Treatment.Key, value: String)? {
        let halves = text.split(separator: "=", maxSplits: 1).map { $0.trimmed }
        if let key = Treatment.Key(rawValue: halves[0]) { return checked(key, halves.count == 2 ? halves[1] : "1") }
        if let known = words[folded(text)] { return known }
        // "not before 10:00", "10.00 sonrası", "klo 10 jälkeen": the words, with the time taken out.
        guard let time = text.split(whereSeparator: { $0.isWhitespace }).compactMap(time).first else { return nil }
        let rest = text.split(whereSeparator: { $0.isWhitespace }).filter { self.time($0) == nil }.joined(separator: " ")
        if before.contains(folded(rest)) { return (.notBefore, time) }
        return after.contains(folded(rest)) ? (.notAfter, time) : nil
    }

    /// What a program's name may be set to.
    private static func checked(_ key: Treatment.Key, _ value: String) -> (key: Treatment.Key, value: String)? {
        switch key {
        case .channel: Treatment.Channel(rawValue: value).map { (key, $0.rawValue) }
        case .noCall, .noMail, .noMessage: value == "1" ? (key, value) : nil
        case .notBefore, .notAfter: TimeOfDay(value[...]).map { (key, $0.description) }
        case .name: ["first", "surname"].contains(value) ? (key, value) : nil
        case .formality: ["formal", "informal"].contains(value) ? (key, value) : nil
        case .tone: ["warm", "brief", "plain"].contains(value) ? (key, value) : nil
        case .access: Treatment.Access(rawValue: value).map { (key, $0.rawValue) }
        case .days: Int(value).flatMap { (1...7).contains($0) ? (key, value) : nil }
        case .accessNote: (key, String(Card.oneLine(value).prefix(Card.longestLine)))
        }
    }

    private static func time(_ word: Substring) -> String? {
        let text = word.replacing(".", with: ":")
        guard text.contains(":") else { return nil }
        return TimeOfDay((text.count == 4 ? "0" + text : text)[...])?.description
    }

    private static func folded(_ text: String) -> String {
        SearchAnalysis.fold(text).split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    private static let before = Set(
        ["not before", "no calls before", "after", "en erken", "önce aramayın", "aikaisintaan", "ei ennen", "ոչ շուտ քան", "tidak sebelum"]
            .map(folded))
    private static let after = Set(
        ["not after", "no calls after", "until", "en geç", "sonra aramayın", "viimeistään", "ei jälkeen", "ոչ ուշ քան", "tidak setelah"]
            .map(folded))

    /// As people write them, in five languages.
    private static let words: [String: (key: Treatment.Key, value: String)] = {
        let table: [(Treatment.Key, String, [String])] = [
            (.channel, "email", ["email", "e-mail", "mail", "e-posta", "sähköposti", "էլ. փոստ", "surel"]),
            (.channel, "phone", ["phone", "call", "telefon", "puhelin", "հեռախոս", "telepon"]),
            (.channel, "message", ["message", "sms", "whatsapp", "mesaj", "viesti", "հաղորդագրություն", "pesan"]),
            (.channel, "counter", ["counter", "in person", "yüz yüze", "paikan päällä", "անձամբ", "langsung"]),
            (
                .noCall, "1",
                ["no calls", "do not call", "aramayın", "arama yok", "ei puheluita", "ei soittoja", "չզանգել", "jangan telepon"]
            ),
            (
                .noMail, "1",
                ["no mail", "no e-mail", "no mail from us first", "e-posta yok", "ei sähköpostia", "չգրել", "jangan kirim surel"]
            ),
            (.noMessage, "1", ["no messages", "no sms", "mesaj yok", "ei viestejä", "առանց հաղորդագրության", "jangan kirim pesan"]),
            (.formality, "formal", ["formal", "formally", "siz", "resmi", "teititellen", "դուքով", "formal (anda)"]),
            (.formality, "informal", ["informal", "informally", "sen", "samimi", "sinutellen", "դուով", "santai"]),
            (.name, "first", ["first name", "by the first name", "adıyla", "etunimellä", "անունով", "nama depan"]),
            (.name, "surname", ["surname", "by the surname", "soyadıyla", "sukunimellä", "ազգանունով", "nama belakang"]),
            (.tone, "brief", ["brief", "kısa", "lyhyesti", "կարճ", "singkat"]),
            (.tone, "warm", ["warm", "sıcak", "lämpimästi", "ջերմ", "hangat"]),
            (.access, "step-free", ["step-free", "no steps", "basamaksız", "esteetön", "առանց աստիճանների", "tanpa tangga"]),
            (.access, "large-print", ["large print", "büyük yazı", "isoilla kirjaimilla", "խոշոր տառերով", "huruf besar"]),
            (.access, "hearing", ["hard of hearing", "hears badly", "ağır işitiyor", "huonokuuloinen", "վատ է լսում", "sulit mendengar"]),
            (.access, "plain-words", ["plain words", "sade dil", "selkokieli", "պարզ լեզվով", "bahasa sederhana"]),
            (.access, "interpreter", ["interpreter", "tercüman", "tulkki", "թարգմանիչ", "juru bahasa"]),
            (.access, "quiet", ["quiet place", "sessiz yer", "hiljainen paikka", "հանգիստ տեղ", "tempat tenang"]),
        ]
        var words: [String: (key: Treatment.Key, value: String)] = [:]
        for (key, value, names) in table { for name in names { words[folded(name)] = (key, value) } }
        return words
    }()
}

extension Tx {
    /// Writes what a table says of how people want to be treated, and remembers what stood there before, for the way back.
    func take(wishes: [Customer.ID: [Treatment.Key: String]], of id: PeopleImport.ID) throws {
        guard !wishes.isEmpty else { return }
        let known = try db.preferences(of: wishes.keys.sorted())
        for (person, wanted) in wishes.sorted(by: { $0.key < $1.key }) {
            for (key, value) in wanted.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where known[person]?[key]?.value != value {
                let before = known[person]?[key]
                try db.run(
                    """
                    INSERT INTO import_wish (import_id, customer_id, pref_key, after, before, before_source, before_since)
                    VALUES (\(id), \(person), \(key), \(value), \(before?.value), \(before?.source), \(before?.since))
                    ON CONFLICT (import_id, customer_id, pref_key) DO UPDATE SET after = excluded.after
                    """)
            }
            try prefer(person, wanted, source: .imported, tells: false)
        }
    }

    /// What the import said goes, and what stood there before comes back, where nobody has changed it since.
    func takeBackWishes(of id: PeopleImport.ID, _ people: [Customer.ID]) throws {
        let rows = try db.all(
            """
            SELECT customer_id, pref_key, after, before, before_source, before_since FROM import_wish
            WHERE import_id = \(id) AND customer_id IN \(people) ORDER BY customer_id, pref_key
            """
        ) { row in
            (
                person: try row.next(Customer.ID.self), key: try row.next(String.self), after: try row.next(String.self),
                before: try row.next(String?.self), source: try row.next(String?.self), since: try row.next(Instant?.self)
            )
        }
        for row in rows {
            let gone = try db.run(
                "DELETE FROM customer_pref WHERE customer_id = \(row.person) AND pref_key = \(row.key) AND value = \(row.after)")
            guard gone > 0, let before = row.before else { continue }
            try db.run(
                """
                INSERT INTO customer_pref (customer_id, pref_key, value, source, since, staff_id)
                VALUES (\(row.person), \(row.key), \(before), \(row.source ?? Origin.imported.rawValue), \(row.since ?? now), NULL)
                """)
        }
        try db.run("DELETE FROM import_wish WHERE import_id = \(id) AND customer_id IN \(people)")
    }
}
