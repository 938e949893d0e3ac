import Core
import Language
import Mail
import Storage
import Web

/// The library of prepared texts.
enum PreparedPages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let me = Staff.ID(number: try visit.staff().staff)
        let query = visit.query["q"]
        let all = try await shop.read { try $0.preparedTexts() }.filter { $0.isFor(me) }
        let found = query.isEmpty ? all : PreparedFinder.find(query, in: all)
        let rows: [HTML] = found.map { row($0, visit, house: shop.language) }
        let add: HTML =
            "<a class=\"button primary\" href=\"/inbox/prepared/new\" aria-keyshortcuts=\"c\">\(visit.ui.icon("plus"))\(t("New text"))</a>"
        let search: HTML =
            all.count < 8
            ? ""
            : """
            <form class="inline-form" role="search" action="/inbox/prepared"><label class="hidden" for="q">\(t("Find a text"))</label>\
            <input id="q" type="search" name="q" value="\(query)" placeholder="\(t("Find a text"))"><button class="button">\(t("Search"))</button></form>
            """
        let body: HTML =
            all.isEmpty
            ? visit.ui.empty(
                "inbox", t("No prepared texts yet"),
                t("What is asked again and again is answered with two keys: write the answer once, in the languages of your customers."),
                action: add)
            : found.isEmpty
                ? visit.ui.empty(
                    "search", t("Nothing found"), t("No text has these words."),
                    action: "<a class=\"button\" href=\"/inbox/prepared\">\(t("Show all"))</a>")
                : "<ul class=\"list\">\(rows)</ul>"
        return .page(
            Page(
                t("Prepared texts"), section: "settings",
                """
                \(visit.ui.head(t("Prepared texts"), lead: t("Offered where they fit, with the keys 1, 2 and 3"), back: visit.ui.back("/settings", t("Settings")), actions: all.isEmpty ? nil : add))
                \(search)\(body)
                """))
    }

    private static func row(_ text: PreparedText, _ visit: Visit, house: Language) -> HTML {
        let t = visit.t
        let words = text.wording(for: t.language, house: house)?.text ?? ""
        let languages = Language.offered.filter { text.texts[$0] != nil }.map { $0.rawValue.uppercased() }.joined(separator: " ")
        let used =
            text.lastUsedAt.map {
                t(
                    "used {n} time, last {when}", "used {n} times, last {when}", text.used,
                    ["when": t.relative($0.milliseconds, now: visit.now)])
            } ?? t("not used yet")
        return """
            <li class="item"><div class="what"><a class="item-link" href="\(Link("/inbox/prepared/\(text.id)"))" translate="no">\(text.title(in: t.language))</a>\
            <span class="sub" dir="auto" translate="no">\(Snippet.make(words))</span><span class="sub">\(used)</span></div>\
            \(text.files.isEmpty ? "" : visit.ui.chip(t("{n} file", "{n} files", text.files.count), icon: "attach"))\
            \(text.owner == nil ? "" : visit.ui.chip(t("Only mine"), icon: "person"))<span class="chip" translate="no">\(languages)</span></li>
            """
    }

    // MARK: One text

    static func new(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(PreparedForm.page(nil, [], nil, FormView(visit), visit, shop))
    }

    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let (wish, uploads) = (PreparedForm.wish(visit.form, visit), visit.files("file"))
        var complaints = Complaints()
        if let refusal = AnswerFile.refusal(of: uploads, beside: [], visit.t) { complaints.say("file", refusal) }
        if complaints.isEmpty {
            do {
                try await shop.write(as: .staff(me)) { tx in
                    let id = try tx.addPreparedText(wish, by: me)
                    if !uploads.isEmpty { try tx.changeFiles(of: id, add: uploads, drop: []) }
                }
                try await PreparedShelf.of(shop).warm(shop)
                return .see("/inbox/prepared", flash: visit.t("Saved."))
            } catch let refusal as PreparedRefusal {
                PreparedForm.say(refusal, &complaints, visit.t)
            }
        }
        return .page(
            PreparedForm.page(nil, [], nil, FormView(visit, typed: visit.form, complaints: complaints), visit, shop), status: 422)
    }

    static func edit(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let text = try await find(visit, shop)
        return .page(try await page(text, FormView(visit), visit, shop))
    }

    private static func page(_ text: PreparedText, _ form: FormView, _ visit: Visit, _ shop: Shop) async throws -> Page {
        let (history, name) = try await shop.read { db in
            (try db.preparedHistory(text.id), try text.changedBy.flatMap { try db.staff($0)?.name })
        }
        return PreparedForm.page(text, history, name, form, visit, shop)
    }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let text = try await find(visit, shop)
        guard mayChange(text, visit) else { throw Refused.forbidden }
        let typed = visit.form
        let uploads = visit.files("file")
        let kept = Set(visit.form.all("keep").compactMap { AnswerFile.ID($0) })
        let unwanted = visit.form.has("files") ? Set(text.files.map(\.id)).subtracting(kept) : []
        var complaints = Complaints()
        if let refusal = AnswerFile.refusal(of: uploads, beside: text.files.filter { !unwanted.contains($0.id) }, visit.t) {
            complaints.say("file", refusal)
        }
        if complaints.isEmpty {
            do {
                try await shop.write(as: .staff(me)) { tx in
                    guard let now = try tx.db.preparedText(text.id) else { throw Refused.notFound }
                    let merged = try tx.db.merged(
                        typed, over: PreparedForm.standing(now),
                        last: try tx.db.lastEvent(["prepared-text.changed"], about: Event.Subject("prepared-text", text.id)))
                    try tx.change(now, to: PreparedForm.wish(merged.form, visit), by: me)
                    if !uploads.isEmpty || !unwanted.isEmpty { try tx.changeFiles(of: text.id, add: uploads, drop: unwanted) }
                }
                try await PreparedShelf.of(shop).warm(shop)
                return .see("/inbox/prepared", flash: visit.t("Saved."))
            } catch let refusal as PreparedRefusal {
                PreparedForm.say(refusal, &complaints, visit.t)
            } catch let meanwhile as Meanwhile {
                let form = FormView(visit, typed: meanwhile.form, complaints: meanwhile.complaints(visit))
                return .page(try await page(try await find(visit, shop), form, visit, shop), status: 422)
            }
        }
        return .page(try await page(text, FormView(visit, typed: visit.form, complaints: complaints), visit, shop), status: 422)
    }

    static func remove(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let text = try await find(visit, shop)
        guard mayChange(text, visit) else { throw Refused.forbidden }
        try await shop.write(as: .staff(me)) { tx in try tx.removePreparedText(text.id) }
        return .see(
            "/inbox/prepared", flash: visit.t("Removed. What was sent with it stays."), undo: Link("/inbox/prepared/\(text.id)/restore"))
    }

    static func restore(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let text = try await find(visit, shop)
        guard mayChange(text, visit) else { throw Refused.forbidden }
        try await shop.write(as: .staff(me)) { tx in try tx.restorePreparedText(text.id) }
        return .see(Link("/inbox/prepared/\(text.id)"), flash: visit.t("It is there again."))
    }

    static func file(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let text = try await find(visit, shop)
        guard let id = AnswerFile.ID(visit.parts["file"] ?? ""),
            let file = try await shop.read({ try $0.preparedFile(id, of: text.id) })
        else { throw Refused.notFound }
        return MessageFiles.download(file.data, name: file.name, type: "application/octet-stream")
    }

    /// Another's own text is not there.
    private static func find(_ visit: Visit, _ shop: Shop) async throws -> PreparedText {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = PreparedText.ID(visit.parts["id"] ?? ""), let text = try await shop.read({ try $0.preparedText(id) }), text.isFor(me)
        else { throw Refused.notFound }
        return text
    }

    /// One's own always; everybody's where one may rearrange things.
    static func mayChange(_ text: PreparedText?, _ visit: Visit) -> Bool {
        visit.visitor?.may(.tend) == true || text == nil || text?.owner != nil
    }
}
