import Testing

@testable import Inbox

/// 67: a letter that speaks of a file, and has none.
@Suite struct ForgottenFileTests {
    @Test(arguments: [
        "Please find the list attached.", "See attachment.", "I enclose the invoice.", "The price list is enclosed", "Fatura ektedir.",
        "Fatura ilişikte.", "Fatura ekte.", "EKTEKİ LİSTE", "Fiyat listesi eklidir", "Listeyi ekledim, bakar mısınız?",
        "Faturanız ilişiktedir.",
        "Lasku on liitteenä.", "Oheinen hinnasto", "Ohessa lasku.", "Ohesta löydätte laskun", "Liitän laskun mukaan", "Կից հաշիվը",
        "Հաշիվը կցված է։",
        "Տե՛ս հավելվածը", "Faktur terlampir.", "Lihat lampiran", "Berkas dilampirkan di bawah", "Kami lampirkan fakturnya.",
        "Your attachment arrived. Ours is attached.",
    ])
    func `67: it speaks of a file`(letter: String) { #expect(ForgottenFile.isMentioned(in: letter)) }

    @Test(arguments: [
        "I could not open your attachment.", "Your mail came without attachments.", "We are attached to our oven.",
        "> see attached\nThank you!",
        "Ekmek hazır.", "Ek ücret yok.", "Eklemek ister misiniz?", "Yarın ekim ayı başlıyor.", "Gönderdiğiniz ekteki resmi gördük.",
        "Ohjelma on valmis.", "Lähettämänne liite ei aukea.", "Liian iso.", "Ձեր կցված նկարը տեսանք", "Lampiran Anda tidak bisa dibuka.",
        "Lampu dapur menyala.",
        "Attach the shelf to the wall.",
    ])
    func `67: it does not`(letter: String) { #expect(!ForgottenFile.isMentioned(in: letter)) }
}
