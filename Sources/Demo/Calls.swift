extension Call {
    static let all: [Call] = [
        // Long ago: people whom nobody has spoken to lately.
        Call("nermin", .sara, .day(205, 9, 40), .counter, "Çavdar ekmeği, iki tane. Taşınacaklarını söyledi, belki Bursa'ya."),
        Call("liam", .deniz, .day(148, 8, 10), .counter, "Came off the night ferry, had two teas and told us about his knee."),
        Call("pekka", .sara, .day(92, 15, 20), .counter, "Kehui uutta ruisleipää. Osti kaksi."),
        // The last two weeks.
        Call(
            "ayse", .siti, .day(12, 11, 10), .phone, "Pasta için aradı, ayrıntıları e-postayla yazacak.", promise: .within(240, kept: 60)),
        Call("hasan", .deniz, .day(10, 9, 15), .counter, "Dizi ağrıyor, merdiveni çıkamıyor. Simitleri kapıya çıkardık."),
        Call(
            "liman", .aram, .day(8, 10, 30), .phone, "Cem Bey kruvasan için fiyat listesi istedi. Bugün gönderiyoruz dedim.",
            promise: .within(180, kept: 120)),
        Call("anahit", .aram, .day(6, 10, 5), .counter, "Վերցրեց երեք գաթան։ Թոռնիկները՝ Մանե, Դավիթ և Արեգ։ Փոքրը խմորի հոտից փռշտում է։"),
        Call(
            "vaino", .aram, .day(6, 11, 5), .phone,
            "Numero laivan toimistosta. Limput torstaiksi, kaksikymmentä. Tyhjentää postilaatikkonsa."),
        Call(
            "pekka", .sara, .day(5, 17, 20), .counter, "Haki leivät. Kysyi, milloin mallasleipä palaa. Lupasin selvittää.",
            promise: .within(300, kept: 780)),
        Call("fatma-calls", .siti, .day(7, 14, 25), .phone, "Doğum günü pastası sordu, on iki kişilik. Fotoğrafını görmek istiyor."),
        Call("narine-calls", .aram, .day(5, 11, 35), .phone, "Հարցրեց՝ շաբաթ օրը գաթա լինելո՞ւ է։ Ասացի՝ տասնմեկից։"),
        Call("dewi", .siti, .day(4, 16, 0), .counter, "Bayar kue kapten, semua senang. Bulan depan mau pesan roti pandan 10 loyang."),
        Call(
            "eleanor", .deniz, .day(3, 12, 50), .counter,
            """
            Brought a small painting of the quay for the wall. It hangs above the till now.
            """),
        Call(
            "mehmet", .deniz, .day(1, 15, 30), .phone, "Yeni ofisin açılışı için 80 kişilik ikram soruyor. Fiyatı yarın söyleyeceğim.",
            promise: .dueIn(200)),
        Call(
            "sutrisno", .siti, .openAgo(140), .phone, "Minta ditelepon lagi soal kiriman pagi, setelah bicara dengan sopir.",
            promise: .dueIn(60)),
        Call("grace", .aram, .openAgo(100), .counter, "Her mother's loaf, with the dark crust. She paid for the next ten."),
        Call(
            "hyvarinen", .sara, .openAgo(90), .phone, "Kukat kakkuun: haluaa valkoisia ruusuja. Lupasin kysyä kukkakaupasta.",
            promise: .dueIn(500)),
        Call("tigran", .deniz, .openAgo(30), .counter, "Came back with flowers for Siti. Two gata, one coffee."),
    ]
}
