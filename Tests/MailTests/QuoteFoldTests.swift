import Testing

@testable import Mail

@Suite struct QuoteFoldTests {
    @Test(arguments: [
        // Gmail
        ("en", "On Mon, May 4, 2026 at 11:30 AM Anna Shop <shop@example.com> wrote:"),
        ("en, broken in two", "On Mon, May 4, 2026 at 11:30 AM Anna Shop\n<shop@example.com> wrote:"),
        ("de", "Am Mo., 4. Mai 2026 um 11:30 Uhr schrieb Anna <shop@example.com>:"),
        ("fr", "Le lun. 4 mai 2026 à 11:30, Anna <shop@example.com> a écrit :"),
        ("es", "El lun, 4 may 2026 a las 11:30, Anna (<shop@example.com>) escribió:"),
        ("pl", "pon., 4 maj 2026 o 11:30 Anna <shop@example.com> napisał(a):"),
        ("tr", "Anna <shop@example.com>, 4 May 2026 Pzt, 11:30 tarihinde şunu yazdı:"),
        ("fi", "ma 4. toukok. 2026 klo 11.30 Anna <shop@example.com> kirjoitti:"),
        ("ru", "пн, 4 мая 2026 г. в 11:30, Anna <shop@example.com>:\nпишет:"),
        ("ru", "4 мая 2026 г., 11:30, Anna <shop@example.com> написал:"),
        ("hy", "Երկ, 4 մայիսի, 2026 թ. 11:30-ին, Anna <shop@example.com> գրել է՝"),
        ("id", "Pada tanggal Sen, 4 Mei 2026 pukul 11.30 Anna <shop@example.com> menulis:"),
        // Apple Mail
        ("Apple, en", "On 4 May 2026, at 11:30, Anna <shop@example.com> wrote:"),
        ("Apple, tr", "Anna <shop@example.com> şunları yazdı (4 May 2026 11:30):\n> old\nAnna 4 May 2026 yazdı:"),
        ("Apple, de", "Am 04.05.2026 um 11:30 schrieb Anna <shop@example.com>:"),
        // Thunderbird
        ("Thunderbird, pl", "W dniu 4.05.2026 o 11:30, Anna pisze:"), ("Thunderbird, fi", "Anna kirjoitti 4.5.2026 klo 11.30:"),
        // Yahoo, Proton
        ("Yahoo", "On Monday, May 4, 2026, 11:30:00 AM GMT+2, Anna <shop@example.com> wrote:"),
        ("Proton", "On Monday, May 4th, 2026 at 11:30 AM, Anna <shop@example.com> wrote:"),
        // Outlook
        ("Outlook header", "From: Anna <shop@example.com>\nSent: Monday, May 4, 2026 11:30\nTo: Ben\nSubject: Re: order"),
        ("Outlook rule", "________________________________\nVon: Anna\nGesendet: Montag, 4. Mai 2026\nAn: Ben\nBetreff: AW: x"),
        ("Outlook original", "-----Original Message-----\nFrom: Anna"), ("Outlook, fi", "-----Alkuperäinen viesti-----\nLähettäjä: Anna"),
        ("Outlook, tr", "Kimden: Anna <shop@example.com>\nGönderildi: 4 Mayıs 2026 Pazartesi\nKime: Ben\nKonu: sipariş"),
        ("Outlook, fi header", "Lähettäjä: Anna\nLähetetty: 4. toukokuuta 2026\nVastaanottaja: Ben\nAihe: tilaus"),
        ("Outlook, pl", "Od: Anna\nWysłano: 4 maja 2026\nDo: Ben\nTemat: x"),
        ("Outlook, bold", "*From:* Anna\n*Sent:* Monday\n*To:* Ben\n*Subject:* x"),
        ("Outlook, ru", "От: Анна\nОтправлено: 4 мая 2026\nКому: Ben\nТема: x"),
        ("Outlook, id", "Dari: Anna\nDikirim: 4 Mei 2026\nKepada: Ben\nSubjek: x"),
    ])
    func `quoted mail under this mark is folded`(program: String, mark: String) {
        #expect(QuoteFold.visible("New text.\n\n" + mark + "\n\nold text\nold text") == "New text.", "\(program)")
        #expect(QuoteFold.visible("New text.\n\n" + mark + "\n> old text\n> old text") == "New text.", "\(program)")
    }

