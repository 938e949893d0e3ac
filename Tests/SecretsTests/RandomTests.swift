import Testing

@testable import Secrets

@Suite struct `Random values` {
    @Test func `a token is 32 characters that stand in an address, and another each time`() {
        let tokens = Set((0..<100).map { _ in Random.token() })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 32 && Base64URL.decode($0)?.count == 24 })
    }

    @Test func `a code keeps its digits, and each digit comes up`() {
        let codes = (0..<200).map { _ in Random.code(digits: 6) }
        #expect(codes.allSatisfy { $0.utf8.count == 6 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        #expect(Set(codes.joined()).count == 10)
    }
}
