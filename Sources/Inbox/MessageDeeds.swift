import Core
import Language
import Storage
import Web

/// What the buttons below a message of ours do: taking it back, correcting it, trying it again.
extension ConversationPages {
    static func takeBack(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = Message.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (conversation, isBack, hasFailed, begun, isForward) = try await shop.write(as: .staff(me)) { tx in
            guard let message = try tx.db.message(id) else { throw Refused.notFound }
            let isBack = try tx.takeBack(message)
            let begun = isBack && !message.isForward ? try tx.undoBeginning(message, by: me) : nil
            return (message.conversation, isBack, message.outState == .failed, begun, message.isForward)
        }
        if isForward, isBack {
            return .see(Link("/inbox/\(conversation)/forward"), flash: visit.t("Taken back. It stands here to be written on."))
        }
        if let begun { return .see(Link("/inbox/new?begun=\(begun)"), flash: visit.t("Taken back. It stands here to be written on.")) }
        return .see(
            Link("/inbox/\(conversation)#composer"),
            flash: isBack
                ? visit.t("Taken back. The text is a draft again.")
                : hasFailed
                    ? visit.t("It was not delivered, so there is nothing to take back.") : visit.t("Too late: it has gone out already."),
            hasFailed: !isBack)
    }

    /// A refused answer's words lie in the composer again, to be sent to another address or in other words. The refused one stays as it was.
    static func again(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = Message.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let conversation = try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            guard let message = try tx.db.message(id), message.outState == .failed, !message.isForward else { throw Refused.notFound }
            try tx.keepDraft(message.text, in: message.conversation, of: me)
            return (message.conversation, message.to)
        }
        return .see(
            Link("/inbox/\(conversation.0)?to=\(conversation.1)#to"),
            flash: visit.t("The text lies in the answer again. Correct the address or the words."))
    }

    static func retry(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = Message.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (conversation, mayNot) = try await shop.write(as: .staff(me)) { tx in
            guard let message = try tx.db.message(id), message.outState == .failed,
                let conversation = try tx.db.conversation(message.conversation)
            else {
                throw Refused.notFound
            }
            if message.isForward {
                try tx.retryForward(message)
                return (conversation.id, false)
            }
            do { try tx.checkSender(of: conversation) } catch is AnswerRefusal {
                tx.silentByIntent = true
                return (conversation.id, true)
            }
            try tx.db.run("UPDATE message SET out_state = \(Message.OutState.queued), out_error = NULL WHERE id = \(id)")
            try tx.enqueue(Outbox.kind, key: Outbox.key(id), payload: "\(id)")
            if let state = conversation.state.after(.reply) { try tx.move(conversation, to: state) }
            try tx.fulfil(ReplyDuty.kind, about: conversation.id.number, outcome: "answered")
            try tx.record("message.retried", customer: conversation.customer, subject: conversation.eventSubject)
            try tx.derive(conversation.id)
            return (conversation.id, false)
        }
        if mayNot { return WhoSendsPages.refused(conversation, visit) }
        return .see(Link("/inbox/\(conversation)"), flash: visit.t("Trying again."))
    }
}
