extension SampleText {
    static let troubles: [SampleText] = [
        SampleText(
            title: "We are sorry, it was our mistake",
            en: """
                That should not have happened, and I am sorry that it did. Thank you for telling us. We put it right in the way that suits you \
                best: the same again, fresh and at no cost, or your money back. Which may it be?
                """,
            tr: """
                Böyle olmamalıydı, çok üzgünüm. Bize yazdığınız için teşekkür ederim. Size nasıl uygunsa öyle düzeltelim: aynısını taze ve \
                ücretsiz yeniden hazırlayalım ya da paranızı iade edelim. Hangisini istersiniz?
                """,
            fi: """
                Näin ei olisi pitänyt käydä, ja olen pahoillani. Kiitos, että kerroitte. Korjaamme asian teille sopivalla tavalla: sama uudelleen \
                tuoreena ja veloituksetta, tai rahat takaisin. Kumpi sopii paremmin?
                """,
            hy: """
                Այդպես չպետք է լիներ, անկեղծորեն ներողություն եմ խնդրում։ Շնորհակալ եմ, որ գրեցիք։ Կուղղենք այնպես, ինչպես Ձեզ հարմար է՝ նույնը \
                նորից, թարմ և անվճար, կամ գումարի վերադարձ։ Ո՞րն եք նախընտրում։
                """,
            id: """
                Itu seharusnya tidak terjadi, dan saya mohon maaf. Terima kasih sudah memberi tahu kami. Kami perbaiki dengan cara yang paling \
                cocok bagi Anda: yang sama lagi, segar dan gratis, atau uang Anda kembali. Mana yang Anda pilih?
                """),
        SampleText(
            title: "We look into it and write again",
            en: "Thank you for your letter. I have to ask in the bakery first. You hear from me again, at the latest by {due}.",
            tr: "Mektubunuz için teşekkürler. Önce fırına sormam gerekiyor. Size en geç şu zamana kadar yeniden yazarım: {due}.",
            fi: "Kiitos viestistänne. Minun täytyy ensin kysyä leipomosta. Kuulette minusta viimeistään: {due}.",
            hy: "Շնորհակալություն նամակի համար։ Նախ պետք է հարցնեմ փռում։ Կրկին կգրեմ ամենաուշը՝ {due}։",
            id: "Terima kasih atas suratnya. Saya perlu bertanya ke dapur dulu. Saya menulis lagi paling lambat {due}."),
        SampleText(
            title: "Invoice or receipt",
            en: """
                Of course. For the invoice we need the name of the company, its address and its tax number; it comes to this address as a PDF \
                the same day. If you lost a receipt, the day and the amount are enough.
                """,
            tr: """
                Elbette. Fatura için şirketin adı, adresi ve vergi numarası gerekiyor; aynı gün PDF olarak bu adrese gelir. Fişi kaybettiyseniz \
                gün ve tutar yeterli.
                """,
            fi: """
                Totta kai. Laskua varten tarvitsemme yrityksen nimen, osoitteen ja y-tunnuksen; lasku tulee tähän osoitteeseen PDF:nä samana \
                päivänä. Jos kuitti on kadonnut, päivä ja summa riittävät.
                """,
            hy: """
                Իհարկե։ Հաշվի համար մեզ պետք են ընկերության անունը, հասցեն և հարկային համարը. այն նույն օրը PDF-ով կգա այս հասցեին։ Եթե կտրոնը \
                կորցրել եք, բավական են օրը և գումարը։
                """,
            id: """
                Tentu saja. Untuk faktur kami perlu nama perusahaan, alamat, dan nomor pajaknya; faktur datang ke alamat ini sebagai PDF pada \
                hari yang sama. Jika struknya hilang, cukup tanggal dan jumlahnya.
                """),
        SampleText(
            title: "Thank you for the kind words",
            en: "That goes up on the wall beside the oven, where everybody reads it at five in the morning. Thank you, and see you soon.",
            tr: "Bunu fırının yanına, herkesin sabah beşte okuyacağı yere asıyoruz. Çok teşekkürler, yakında görüşmek üzere.",
            fi: "Tämä menee seinälle uunin viereen, missä kaikki lukevat sen aamuviideltä. Kiitos ja pian taas tavataan.",
            hy: "Սա կփակցնենք փռի կողքի պատին, որտեղ բոլորը կկարդան առավոտյան ժամը հինգին։ Շնորհակալություն, շուտով կհանդիպենք։",
            id: "Ini kami tempel di dinding dekat oven, tempat semua orang membacanya pukul lima pagi. Terima kasih, sampai jumpa."),
    ]
}
