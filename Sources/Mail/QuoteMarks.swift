/// What mail programs write above the mail that they quote, by language. Lines are compared in lower case (Unicode, no locale).
///
/// To teach it another program or language add a line here and a case to the tests.
enum QuoteMarks {
    /// "On 5 May, Anna wrote:": how it begins, a word it has to contain, how it ends.
    struct Attribution {
        var language: String
        var begins: [String]
        var contains: [String]
        var ends: [String]
    }

    static let attributions: [Attribution] = [
        Attribution(language: "en", begins: ["on "], contains: [" wrote"], ends: ["wrote:", "wrote :", "wrote :-", "wrote"]),
        Attribution(language: "en", begins: [], contains: [" wrote on ", " wrote at "], ends: [":"]),
        // NetEase, in any language: At 2026-05-04 11:30:00, "Anna Shop" <shop@example.com> wrote:
        Attribution(language: "en", begins: ["at "], contains: ["> wrote"], ends: ["wrote:"]),
        // Notes: -----"Anna Shop" <shop@example.com> wrote: -----
        Attribution(language: "en", begins: ["\""], contains: ["> wrote"], ends: ["wrote:"]),
        Attribution(language: "de", begins: ["am ", "an "], contains: ["schrieb"], ends: [":"]),
        Attribution(language: "de", begins: [], contains: [" schrieb am ", " hat am ", " schrieb:"], ends: ["geschrieben:", ":"]),
        Attribution(language: "fr", begins: ["le "], contains: ["a écrit", "a ecrit", "écrivait", "écrit"], ends: [":"]),
        Attribution(language: "fr", begins: [], contains: [" a écrit le "], ends: [":"]),
        Attribution(language: "es", begins: ["el "], contains: ["escribió", "escribio", "ha escrito"], ends: [":"]),
        Attribution(language: "es", begins: [], contains: [" escribió el "], ends: [":"]),
        Attribution(language: "pt", begins: ["em ", "no dia "], contains: ["escreveu"], ends: [":"]),
        Attribution(language: "it", begins: ["il ", "in data "], contains: ["ha scritto", "scrisse", "scritto"], ends: [":"]),
        Attribution(language: "nl", begins: ["op "], contains: ["schreef", "geschreven"], ends: [":"]),
        Attribution(language: "sv", begins: ["den "], contains: ["skrev"], ends: [":"]),
        Attribution(
            language: "no/da", begins: ["den ", "på ", "fre", "man", "tir", "ons", "tor", "lør", "søn"], contains: ["skrev"], ends: [":"]),
        Attribution(language: "fi", begins: [], contains: ["kirjoitti"], ends: [":"]),
        Attribution(
            language: "pl", begins: ["w dniu ", "dnia ", "pon", "wt", "śr", "czw", "pt", "sob", "niedz"], contains: ["napisał", "pisze"],
            ends: [":"]),
        // Apple Mail, Yahoo.
        Attribution(language: "pl", begins: ["wiadomość napisana przez"], contains: ["w dniu"], ends: [":"]),
        Attribution(language: "pl", begins: ["w "], contains: ["napisał(-a)"], ends: [":"]),
        Attribution(language: "pl", begins: [], contains: [" napisał(a)", " napisał w dniu", " napisała w dniu"], ends: [":"]),
        Attribution(
            language: "tr", begins: [], contains: ["şunu yazdı", "şunları yazdı", "tarihinde yazdı", " yazdı"],
            ends: ["yazdı:", "yazdı", "yazmış:"]),
        // Apple Mail names the time behind the verb.
        Attribution(language: "tr", begins: [], contains: ["şunları yazdı ("], ends: ["):"]),
        // Gmail has no verb.
        Attribution(language: "ru", begins: [], contains: [" г. в "], ends: [">:"]),
        Attribution(language: "ru", begins: [], contains: ["пишет", "написал", "написала", "писал"], ends: [":"]),
        Attribution(language: "uk", begins: [], contains: ["пише", "написав", "написала"], ends: [":"]),
        Attribution(
            language: "hy", begins: [], contains: ["գրել է", "գրեց", "գրեց՝", "գրել է՝"], ends: [":", "՝", "\u{0589}", "գրել է.", "գրեց."]),
        Attribution(language: "id", begins: ["pada ", "tanggal "], contains: ["menulis"], ends: [":"]),
        Attribution(language: "id", begins: [], contains: [" menulis pada "], ends: [":"]),
        Attribution(language: "cs", begins: ["dne "], contains: ["napsal"], ends: [":"]),
        Attribution(language: "hu", begins: [], contains: ["írta", "ezt írta"], ends: [":"]),
        Attribution(language: "ro", begins: ["în ", "pe "], contains: ["a scris"], ends: [":"]),
        Attribution(language: "el", begins: ["στις "], contains: ["έγραψε"], ends: [":"]),
        Attribution(language: "et", begins: [], contains: ["kirjutas"], ends: [":"]),
        Attribution(language: "zh", begins: ["在", "于"], contains: ["写道", "寫道"], ends: [":", "："]),
        Attribution(language: "ja", begins: [], contains: ["のメール"], ends: [":", "："]),
    ]

