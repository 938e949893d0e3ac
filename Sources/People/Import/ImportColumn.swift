import Core
import Language
import Web

/// What a column of somebody's table is to become on the card.
enum ImportColumn: String, Sendable, CaseIterable, Codable {
    /// Left out.
    case none
    case name
    case firstName = "first_name"
    case lastName = "last_name"
    case email
    case phone
    case language
    case note
    case pronunciation
    case usual
    /// The business they belong to, by its name, and what they do there.
    case company
    case role
    /// How they want to be treated, in words.
    case wishes
    /// What the person was known by in the system that the table comes from.
    case key

    func words(_ t: Words) -> String {
        switch self {
        case .none: t("Leave out")
        case .name: t("Name")
        case .firstName: t("First name")
        case .lastName: t("Last name")
        case .email: t("E-mail")
        case .phone: t("Phone")
        case .language: t("Language")
        case .note: t("Note")
        case .pronunciation: t("How to say it")
        case .usual: t("Usual order")
        case .company: t("Company")
        case .role: t("What they do there")
        case .wishes: t("How they want to be treated")
        case .key: t("Number in the old system")
        }
    }

    /// Whether a card has room for more than one such column.
    var isMany: Bool { [.none, .email, .phone, .note].contains(self) }
}

/// What columns mean, by their headings in five languages and by what stands below them.
enum ImportGuess {
    /// - Parameter rows: the first rows of the table.
    static func look(_ rows: [CSVRow]) -> (hasHeader: Bool, columns: [ImportColumn]) {
        guard let first = rows.first else { return (true, []) }
        var width = min(rows.map(\.count).max() ?? 0, PeopleImport.mostColumns)
        let headings = (0..<width).map { folded(first[$0]) }
        let isKnown = headings.contains { heading in words.contains { $0.value.contains(heading) } }
        let hasData = (0..<width).contains { Card.isEmail(first[$0].trimmed) || Card.isPhone(first[$0].trimmed) }
        let hasHeader = isKnown || (!hasData && rows.count > 1)
        // What stands beyond the heading has no meaning; a row that reaches there is likely divided in the wrong place.
        if hasHeader { width = min(width, max(1, first.count)) }
        let body = hasHeader ? Array(rows.dropFirst()) : rows
        var columns = (0..<width).map { hasHeader ? meaning(headings[$0], among: headings) : .none }
        for column in 0..<width where columns[column] == .none {
            columns[column] = meaning(of: body.map { $0[column].trimmed }.filter { !$0.isEmpty }) ?? .none
        }
        let isNamed = columns.contains { [.name, .firstName, .lastName].contains($0) }
        if !isNamed, !hasHeader || !isKnown {
            // The first column of words is most likely who it is.
            let named = (0..<width).first { column in
                columns[column] == .none && body.contains { $0[column].contains(where: \.isLetter) }
            }
            if let named { columns[named] = .name }
        }
        // Of what a card has once, the first column counts.
        var seen: Set<ImportColumn> = []
        return (hasHeader, columns.map { $0.isMany || seen.insert($0).inserted ? $0 : .none })
    }

