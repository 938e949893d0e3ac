import Inbox

extension Story {
    static let finnish: [Story] = [
        Story(
            "hyvarinen", "Häiden leivät ja hääkakku",
            [
                .mail(
                    .day(8, 11, 15),
                    """
                    Hei!

                    Menemme naimisiin ensi kesäkuun toisena lauantaina satamamakasiinissa. Vieraita on 84. Haluaisimme teiltä \
                    saaristolaisleivät, sämpylät ja kolmikerroksisen mansikkakakun.

                    Onnistuuko, ja mitä se suunnilleen maksaa?

                    Terveisin
                    Anna-Kaarina
                    """),
                .answer(
                    .sara, .after(50),
                    """
                    Hei Anna-Kaarina, ja lämpimät onnittelut!

                    Kesäkuun toinen lauantai on vapaa, ja merkitsin sen teille. 84 vieraalle suosittelen 12 saaristolaisleipää, 180 \
                    sämpylää ja kakkua, jossa on kolme kerrosta. Lasken hinnan perjantaihin mennessä, kun tiedän mansikoiden hinnan.

                    Tuletteko maistamaan? Lauantaiaamut ovat rauhallisimpia.

                    Sara
                    """),
                .mail(
                    .after(1500), "Ihanaa, kiitos! Tulemme maistamaan lauantaina kymmeneltä. Sulhasella on keliakia, unohdin sanoa.",
                    .quotes,
                    .by("Thunderbird")),
                .note(
                    .sara, .after(12),
                    "Sulhanen: keliakia. Gluteeniton kakku tilataan Tanesizilta, meillä jauho pölyää. Kerrottava maistiaisissa."),
                .answer(.sara, .after(9), "Hyvä että sanoitte. Puhutaan siitä lauantaina, minulla on ehdotus. Nähdään kymmeneltä!\n\nSara"),
                .mail(
                    .dueIn(45),
                    """
                    Kiitos maistiaisista, se saaristolaisleipä oli parasta mitä olen syönyt.

                    Kaksi kysymystä vielä: saammeko kakun päälle oikeita kukkia, ja mihin mennessä vieraiden lopullinen määrä pitää tietää?

                    Anna-Kaarina
                    """, .by("Thunderbird")),
            ]),
        Story(
            "pekka", "Perjantain ruisleipä",
            [
                .mail(.day(5, 8, 30), "Huomenta, tulen tällä viikolla vasta puoli kuudelta. Säästättekö yhden ruisleivän?\n\nPekka"),
                .answer(.sara, .after(12), "Huomenta Pekka, tottakai. Leipä odottaa tiskin takana nimelläsi.\n\nSara"),
                .mail(
                    .after(95), "Kiitos, olet enkeli. Laita kaksi, vaimon sisko tulee kylään.", .quotes, .by("iPhone Mail (21F90)"),
                    .signed("Pekka Virtanen\n040 000 0142")),
                .answer(.sara, .after(15), "Kaksi on. Terveisiä siskolle!", .solve),
            ]),
        Story(
            "aino", "Onko korvapuusteissa laktoosia?",
            [
                .mail(
                    .day(3, 19, 55),
                    """
                    Hei, onko teidän korvapuusteissa laktoosia? Entä voiko niitä ostaa pakasteena, jos haluaisin viedä mökille?

                    t. Aino

                    Lähetetty iPhonesta
                    """
                ),
                .answer(
                    .sara, .after(40),
                    """
                    Hei Aino,

                    korvapuusteissa on tavallista maitoa ja voita, mutta keskiviikkoisin teemme laktoosittomia. Pakastettuna niitä saa \
                    tilauksesta, pienin erä on kymmenen.

                    Laitanko sinulle kymmenen seuraavasta keskiviikon satsista?

                    Sara
                    """),
            ]),
        Story(
            "vaino", "Limppuja laivalle",
            [
                .mail(
                    .day(7, 13, 25),
                    """
                    Terve, olen konemestari m/s Auroralla. Voiko teiltä tilata limppuja laivalle? Lähdemme satamasta joka toinen \
                    torstai klo 18.
                    """
                ),
                .answer(
                    .aram, .after(55),
                    """
                    Hei Väinö, voi kyllä. Tuomme limput laiturille torstaina klo 17, kun tilaus on tehty keskiviikkona puoleen päivään \
                    mennessä.

                    Aram
                    """
                ),
                .bounce(.after(2), "552 5.2.2 The mailbox of the recipient is full"),
                .note(.aram, .after(30), "Posti tuli takaisin, hänen laatikkonsa on täynnä. Kysyn laivan toimistosta puhelinnumeron."),
                .solve(.aram, .after(90)),
            ]),
        Story("nobody", "", [.mail(.dueIn(110), "moi! oletteko auki sunnuntaina ja onko silloin pullaa")]),
    ]
}
