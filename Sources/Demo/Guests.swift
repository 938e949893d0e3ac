/// The customers of the sample shop. All addresses end in .example, which belongs to nobody (RFC 2606).
extension Guest {
    static let all: [Guest] = turkish + finnish + armenian + indonesian + english + others

    static let turkish: [Guest] = [
        Guest(
            key: "ayse", name: "Ayşe Demir", emails: ["ayse.demir@posta.example"], phone: "+90 532 000 01 12", language: "tr",
            note: "Cumartesi sabahları gelir. Kızı Defne'nin doğum günü bu ay. Fındığa alerjisi var.", cardDaysAgo: 390),
        Guest(
            key: "liman", name: "Otel Liman", emails: ["mutfak@otelliman.example", "muhasebe@otelliman.example"],
            phone: "+90 282 000 04 40",
            language: "tr", note: "Mutfak şefi Cem Aydoğan. Her sabah 06:30'da arka kapıdan teslim.", cardDaysAgo: 405),
        Guest(
            key: "hasan", name: "Hasan IŞIK", emails: ["hasan.isik@posta.example"], phone: "0532 000 07 31", language: "tr",
            note: "Emekli kaptan. Her gün iki simit, bir gazete sohbeti.", cardDaysAgo: 380),
        Guest(key: "zeynep", name: "Zeynep Çağlar Şahin", emails: ["zeynepcs@mektup.example"], language: "tr"),
        Guest(
            key: "mehmet", name: "Mehmet Öztürk", emails: ["mehmet@ozturkdenizcilik.example"], phone: "+90 282 000 09 65", language: "tr",
            note: "Öztürk Denizcilik. Fatura şirkete kesilir.", cardDaysAgo: 210),
        Guest(key: "fatma", name: "Fatma Nur Yıldız", emails: ["fatmanur@posta.example"], language: "tr", cardDaysAgo: 300),
        // Two cards of one person: she called, and who took the call knew nothing of her letters.
        Guest(key: "fatma-calls", name: "Fatma Nur Yıldız", emails: [], phone: "0532 000 06 24", language: "tr", cardDaysAgo: 7),
        Guest(key: "can", name: "Can Ergün", emails: ["can.ergun@mektup.example"], language: "tr"),
        Guest(
            key: "nermin", name: "Nermin Aksoy", emails: ["nermin.aksoy@posta.example"], phone: "+90 532 000 03 58", language: "tr",
            note: "Eskiden her perşembe çavdar ekmeği alırdı.", cardDaysAgo: 400),
    ]

    static let finnish: [Guest] = [
        Guest(
            key: "hyvarinen", name: "Anna-Kaarina Elisabet Hyvärinen-Pääskylänlahti",
            emails: ["anna-kaarina.hyvarinen-paaskylanlahti@posti.example"], phone: "+358 40 000 0117", language: "fi",
            note: "Häät ensi kesäkuussa. Soittaa mieluummin kuin kirjoittaa.", pronunciation: "Anna-Kaarina Hüvärinen", cardDaysAgo: 12),
        Guest(
            key: "pekka", name: "Pekka Virtanen", emails: ["pekka.virtanen@posti.example"], phone: "040 000 0142", language: "fi",
            note: "Ruisleipä joka perjantai, varattu hänen nimelleen.", cardDaysAgo: 350),
        Guest(key: "aino", name: "Aino Mäkelä", emails: ["aino@makela.example"], language: "fi"),
        Guest(key: "vaino", name: "Väinö Järvenpää", emails: ["vaino.jarvenpaa@laivaposti.example"], language: "fi"),
        Guest(key: "nobody", name: "", emails: ["kahvikuppi77@posti.example"], language: "fi"),
        Guest(key: "riitta", name: "Riitta Salonen", emails: ["riitta.salonen@posti.example"], language: "fi", cardDaysAgo: 130),
    ]

    static let armenian: [Guest] = [
        Guest(
            key: "anahit", name: "Անահիտ Հակոբյան", emails: ["anahit.hakobyan@namak.example"], phone: "+374 91 000 021", language: "hy",
            note: "Գաթան սիրում է առանց դարչինի։ Միշտ հարցնում է Արամի մասին։", pronunciation: "Anahit Hakobyan", cardDaysAgo: 260),
        Guest(
            key: "armen", name: "Արմեն Սարգսյան", emails: ["armen@ararat-restaurant.example"], phone: "+374 91 000 034", language: "hy",
            note: "«Արարատ» ռեստորանի տնօրենը։", pronunciation: "Armen Sargsyan", cardDaysAgo: 190),
        Guest(key: "narine", name: "Նարինե Գրիգորյան", emails: ["narine.grigoryan@namak.example"], language: "hy"),
        Guest(key: "narine-calls", name: "Narine Grigoryan", emails: [], phone: "+374 91 000 418", language: "hy", cardDaysAgo: 5),
        Guest(
            key: "tigran", name: "Տիգրան Պետրոսյան", emails: ["tigran@petrosyan.example"], language: "hy",
            pronunciation: "Tigran Petrosyan", cardDaysAgo: 75),
    ]

    static let indonesian: [Guest] = [
        Guest(
            key: "dewi", name: "Dewi Lestari Wulandari", emails: ["dewi.lestari@surat.example"], phone: "+62 812 0000 0455", language: "id",
            note: "Kerja di kapal pesiar, singgah tiap bulan. Suka roti pandan buatan Siti.", cardDaysAgo: 160),
        Guest(key: "budi", name: "Budi Santoso", emails: ["budi.santoso@surat.example"], language: "id"),
        Guest(
            key: "putri", name: "Putri Ayu Maharani", emails: ["putri.ayu@surat.example"], phone: "0812-0000-0478", language: "id",
            cardDaysAgo: 40),
        Guest(
            key: "sutrisno", name: "Sutrisno", emails: ["sutrisno@warungteman.example"], phone: "+62 812 0000 0491", language: "id",
            note: "Pemilik Warung Teman di dermaga.", cardDaysAgo: 220),
    ]

    static let english: [Guest] = [
        Guest(
            key: "eleanor", name: "Eleanor Whitcombe", emails: ["eleanor@whitcombe.example"], phone: "+44 7700 900142", language: "en",
            note: "Paints boats on the quay. Wants the crust dark.", cardDaysAgo: 330),
        Guest(key: "james", name: "James O’Brien", emails: ["j.obrien@harbourlegal.example"], phone: "+44 7700 900177", language: "en"),
        Guest(
            key: "priya", name: "Priya Raghunathan",
            emails: ["priya.r@mailbox.example", "p.raghunathan@marinelab.example", "priya.bakes@letters.example"], phone: "+44 7700 900103",
            language: "en", note: "Vegan. Brings her own bags, and new customers.", cardDaysAgo: 280),
        Guest(key: "tom", name: "Tom Ashworth", emails: ["tom.ashworth@ferryline.example"], language: "en"),
        Guest(key: "grace", name: "Grace Okafor", emails: ["grace.okafor@mailbox.example"], language: "en", cardDaysAgo: 95),
        Guest(
            key: "liam", name: "Liam Carter", emails: ["liam.carter@mailbox.example"], phone: "+44 7700 900168", language: "en",
            note: "Used to come in after the night ferry.", cardDaysAgo: 370),
    ]

    static let others: [Guest] = [
        Guest(key: "layla", name: "ليلى الحداد", emails: ["layla.haddad@barid.example"], language: "ar", pronunciation: "Layla al-Haddad"),
        Guest(key: "flour", name: "Mill & Meadow Flour", emails: ["news@millandmeadow.example"]),
    ]
}
