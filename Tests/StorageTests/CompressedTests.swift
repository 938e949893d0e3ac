import Foundation
import Storage
import Testing

@Suite struct CompressedTests {
    @Test func `bytes come out as they went in`() throws {
        let words = [UInt8](String(repeating: "Dear customer, ", count: 10_000).utf8)
        var state: UInt64 = 7
        let noise = (0..<100_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 40)
        }
        for bytes in [[], [0], words, noise] {
            #expect(try Compressed.unpack(Compressed.pack(bytes), limit: bytes.count) == bytes)
        }
        #expect(Compressed.pack(words).count < words.count / 50)
        #expect(Compressed.pack(noise).count == noise.count + 1)
    }

    @Test func `too much or damaged is refused`() {
        let packed = Compressed.pack([UInt8](repeating: 1, count: 1_000_000))
        #expect(throws: StorageError.self) { try Compressed.unpack(packed, limit: 999_999) }
        #expect(throws: StorageError.self) { try Compressed.unpack(Array(packed.dropLast()), limit: 1_000_000) }
        #expect(throws: StorageError.self) { try Compressed.unpack([], limit: 10) }
        #expect(throws: StorageError.self) { try Compressed.unpack([9, 1, 2], limit: 10) }
        #expect(throws: StorageError.self) { try Compressed.unpack([0, 1, 2, 3], limit: 2) }
        var flipped = packed
        flipped[packed.count / 2] ^= 0x55
        #expect(throws: StorageError.self) { try Compressed.unpack(flipped, limit: 1_000_000) }
    }

    @Test func `a picture in base64 comes back, and is no larger than its letters need`() throws {
        var random = SystemRandomNumberGenerator()
        let picture = Data((0..<60_000).map { _ in UInt8.random(in: 0...255, using: &random) }).base64EncodedData(
            options: .lineLength76Characters)
        let mail = Array("From: a@example.org\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8) + Array(picture)
        let packed = Compressed.pack(mail)
        #expect(packed.count < mail.count * 78 / 100)
        #expect(try Compressed.unpack(packed, limit: mail.count) == mail)
        let words = Array(String(repeating: "Where is my order? It should have come on Tuesday.\n", count: 1000).utf8)
        #expect(Compressed.pack(words).count < 1000)
    }
}
