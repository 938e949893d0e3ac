import Inbox

extension Story {
    static let turkish: [Story] = [
        Story(
            "ayse", "Defne'nin doğum günü pastası",
            [
                .mail(
                    .day(11, 10, 20),
                    """
                    Merhaba Deniz Hanım,

                    Defne cumartesi günü altı yaşına giriyor. On iki kişilik, çilekli bir pasta rica etsem yetişir mi? Defne pastayı \
                    kendisi çizdi, resmi ekte. Üç mum istiyor, nedenini bize de söylemedi.

                    Biliyorsunuz, bende fındık alerjisi var, o yüzden içinde kesinlikle fındık olmasın lütfen.

                    Sevgiler
                    Ayşe
                    """, .picture("defnenin-pastasi.png"), .by("iPhone Mail (21F90)")),
                .answer(
                    .sara, .after(35),
                    """
                    Merhaba Ayşe Hanım,

                    Ne güzel çizmiş, mutfağa astık bile. Çilekli pasta cumartesi saat 11'de hazır olur. Fındık girmez; o gün o \
                    tezgâhta fındıklı hiçbir şey yapmayacağız.

                    Üzerine "Defne 6" yazalım mı?

                    Sara
                    """),
                .mail(
                    .after(150), "Evet lütfen, \"Defne 6\" harika olur. Saat 11'de alırım.\n\nÇok teşekkürler!\nAyşe", .quotes,
                    .by("iPhone Mail (21F90)")),
                .note(.sara, .after(5), "Pasta kartına FINDIKSIZ diye kırmızıyla yazdım. Tezgâh cuma akşamı silinecek."),
                .answer(.sara, .after(10), "Tamamdır, cumartesi 11'de görüşürüz. Defne'ye şimdiden mutlu yıllar!\n\nSara", .solve),
            ]),
        Story("liman", "Günlük ekmek siparişi", liman),
        Story(
            "hasan", "Bu sabahki simitler",
            [
                .mail(
                    .dueIn(-35),
                    """
                    Deniz kızım,

                    Bu sabah aldığım simitlerin altı kömür gibi yanmıştı. Kırk yıldır sizden alırım, baban zamanında böyle şey \
                    görmedim. Martılara attım, onlar bile nazlandı.

                    Kusura bakma ama söylemesem olmazdı.

                    Hasan Kaptan
                    """)
            ]),
        Story(
            "zeynep", "Glütensiz ekmek yapıyor musunuz?",
            [
                .mail(
                    .day(6, 21, 40),
                    """
                    İyi akşamlar, oğluma çölyak teşhisi kondu. Glütensiz ekmek yapıyor musunuz, yapıyorsanız ayrı fırında mı pişiyor?

                    Zeynep Çağlar Şahin
                    """
                ),
                .answer(
                    .sara, .after(60),
                    """
                    Günaydın Zeynep Hanım, geçmiş olsun.

                    Dürüst olayım: karabuğday ekmeğimiz var ama un bizde havada uçuyor, çölyak için güvenli diyemem. Güvenle \
                    alabileceğiniz yer Çarşı Sokak'taki Tanesiz. Sahibi arkadaşımızdır, bizden geldiğinizi söyleyin.

                    Sara Korhonen
                    """),
            ]),
        Story(
            "mehmet", "Geçen ayın faturası eksik",
            [
                .mail(
                    .dueIn(25),
                    """
                    Merhaba,

                    Muhasebemiz geçen ayın faturasını bulamıyor. Öztürk Denizcilik adına kesilen 1.840 TL'lik faturayı tekrar \
                    gönderebilir misiniz? Ekte bizdeki teslimat listesi var.

                    İyi çalışmalar
                    """,
                    .file(
                        "teslimatlar.csv", type: "text/csv",
                        text: "tarih;ürün;adet\n02;francala;40\n09;francala;40\n16;poğaça;60\n23;francala;45\n"),
                    .signed("Mehmet Öztürk\nÖztürk Denizcilik\n+90 282 000 09 65"), .by("Microsoft Outlook 16.0")),
                .take(.deniz, .after(6)),
                .note(.deniz, .after(2), "Anna'ya sordum, fatura onda. Bugün öğleden sonra gönderecek."),
            ]),
        Story(
            "fatma", "Bayram için baklava",
            [
                .mail(.day(9, 14, 5), "Selamlar, bayrama iki tepsi cevizli baklava ayırtmak istiyorum. Kapora gerekiyor mu?\n\nFatma Nur"),
                .answer(
                    .siti, .after(45),
                    "Merhaba Fatma Hanım, ayırdık. Kapora istemiyoruz, sözünüz yeter. Arife günü öğleden sonra hazır olur.\n\nSiti"),
                .mail(.after(60), "Çok incesiniz, Allah razı olsun. Görüşmek üzere.", .quotes, .by("Gmail")),
                .solve(.siti, .after(20)),
            ]),
        Story(
            "can", "Gözlüğümü sizde unuttum galiba",
            [
                .mail(
                    .dueIn(150),
                    """
                    Merhaba, bu sabah pencere kenarındaki masada kahvaltı ettim. Siyah çerçeveli gözlüğümü orada unutmuş olabilirim. \
                    Bulan oldu mu?

                    Can Ergün

                    iPhone'umdan gönderildi
                    """,
                    .by("iPhone Mail (21F90)")),
                .take(.siti, .after(4)),
                .passOn(
                    .siti, to: .deniz, .after(6), .knowledge,
                    "Gözlük bulundu, kasanın altındaki çekmecede. Sabah pencere kenarına sen bakıyordun; Can Bey'in olduğunu sen tanırsın. Ona henüz yazmadım."
                ),
            ]),
    ]

