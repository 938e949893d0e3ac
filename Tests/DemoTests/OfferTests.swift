import Core
import Language
import Storage
import Testing

@testable import Demo
@testable import Inbox

/// Letters as people write them, with the text that answers each. What the ranking is measured by.
@Suite struct OfferTests {
    private static let ranking: PreparedRanking = {
        let candidates = SampleText.all.enumerated().map { place, text in
            PreparedShelf.candidate(text.prepared(place))
        }
        return PreparedRanking(candidates)
    }()

    private func offered(_ letter: String) -> [String] {
        let ranked = PreparedShelf.letter(subject: "", text: letter, house: .tr)
        return Self.ranking.best(3, for: ranked) { _ in true }.map { SampleText.all[Int($0)].title }
    }

    private static let labelled: [(letter: String, title: String)] = [
        ("Bu sabah aldığım simitlerin altı kömür gibi yanmıştı.", "We are sorry"),
        ("pazar acik misiniz", "Opening hours"),
        ("glutensiz ekmek var mi", "Allergens"),
        ("Cumartesi kaçta kapatıyorsunuz?", "Opening hours"),
        ("kizimin dogum gunu icin 10 kisilik pasta yapar misiniz", "Cake order"),
        ("Dün aldığımız ekmek bayattı, hiç memnun kalmadık.", "We are sorry"),
        ("Geçen ayki siparişimizin faturasını gönderir misiniz?", "Invoice"),
        ("Çeşme'ye kargo yapıyor musunuz?", "Delivery"),
        ("Oteliz, toptan fiyat listenizi rica ederiz.", "Prices"),
        ("Ellerinize sağlık, poğaçalar nefisti!", "Thank you"),
        ("Her hafta bir çavdar ekmeği ayırabilir misiniz?", "Standing"),
        ("Ekşi mayalı ekmek kursunda yer kaldı mı?", "Sourdough"),
        ("Oğlum süt ve yumurta yiyemiyor, hangi ekmeği alabilirim?", "Allergens"),
        ("Hi, are you open on Sunday morning?", "Opening hours"),
        ("What time do you close on Christmas Eve?", "Opening hours"),
        ("The croissants were burnt and there was a hair in one.", "We are sorry"),
        ("You sent us the wrong bread again this morning, this is disappointing.", "We are sorry"),
        ("Could you send me the invoice for March with our VAT number?", "Invoice"),
        ("I lost my receipt, can I get a copy?", "Invoice"),
        ("Do your rolls contain nuts? My son is allergic.", "Allergens"),
        ("We would like a wedding cake for 80 guests in June.", "Cake order"),
        ("Can you deliver to the harbour before 8?", "Delivery"),
        ("We run a small café, what would 40 loaves a day cost?", "Prices"),
        ("Best bread in town, absolutely delicious. Just wanted to say so.", "Thank you"),
        ("I'd like a rye loaf put aside every week on Friday.", "Standing"),
        ("Are there places left in the class on the 14th?", "Sourdough"),
        ("Oletteko auki juhannuksena?", "Opening hours"),
        ("mihin aikaan avaatte lauantaina", "Opening hours"),
        ("Leivän pohja oli aivan palanut.", "We are sorry"),
        ("Ostamani pulla oli homeessa, olen pettynyt.", "We are sorry"),
        ("Voisitteko lähettää laskun sähköpostilla?", "Invoice"),
        ("Onko teillä gluteenitonta leipää?", "Allergens"),
        ("Tilaisin täytekakun kahdellekymmenelle, tytär täyttää kymmenen.", "Cake order"),
        ("Toimitatteko kotiin Kallioon?", "Delivery"),
        ("Mikä on tukkuhinta kahvilalle?", "Prices"),
        ("Korvapuustit olivat aivan ihania, kiitos!", "Thank you"),
        ("Voiko leivän tilata joka viikko samalle päivälle?", "Standing"),
        ("Vieläkö kurssille mahtuu kaksi?", "Sourdough"),
        ("Կիրակի օրը բա՞ց եք", "Opening hours"),
        ("Մինչև ո՞ր ժամն եք աշխատում", "Opening hours"),
        ("Հացի տակը ամբողջովին այրված էր։", "We are sorry"),
        ("Կարո՞ղ եք ուղարկել անցած ամսվա հաշիվը", "Invoice"),
        ("Որդիս գլյուտեն չի կարող ուտել, ունե՞ք այդպիսի հաց", "Allergens"),
        ("Ուզում եմ պատվիրել տորթ ծննդյան համար", "Cake order"),
        ("Առաքում ունե՞ք դեպի կենտրոն", "Delivery"),
        ("Հյուրանոցի համար գնացուցակ կուղարկե՞ք", "Prices"),
        ("Շատ համեղ էր գաթան", "Thank you"),
        ("Դասընթացին ազատ տեղ կա՞", "Sourdough"),
        ("Apakah hari Minggu buka?", "Opening hours"),
        ("Tutup jam berapa hari Sabtu ya?", "Opening hours"),
        ("Rotinya gosong dan keras, saya kecewa.", "We are sorry"),
        ("Pesanan saya salah, yang datang roti cokelat.", "We are sorry"),
        ("Tolong kirimkan faktur bulan lalu", "Invoice"),
        ("Anak saya alergi kacang, roti mana yang aman?", "Allergens"),
        ("Mau pesan kue ulang tahun untuk 20 orang", "Cake order"),
        ("Bisa diantar ke hotel kami sebelum jam tujuh?", "Delivery"),
        ("Minta daftar harga grosir untuk kafe", "Prices"),
        ("Rotinya enak sekali, terima kasih!", "Thank you"),
        ("Kelas sourdough bulan depan masih ada tempat?", "Sourdough"),
        ("Saya mau satu roti setiap minggu", "Standing"),
    ]

