extension SampleText {
    static let questions: [SampleText] = [
        SampleText(
            title: "Opening hours",
            en: "We are open {hours}. The bread is warmest in the first hour.",
            tr: "Açık olduğumuz saatler: {hours}. Ekmek en sıcak ilk bir saatte olur.",
            fi: "Olemme auki {hours}. Leipä on lämpimimmillään ensimmäisen tunnin aikana.",
            hy: "Բաց ենք՝ {hours}։ Հացն ամենատաքն առաջին ժամին է։",
            id: "Kami buka {hours}. Roti paling hangat pada jam pertama."),
        SampleText(
            title: "Allergens: gluten, nuts, milk, egg",
            en: """
                Thank you for asking about allergies before you eat. Everything is baked in one room with wheat, nuts, milk, egg and sesame, so we cannot \
                promise that traces are absent. The rye, the simit and the pandan bread contain no milk and no egg. Tell us which bread you \
                have in mind and what must not be in it, and we look at its recipe for you.
                """,
            tr: """
                Yemeden önce alerjiyi sorduğunuz için teşekkürler. Her şey buğday, fındık, süt, yumurta ve susamla aynı yerde pişiyor; iz kalmadığına \
                söz veremeyiz. Çavdar ekmeği, simit ve pandanlı ekmekte süt ve yumurta yok. Hangi ekmeği istediğinizi ve neyin olmaması \
                gerektiğini yazın, tarifine sizin için bakalım.
                """,
            fi: """
                Kiitos, että kysytte allergioista ennen kuin syötte. Kaikki leivotaan samassa tilassa, jossa on vehnää, pähkinöitä, maitoa, kananmunaa ja \
                seesamia, joten emme voi luvata täyttä jäämättömyyttä. Ruisleivässä, simitissä ja pandanleivässä ei ole maitoa eikä munaa. \
                Kertokaa, mikä leipä kiinnostaa ja mitä siinä ei saa olla, niin katsomme reseptin.
                """,
            hy: """
                Շնորհակալություն, որ ալերգիայի մասին հարցնում եք նախքան ուտելը։ Ամեն ինչ թխվում է նույն սենյակում, որտեղ կա ցորեն, ընկույզ, կաթ, ձու և քունջութ, \
                ուստի չենք կարող խոստանալ, որ հետքեր չկան։ Տարեկանի հացը, սիմիթը և պանդանով հացը կաթ ու ձու չունեն։ Գրեք, թե որ հացն է \
                հետաքրքրում և ինչ չպետք է լինի մեջը, մենք կնայենք բաղադրատոմսը։
                """,
            id: """
                Terima kasih sudah bertanya soal alergi sebelum makan. Semua dipanggang di satu ruangan dengan gandum, kacang, susu, telur, dan wijen, jadi \
                kami tidak dapat menjamin bebas jejaknya. Roti gandum hitam, simit, dan roti pandan tidak mengandung susu dan telur. Beri tahu \
                roti yang mana dan apa yang harus dihindari, kami periksa resepnya.
                """),
        SampleText(
            title: "Prices for cafés and hotels",
            en: """
                We bake for cafés and hotels from ten loaves a day on, delivered before seven. Up to thirty loaves you pay 15 % less than at the \
                counter, beyond that 22 %. Tell us what you would need on an ordinary day and you get an offer in writing.
                """,
            tr: """
                Kafe ve oteller için günde on ekmekten itibaren pişiriyor, yediden önce teslim ediyoruz. Otuz ekmeğe kadar tezgâh fiyatından \
                %15, üstünde %22 indirim var. Sıradan bir günde neye ihtiyacınız olduğunu yazın, yazılı fiyat teklifi gönderelim.
                """,
            fi: """
                Leivomme kahviloille ja hotelleille kymmenestä leivästä päivässä alkaen ja toimitamme ennen seitsemää. Kolmeenkymmeneen leipään \
                saakka hinta on 15 % tiskihintaa halvempi, sen yli 22 %. Kertokaa tavallisen päivän tarve, niin saatte kirjallisen tarjouksen.
                """,
            hy: """
                Սրճարանների և հյուրանոցների համար թխում ենք օրական տասը հացից սկսած և հասցնում մինչև ժամը յոթը։ Մինչև երեսուն հացը 15 %-ով \
                էժան է վաճառասեղանի գնից, դրանից ավելին՝ 22 %-ով։ Գրեք, թե սովորական օրը ինչ է Ձեզ պետք, և կստանաք գրավոր գնային առաջարկ։
                """,
            id: """
                Kami memanggang untuk kafe dan hotel mulai sepuluh roti sehari, diantar sebelum pukul tujuh. Sampai tiga puluh roti harganya 15 % \
                lebih murah daripada di konter, di atas itu 22 %. Beri tahu kebutuhan Anda pada hari biasa, kami kirim penawaran tertulis.
                """),
        SampleText(
            title: "Sourdough class: dates and places",
            en: """
                The class is on Saturdays from 14:00 to 17:00, for at most eight people, and costs 450 lira each. Everybody goes home with a \
                loaf and a jar of starter; nobody needs to know anything. Tell us how many you are and which Saturday suits you, and we keep \
                the places for three days.
                """,
            tr: """
                Kurs cumartesi günleri 14:00 ile 17:00 arasında, en fazla sekiz kişilik ve kişi başı 450 lira. Herkes bir ekmek ve bir kavanoz \
                mayayla döner; önceden bir şey bilmek gerekmez. Kaç kişi olduğunuzu ve hangi cumartesinin uyduğunu yazın, yerleri üç gün tutalım.
                """,
            fi: """
                Kurssi on lauantaisin klo 14–17, enintään kahdeksalle hengelle, ja maksaa 450 liiraa hengeltä. Jokainen vie kotiin leivän ja \
                purkin juurta; mitään ei tarvitse osata ennalta. Kertokaa montako teitä on ja mikä lauantai sopii, niin pidämme paikat kolme päivää.
                """,
            hy: """
                Դասընթացը շաբաթ օրերին է՝ 14:00-ից 17:00, առավելագույնը ութ հոգու համար, մեկ անձի համար 450 լիրա։ Բոլորը տուն են տանում մեկ հաց և մեկ \
                բանկա թթխմոր. նախապես ոչինչ իմանալ պետք չէ։ Գրեք, թե քանի հոգի եք և որ շաբաթ օրն է հարմար, տեղերը կպահենք երեք օր։
                """,
            id: """
                Kelasnya setiap Sabtu pukul 14.00 sampai 17.00, paling banyak delapan orang, 450 lira per orang. Semua pulang membawa satu roti \
                dan satu stoples ragi; tidak perlu bisa apa-apa dulu. Beri tahu berapa orang dan Sabtu yang mana, tempatnya kami simpan tiga hari.
                """),
    ]
}
