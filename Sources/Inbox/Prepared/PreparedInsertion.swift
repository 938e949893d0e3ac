import Core
import Language
import Storage
import Web

/// Putting a prepared text into an answer: found by its title, inserted with its files.
extension ConversationPages {
    private static func ask(_ visit: Visit, _ shop: Shop, _ db: Reader) throws -> (PreparedOffer.Ask, PreparedShelf.Contents) {
        let (id, me) = try ids(visit)
        guard let conversation = try db.conversation(id), let customer = try db.customer(conversation.customer) else {
            throw Refused.notFound
        }
        let last = try db.messages(of: id).last { $0.isFromCustomer }
        let duty = try db.openDuty(ReplyDuty.kind, about: id.number)
        let desk = try db.desk(id, of: me)
        let ask = PreparedOffer.Ask((conversation, customer, duty, last), visit, shop)
        return (ask, try PreparedShelf.of(shop).contents(db, stamp: desk.shelf, house: shop.language))
    }

    /// Options for the list that opens while a title is typed behind a slash.
    static func findPrepared(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        // Where inserting without a script leaves the browser: who reloads it there wants the conversation.
        guard visit.wantsFragment else { return .see(Link("/inbox/\(visit.parts["id"] ?? "")")) }
        let query = visit.query["q"]
        let found = try await shop.read { db in
            let (ask, contents) = try ask(visit, shop, db)
            let mine = contents.texts.filter { $0.isFor(ask.staff) }
            return PreparedFinder.find(query, in: mine).prefix(8).compactMap { PreparedOffer.fill($0, ask) }
        }
        return .fragment(PreparedOffer.options(found, visit.t.language))
    }

    /// Inserts a text: for a script its files alone, which then lie with the draft; without one the whole page, with the text in it.
    static func insertPrepared(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let (id, me) = try ids(visit)
        let form = visit.form
        let wanted = form["insert"] == "chosen" ? form["chosen"] : form["insert"]
        guard let number = PreparedText.ID(wanted)?.number else { throw Refused.notFound }
        let filled = try await shop.read { db -> PreparedOffer.Filled? in
            let (ask, contents) = try ask(visit, shop, db)
            return contents.byID[number].flatMap { $0.isFor(ask.staff) ? PreparedOffer.fill($0, ask) : nil }
        }
        guard let filled else { throw Refused.notFound }
        if !filled.text.files.isEmpty {
            try await shop.write(as: .staff(me)) { tx in try tx.putFiles(of: filled.text, into: id, of: me) }
        }
        if visit.wantsFragment {
            return .fragment(AnswerFile.list(try await shop.read { try $0.draftFiles(id, of: me) }, visit.t))
        }
        let typed = form.raw("text")?.trimmed(ofLines: true) ?? ""
        var fields = form.fields.filter { $0.name != "text" }.map { ($0.name, $0.value) }
        fields.append(("text", [typed, filled.words].filter { !$0.isEmpty }.joined(separator: "\n\n")))
        fields.append(("prepared", filled.mark))
        let shown = try await load(visit, shop, presence)
        return .page(page(shown, visit, shop, typed: Form(fields)))
    }
}

/// Finding a prepared text by what is remembered of it: each word begins one of its title, or else of its words, without case and accents
/// (113).
enum PreparedFinder {
    static func find(_ query: String, in texts: [PreparedText]) -> [PreparedText] {
        let wanted = SearchAnalysis.words(of: query).map { SearchAnalysis.fold($0) }
        guard !wanted.isEmpty else { return texts.sorted { ($1.used, $0.title) < ($0.used, $1.title) } }
        func holds(_ text: String) -> Bool {
            let words = SearchAnalysis.words(of: text).map { SearchAnalysis.fold($0) }
            return wanted.allSatisfy { part in words.contains { $0.hasPrefix(part) } }
        }
        let byTitle = texts.filter { holds($0.allTitles) }
        let ids = Set(byTitle.map(\.id))
        return byTitle + texts.filter { text in !ids.contains(text.id) && text.texts.values.contains { holds("\(text.allTitles) \($0)") } }
    }
}
