import Language

/// What letters to shops are about the world over, and the words by which that is seen: in a letter and in the title of a prepared text.
///
/// A complaint and its apology share no words. These few subjects are the bridge until a shop gives words of its own to a text
/// (``PreparedText/keywords``) or its letters have taught it. The beginnings of words are compared, folded, so endings and missing accents
/// do not matter; no language has to be recognised.
enum PreparedTopic: String, CaseIterable, Sendable {
    case complaint, hours, prices, invoice, delivery, thanks, allergy

    /// Words in a letter that is about this.
    private var inLetters: String {
        switch self {
        case .complaint:
            """
            complain disappoint unacceptable terrible awful burnt burned stale mould mold broken damaged wrong spoil rotten
            şikayet yanmış yanık bayat küflü küflen bozuk kırık ezilmiş yanlış eksik rezalet berbat
            valit pettyny pettymys palanu palane vanhentun homei homees rikki väärä väärän puuttu kelvot pilaan
            բողոք այրվ վառվ բորբոս փչաց կոտր սխալ հիասթափ պակաս վատն
            keluhan kecewa gosong basi berjamur rusak salah kurang mengecewakan pecah komplain buruk
            """
        case .hours:
            """
            open closed close opening hours sunday açık kapalı kaçta saatler saatleri açılıy açıyor kapanı kapatı
            auki avoinna aukiolo suljettu sulkeu avaat avataan բաց փակ բացվ փակվ աշխատում ժամերը buka tutup
            """
        case .prices:
            "price prices pricing discount wholesale fiyat toptan indirim iskonto hinta hinnat hinnasto tukku alennus գին գներ գնացուցակ զեղչ մեծածախ harga grosir diskon"
        case .invoice:
            "invoice receipt vat fatura fiş fişi makbuz lasku kuitti kuitin հաշիվ հաշվապահ ապրանքագիր կտրոն կտրոնը faktur kuitansi struk nota"
        case .delivery:
            "deliver shipping courier teslim kargo gönderim kurye toimit kuljet kotiinkulj lähett առաքում առաքել առաքիչ հասցնել antar kirim kurir"
        case .thanks:
            "delicious wonderful lovely grateful nefis harika enfes ellerinize bayıldık herkull ihana mahtav համեղ հիանալի հրաշալի lezat enak mantap"
        case .allergy:
            "allerg gluten lactose celiac coeliac nuts vegan alerji glüten laktoz çölyak fındıksız vegan gluteen laktoos keliak pähkin vegaan ալերգ գլյուտեն լակտոզ ցելիակ ընկույզ alergi kacang laktosa"
        }
    }

    /// Words in the title of a text that answers it, beside those above.
    private var inTitles: String {
        switch self {
        case .complaint: "sorry apolog mistake özür üzgün hata pahoill anteeksi virhe reklamaat ներող ցավում maaf kesalahan"
        case .thanks: "thank thanks kind teşekkür kiitos շնորհակալ"
        case .hours, .prices, .invoice, .delivery, .allergy: ""
        }
    }

    /// Marks a subject among stems; no language is called so.
    var stem: String { "topic:\(rawValue)" }

    static func stems(ofLetter words: some Sequence<String>) -> Set<String> { letterCues.found(in: words) }
    static func stems(ofTitle words: some Sequence<String>) -> Set<String> { titleCues.found(in: words) }

    private static let letterCues = WordBeginnings(allCases.map { ($0.stem, $0.inLetters) })
    private static let titleCues = WordBeginnings(allCases.map { ($0.stem, "\($0.inLetters) \($0.inTitles)") })
}

/// Finds words by how they begin: "yanmis" in "yanmıştı". A beginning of three letters or fewer is the whole word.
struct WordBeginnings: Sendable {
    private var meanings: [String: Set<String>] = [:]
    private var lengths: [Int] = []

    /// - Parameter cues: what each is found as, with its words between blanks or commas.
    init(_ cues: [(meaning: String, words: String)]) {
        for (meaning, words) in cues {
            for word in SearchAnalysis.words(of: words) { meanings[SearchAnalysis.fold(word), default: []].insert(meaning) }
        }
        lengths = Set(meanings.keys.map(\.unicodeScalars.count)).sorted()
    }

    var isEmpty: Bool { meanings.isEmpty }

    /// - Parameter words: folded.
    func found(in words: some Sequence<String>) -> Set<String> {
        guard !isEmpty else { return [] }
        var found: Set<String> = []
        for word in words {
            let letters = word.unicodeScalars
            let count = letters.count
            for length in lengths where length <= count {
                if length <= 3, length < count { continue }
                if let there = meanings[String(letters.prefix(length))] { found.formUnion(there) }
            }
        }
        return found
    }
}
