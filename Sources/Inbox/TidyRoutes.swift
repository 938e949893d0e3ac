import Core
import Web

/// Addresses by which conversations are merged, split, linked and deleted. Who rearranges is an agent; deleting is the owner's and managers'.
enum TidyRoutes {
    static func all(_ shop: Shop) -> [Route] {
        [
            .get("/inbox/:id/merge", .tend) { try await JoinPages.ask($0, shop) },
            .post("/inbox/:id/merge", .tend) { try await JoinPages.merge($0, shop) },
            .post("/inbox/merges/:id/undo", .tend) { try await JoinPages.undo($0, shop) },
            .get("/inbox/messages/:id/split", .tend) { try await SplitPages.ask($0, shop) },
            .post("/inbox/messages/:id/split", .tend) { try await SplitPages.split($0, shop) },
            .get("/inbox/:id/link", .serve) { try await LinkPages.ask($0, shop) },
            .post("/inbox/:id/link", .serve) { try await LinkPages.link($0, shop) },
            .post("/inbox/links/:id/remove", .serve) { try await LinkPages.remove($0, shop) },
            .post("/inbox/:id/delete", .manage) { try await DeletedPages.delete($0, shop) },
            .get("/inbox/deleted", .manage) { try await DeletedPages.list($0, shop) },
            .post("/inbox/deleted/:id/restore", .manage) { try await DeletedPages.restore($0, shop) },
            .get("/settings/closing", .manage) { try await ClosingPages.show($0, shop) },
            .post("/settings/closing", .manage) { try await ClosingPages.keep($0, shop) },
        ]
    }
}