    /// The labels of Outlook's header block: From, Sent or Date, To, Subject.
    static let fromLabels: Set<String> = [
        "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "kimden", "gönderen", "от", "від", "ումից", "dari", "kiindu",
        "feladó", "expéditeur", "από", "saatja", "发件人",
    ]
    static let dateLabels: Set<String> = [
        "sent", "date", "gesendet", "datum", "envoyé", "enviado", "enviado el", "fecha", "inviato", "data", "verzonden", "skickat", "sendt",
        "dato", "lähetetty", "päivämäärä", "wysłano", "data wysłania", "gönderildi", "tarih", "gönderme tarihi", "отправлено", "дата",
        "gönderilme", "gönderilen", "ուղարկուած",
        "надіслано", "ուղարկվել է", "ամսաթիվ", "dikirim", "terkirim", "tanggal", "odesláno", "elküldve", "ημερομηνία", "发送时间", "日期",
        "envoyé le",
    ]
    static let toLabels: Set<String> = [
        "to", "an", "à", "para", "a", "aan", "till", "til", "vastaanottaja", "do", "kime", "alıcı", "кому", "ում", "kepada", "ke", "komu",
        "címzett", "προς", "saaja", "收件人", "cc", "kopie", "kopio", "bilgi", "копия",
    ]
    static let subjectLabels: Set<String> = [
        "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "aihe", "temat", "konu", "тема",
        "թեմա", "վերնագիր", "subjek", "perihal", "předmět", "tárgy", "θέμα", "teema", "主题",
    ]

    /// The line above a quoted mail: "-----Original Message-----".
    private static let originals: [String] = [
        "original message", "original appointment", "reply message", "ursprüngliche nachricht", "originalnachricht", "message d'origine",
        "message original", "mensaje original", "mensagem original", "messaggio originale", "oorspronkelijk bericht",
        "ursprungligt meddelande", "opprinnelig melding", "oprindelig meddelelse", "alkuperäinen viesti", "wiadomość oryginalna",
        "oryginalna wiadomość", "orijinal mesaj", "orijinal ileti", "özgün ileti", "исходное сообщение", "пересылаемое сообщение",
        "սկզբնական հաղորդագրություն", "pesan asli", "pesan orisinal", "原始邮件", "նախորդ հաղորդագրութիւնը", "բնօրինակ նամակը",
        "původní zpráva", "eredeti üzenet",
    ]

    /// The line above a forwarded mail, which stays visible.
    private static let forwards: [String] = [
        "forwarded message", "begin forwarded message", "weitergeleitete nachricht", "anfang der weitergeleiteten", "message transféré",
        "début du message transféré", "début du message réexpédié", "mensaje reenviado", "inicio del mensaje reenviado",
        "mensagem encaminhada", "messaggio inoltrato", "doorgestuurd bericht", "vidarebefordrat meddelande", "välitetty viesti",
        "edelleenlähetetty viesti", "välitetty viesti alkaa", "przekazana wiadomość", "wiadomość przekazana", "yönlendirilmiş ileti",
        "iletilen mesaj", "yönlendirilen mesaj", "пересланное сообщение", "пересылаемое сообщение", "перенаправленное сообщение",
        "փոխանցված հաղորդագրություն", "pesan yang diteruskan", "pesan terusan", "přeposlaná zpráva",
    ]

