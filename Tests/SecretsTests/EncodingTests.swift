import Testing

@testable import Secrets

@Suite struct `Bytes as text` {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")])
    func `base64 gives the texts of RFC 4648`(plain: String, text: String) {
        #expect(Base64.encode(plain.utf8) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test func `base64url needs no escaping in an address`() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
        #expect(Base64URL.decode("-_8") == [0xfb, 0xff])
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Z===", "====", "Zg==\n", "Z g=", "Zm9vYg-_", "ö"])
    func `text that base64 never gives is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["A", "-_9", "Zg==", "+/8", "ABCDE"])
    func `text that base64url never gives is refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `whatever is encoded comes back`() {
        for count in 0..<70 {
            let bytes = Random.bytes(count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test func `hexadecimal is read in either case and refused when it is none`() {
        #expect(Hex.decode("00fFA0") == [0, 255, 160])
        #expect(Hex.decode("abc") == nil)
        #expect(Hex.decode("0g") == nil)
    }
}
