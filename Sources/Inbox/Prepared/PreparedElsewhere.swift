import Core
import Language
import Mail
import Storage
import Web

/// Prepared texts where no letter is answered: in a new message, and in what is passed on to somebody outside.
extension PreparedOffer.Ask {
    /// - Parameter customer: whom the text is for, where their card is known; without one the shop's language, and no name.
    init(to customer: Customer?, _ visit: Visit, _ shop: Shop) {
        values = PlaceHolderValues(
            customer: customer?.name ?? "", me: visit.visitor?.name ?? "", shop: shop.setting(ShopSettings.business), due: nil,
            calendar: shop.calendar, now: Instant(milliseconds: visit.now))
        staff = Staff.ID(number: visit.visitor?.staff ?? 0)
        language = customer?.language.flatMap { Language(rawValue: $0) }
        message = nil
        house = shop.language
        reader = visit.t.language
    }
}

extension Reader {
    fileprivate func preparedContents(_ shop: Shop) throws -> PreparedShelf.Contents {
        let stamp = try value("SELECT stamp FROM prepared_shelf WHERE id = 1", as: Int64.self) ?? 0
        return try PreparedShelf.of(shop).contents(self, stamp: stamp, house: shop.language)
    }

    /// Those that are used most, and the titles of all.
    func preparedOffer(_ ask: PreparedOffer.Ask, _ shop: Shop) throws -> PreparedOffer {
        let stamp = try value("SELECT stamp FROM prepared_shelf WHERE id = 1", as: Int64.self) ?? 0
        return try PreparedOffer(ask, self, stamp: stamp, shelf: .of(shop))
    }
}

enum PreparedElsewhere {
    /// What a script asks for while somebody types a title, or, with `id`, one text filled for whoever stands in the field *To* now.
    static func options(_ visit: Visit, _ shop: Shop, back: Link, namesCustomer: Bool) async throws -> Answer {
        guard visit.wantsFragment else { return .see(back) }
        let query = visit.query
        let found = try await shop.read { db in
            let ask = PreparedOffer.Ask(to: namesCustomer ? try person(query["to"], db) : nil, visit, shop)
            let mine = try db.preparedContents(shop).texts.filter { $0.isFor(ask.staff) }
            let wanted =
                query.has("id")
                ? mine.filter { $0.id.description == query["id"] } : Array(PreparedFinder.find(query["q"], in: mine).prefix(8))
            return wanted.compactMap { PreparedOffer.fill($0, ask) }
        }
        return .fragment(PreparedOffer.options(found, visit.t.language))
    }

    /// Whose card has an address.
    static func person(_ address: String, _ db: Reader) throws -> Customer? {
        guard let mail = MailAddress(address) else { return nil }
        return try db.customer(at: .email(mail.text))
    }

    /// The text that a form asks to be inserted. Throws ``Refused/notFound``.
    static func wanted(_ visit: Visit, _ shop: Shop, namesCustomer: Bool) async throws -> PreparedOffer.Filled {
        let form = visit.form
        guard let number = PreparedText.ID(form["insert"] == "chosen" ? form["chosen"] : form["insert"])?.number else {
            throw Refused.notFound
        }
        return try await shop.read { db in
            let ask = PreparedOffer.Ask(to: namesCustomer ? try person(form["to"], db) : nil, visit, shop)
            guard let text = try db.preparedContents(shop).byID[number], text.isFor(ask.staff), let filled = PreparedOffer.fill(text, ask)
            else { throw Refused.notFound }
            return filled
        }
    }

    /// The form as it is with the text in it, below what was typed.
    static func form(_ form: Form, with filled: PreparedOffer.Filled) -> Form {
        let typed = form.raw("text")?.trimmed(ofLines: true) ?? ""
        var fields = form.fields.filter { $0.name != "text" && $0.name != "insert" }.map { ($0.name, $0.value) }
        fields.append(("text", [typed, filled.words].filter { !$0.isEmpty }.joined(separator: "\n\n")))
        fields.append(("prepared", filled.mark))
        return Form(fields)
    }
}

extension Reader {
    /// The files of a prepared text, as they would be chosen by hand; those that are there already are left out.
    func preparedUploads(_ text: PreparedText, beside there: [AnswerFile]) throws -> [Upload] {
        let new = text.files.filter { file in !there.contains { $0.name == file.name && $0.size == file.size } }
        guard !new.isEmpty else { return [] }
        return try all("SELECT name, type, size, bytes FROM prepared_file WHERE id IN \(new.map(\.id)) ORDER BY id") { row in
            let (name, type, size) = (try row.next(String.self), try row.next(String.self), try row.next(Int.self))
            return Upload(name: name, type: type, data: try Compressed.unpack(try row.next(), limit: size))
        }
    }
}
