import Core
import Mail
import Storage
import Web

/// Passing something on, for programs.
enum ForwardAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .post, "/conversations/:id/forwards", scope: "inbox:write", .serve,
                "Passes a message, or with `message` = \"all\" the whole conversation, on to an address outside. The customer is not written to.",
                request: [
                    "type": "object", "required": ["to"],
                    "properties": [
                        "to": ["type": "string", "format": "email"], "text": ["type": "string"],
                        "message": ["type": "string", "description": "The id of a message, or \"all\". Without it only `text` is sent."],
                        "override": Unwanted.schema,
                    ],
                ], response: ["type": "object", "properties": ["message": ["type": "string"]]]
            ) { try await send($0, shop) }
        ]
    }

    private static func send(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let body = try visit.jsonBody()
        guard let to = MailAddress(body["to"] ?? ""), to.hasDottedDomain else {
            return .problem(422, "bad-address", "`to` is no e-mail address.")
        }
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                let messages =
                    body["message"] == "all"
                    ? try tx.db.forwardable(id).filter { !$0.isAside }.map(\.id)
                    : [body["message"].flatMap { Message.ID($0) }].compactMap { $0 }
                let message = try tx.forward(
                    ForwardWish(to: to, word: body["text"] ?? "", messages: messages, reason: body["override"]), from: conversation,
                    wait: .zero)
                return .json((["message": .text(message.description)] as JSON).text, status: 201)
            }
        } catch let refusal as ForwardRefusal {
            return switch refusal {
            case .empty: .problem(422, "empty", "There is neither `text` nor a `message` of this conversation.")
            case .noMailbox: .problem(422, "no-mailbox", "No mailbox is connected, so nothing can go out.")
            case .toCustomer: .problem(422, "to-customer", "`to` is the customer: write an answer instead.")
            case .unfilled(let holder): .problem(422, "unfilled", "`text` has the place holder \(holder.mark), which nothing has filled.")
            case .unwanted(let unwanted): unwanted.problem
            }
        }
    }
}
