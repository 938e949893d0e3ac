extension SearchAnalysis {
    /// Whether a folded word stands in letters of every kind and says nothing of what one is about: "the", "merhaba", "kiitos".
    ///
    /// The offered languages together, since a short letter does not say which it is in. No word that means a thing in one of them is
    /// here because it is common in another.
    public static func isCommon(_ folded: String) -> Bool { commonWords.contains(folded) }

    private static let commonWords: Set<String> = Set(
        [english, turkish, finnish, armenian, indonesian].joined(separator: " ").split(whereSeparator: \.isWhitespace).map { fold($0) })

    private static let english: String = """
        a about after again all also am an and any are as at be been before best but by can could dear did do does for from get go good got had has
        have hello her here hi him his how i if in is it its just kind know like madam many may me more much my need no not now of on one or other our
        out please regards she should sincerely sir so some tell thank thanks that the their them then there these they this those to too today
        tomorrow us very was we week were what when where which who will with would yes yesterday you your
        """
    private static let turkish: String = """
        acaba ama ancak bana bay bayan ben beni benim bey bir biraz biz bize bizi bizim bu bugün bunu çok da daha de değil değerli diye dolayı efendim en
        evet gibi gün günler hanım hayır hem hep her hiç iyi için ile ilgili ise işler kadar ki kolay lütfen merhaba merhabalar mı mi misiniz mısınız
        musunuz müsünüz mu mü ne nasıl olarak olan olur olsun olabilir o onu rica saygılar saygılarımla sayın selam selamlar sevgiler siz size sizden
        sizi sizin şey şu teşekkür teşekkürler ediyorum ederim ederiz etmek var ve veya ya yok yine yarın dün
        """
    private static let finnish: String = """
        ei en eli ensi että hei he hyvä hyvää ja jo jos jotta joka jokin kai kanssa kiitos kiitoksia koska kuin kun kyllä me meidän meille meillä minä minun
        minulla minulle moi mukaan mutta myös mitä mikä missä milloin ne niin noin nyt oli olen olemme olette olisi olivat on ollut ovat päivää se sen
        siis siitä sitä sitten tai tämä tämän te teidän teille teillä teiltä terveisin terveiset ystävällisin vai vain vielä voi voiko voisi voisitteko vaan
        sekä tänään huomenna eilen viikko onko
        """
    private static let armenian: String = """
        այդ այն այո այս այսօր ապա արդյոք բարև բայց դա դուք ձեզ ձեր եթե եմ ենք եք են է էի էին էր իմ ինձ ինչ ինչպես կա կարող կամ հարգանքով հարգելի հետ
        համար մի միայն մենք մեզ մեր նաև նա որ որը որի ու ում չէ չեմ չի շատ շնորհակալ շնորհակալություն խնդրում վաղը երեկ ողջույն և թե այստեղ նույն մեկ
        """
    private static let indonesian: String = """
        ada adalah akan aku anda apa apakah bagaimana bagi banyak bapak bisa boleh bu dan dalam dapat dari dengan di halo harap hari ibu ini itu iya juga kak
        kakak kalau kami kamu kapan karena ke kepada kita lagi maka malam masih mau mohon oleh pada pagi pak pun saja salam sangat saya sekali selamat siang
        sore sudah telah tentang terima tidak tolong untuk yang ya besok kemarin kasih berapa tapi
        """
}
