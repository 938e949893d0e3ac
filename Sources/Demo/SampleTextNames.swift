import Language

/// What the bakery's prepared texts are called in each language, and the words by which their letters are known. By their English title.
extension SampleText {
    struct Names: Sendable {
        var tr: String
        var fi: String
        var hy: String
        var id: String
        /// In all five languages together.
        var keywords: String

        var titles: [Language: String] { [.tr: tr, .fi: fi, .hy: hy, .id: id] }
    }

    var names: Names? { Self.names[title] }

    private static let names: [String: Names] = [
        "Opening hours": Names(
            tr: "Açılış saatleri", fi: "Aukioloajat", hy: "Աշխատանքային ժամեր", id: "Jam buka",
            keywords: "opening hours, çalışma saatleri, açık mısınız, aukiolo, avoinna, աշխատում եք, jam buka"),
        "Allergens: gluten, nuts, milk, egg": Names(
            tr: "Alerjenler: gluten, fındık, süt, yumurta", fi: "Allergeenit: gluteeni, pähkinä, maito, muna",
            hy: "Ալերգեններ՝ գլյուտեն, ընկույզ, կաթ, ձու", id: "Alergen: gluten, kacang, susu, telur",
            keywords:
                "allergy, gluten, nut, egg, lactose, sesame, alerji, glüten, fındık, yumurta, susam, allergia, gluteeni, pähkinä, ալերգիա, գլյուտեն, alergi, kacang"
        ),
        "Prices for cafés and hotels": Names(
            tr: "Kafe ve oteller için fiyatlar", fi: "Hinnat kahviloille ja hotelleille", hy: "Գներ սրճարանների և հյուրանոցների համար",
            id: "Harga untuk kafe dan hotel",
            keywords:
                "price list, wholesale, hotel, fiyat listesi, toptan, otel, hinnasto, tukku, kahvila, գնացուցակ, մեծածախ, հյուրանոց, grosir, daftar harga"
        ),
        "Sourdough class: dates and places": Names(
            tr: "Ekşi maya kursu: tarihler ve yerler", fi: "Hapanjuurikurssi: ajat ja paikat", hy: "Թթխմորի դասընթաց՝ օրեր և տեղեր",
            id: "Kelas sourdough: jadwal dan tempat", keywords: "class, course, workshop, kurs, atölye, kurssi, դասընթաց, kelas, kursus"),
        "Cake order: what we need to know": Names(
            tr: "Pasta siparişi: bilmemiz gerekenler", fi: "Kakkutilaus: mitä meidän pitää tietää", hy: "Տորթի պատվեր՝ ինչ պետք է իմանանք",
            id: "Pesanan kue: yang perlu kami tahu",
            keywords:
                "cake, birthday, wedding, pasta, pastası, doğum günü, düğün, kakku, kakun, synttär, syntymäpäivä, häät, տորթ, ծննդյան, հարսանիք, kue, ulang tahun"
        ),
        "Order is ready to be picked up": Names(
            tr: "Sipariş hazır, alınabilir", fi: "Tilaus on noudettavissa", hy: "Պատվերը պատրաստ է", id: "Pesanan siap diambil",
            keywords: "ready, pick up, hazır mı, noutaa, nouto, valmis, պատրաստ, diambil"),
        "Delivery: where, when, what it costs": Names(
            tr: "Teslimat: nereye, ne zaman, kaça", fi: "Toimitus: minne, milloin, mihin hintaan", hy: "Առաքում՝ ուր, երբ, ինչ արժե",
            id: "Pengantaran: ke mana, kapan, biayanya",
            keywords: "deliver, teslimat, getiriyor, eve servis, toimitatte, kotiin, առաքում, antar, diantar"),
        "Standing order: a loaf every week": Names(
            tr: "Sürekli sipariş: her hafta bir ekmek", fi: "Kestotilaus: leipä joka viikko", hy: "Մշտական պատվեր՝ ամեն շաբաթ հաց",
            id: "Pesanan rutin: satu roti tiap minggu",
            keywords:
                "standing order, weekly, every week, her hafta, haftalık, kestotilaus, joka viikko, ամեն շաբաթ, langganan, setiap minggu"),
        "We are sorry, it was our mistake": Names(
            tr: "Özür dileriz, bizim hatamız", fi: "Pahoittelumme, virhe oli meidän", hy: "Ներողություն, մեր սխալն էր",
            id: "Maaf, itu kesalahan kami",
            keywords:
                "burnt, burned, stale, raw, mould, hair, wrong, complaint, yanmış, yanık, kömür, bayat, çiğ, küf, yanlış, şikâyet, palanut, palaneita, raaka, home, väärä, այրված, վառված, բորբոս, սխալ, gosong, basi, mentah, jamur, salah"
        ),
        "We look into it and write again": Names(
            tr: "Bakıyoruz, yeniden yazacağız", fi: "Selvitämme ja palaamme asiaan", hy: "Կճշտենք և կրկին կգրենք",
            id: "Kami cek dulu, lalu kabari lagi",
            keywords: "forgot, lost, found, unuttum, kaybettim, unohdin, unohtui, մոռացել, կորցրել, ketinggalan, kehilangan"),
        "Invoice or receipt": Names(
            tr: "Fatura veya fiş", fi: "Lasku tai kuitti", hy: "Հաշիվ կամ կտրոն", id: "Faktur atau struk",
            keywords: "invoice, receipt, fatura, fiş, makbuz, lasku, kuitti, հաշիվ, կտրոն, faktur, struk, kuitansi, nota"),
        "Thank you for the kind words": Names(
            tr: "Güzel sözleriniz için teşekkürler", fi: "Kiitos kauniista sanoista", hy: "Շնորհակալություն ջերմ խոսքերի համար",
            id: "Terima kasih atas kata-kata manisnya",
            keywords:
                "delicious, best bread, wonderful, nefis, enfes, ellerinize sağlık, herkullista, ihanaa, համեղ, հրաշալի, enak sekali, lezat"
        ),
    ]
}