    /// Forty messages: the hotel's order for tomorrow and our answer, over two weeks.
    private static let liman: [Step] = {
        let talk: [(String, String)] = [
            ("Yarın için 40 francala, 12 çavdar, 30 poğaça lütfen.", "Yazdım, 06:30'da arka kapıda."),
            ("Poğaçaların yarısı peynirli olabilir mi?", "Olur, 15 peynirli, 15 patatesli."),
            ("Yarın aynı sipariş. Bugünkü çavdar çok beğenildi.", "Sevindik, Aram'a söyledim, göğsü kabardı. 06:30."),
            ("Cuma akşamı düğün var: cumartesiye 120 francala çıkar mı?", "Çıkar. İkinci fırını da yakarız, 06:00'da ilk yarısı sizde."),
            ("Harikasınız. Kalan yarısı kaçta?", "07:15'te."),
            ("Yarın 35 francala, 10 çavdar yeter.", "Tamam, 06:30."),
            ("Yarın otel dolu, 60 francala ve 40 simit lütfen.", "Simitler 07:30'da sıcak gelir, diğerleri 06:30'da."),
            ("Simit 10 dakika geç geldi, haberiniz olsun.", "Haklısınız, köprü kapalıydı. Yarın 10 dakika erken çıkıyoruz."),
            ("Teşekkürler. Yarın her zamanki.", "Her zamanki: 40 francala, 12 çavdar, 30 poğaça. 06:30."),
            ("Susamsız francala yapabilir misiniz? Bir misafirimiz alerjik.", "Yapabiliriz. Ayrı poşette, üzerine yazarız. Kaç tane?"),
            ("6 tane yeter, üç gün boyunca.", "Not ettim: üç gün, günde 6 susamsız."),
            ("Misafir çok memnun, selamı var.", "Bizden de selam. Yarın yine 6 susamsız geliyor."),
            ("Yarın 45 francala, 12 çavdar, poğaça yok.", "Tamam, 06:30."),
            ("Arka kapının kodu değişti, telefonla söylerim.", "Arayın, Aram'a iletirim."),
            ("Kod Aram'da. Yarın her zamanki.", "Aldık. 06:30."),
            ("Kruvasan fiyatınız ne kadar? 50 adet düşünüyoruz.", "50 adette tanesi 38 TL. Denemeniz için yarın 6 tane bizden."),
            (
                "Kruvasanlar bitti, kavga çıktı. Salıdan itibaren her gün 50.",
                "Ne güzel kavga. Salıdan itibaren her gün 50 kruvasan yazıldı."
            ),
            ("Yarın her zamanki artı 50 kruvasan.", "Tamam, 06:30. Kruvasanlar ayrı sepette."),
            ("Sepetleri geri almayı unuttunuz, altı tane birikti.", "Yarın sabah alırız, hatırlattığınız için sağ olun."),
            ("Sepetler gitti, teşekkürler. Yarın 40 francala, 12 çavdar, 50 kruvasan.", "Yazdım. Yarın 06:30'da görüşürüz, iyi akşamlar."),
        ]
        let staff: [Colleague] = [.aram, .siti, .aram, .deniz]
        var steps: [Step] = []
        for (index, (order, reply)) in talk.enumerated() {
            // Three letters in two days, the last one yesterday.
            let day = 14 - index * 13 / 19
            let hour = [9, 15, 12][index % 3]
            let mail: Step =
                index % 4 == 2
                ? .mail(.day(day, hour, 10 + index), order, .quotes, .by("Gmail"))
                : .mail(.day(day, hour, 10 + index), order, .by("Gmail"))
            steps += [mail, .answer(staff[index % 4], .after(8 + index % 5 * 6), reply)]
        }
        return steps
    }()
}
