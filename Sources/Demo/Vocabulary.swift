import Language

/// Words of one language to make names, subjects and letters of. Those at the beginning of a list are drawn often, those at its end seldom.
struct Vocabulary: Sendable {
    var local: String
    var code: String
    var firstNames: [String]
    var lastNames: [String]
    /// Each has one § for a thing.
    var subjects: [String]
    /// Each may have one § for a thing and one # for a number.
    var sentences: [String]
    var things: [String]
    var thanks: [String]

    static func of(_ language: Language) -> Vocabulary {
        switch language {
        case .tr: turkish
        case .fi: finnish
        case .hy: armenian
        case .id: indonesian
        case .en, .pseudo: english
        }
    }

    func subject(_ dice: inout Dice) -> String { fill(dice.pick(subjects), &dice) }

    /// Three sentences; one letter in ten names an order.
    func paragraph(_ dice: inout Dice) -> String {
        var text = (0..<3).map { _ in fill(dice.pick(sentences), &dice) }.joined(separator: " ")
        if dice.roll(10) == 0 { text += " FB-\(10_000 + dice.roll(90_000))" }
        return text
    }

    private func fill(_ pattern: String, _ dice: inout Dice) -> String {
        // The smaller of two throws: the first words of the list are common, the last ones rare.
        let thing = things[min(dice.roll(things.count), dice.roll(things.count))]
        return pattern.replacing("§", with: thing).replacing("#", with: String(dice.roll(90) + 2))
    }
}

extension Vocabulary {
    static let english = Vocabulary(
        local: "guest", code: "44",
        firstNames: words(
            "Alice Ben Clara Daniel Emma Frank Georgia Harry Isla Jack Kate Lewis Martha Noah Olivia Peter Queenie Rose Samuel Thea"),
        lastNames: words(
            """
            Archer Bailey Cooper Dawson Ellis Fletcher Gibson Hughes Irving Jennings Knight Lambert Mercer Norris Osborne Palmer \
            Quigley Reeves
            """
        ),
        subjects: [
            "Order of §", "Question about §", "§ for Saturday", "Your §", "About the § of yesterday", "Invoice for §", "Thank you for §",
        ],
        sentences: [
            "Could you keep # pieces of § for me until Friday?", "We would like to order § for # people.",
            "Yesterday the § was not as good as usual.",
            "Is there any butter in your §?", "Please send the invoice for § to our office.",
            "My mother loves your §, she asks for it every week.",
            "I will come by at # past nine to pick it up.", "Do you deliver § to the harbour as well?",
            "The last delivery of § came # minutes late.",
            "We are open until seven tonight and would be glad to see you.", "The § will be ready tomorrow morning.",
            "I am sorry for the mistake with the §, the next one is on us.", "Let me ask the bakers about the § and write to you again.",
        ],
        things: words(
            """
            bread rolls cake sourdough rye croissants baguettes cookies muffins scones pretzels focaccia brioche shortbread gingerbread \
            crumpets pasties marzipan meringue macaroons strudel panettone soda-bread ciabatta challah stollen madeleines profiteroles \
            éclairs pumpernickel
            """
        ),
        thanks: ["Thank you, that is all I needed.", "Perfect, see you then!", "Thanks a lot, you are the best bakery in town."])

