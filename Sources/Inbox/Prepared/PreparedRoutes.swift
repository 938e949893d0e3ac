import Core
import Mail
import Web

extension PreparedPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/inbox/prepared", .serve) { try await list($0, shop) },
            .get("/inbox/prepared/new", .serve) { try await new($0, shop) },
            .post("/inbox/prepared/new", .serve, bodyLimit: AnswerFile.bodyLimit) { try await add($0, shop) },
            .get("/inbox/prepared/:id", .serve) { try await edit($0, shop) },
            .post("/inbox/prepared/:id", .serve, bodyLimit: AnswerFile.bodyLimit) { try await keep($0, shop) },
            .post("/inbox/prepared/:id/remove", .serve) { try await remove($0, shop) },
            .post("/inbox/prepared/:id/restore", .serve) { try await restore($0, shop) },
            .get("/inbox/prepared/:id/files/:file", .serve) { try await file($0, shop) },
        ]
    }
}

/// The addresses of everything that helps to write, for the table of the inbox.
enum WritingRoutes {
    static func all(_ shop: Shop, _ presence: Presence, _ workers: ParseWorkers) -> [Route] {
        PreparedPages.routes(shop) + [
            .get("/inbox/:id/prepared", .serve) { try await ConversationPages.findPrepared($0, shop) },
            .post("/inbox/:id/prepared", .serve, bodyLimit: AnswerFile.bodyLimit) {
                try await ConversationPages.insertPrepared($0, shop, presence)
            },
            .get("/inbox/:id/preview", .serve) { visit in .see(Link("/inbox/\(visit.parts["id"] ?? "")")) },
            .post("/inbox/:id/preview", .serve, bodyLimit: AnswerFile.bodyLimit) {
                try await ConversationPages.preview($0, shop, presence)
            },
            .post("/inbox/:id/note-draft", .serve) { try await ConversationPages.noteDraft($0, shop) },
            .get("/inbox/new/prepared", .serve) { try await NewMessagePages.findPrepared($0, shop) },
            .post("/inbox/new/prepared", .serve, bodyLimit: AnswerFile.bodyLimit) { try await NewMessagePages.insertPrepared($0, shop) },
            .get("/inbox/:id/forward", .serve) { try await ForwardPages.form($0, shop) },
            .post("/inbox/:id/forward", .serve, bodyLimit: AnswerFile.bodyLimit) { try await ForwardPages.send($0, shop, workers) },
            .get("/inbox/:id/forward/prepared", .serve) { try await ForwardPages.findPrepared($0, shop) },
            .post("/inbox/:id/forward/prepared", .serve, bodyLimit: AnswerFile.bodyLimit) {
                try await ForwardPages.insertPrepared($0, shop)
            },
            .post("/inbox/:id/forward/draft", .serve) { try await ForwardPages.keep($0, shop) },
            .post("/inbox/:id/forward/discard", .serve) { try await ForwardPages.discard($0, shop) },
            .post("/inbox/:id/forward/files", .serve, bodyLimit: AnswerFile.bodyLimit) { try await ForwardPages.attach($0, shop) },
            .get("/inbox/:id/print", .look) { try await PrintPages.show($0, shop) },
        ]
    }
}