    @Test func `113: of sixty letters in five languages nine in ten find their text among the three, and eight in ten first`() {
        var (among, first) = (0, 0)
        for (letter, title) in Self.labelled {
            let offered = offered(letter)
            if offered.contains(where: { $0.hasPrefix(title) }) { among += 1 } else { print("not among: \(letter) \(offered)") }
            if offered.first?.hasPrefix(title) == true { first += 1 } else { print("not first: \(letter) \(offered)") }
        }
        print("prepared texts: \(among) of \(Self.labelled.count) among three, \(first) first")
        #expect(among * 10 >= Self.labelled.count * 9)
        #expect(first * 10 >= Self.labelled.count * 8)
    }

    @Test(arguments: [
        "Merhaba, nasılsınız?", "Dear Sir or Madam, please see below.", "Tamam, görüşürüz.", "Kiitos, sopii hyvin!", "Ok, sampai besok ya.",
        "Լավ, շնորհակալություն", "We bought a new bicycle and the saddle squeaks.", "Can I bring my dog along?",
        "Sizi telefonla aradım ama açmadınız.",
    ])
    func `a letter that no text answers is offered none`(letter: String) {
        #expect(offered(letter) == [])
    }

    @Test func `a title on a button keeps its first two words whole`() {
        #expect(PreparedOffer.short("Opening hours") == "Opening hours")
        #expect(PreparedOffer.short("Allergens: gluten, nuts, milk, egg") == "Allergens: gluten…")
        #expect(PreparedOffer.short("We are sorry, it was our mistake") == "We are sorry, it was…")
        #expect(PreparedOffer.short("Սրճարանների հյուրանոցների գներ") == "Սրճարանների հյուրանոցների…")
    }
}

extension SampleText {
    fileprivate func prepared(_ place: Int) -> PreparedText {
        PreparedText(
            id: PreparedText.ID(number: Int64(place)), title: title, texts: texts, titles: names?.titles ?? [:],
            keywords: names?.keywords ?? "")
    }
}