    static let turkish = Vocabulary(
        local: "misafir", code: "90",
        firstNames: words(
            "Ahmet Berna Cem Derya Emre Filiz Gökhan Hülya İbrahim Jale Kemal Leyla Murat Nalan Okan Pınar Recep Selin Şule Tolga"),
        lastNames: words(
            "Acar Bulut Ceylan Doğan Erdem Fidan Güneş Hacıoğlu Işıklı Kaplan Korkmaz Özkan Polat Sönmez Şimşek Tekin Uçar Yavuz"),
        subjects: ["§ siparişi", "§ hakkında soru", "Cumartesi için §", "Dünkü § hakkında", "§ faturası", "§ için teşekkürler"],
        sentences: [
            "Cuma gününe kadar # adet § ayırabilir misiniz?", "# kişilik § sipariş etmek istiyoruz.",
            "Dünkü § her zamanki kadar güzel değildi.",
            "§ içinde tereyağı var mı?", "Lütfen § faturasını ofisimize gönderin.", "Annem en çok § sever, her hafta sorar.",
            "Saat dokuzu # geçe uğrayıp alırım.", "Limana da § getiriyor musunuz?", "Son § teslimatı # dakika geç geldi.",
            "Bu akşam yediye kadar açığız, bekleriz.", "İstediğiniz § yarın sabah hazır olur.",
            "Yanlışlık için özür dileriz, bir sonraki § bizden.", "Ustalara § konusunu sorup size tekrar yazacağım.",
        ],
        things: words(
            """
            ekmek simit pasta poğaça börek açma baklava kurabiye çavdar francala pide lavaş kek revani kadayıf tulumba şekerpare lokum \
            acıbadem katmer bazlama yufka gözleme künefe mantı tarhana kandil-simidi ay-çöreği susamlı paskalya
            """
        ),
        thanks: ["Çok teşekkürler, bu kadar yeter.", "Harika, o zaman görüşürüz!", "Elinize sağlık, kolay gelsin."])

    static let finnish = Vocabulary(
        local: "vieras", code: "358",
        firstNames: words(
            "Aleksi Birgit Eero Fanni Hannele Ilkka Jenni Kalle Leena Markku Noora Olavi Päivi Reijo Satu Timo Ulla Ville Yrjö Äijö"),
        lastNames: words(
            """
            Aalto Heikkinen Jokinen Karjalainen Koskinen Laine Lehtonen Mattila Nieminen Ojala Pitkänen Rantanen Saarinen Turunen \
            Väisänen Ylönen Öhman
            """
        ),
        subjects: ["Tilaus: §", "Kysymys: §", "Lauantaiksi §", "Eilinen §", "Lasku: §", "Kiitos, §"],
        sentences: [
            "Voisitteko varata minulle # kappaletta, siis §, perjantaiksi?", "Haluaisimme tilata # hengelle: §.",
            "Eilinen § ei ollut yhtä hyvä kuin yleensä.", "Onko tässä voita: §?", "Lähettäkää lasku toimistoomme, rivillä lukee §.",
            "Äitini rakastaa tätä: §, hän kysyy sitä joka viikko.", "Tulen hakemaan # yli yhdeksän.",
            "Tuotteko satamaankin, esimerkiksi §?",
            "Viimeinen toimitus myöhästyi # minuuttia.", "Olemme auki seitsemään, tervetuloa.", "Huomenna aamulla on valmiina §.",
            "Pahoittelemme virhettä, seuraava § on meidän piikkiimme.", "Kysyn leipureilta ja kirjoitan uudestaan, aiheena §.",
        ],
        things: words(
            """
            ruisleipä pulla korvapuusti kakku sämpylä limppu karjalanpiirakka munkki piparkakku rieska täytekakku joulutorttu \
            laskiaispulla mämmi näkkileipä saaristolaisleipä kalakukko lihapiirakka mustikkapiirakka voisilmäpulla dallaspulla viineri \
            keksi marenki tippaleipä pannukakku leipäjuusto perunarieska ohrarieska hiivaleipä
            """
        ),
        thanks: ["Kiitos, siinä kaikki.", "Mahtavaa, nähdään silloin!", "Kiitos paljon, olette kaupungin paras leipomo."])

