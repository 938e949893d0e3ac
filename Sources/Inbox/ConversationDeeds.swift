import Core
import Language
import Mail
import People
import Storage
import Web

/// What the buttons of a conversation's page do: each reads its form, calls one verb in one transaction, and says what became of it.
extension ConversationPages {
    /// Takes in the files of an answer's form, so that they are there whatever becomes of the answer. Gives how many go along.
    private static func takeFiles(_ visit: Visit, _ shop: Shop, _ complaints: inout Complaints) async throws -> Int {
        let (id, me) = try ids(visit)
        let t = visit.t
        let uploads = visit.files("file")
        guard visit.form.has("files") else { return 0 }
        let kept = Set(visit.form.all("keep").compactMap { AnswerFile.ID($0) })
        let known = try await shop.read { try $0.draftFiles(id, of: me) }
        let wanted = known.filter { kept.contains($0.id) }
        if let refusal = AnswerFile.refusal(of: uploads, beside: wanted, t) {
            complaints.say("file", refusal)
            return wanted.count
        }
        let unwanted = Set(known.map(\.id)).subtracting(kept)
        if !uploads.isEmpty || !unwanted.isEmpty {
            try await shop.write(as: .staff(me)) { tx in
                guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
                try tx.keepFiles(uploads, drop: unwanted, in: id, of: me)
            }
        }
        return wanted.count + uploads.count
    }

    /// Keeps files as soon as they are chosen, so that they are there when their writer comes back to the draft.
    static func attach(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ids(visit)
        var complaints = Complaints()
        _ = try await takeFiles(visit, shop, &complaints)
        if let refusal = complaints["file"] { return .sentence(refusal, status: 422) }
        return .fragment(AnswerFile.list(try await shop.read { try $0.draftFiles(id, of: me) }, visit.t))
    }

    static func answer(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let (id, me) = try ids(visit)
        var complaints = Complaints()
        let to = form["to"]
        if !to.isEmpty, MailAddress(to)?.hasDottedDomain != true {
            complaints.say("to", t("Write the whole address, as in name@example.com."))
        }
        let (copies, wrong) = Copies.read(form["cc"])
        if let first = wrong.first { complaints.say("cc", t("“{text}” is no e-mail address.", ["text": first])) }
        if copies.count > Copies.most {
            complaints.say("cc", t("A mail goes to at most {n} people besides the one it is for.", ["n": t.number(Copies.most)]))
        }
        let files = try await takeFiles(visit, shop, &complaints)
        if files == 0, complaints.isEmpty, !form.has("anyway"), ForgottenFile.isMentioned(in: form["text"]) {
            complaints.say("forgotten", ForgottenFile.sentence(t))
        }
        let tomorrow = form["then"] == "tomorrow" ? shop.tomorrow(after: Instant(milliseconds: visit.now)) : nil
        // "Send anyway" does what the button did that was pressed before.
        let then = tomorrow != nil ? .stay : Then(rawValue: form["anyway"]) ?? Then(rawValue: form["then"]) ?? .wait
        var time: Instant?
        switch SendLater.time(form, shop.timeZone, now: Instant(milliseconds: visit.now)) {
        case .success(let chosen): time = chosen
        case .failure(let refusal): complaints.say("later", SendLater.sentence(refusal, t))
        }
        let planned = time
        let seen = Int64(form["seen"]).map { Message.ID(number: $0) }
        var fresh: Message.ID?
        var status = 422
        if complaints.isEmpty {
            do {
                let message = try await shop.write(as: .staff(me)) { tx in
                    guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                    let message = try tx.answer(
                        conversation, text: form.raw("text") ?? "", then: then, seen: seen, anyway: form.has("anyway"),
                        to: to.isEmpty ? nil : to, copies: copies, withFiles: true, isFormatted: form.has("formatted"), at: planned,
                        reason: TreatmentWords.reason(form))
                    try tx.usePrepared(form.all("prepared"), in: message)
                    if form.has("style") { try tx.keepStyle(isFormatted: form.has("formatted"), of: me) }
                    // An interim answer: the matter comes back tomorrow.
                    if let tomorrow, let duty = try tx.db.openDuty(ReplyDuty.kind, about: id.number) {
                        try tx.snooze(duty.id, until: tomorrow)
                    }
                    return message
                }
                if form.has("prepared") { try await PreparedShelf.of(shop).warm(shop) }
                if let planned {
                    return .see(
                        Link("/inbox/\(id)"), flash: t("It goes out on {time}.", ["time": t.dateTime(planned.milliseconds)]),
                        undo: Link("/inbox/messages/\(message)/undo"))
                }
                let words =
                    tomorrow != nil
                    ? t("The answer goes out in a few seconds. The matter is back tomorrow.")
                    : then == .solve
                        ? t("The answer goes out in a few seconds. The matter is solved.") : t("The answer goes out in a few seconds.")
                let back: Link = InboxPlace.list(before: visit) ?? "/today"
                return .see(
                    then == .stay ? Link("/inbox/\(id)") : back, flash: words, undo: Link("/inbox/messages/\(message)/undo"),
                    undoSeconds: shop.mailChoices.undoSeconds)
            } catch let refusal as AnswerRefusal {
                switch refusal {
                case .empty: complaints.say("text", t("Write something first."))
                case .tooLong(let most): complaints.say("text", AnswerRefusal.sentence(longest: most, t))
                case .newerMessage(let newer):
                    fresh = newer
                    status = 409
                    let ours = try await shop.read { db in try db.message(newer).flatMap { $0.kind == .ours ? $0.fromName : nil } }
                    complaints.say(
                        "newer",
                        ours.map {
                            t(
                                "{name} has answered while you were writing, so yours was not sent. Read it above; if yours is still right, send it again.",
                                ["name": $0])
                        }
                            ?? t(
                                "A new message came while you were writing, so your answer was not sent. Read it above; if yours is still right, send it again."
                            ))
                case .noMailbox: complaints.say("text", t("No mailbox is connected, so answers cannot go out."))
                case .unfilled(let holder):
                    complaints.say(
                        "text", t("Fill in {mark} before it goes out: {meaning}.", ["mark": holder.mark, "meaning": holder.meaning(t)]))
                case .noAddress: complaints.say("to", t("We do not know an e-mail address of this person."))
                case .unwanted(let unwanted): complaints.say("reason", unwanted.sentence(t))
                // The page says who has it, and shows the words.
                case .notYours: complaints.say("owner", "")
                }
            }
        }
        let shown = try await load(visit, shop, presence)
        return .page(page(shown, visit, shop, typed: form, complaints: complaints, fresh: fresh), status: status)
    }

