extension SampleText {
    static let orders: [SampleText] = [
        SampleText(
            title: "Cake order: what we need to know",
            en: """
                We would love to bake your cake, for a wedding or a birthday as well. So that nothing is forgotten, please tell us:

                - for how many people, and for which day and hour
                - which cake and filling, and what is to be written on it
                - whether anybody is allergic to something

                With that you get the price the same day.
                """,
            tr: """
                Pastanızı, düğün ve doğum günü pastasını da, seve seve hazırlarız. Hiçbir şey unutulmasın diye lütfen şunları yazın:

                - kaç kişilik, hangi gün ve saat için
                - hangi pasta ve dolgu, üzerinde ne yazsın
                - alerjisi olan var mı

                Fiyatı aynı gün bildiririz.
                """,
            fi: """
                Leivomme kakun, myös hääkakun tai syntymäpäiväkakun, mielellämme. Jotta mitään ei unohdu, kerrottehan:

                - kuinka monelle ja mille päivälle ja kellonajalle
                - mikä kakku ja täyte, ja mitä siihen kirjoitetaan
                - onko jollakulla allergioita

                Kerromme hinnan saman päivän aikana.
                """,
            hy: """
                Տորթը, նաև հարսանեկան կամ ծննդյան, սիրով կթխենք։ Որպեսզի ոչինչ չմոռանանք, խնդրում ենք գրել՝

                - քանի հոգու համար է, ո՞ր օրվա և ժամի համար
                - ո՞ր տորթը և միջուկը, ի՞նչ գրենք վրան
                - արդյո՞ք որևէ մեկը ալերգիա ունի

                Գինը կասենք նույն օրը։
                """,
            id: """
                Kue, juga untuk pernikahan atau ulang tahun, dengan senang hati kami buatkan. Agar tidak ada yang terlewat, mohon beri tahu kami:

                - untuk berapa orang, hari dan jam berapa
                - kue dan isiannya yang mana, serta tulisan di atasnya
                - apakah ada yang alergi

                Harganya kami kabarkan pada hari yang sama.
                """),
        SampleText(
            title: "Order is ready to be picked up",
            en: "Your order is ready and waits at the counter with your name on it. We are open {hours}.",
            tr: "Siparişiniz hazır, tezgâhta adınıza ayrıldı. Çalışma saatlerimiz: {hours}.",
            fi: "Tilauksenne on valmis ja odottaa tiskillä nimellänne. Olemme auki {hours}.",
            hy: "Ձեր պատվերը պատրաստ է և սպասում է Ձեզ վաճառասեղանի մոտ։ Բաց ենք՝ {hours}։",
            id: "Pesanan Anda sudah siap dan menunggu di konter atas nama Anda. Kami buka {hours}."),
        SampleText(
            title: "Delivery: where, when, what it costs",
            en: """
                We deliver in the harbour quarter every morning between 06:30 and 09:00. From 500 lira on it is free, below that it is 60 lira. \
                Order by 16:00 the day before, with the address and a telephone number for the driver.
                """,
            tr: """
                Liman bölgesine her sabah 06:30 ile 09:00 arasında teslim ediyoruz. 500 lira ve üzeri ücretsiz, altı 60 lira. Bir gün önce \
                saat 16:00’ya kadar adres ve sürücü için bir telefon numarasıyla sipariş verin.
                """,
            fi: """
                Toimitamme satama-alueelle joka aamu klo 6.30–9.00. Yli 500 liiran tilaukset ilman kuluja, pienemmät 60 liiraa. Tilatkaa \
                edellisenä päivänä klo 16 mennessä ja kertokaa osoite sekä puhelinnumero kuljettajalle.
                """,
            hy: """
                Նավահանգստի թաղամաս առաքում ենք ամեն առավոտ 6:30-ից 9:00։ 500 լիրայից սկսած՝ անվճար, ավելի քիչ լինելու դեպքում՝ 60 լիրա։ \
                Պատվիրեք նախորդ օրը մինչև 16:00՝ նշելով հասցեն և հեռախոսահամար վարորդի համար։
                """,
            id: """
                Kami mengantar ke kawasan pelabuhan setiap pagi antara 06.30 dan 09.00. Mulai 500 lira gratis, di bawah itu 60 lira. Pesan \
                sehari sebelumnya sebelum pukul 16.00, dengan alamat dan nomor telepon untuk sopir.
                """),
        SampleText(
            title: "Standing order: a loaf every week",
            en: """
                Gladly: a loaf with your name on it, every week on the day you choose. Tell us which bread, which day, and from when on. It can \
                be paused or ended by a line to this address until noon of the day before.
                """,
            tr: """
                Elbette: seçtiğiniz gün her hafta adınıza ayrılmış bir ekmek. Hangi ekmek, hangi gün ve ne zamandan itibaren, yazmanız yeter. \
                Bir gün önce öğlene kadar bu adrese yazarak durdurabilir veya bitirebilirsiniz.
                """,
            fi: """
                Mielellämme: leipä teidän nimellänne joka viikko valitsemananne päivänä. Kertokaa mikä leipä, mikä päivä ja mistä alkaen. \
                Tauko tai lopetus onnistuu viestillä tähän osoitteeseen edellisen päivän puoleenpäivään mennessä.
                """,
            hy: """
                Սիրով՝ ամեն շաբաթ Ձեր ընտրած օրը Ձեր անունով հաց։ Գրեք, թե որ հացը, որ օրը և երբվանից։ Դադարեցնել կամ ընդհատել կարող եք՝ \
                գրելով այս հասցեին մինչև նախորդ օրվա կեսօրը։
                """,
            id: """
                Tentu: satu roti atas nama Anda setiap minggu pada hari pilihan Anda. Beri tahu kami roti yang mana, hari apa, dan mulai kapan. \
                Bisa dijeda atau dihentikan lewat pesan ke alamat ini sampai tengah hari sehari sebelumnya.
                """),
    ]
}