    @Test func `an answer below a quote stays without it, and one between quotes with what it answers`() {
        #expect(QuoteFold.visible("On 4 May 2026 Anna wrote:\n> Which size?\n\nLarge.") == "Large.")
        let between = "> Which size?\n\nLarge.\n\n> And colour?\n\nBlue."
        #expect(QuoteFold.visible("On 4 May 2026 Anna wrote:\n" + between) == between)
    }

    @Test func `a signature is folded and a quote below it too`() {
        #expect(QuoteFold.visible("Yes.\n-- \nBen\nTel 123\n\nOn 4 May 2026 Anna wrote:\n> old") == "Yes.")
    }

    @Test(arguments: [
        "Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "iPhone'umdan gönderildi", "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone", "Dikirim dari iPhone saya", "Enviado desde mi iPhone", "Get Outlook for Android",
        "Sent from Yahoo Mail for iPhone",
    ])
    func `a phone's line is folded`(line: String) {
        #expect(QuoteFold.visible("Yes please\n\n" + line + "\n") == "Yes please")
        #expect(QuoteFold.visible("Yes please\n\n" + line + "\n\nOn 4 May 2026 Anna wrote:\n> old") == "Yes please")
    }

    @Test func `new words right above a quote that no empty line parts from them stay`() {
        #expect(QuoteFold.visible("Kiitos, se sopii!\nAnna <shop@example.com> kirjoitti 4.5.2026:\n> vanha") == "Kiitos, se sopii!")
        #expect(QuoteFold.visible("Olur\nAnna <shop@example.com>, 4 May 2026 tarihinde şunu yazdı:\n> eski") == "Olur")
    }

    @Test func `where nothing would be left everything is shown`() {
        #expect(QuoteFold.visible("> only a quote") == "> only a quote")
        #expect(QuoteFold.visible("Sent from my iPhone") == "Sent from my iPhone")
        #expect(QuoteFold.visible("") == "")
        #expect(QuoteFold.visible("&nbsp;\n") == "&nbsp;")
    }

    @Test func `a forwarded mail stays`() {
        let text =
            "See below\n\n---------- Forwarded message ---------\nFrom: x <x@example.org>\nDate: 4 May\nSubject: y\nTo: z\n\n"
            + "On 4 May 2026 Anna wrote:\n> old"
        #expect(QuoteFold.visible(text) == text)
        let outlook = "fyi\n\nFrom: Anna\nSent: Monday\nTo: Ben\nSubject: x\n\ncontent"
        #expect(QuoteFold.visible(outlook, isForward: true) == outlook)
        #expect(QuoteMarks.isForwardSubject("FW: x") && QuoteMarks.isForwardSubject("İLT: x") && !QuoteMarks.isForwardSubject("Re: x"))
    }

    @Test(arguments: [
        "On 3 May I wrote to you about this. Still no answer.", "My wishes:\n- one\n- two 2", "I ordered on May 4:\n2 lamps\n1 chair",
        "From: the heart\nthanks", "Date: tomorrow?", "She wrote:\nnothing with a date", "-----\nabove and below\n-----",
        "5 > 3\nand 2 < 4",
        "Am Montag um 10 Uhr:\nkommt der Monteur",
    ])
    func `what only looks like a mark stays`(text: String) {
        #expect(QuoteFold.visible(text) == text)
    }

    @Test func `no text is ever added`() {
        let text = "a\n\n\n\nb\n> q\nc\n-- \nsig"
        let visible = QuoteFold.visible(text).split(separator: "\n")
        #expect(visible == ["a", "b", "c"])
    }

    @Test func `a large mail of near misses stays whole`() {
        let text = String(repeating: "On 4 May 2026 at 11:30 somebody who has a long name came:\n", count: 20_000)
        #expect(QuoteFold.visible(text) == text.trimmed)
    }

    @Test func `answers between the other's lines keep what they answer`() {
        let text = """
            On 3 March Anna wrote:
            > Have you chocolate?
            Yes.
            > For how many?
            >> an older word
            Ten people.
            > Thank you
            > Anna
            """
        let visible = QuoteFold.visible(text)
        #expect(visible == "> Have you chocolate?\nYes.\n> For how many?\nTen people.", "\(visible)")
    }
}
