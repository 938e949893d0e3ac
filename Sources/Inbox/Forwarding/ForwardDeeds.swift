import Core
import Language
import Mail
import People
import Storage
import Web

/// What the form that passes something on does: keeps what is begun, inserts prepared texts, and sends.
extension ForwardPages {
    // MARK: What is begun

    /// Keeps what is typed, while it is typed.
    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let draft = ForwardDraft(visit.form)
        try await shop.write(as: .staff(me)) { tx in
            guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
            try tx.keep(draft, in: id, of: me)
        }
        return Answer(status: 204)
    }

    static func discard(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        try await shop.write(as: .staff(me)) { tx in try tx.forgetForward(id, of: me) }
        return .see(Link("/inbox/\(id)"), flash: visit.t("Discarded."))
    }

    /// Takes in the form's files, so that they are there whatever becomes of it.
    private static func takeFiles(_ visit: Visit, _ shop: Shop, _ complaints: inout Complaints) async throws {
        guard visit.form.has("files") else { return }
        let (id, me) = try ConversationPages.ids(visit)
        let uploads = visit.files("file")
        let kept = Set(visit.form.all("keep").compactMap { AnswerFile.ID($0) })
        let known = try await shop.read { db in try db.forwardDraft(id, of: me) == nil ? [] : try db.forwardFiles(id, of: me) }
        if let refusal = AnswerFile.refusal(of: uploads, beside: known.filter { kept.contains($0.id) }, visit.t) {
            return complaints.say("file", refusal)
        }
        let unwanted = Set(known.map(\.id)).subtracting(kept)
        if uploads.isEmpty, unwanted.isEmpty { return }
        let draft = ForwardDraft(visit.form)
        try await shop.write(as: .staff(me)) { tx in
            guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
            try tx.keepForwardFiles(uploads, drop: unwanted, in: id, of: me)
            try tx.keep(draft, in: id, of: me)
        }
    }

    /// Keeps files as soon as they are chosen, with what is typed.
    static func attach(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        var complaints = Complaints()
        try await takeFiles(visit, shop, &complaints)
        if let refusal = complaints["file"] { return .sentence(refusal, status: 422) }
        return .fragment(AnswerFile.list(try await shop.read { try $0.forwardFiles(id, of: me) }, visit.t))
    }

    // MARK: Prepared texts

    static func findPrepared(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, _) = try ConversationPages.ids(visit)
        return try await PreparedElsewhere.options(visit, shop, back: Link("/inbox/\(id)/forward"), namesCustomer: false)
    }

    /// For a script the files alone, which lie with what is begun; without one the whole page, with the text in it.
    static func insertPrepared(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let filled = try await PreparedElsewhere.wanted(visit, shop, namesCustomer: false)
        var complaints = Complaints()
        if !visit.wantsFragment { try await takeFiles(visit, shop, &complaints) }
        let form = PreparedElsewhere.form(visit.form, with: filled)
        let files = try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            guard try tx.db.conversation(id) != nil else { throw Refused.notFound }
            let there = try tx.db.forwardDraft(id, of: me) == nil ? [] : try tx.db.forwardFiles(id, of: me)
            let new = try tx.db.preparedUploads(filled.text, beside: there)
            if !new.isEmpty {
                try tx.keepForwardFiles(new, in: id, of: me)
                if try tx.db.forwardDraft(id, of: me) == nil { try tx.keep(ForwardDraft(form), in: id, of: me) }
            }
            return there.isEmpty && new.isEmpty ? [] : try tx.db.forwardFiles(id, of: me)
        }
        if visit.wantsFragment { return .fragment(AnswerFile.list(files, visit.t)) }
        return .page(page(try await load(visit, shop), FormView(visit, typed: form, complaints: complaints), visit, typed: form))
    }

    // MARK: Sending

    static func send(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        let form = visit.form
        var complaints = Complaints()
        try await takeFiles(visit, shop, &complaints)
        let shown = try await load(visit, shop)
        let address = MailAddress(form["to"])
        if address?.hasDottedDomain != true { complaints.say("to", t("Write the whole address, as in name@example.com.")) }
        let (copies, wrong) = Copies.read(form["cc"])
        if let first = wrong.first { complaints.say("cc", t("“{text}” is no e-mail address.", ["text": first])) }
        let wanted = form["what"] == "all" ? shown.messages.filter { !$0.isAside }.map(\.id) : [Message.ID(form["what"])].compactMap { $0 }
        var files: [OutgoingMail.Attachment] = []
        do {
            files = try await parts(form.all("part"), shown, shop, workers)
            files += try await shop.read { db in try db.forwardContents(id, of: me) }
        } catch is ParseFailure {
            complaints.say("part", t("One of the files could not be read. Untick it, or download it and attach it yourself."))
        }
        let uploads = files.map { Upload(name: $0.name, type: $0.type, data: $0.data) }
        if let refusal = AnswerFile.refusal(of: uploads, beside: [], t) { complaints.say("part", refusal) }
        if complaints.isEmpty, let address {
            let wish = ForwardWish(
                to: address, copies: copies, word: form.raw("text") ?? "", messages: wanted, files: files,
                answering: Message.ID(form["reply"]), reason: TreatmentWords.reason(form), prepared: form.all("prepared"))
            let draft = ForwardDraft(form)
            do {
                let message = try await shop.write(as: .staff(me)) { tx in
                    guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                    let message = try tx.forward(wish, from: conversation)
                    try tx.forwardWent(draft, as: message, in: id, of: me)
                    return message
                }
                return .see(
                    Link("/inbox/\(id)"), flash: t("It goes to {address} in a few seconds.", ["address": address.text]),
                    undo: Link("/inbox/messages/\(message)/undo"), undoSeconds: shop.mailChoices.undoSeconds)
            } catch let refusal as ForwardRefusal {
                switch refusal {
                case .empty: complaints.say("text", t("Write something first."))
                case .noMailbox: complaints.say("", t("No mailbox is connected, so answers cannot go out."))
                case .toCustomer: complaints.say("to", t("This is the customer. Answer them in the conversation."))
                case .unfilled(let holder):
                    complaints.say(
                        "text", t("Fill in {mark} before it goes out: {meaning}.", ["mark": holder.mark, "meaning": holder.meaning(t)]))
                case .unwanted(let unwanted): complaints.say("reason", unwanted.sentence(t))
                }
            }
        }
        return .page(page(shown, FormView(visit, typed: form, complaints: complaints), visit, typed: form), status: 422)
    }

    /// Files of messages, each read out of its mail in the jail.
    private static func parts(_ wanted: [String], _ shown: Shown, _ shop: Shop, _ workers: ParseWorkers) async throws
        -> [OutgoingMail.Attachment]
    {
        var files: [OutgoingMail.Attachment] = []
        for mark in wanted.prefix(AnswerFile.mostFiles + 1) {
            let halves = mark.split(separator: ".")
            guard halves.count == 2, let id = Message.ID(String(halves[0])), let index = Int(halves[1]),
                shown.messages.contains(where: { $0.id == id })
            else { continue }
            let (raw, own) = try await shop.read { db in (try db.rawMessage(id), try db.files(of: id)) }
            if own.indices.contains(index) {
                files.append(own[index])
            } else if let raw {
                let part = try await workers.part(raw, index: index)
                files.append(OutgoingMail.Attachment(name: part.name, type: part.type, data: part.data))
            }
        }
        return files
    }
}
