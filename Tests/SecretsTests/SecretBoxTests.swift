import Testing

@testable import Secrets

@Suite struct `The secret box` {
    let box = SecretBox(key: Random.bytes(32))

    @Test func `AES-256-GCM gives the cipher texts of the NIST submission`() throws {
        // McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16.
        let zero = SecretBox(key: [UInt8](repeating: 0, count: 32))
        let zeroNonce = [UInt8](repeating: 0, count: 12)
        #expect(Hex.encode(zero.seal([], context: [], nonce: zeroNonce)) == "530f8afbc74536b9a963b4f1c4cb738b")
        #expect(
            Hex.encode(zero.seal([UInt8](repeating: 0, count: 16), context: [], nonce: zeroNonce))
                == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
        let key = try #require(Hex.decode("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
        let plain = try #require(
            Hex.decode(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"))
        let context = try #require(Hex.decode("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
        let nonce = try #require(Hex.decode("cafebabefacedbaddecaf888"))
        let sealed = SecretBox(key: key).seal(plain, context: context, nonce: nonce)
        #expect(
            Hex.encode(sealed)
                == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b")
        #expect(SecretBox(key: key).open(sealed, context: context, nonce: nonce) == plain)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 1000])
    func `what is sealed comes back, and looks different each time`(count: Int) throws {
        let plain = Random.bytes(count)
        let sealed = box.seal(plain, context: "mailbox 1 password")
        #expect(try box.open(sealed, context: "mailbox 1 password") == plain)
        #expect(sealed != box.seal(plain, context: "mailbox 1 password"))
    }

    @Test func `another key or another context opens nothing`() {
        let sealed = box.seal([1, 2, 3], context: "mailbox 1 password")
        #expect(throws: SecretBox.Failure.wrongKeyOrChanged) { try box.open(sealed, context: "mailbox 2 password") }
        #expect(throws: SecretBox.Failure.wrongKeyOrChanged) {
            try SecretBox(key: Random.bytes(32)).open(sealed, context: "mailbox 1 password")
        }
    }

    @Test func `a single changed bit is noticed wherever it is`() {
        let sealed = box.seal([1, 2, 3], context: "x")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SecretBox.Failure.self) { try box.open(changed, context: "x") }
        }
    }

    @Test func `what this program never sealed is told apart`() {
        for bytes in [[], [1], [UInt8](repeating: 9, count: 60), [UInt8](repeating: 1, count: 28)] as [[UInt8]] {
            #expect(throws: SecretBox.Failure.notSealedByThisProgram) { try box.open(bytes, context: "x") }
        }
    }
}