    static let armenian = Vocabulary(
        local: "hyur", code: "374",
        firstNames: words(
            "Արա Աննա Գայանե Գոռ Դավիթ Եվա Զարուհի Էլեն Թամարա Իրինա Լիլիթ Կարեն Հայկ Մարիամ Նարեկ Շուշան Ռուբեն Սոնա Վահան Քնար"),
        lastNames: words(
            """
            Աբրահամյան Ավետիսյան Բաղդասարյան Գասպարյան Դանիելյան Եղիազարյան Զաքարյան Թադևոսյան Խաչատրյան Կարապետյան Հարությունյան \
            Մանուկյան Ներսիսյան Ստեփանյան Վարդանյան
            """
        ),
        subjects: ["Պատվեր՝ §", "Հարց՝ §", "Շաբաթ օրվա համար՝ §", "Երեկվա մասին՝ §", "Հաշիվ՝ §", "Շնորհակալություն՝ §"],
        sentences: [
            "Կարո՞ղ եք մինչև ուրբաթ պահել # հատ՝ §։", "Ուզում ենք պատվիրել # հոգու համար՝ §։",
            "Երեկվա ապրանքը՝ §, սովորականի պես լավը չէր։",
            "Սրա մեջ կարագ կա՞՝ §։", "Խնդրում եմ հաշիվը ուղարկեք մեր գրասենյակ՝ §։", "Մայրս շատ է սիրում և ամեն շաբաթ հարցնում է՝ §։",
            "Կգամ վերցնելու իննից անց #-ին։", "Նավահանգիստ էլ տանո՞ւմ եք՝ §։", "Վերջին առաքումը # րոպե ուշացավ։",
            "Այս երեկո բաց ենք մինչև յոթը, սպասում ենք ձեզ։", "Վաղն առավոտյան պատրաստ կլինի՝ §։",
            "Ներողություն սխալի համար, հաջորդը մեր հաշվին է՝ §։", "Հացթուխներին կհարցնեմ և նորից կգրեմ ձեզ՝ §։",
        ],
        things: words(
            """
            հաց լավաշ գաթա տորթ բուլկի փախլավա թխվածք մատնաքաշ կարկանդակ խաչապուրի թխվածքաբլիթ նազուկ ժենգյալով-հաց կարագով-գաթա \
            մեղրաբլիթ շարոց պոնչիկ կրուասան տաշիր-հաց պանրահաց բոքոն կլոր-հաց ալյուր աղանձ փոխինձ շաքարահաց սուջուխ ալանի հալվա զատկահաց
            """
        ),
        thanks: ["Շնորհակալություն, այսքանը։", "Հիանալի է, կտեսնվենք։", "Շատ շնորհակալ եմ, դուք քաղաքի լավագույն հացատունն եք։"])

    static let indonesian = Vocabulary(
        local: "tamu", code: "62",
        firstNames: words(
            "Agus Bambang Citra Dian Eko Fitri Gilang Hendra Indah Joko Kartika Laras Made Nurul Oka Puspita Rizki Sari Teguh Wayan"),
        lastNames: words(
            """
            Anggraini Basuki Cahyono Dharma Firmansyah Gunawan Hidayat Iskandar Kurniawan Lesmana Mahendra Nugroho Prasetyo Rahayu \
            Saputra Utami Wijaya Yuliana
            """
        ),
        subjects: ["Pesanan §", "Pertanyaan tentang §", "§ untuk hari Sabtu", "Tentang § kemarin", "Tagihan §", "Terima kasih untuk §"],
        sentences: [
            "Bisa tolong simpan # potong § sampai hari Jumat?", "Kami ingin memesan § untuk # orang.", "Kemarin § tidak seenak biasanya.",
            "Apakah ada mentega di dalam §?", "Tolong kirim tagihan § ke kantor kami.",
            "Ibu saya suka sekali §, setiap minggu beliau menanyakannya.",
            "Saya datang jam sembilan lewat # untuk mengambilnya.", "Apakah § bisa diantar sampai ke pelabuhan?",
            "Kiriman § terakhir terlambat # menit.",
            "Kami buka sampai jam tujuh malam ini, silakan datang.", "Pesanan § siap besok pagi.",
            "Maaf atas kekeliruannya, § berikutnya gratis dari kami.",
            "Saya tanyakan dulu kepada tukang roti soal §, lalu saya tulis lagi.",
        ],
        things: words(
            """
            roti kue donat bolu lapis pandan pastel risoles lumpia onde-onde klepon serabi martabak nastar kastengel lemper pukis cucur \
            wingko bakpia dadar getuk bika brownies pisang-goreng talam apem kembang-goyang lidah-kucing putu-ayu
            """
        ),
        thanks: ["Terima kasih, itu saja.", "Baik, sampai jumpa!", "Terima kasih banyak, toko roti terbaik di kota."])

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
