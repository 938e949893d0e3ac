import Core
import Testing

@testable import People

/// R3: how people want to be treated comes out of a table in the words of five languages.
@Suite struct WishWordsTests {
    @Test(arguments: [
        "no calls; e-mail; not before 10:00", "ei puheluita; sähköposti; aikaisintaan 10:00", "aramayın; e-posta; en erken 10:00",
        "չզանգել; էլ. փոստ; ոչ շուտ քան 10:00", "jangan telepon; surel; tidak sebelum 10:00", "no_call, channel=email | not_before=10:00",
    ])
    func `R3: the same three wishes in every language, and by the names of programs`(cell: String) {
        #expect(ImportWishes.read(cell) == [.noCall: "1", .channel: "email", .notBefore: "10:00"])
    }

    @Test func `R3: several needs stand together, and what is not known is refused whole`() {
        #expect(ImportWishes.read("large print; hears badly") == [.access: "large-print,hearing"])
        #expect(ImportWishes.read(" ; ") == [:])
        #expect(ImportWishes.read("no calls; likes tea") == nil)
        #expect(ImportWishes.read("channel=tea") == nil && ImportWishes.read("not before noon") == nil)
    }
}
