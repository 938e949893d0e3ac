import Language
import Testing

@Suite struct TextLanguageTests {
    @Test(arguments: [
        ("Merhaba, geçen hafta verdiğim sipariş hâlâ elime ulaşmadı. Ne zaman gelir, bilgi verebilir misiniz?", Language.tr),
        ("Hei, viime viikolla tekemäni tilaus ei ole vieläkään saapunut. Milloin se tulee perille?", .fi),
        ("Բարև ձեզ, անցած շաբաթ կատարած պատվերս դեռ չի հասել։ Ե՞րբ կստանամ այն։", .hy),
        ("Halo, pesanan saya minggu lalu belum juga sampai. Kapan barangnya akan dikirim ke rumah saya?", .id),
        ("Hello, the order I placed last week has not arrived yet. When will it be delivered to my house?", .en),
    ])
    func `a message tells its language`(_ text: String, _ language: Language) {
        #expect(TextLanguage.detect(text) == language)
        #expect(TextLanguage.detect(String(repeating: text + " ", count: 400)) == language)
    }

    @Test(arguments: ["", "ok", "12345", "👍👍👍", "Здравствуйте, мой заказ до сих пор не пришёл. Когда его привезут?", "asdf qwer zxcv"])
    func `a text that is too short or in another language has none`(_ text: String) {
        #expect(TextLanguage.detect(text) == nil)
    }
}