    /// Subject prefixes of forwarded mail.
    private static let forwardPrefixes: [String] = [
        "fwd:", "fw:", "wg:", "tr:", "rv:", "vs: fwd:", "vl:", "ilt:", "i̇lt:", "pd:", "enc:", "i:", "doorst:", "vb:", "пересл:", "trs:",
        "teruskan:", "փոխ:",
    ]

    /// Lines that phones and programs put under a mail. A line is one of them when it begins so and is short.
    private static let mobileSignatures: [String] = [
        "sent from my ", "sent from outlook", "sent from mail for", "sent from yahoo", "sent from proton", "sent from samsung",
        "télécharger outlook", "hanki outlook", "descargar outlook", "outlook für",
        "sent with proton", "sent via ", "get outlook for", "von meinem ", "gesendet von ", "gesendet mit ",
        "diese nachricht wurde von meinem",
        "envoyé de mon ", "envoyé depuis ", "envoyé à partir de", "obtenir outlook", "enviado desde ", "enviado do meu ", "obtener outlook",
        "inviato da ", "verzonden vanaf ", "verstuurd vanaf ", "skickat från ", "sendt fra ", "sendt fra min", "lähetetty iphonesta",
        "lähetetty ipadista", "lähetetty laitteesta", "lähetetty puhelimesta", "lähetetty samsung", "hae outlook", "wysłane z ",
        "wysłano z ", "iphone'umdan gönderildi", "iphone'dan gönderildi", "ipad'imden gönderildi", "iphone'umdan gönderildi",
        "android'den gönderildi",
        "samsung cihazımdan", "i̇phone'umdan", "android için outlook", "ios için outlook", "отправлено с ", "отправлено из ",
        "ուղարկված է ",
        "ուղարկվել է իմ",
        "dikirim dari ", "dapatkan outlook", "odesláno z ", "küldve ",
    ]

