import Testing

@testable import Secrets

@Suite struct `Passwords` {
    @Test func `scrypt gives the keys of RFC 7914`() {
        func key(_ password: String, _ salt: String, _ n: UInt64, _ r: UInt64, _ p: UInt64) -> String? {
            PasswordHash.scrypt(Array(password.utf8), salt: Array(salt.utf8), cost: .init(n: n, r: r, p: p), count: 64).map(Hex.encode)
        }
        #expect(
            key("", "", 16, 1, 1)
                == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        )
        #expect(
            key("password", "NaCl", 1024, 8, 16)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        )
        #expect(
            key("pleaseletmein", "SodiumChloride", 16384, 8, 1)
                == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        )
    }

    @Test func `the password opens its hash and another one does not`() {
        let stored = PasswordHash.make("kahvia ja pullaa", cost: .test)
        #expect(PasswordHash.verify("kahvia ja pullaa", against: stored))
        #expect(!PasswordHash.verify("kahvia ja pulla", against: stored))
        #expect(!PasswordHash.verify("", against: stored))
    }

    @Test func `the same password is stored differently each time, with its cost`() {
        let first = PasswordHash.make("same", cost: .test)
        #expect(first != PasswordHash.make("same", cost: .test))
        #expect(first.hasPrefix("scrypt$1024$8$1$"))
        #expect(first.split(separator: "$").count == 6)
    }

    @Test func `the standard cost is what is stored when nothing else is asked for`() async {
        let stored = await PasswordHash.makeInBackground("s3cret words")
        #expect(stored.hasPrefix("scrypt$32768$8$1$"))
        #expect(await PasswordHash.verifyInBackground("s3cret words", against: stored))
        #expect(!PasswordHash.isOutdated(stored))
        #expect(PasswordHash.isOutdated(PasswordHash.make("x", cost: .test)))
    }

    @Test func `composed and decomposed letters are the same password`() {
        let stored = PasswordHash.make("p\u{00E4}iv\u{00E4}", cost: .test)
        #expect(PasswordHash.verify("pa\u{0308}iva\u{0308}", against: stored))
    }

    @Test(arguments: [
        "", "plain", "scrypt$1024$8$1$$", "scrypt$1000$8$1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "scrypt$1099511627776$8$1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "scrypt$1024$8$1$AAAA$AA", "bcrypt$1024$8$1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "scrypt$1024$0$1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `what was never stored opens for nobody`(stored: String) {
        #expect(!PasswordHash.verify("", against: stored))
        #expect(PasswordHash.isOutdated(stored))
    }

    @Test func `nobody's hash opens for nobody, at the price of a wrong password`() {
        let clock = ContinuousClock()
        let unknown = clock.measure { #expect(!PasswordHash.verify("x", against: nil)) }
        #expect(unknown > .milliseconds(5))
    }
}