    private static func folded(_ heading: String) -> String {
        SearchAnalysis.fold(heading).split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    private static func meaning(_ heading: String, among headings: [String]) -> ImportColumn {
        if short.contains(heading) {
            return headings.contains { words[.lastName, default: []].contains($0) } ? .firstName : .name
        }
        if let found = ImportColumn.allCases.first(where: { words[$0]?.contains(heading) == true }) { return found }
        // "E-mail 2", "Phone (work)"
        let start = heading.split(separator: " ").first.map(String.init) ?? ""
        return [.email, .phone].first { words[$0]?.contains(start) == true } ?? .none
    }

    /// By what stands there: most are addresses, or most are numbers.
    private static func meaning(of cells: [String]) -> ImportColumn? {
        guard !cells.isEmpty else { return nil }
        if cells.count(where: Card.isEmail) * 10 >= cells.count * 6 { return .email }
        let phones = cells.count { cell in
            Card.isPhone(cell) && (cell.hasPrefix("+") || cell.hasPrefix("0")) && cell.count(where: \.isNumber) >= 7
        }
        return phones * 10 >= cells.count * 6 ? .phone : nil
    }

    /// Alone they are the whole name; beside a column of family names they are the first.
    private static let short: Set<String> = fold(["ad", "adı", "isim", "անուն", "name", "nimi", "nama"])

    private static func fold(_ words: [String]) -> Set<String> { Set(words.map(folded)) }

    private static let words: [ImportColumn: Set<String>] = [
        .name: [
            "name", "full name", "fullname", "customer", "customer name", "display name", "contact", "contact name", "ad soyad",
            "adı soyadı", "isim soyisim", "müşteri", "müşteri adı", "unvan", "nimi", "koko nimi", "asiakas", "asiakkaan nimi",
            "անուն ազգանուն", "հաճախորդ", "nama", "nama lengkap", "pelanggan", "nama pelanggan",
        ],
        .firstName: ["first name", "firstname", "given name", "forename", "etunimi", "nama depan", "ad", "adı", "isim", "անուն"],
        .lastName: [
            "last name", "lastname", "surname", "family name", "soyad", "soyadı", "soyisim", "sukunimi", "ազգանուն", "nama belakang",
        ],
        .email: [
            "email", "e mail", "mail", "email address", "e mail address", "eposta", "e posta", "e posta adresi", "sähköposti",
            "sähköpostiosoite", "էլ փոստ", "էլփոստ", "էլեկտրոնային փոստ", "էլ հասցե", "surel", "alamat email", "alamat surel",
        ],
        .phone: [
            "phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "mobile number", "cell", "gsm", "telefon",
            "telefon no", "telefon numarası", "cep", "cep telefonu", "cep no", "puhelin", "puhelinnumero", "matkapuhelin", "հեռախոս",
            "հեռախոսահամար", "հեռ", "բջջային", "telepon", "nomor telepon", "no telepon", "telp", "hp", "no hp", "nomor hp", "whatsapp",
            "wa",
        ],
        .language: ["language", "lang", "locale", "dil", "kieli", "լեզու", "bahasa"],
        .note: [
            "note", "notes", "comment", "comments", "remark", "remarks", "not", "notlar", "açıklama", "muistiinpano", "muistiinpanot",
            "huomautus", "huomautukset", "huomio", "lisätiedot", "kommentti", "նշում", "նշումներ", "մեկնաբանություն", "catatan",
            "keterangan",
        ],
        .pronunciation: [
            "pronunciation", "how to say it", "okunuş", "okunuşu", "telaffuz", "ääntäminen", "արտասանություն", "pengucapan", "cara baca",
        ],
        .company: [
            "company", "company name", "organisation", "organization", "business", "firma", "şirket", "şirket adı", "firma adı", "yritys",
            "yrityksen nimi", "ընկերություն", "կազմակերպություն", "perusahaan", "nama perusahaan",
        ],
        .role: [
            "role", "job title", "title", "position", "görev", "görevi", "pozisyon", "rooli", "tehtävä", "titteli", "պաշտոն", "jabatan",
            "posisi",
        ],
        .wishes: [
            "preferences", "wishes", "treatment", "contact preference", "preferred contact", "preferred channel", "tercihler", "tercih",
            "iletişim tercihi", "toiveet", "yhteydenottotoive", "asiointitoiveet", "նախընտրություններ", "ցանկություններ", "preferensi",
            "keinginan",
        ],
        .usual: [
            "usual", "usual order", "the usual", "favourite", "favorite", "her zamanki", "her zamanki siparişi", "vakiotilaus",
            "tavallinen tilaus",
            "սովորական պատվեր", "պատվեր", "pesanan biasa", "pesanan favorit",
        ],
        .key: [
            "id", "customer id", "customer number", "customer no", "customer code", "number", "no", "external id", "key", "code",
            "müşteri no", "müşteri numarası", "müşteri kodu", "kod", "asiakasnumero", "asiakastunnus", "tunnus", "կոդ",
            "հաճախորդի համար", "հաճախորդի կոդ", "nomor pelanggan", "id pelanggan", "kode", "kode pelanggan",
        ],
    ].mapValues(fold)
}
