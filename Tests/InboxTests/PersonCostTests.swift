import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// What a person's card and the look-up for a person cost: few statements, and as many whatever there is.
@Suite struct PersonCostTests {
    @Test(arguments: TestShop.engines) func `the card of a person and the look-up run few statements, however much there is`(engine: Engine)
        async throws
    {
        var counts: [[Int]] = []
        for size in [10, 300] {
            let room = try await PostRoom(engine)
            try await CostTests.fill(room, size)
            let conversation = try await room.receive()
            try await room.answer(conversation)
            let paths = ["/people/\(conversation.customer)", "/people/find?q=ann", "/people?q=ann", "/people/find?q=ann&by=email"]
            let found = try await CostTests.statements(paths, room)
            counts.append(paths.map { found[$0]?.count ?? -1 })
        }
        print("\(engine) card and look-up: \(counts)")
        #expect(counts[0] == counts[1])
        // With session, rail and bell.
        #expect(zip(counts[0], [20, 11, 14, 12]).allSatisfy { $0 <= $1 }, "\(counts[0])")
    }
}
