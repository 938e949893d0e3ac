import Core
import Language
import Web

/// What a column of somebody's table of sales means.
enum SalesColumn: String, Sendable, CaseIterable {
    /// Left out.
    case none
    case date, time, amount, reference, phone, email
    /// What the person was known by in the system that the table comes from.
    case key
    case name, margin, item, note

    func words(_ t: Words) -> String {
        switch self {
        case .none: t("Leave out")
        case .date: t("Date")
        case .time: t("Time of day")
        case .amount: t("Amount")
        case .reference: t("Receipt number")
        case .phone: t("Phone")
        case .email: t("E-mail")
        case .key: t("Number in the old system")
        case .name: t("Name")
        case .margin: t("Margin")
        case .item: t("What was bought")
        case .note: t("Note")
        }
    }
}

/// What columns mean, by their headings in five languages and by what stands below them.
enum SalesGuess {
    /// - Parameter rows: the first rows of the table.
    static func look(_ rows: [CSVRow]) -> (hasHeader: Bool, columns: [SalesColumn]) {
        guard let first = rows.first else { return (true, []) }
        let width = min(rows.map(\.count).max() ?? 0, SalesImport.mostColumns)
        let headings = (0..<width).map { folded(first[$0]) }
        let known = headings.map { heading in SalesColumn.allCases.first { words[$0]?.contains(heading) == true } }
        // A date or an amount in the first row is no heading.
        let hasData = (0..<width).contains { column in DateOrder.allCases.contains { $0.day(first[column].trimmed) != nil } }
        let hasHeader = known.contains { $0 != nil } || (!hasData && rows.count > 1)
        let body = hasHeader ? Array(rows.dropFirst()) : rows
        var columns = (0..<width).map { hasHeader ? known[$0] ?? .none : .none }
        for column in 0..<width where columns[column] == .none {
            let cells = body.map { $0[column].trimmed }.filter { !$0.isEmpty }
            if let meaning = meaning(of: cells, but: Set(columns)) { columns[column] = meaning }
        }
        // Of what a sale has once, the first column counts.
        var seen: Set<SalesColumn> = []
        return (hasHeader, columns.map { $0 == .none || seen.insert($0).inserted ? $0 : .none })
    }

    private static func folded(_ heading: String) -> String {
        SearchAnalysis.fold(heading).split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    /// By what stands there: most are dates, addresses, numbers, amounts.
    private static func meaning(of cells: [String], but taken: Set<SalesColumn>) -> SalesColumn? {
        guard !cells.isEmpty else { return nil }
        func most(_ test: (String) -> Bool) -> Bool { cells.count(where: test) * 10 >= cells.count * 8 }
        if !taken.contains(.date), most({ cell in DateOrder.allCases.contains { $0.day(cell) != nil } }) { return .date }
        if !taken.contains(.email), most({ $0.contains("@") && $0.contains(".") }) { return .email }
        if !taken.contains(.phone),
            most({ cell in (cell.hasPrefix("+") || cell.hasPrefix("0")) && (8...15).contains(cell.count(where: \.isNumber)) })
        {
            return .phone
        }
        let isMoney = most { cell in
            cell.contains { $0 == "." || $0 == "," } && MoneyReading.minor(cell, currency: "EUR") != nil
        }
        return isMoney && !taken.contains(.amount) ? .amount : nil
    }

    private static func fold(_ words: [String]) -> Set<String> { Set(words.map(folded)) }

    private static let words: [SalesColumn: Set<String>] = [
        .date: [
            "date", "day", "order date", "sale date", "purchase date", "created", "created at", "date time", "datetime", "timestamp",
            "tarih",
            "satış tarihi", "sipariş tarihi", "işlem tarihi", "päivä", "päivämäärä", "pvm", "ostopäivä", "tilauspäivä", "ամսաթիվ", "օր",
            "գնման ամսաթիվ", "tanggal", "tgl", "tanggal transaksi",
        ],
        .time: ["time", "saat", "aika", "kellonaika", "klo", "ժամ", "ժամը", "jam", "waktu"],
        .amount: [
            "amount", "total", "sum", "price", "paid", "grand total", "order total", "value", "revenue", "spend", "sales", "tutar",
            "toplam",
            "genel toplam", "ödenen", "fiyat", "summa", "yhteensä", "loppusumma", "hinta", "գումար", "ընդամենը", "գին", "jumlah",
            "total harga",
            "harga", "nominal",
        ],
        .reference: [
            "reference", "receipt", "receipt number", "receipt no", "order", "order id", "order number", "order no", "invoice",
            "invoice number",
            "invoice no", "transaction", "transaction id", "bill", "fiş no", "fiş", "fiş numarası", "sipariş no", "sipariş numarası",
            "fatura no",
            "işlem no", "kuitti", "kuittinumero", "tilausnumero", "tilaus", "laskunumero", "կտրոն", "կտրոնի համար", "պատվերի համար", "nota",
            "no nota", "nomor nota", "no pesanan", "nomor pesanan", "no transaksi", "struk", "faktur",
        ],
        .phone: [
            "phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "gsm", "telefon", "telefon no", "cep", "cep telefonu",
            "puhelin", "puhelinnumero", "հեռախոս", "հեռախոսահամար", "հեռ", "telepon", "no telepon", "nomor telepon", "hp", "no hp",
            "whatsapp",
        ],
        .email: [
            "email", "e mail", "mail", "email address", "eposta", "e posta", "sähköposti", "էլ փոստ", "էլփոստ", "surel", "alamat email",
        ],
        .key: [
            "customer id", "customer number", "customer no", "customer code", "client id", "müşteri no", "müşteri numarası", "müşteri kodu",
            "asiakasnumero", "asiakastunnus", "հաճախորդի համար", "հաճախորդի կոդ", "id pelanggan", "nomor pelanggan", "kode pelanggan",
        ],
        .name: [
            "name", "customer", "customer name", "full name", "client", "müşteri", "müşteri adı", "ad soyad", "isim", "asiakas", "nimi",
            "asiakkaan nimi", "հաճախորդ", "անուն", "անուն ազգանուն", "pelanggan", "nama", "nama pelanggan",
        ],
        .margin: ["margin", "profit", "gross profit", "kâr", "marj", "brüt kâr", "kate", "myyntikate", "շահույթ", "margin laba", "laba"],
        .item: [
            "item", "items", "product", "products", "description", "article", "ürün", "ürünler", "tuote", "tuotteet", "ապրանք", "ապրանքներ",
            "produk", "barang", "nama barang",
        ],
        .note: ["note", "notes", "comment", "remark", "not", "açıklama", "huomautus", "muistiinpano", "նշում", "catatan", "keterangan"],
    ].mapValues(fold)
}