    static func note(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let (id, me) = try ids(visit)
        let text = visit.form.raw("text") ?? ""
        let note: Message.ID
        do {
            note = try await shop.write(as: .staff(me)) { tx in
                guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                let note = try tx.note(text, in: conversation)
                try tx.keepNoteDraft("", in: id, of: me)
                return note
            }
        } catch AnswerRefusal.empty {
            let shown = try await load(visit, shop, presence)
            return .page(page(shown, visit, shop, complaints: Complaints("text", visit.t("Write something first."))), status: 422)
        }
        return .see(Link("/inbox/\(id)"), flash: visit.t("Noted."), undo: Link("/inbox/notes/\(note)/undo"))
    }

    /// The way back from a note: its writer's, while it is fresh.
    static func takeNoteBack(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = Message.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (conversation, isGone) = try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            guard let note = try tx.db.message(id), note.kind == .note else { throw Refused.notFound }
            let isGone = try tx.takeNoteBack(note)
            // Its words are a draft again, as an answer's are.
            if isGone { try tx.keepNoteDraft(note.text, in: note.conversation, of: me) }
            return (note.conversation, isGone)
        }
        return .see(
            Link("/inbox/\(conversation)"),
            flash: isGone ? visit.t("The note is taken back.") : visit.t("Too late: others may have read it."),
            hasFailed: !isGone)
    }

    static func draft(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ids(visit)
        let text = visit.form.raw("text") ?? ""
        let isOther = try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
            let wasThere = try tx.db.draft(id, of: me) != nil
            try tx.keepDraft(String(text.prefix(200_000)), in: id, of: me)
            if visit.form.has("style") { try tx.keepStyle(isFormatted: visit.form.has("formatted"), of: me) }
            return wasThere == text.isEmpty
        }
        // Others who look at this conversation see that somebody has begun to write, or has given it up.
        if isOther { shop.live.publish(["presence:\(id)"]) }
        return Answer(status: 204)
    }

    static func take(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ids(visit)
        let (owner, name) = try await shop.write(as: .staff(me)) { tx -> (Staff.ID?, String) in
            guard let duty = try tx.db.openDuty(ReplyDuty.kind, about: id.number) else { return (nil, "") }
            let owner = try tx.take(duty.id, by: me)
            return (owner, try owner.flatMap { try tx.db.staff($0)?.name } ?? "")
        }
        return .see(
            Link("/inbox/\(id)"), flash: owner == me ? visit.t("Yours now.") : visit.t("{name} was faster.", ["name": name]),
            hasFailed: owner != me)
    }

    static func solve(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let own = try await step(visit, shop) { conversation, tx in
            try tx.solve(conversation)
            return conversation.ownState
        }
        let id = visit.parts["id"] ?? ""
        // The way back leads to the state of the shop's own where it stood.
        let before = own.map { Link("?own=\($0)") } ?? ""
        return .see(InboxPlace.list(before: visit) ?? "/inbox", flash: visit.t("Solved."), undo: Link("/inbox/\(id)/reopen") + before)
    }

    static func reopen(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let own = OwnState.ID(visit.query["own"])
        let state = shop.ownStates.first { $0.id == own && $0.category == .us }
        _ = try await step(visit, shop) { conversation, tx in
            try tx.reopen(conversation)
            if let state { try tx.keep(ownState: state.id, of: conversation.id) }
        }
        return .see(Link("/inbox/\(visit.parts["id"] ?? "")"), flash: visit.t("Open again."))
    }

    private static func step<T: Sendable>(
        _ visit: Visit, _ shop: Shop, _ body: @escaping @Sendable (Conversation, Tx) throws -> T
    ) async throws -> T {
        let (id, me) = try ids(visit)
        return try await shop.write(as: .staff(me)) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            return try body(conversation, tx)
        }
    }

    static func ids(_ visit: Visit) throws(Refused) -> (Conversation.ID, Staff.ID) {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return (id, Staff.ID(number: try visit.staff().staff))
    }
}
