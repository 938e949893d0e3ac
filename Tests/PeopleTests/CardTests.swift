import Core
import Language
import People
import Storage
import Testing

@Suite struct CardTests {
    @Test func `what is typed is put in order`() {
        let card = Card(
            name: "  Marja \t Väänänen ", pronunciation: " MAR-ya ", language: "", note: "likes\nrye",
            emails: Card.lines("marja@example.fi\n\n  MARJA@example.fi \nmarja.v@example.fi"), phones: ["+358 40 123 4567"])
        #expect(card.name == "Marja Väänänen")
        #expect(card.pronunciation == "MAR-ya")
        #expect(card.language == nil)
        #expect(card.emails.map(\.shown) == ["marja@example.fi", "marja.v@example.fi"])
        #expect(card.phones.map(\.folded) == ["+358401234567"])
        #expect(card.problems.isEmpty)
    }

    @Test func `a card without a name and without an address is nobody's`() {
        #expect(Card(note: "the tall one").problems == [.nobody])
        #expect(Card(name: "Ayşe").problems.isEmpty)
        #expect(Card(addresses: [.phone("0532 123 45 67")]).problems.isEmpty)
    }

    @Test(arguments: ["marja@example.fi", "a@b.c", "ayşe@örnek.com.tr", "o'neill+shop@example.co.uk"])
    func `addresses that mail can be sent to`(text: String) { #expect(Card.isEmail(text)) }

    @Test(arguments: ["marja", "marja@", "@example.fi", "marja@example", "marja@example.", "a b@example.fi", "a@b@c.fi", "<a@b.fi>", ""])
    func `addresses that no mail reaches`(text: String) { #expect(!Card.isEmail(text)) }

    @Test(arguments: ["+358 40 123 4567", "0532 123 45 67", "(0212) 555-12-34", "00374 91 123456", "12345", "+62 812-3456-7890"])
    func `phone numbers as people write them`(text: String) { #expect(Card.isPhone(text)) }

    @Test(arguments: ["1234", "call me", "0532 x", "1234567890123456", "12+345678", ""])
    func `what is no phone number`(text: String) { #expect(!Card.isPhone(text)) }

    @Test(arguments: [
        ("fi", true), ("pt-BR", true), ("zh-Hant-TW", true), ("finnish", false), ("F", false), ("fi_FI", false), ("fi-", false),
        ("FI", false),
    ])
    func `language codes`(text: String, isCode: Bool) {
        #expect(Card(name: "A", language: text).problems.isEmpty == isCode)
    }

    @Test func `every problem has a sentence that repeats what was typed`() {
        let t = Words(.en, timeZone: .utc)
        #expect(
            CardProblem.notAnEmail("hello@").sentence(t)
                == "“hello@” is not an e-mail address. Write the whole address, as in hello@example.com.")
        #expect(
            CardProblem.taken(.email("a@b.fi"), by: Customer.ID(number: 1), name: "Aino").sentence(t)
                == "a@b.fi stands on the card of Aino.")
        #expect(CardProblem.taken(.phone("123456"), by: Customer.ID(number: 1), name: "Aino").field == "phones")
    }
}