    /// Lower case, trimmed, with plain apostrophes and blanks.
    static func fold(_ written: String) -> String {
        // QQ leaves entities of its HTML in the plain text.
        let line = written.utf8.contains(UInt8(ascii: "&")) ? written.replacing("&nbsp;", with: " ") : written
        if line.utf8.allSatisfy({ $0 < 0x80 }) { return line.trimmed.asciiLowercased }
        var scalars = String.UnicodeScalarView()
        for scalar in line.lowercased().unicodeScalars {
            switch scalar {
            case "\u{2019}": scalars.append("'")
            case "\u{00A0}", "\u{202F}": scalars.append(" ")
            // The dot that lower case leaves of a Turkish İ.
            case "\u{200E}", "\u{200F}", "\u{307}": continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars).trimmed
    }

    /// True for a line (or up to three lines joined by blanks) that introduces quoted mail. It must name a date or an address.
    static func isAttribution(_ line: String) -> Bool {
        guard (8...400).contains(line.utf8.count), endsLikeAttribution(line) else { return false }
        var text = fold(line)
        while let first = text.utf8.first, "-*".utf8.contains(first) { text = String(text.dropFirst()).trimmed }
        while let last = text.utf8.last, "-*".utf8.contains(last) { text = String(text.dropLast()).trimmed }
        guard text.contains(where: { $0.isNumber || $0 == "@" }) else { return false }
        return attributions.contains { attribution in
            attribution.ends.contains { text.ends(with: $0) }
                && (attribution.begins.isEmpty || attribution.begins.contains { text.begins(with: $0) })
                && attribution.contains.contains { text.holds($0) }
        }
    }

    /// Most lines are told apart by their last character, without comparing words.
    private static func endsLikeAttribution(_ line: String) -> Bool {
        let last = line.unicodeScalars.last { !$0.properties.isWhitespace && $0 != "-" && $0 != "*" && $0 != "\u{200F}" }
        guard let last else { return false }
        // An Armenian sentence that ends in a full stop of another alphabet.
        if last == "." { return line.unicodeScalars.contains { (0x530...0x58F).contains($0.value) } }
        return [":", "：", "՝", "\u{0589}", "e", "E", "ı"].contains(last)
    }

    /// True when `lines` begin with From, Sent or Date, To, Subject in some language: three of four within the first lines.
    static func looksLikeHeaderBlock(_ lines: [String]) -> Bool {
        guard let first = lines.first, let label = label(first), fromLabels.contains(label) else { return false }
        var kinds: Set<Int> = []
        for line in lines.prefix(7) {
            guard let label = self.label(line) else { continue }
            if dateLabels.contains(label) { kinds.insert(1) }
            if toLabels.contains(label) { kinds.insert(2) }
            if subjectLabels.contains(label) { kinds.insert(3) }
        }
        return kinds.count >= 2
    }

    /// The label of a header line in lower case, and what stands behind its colon.
    static func labelled(_ line: String) -> (label: String, value: String)? {
        guard let label = label(line), let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        let value = String(line[line.index(after: colon)...]).trimmed
        // "*From:* Anna": the closing star of the bold label.
        return (label, value.hasPrefix("*") ? String(value.dropFirst()).trimmed : value)
    }

    private static func label(_ line: String) -> String? {
        // A colon, also the wide one of Chinese and Japanese.
        guard line.utf8.prefix(120).contains(where: { $0 == UInt8(ascii: ":") || $0 == 0xEF || $0 == 0xD5 }) else { return nil }
        let text = fold(line).filter { $0 != "*" && $0 != "_" }.trimmed
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" || $0 == "՝" }) else { return nil }
        let label = String(text[..<colon]).trimmed
        return (1...30).contains(label.count) ? label : nil
    }

    static func isOriginalMark(_ line: String) -> Bool {
        guard mayBeMark(line), let words = dashed(line) else { return false }
        // QQ writes the one word.
        if String(words.prefix { $0 != "-" }).trimmed == "original", words.hasSuffix("-") { return true }
        return originals.contains { words.begins(with: $0) } && !forwards.contains { words.begins(with: $0) }
    }

    static func isForwardMark(_ line: String) -> Bool {
        guard mayBeMark(line) else { return false }
        let text = fold(line)
        if let words = dashed(line), forwards.contains(where: { words.begins(with: $0) }) { return true }
        return text.utf8.last == UInt8(ascii: ":") && forwards.contains { text.begins(with: $0) }
    }

    /// Cheap: most lines neither begin with dashes nor end with a colon.
    private static func mayBeMark(_ line: String) -> Bool {
        guard line.utf8.count < 300, let first = line.utf8.first(where: { !ASCII.isWhitespace($0) }) else { return false }
        return "-_=".utf8.contains(first) || line.utf8.last(where: { !ASCII.isWhitespace($0) }) == UInt8(ascii: ":")
    }

    /// The words between dashes or underscores, nil when the line has none before them.
    private static func dashed(_ line: String) -> String? {
        let text = fold(line)
        guard text.utf8.count < 200, text.begins(with: "--") || text.begins(with: "__") || text.begins(with: "==") else { return nil }
        let words = text.drop { "-_= ".contains($0) }
        return words.isEmpty ? nil : String(words)
    }

    /// "________________________________", which Outlook puts above its header block.
    static func isRule(_ line: String) -> Bool {
        let text = line.trimmed
        return text.utf8.count >= 10 && text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    static func isMobileSignature(_ line: String) -> Bool {
        guard line.utf8.count <= 160 else { return false }
        let text = fold(line)
        return mobileSignatures.contains { text.begins(with: $0) } && text.utf8.last != UInt8(ascii: "?")
    }

    static func withoutForwardPrefix(_ subject: String) -> String {
        guard isForwardSubject(subject), let colon = subject.firstIndex(of: ":") else { return subject }
        return String(subject[subject.index(after: colon)...]).trimmed
    }

    static func isForwardSubject(_ subject: String) -> Bool {
        let text = fold(subject)
        return forwardPrefixes.contains { text.begins(with: $0) }
    }
}
