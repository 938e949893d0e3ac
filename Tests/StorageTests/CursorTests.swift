import Foundation
import Storage
import Testing

@Suite struct CursorTests {
    @Test func `a cursor goes through a URL and comes back`() throws {
        struct Duty {}
        let cursor = Cursor(after: Instant(milliseconds: -5), ID<Duty>(number: .max), "ş/?&=", true, [0xFF] as [UInt8])
        let text = cursor.description
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        #expect(allowed.isSuperset(of: text))
        let back = try #require(Cursor<Instant, ID<Duty>, String, Bool, [UInt8]>(text))
        #expect(back.key == cursor.key)
        #expect(back.values.description == "(?, ?, ?, ?, ?)")
    }

    @Test func `a damaged or foreign cursor is refused`() {
        let text = Cursor(after: 1, "x").description
        for index in text.indices {
            var wrong = text
            wrong.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(Cursor<Int, String>(wrong) == nil)
        }
        for wrong in ["", "A", String(text.dropLast()), text + "A", "%%%%"] { #expect(Cursor<Int, String>(wrong) == nil) }
        #expect(Cursor<String, Int>(text) == nil)
        #expect(Cursor<Int>(text) == nil)
        #expect(Cursor<Int, String, Int>(text) == nil)
    }
}
