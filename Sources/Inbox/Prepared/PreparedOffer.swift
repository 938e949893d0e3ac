import Core
import Language
import Storage
import Web

/// The prepared texts of one conversation: the three that fit best, and the titles of all.
struct PreparedOffer: Sendable {
    /// One text with its places filled for this customer.
    struct Filled: Sendable {
        var text: PreparedText
        var words: String
        var missing: [PlaceHolder]
        /// What the form carries along, so that its use is counted.
        var mark: String { "\(text.id).\(text.version)" }
    }

    var best: [Filled] = []
    var titles: [(id: PreparedText.ID, title: String)] = []

    static let count = 3

    /// Everything that filling and choosing needs to know.
    struct Ask: Sendable {
        var values: PlaceHolderValues
        var staff: Staff.ID
        /// Written on the customer's card.
        var language: Language?
        /// What is to be answered.
        var message: Message?
        var house: Language

        init(_ shown: (conversation: Conversation, customer: Customer, duty: Duty?, message: Message?), _ visit: Visit, _ shop: Shop) {
            values = PlaceHolderValues(
                customer: shown.customer.name, me: visit.visitor?.name ?? "", shop: shop.setting(ShopSettings.business),
                due: shown.duty?.due, calendar: shop.calendar, now: Instant(milliseconds: visit.now))
            staff = Staff.ID(number: visit.visitor?.staff ?? 0)
            house = shop.language
            message = shown.message
            language =
                shown.customer.language.flatMap { Language(rawValue: $0) } ?? shown.message.flatMap { TextLanguage.detect($0.visibleText) }
        }
    }

    init() {}

    init(_ ask: Ask, _ db: Reader, stamp: Int64, shelf: PreparedShelf) throws {
        let contents = try shelf.contents(db, stamp: stamp, house: ask.house)
        guard !contents.texts.isEmpty else { return }
        titles = contents.texts.filter { $0.isFor(ask.staff) }.map { ($0.id, $0.title) }
        let stems = ask.message.map { shelf.stems(of: $0, house: ask.house) } ?? []
        best = contents.ranking.best(Self.count, for: stems) { contents.byID[$0]?.isFor(ask.staff) == true }
            .compactMap { contents.byID[$0] }.compactMap { Self.fill($0, ask) }
    }

    static func fill(_ text: PreparedText, _ ask: Ask) -> Filled? {
        guard let (language, words) = text.wording(for: ask.language, house: ask.house) else { return nil }
        let (filled, missing) = HoledText(words).filled(ask.values.all(in: language))
        return Filled(text: text, words: filled, missing: missing)
    }

    // MARK: In the composer

    /// The row above the text: three to press, and all others in a list that needs no script.
    func row(_ conversation: Conversation.ID, typed: Form?, _ visit: Visit) -> HTML {
        let t = visit.t
        let marks: [HTML] = (typed?.all("prepared") ?? []).map { "<input type=\"hidden\" name=\"prepared\" value=\"\($0)\">" }
        guard !titles.isEmpty else { return "\(marks)" }
        let place = Link("/inbox/\(conversation)/prepared")
        let buttons: [HTML] = best.enumerated().map { number, filled in
            """
            <button class="offer" translate="no" name="insert" value="\(filled.text.id.number)" formaction="\(place)" formnovalidate \
            aria-keyshortcuts="\(number + 1) Alt+\(number + 1)" title="\(Snippet.make(filled.words))" \
            \(filled.attributes)><kbd aria-hidden="true">\(number + 1)</kbd><span translate="no">\(filled.text.title)</span></button>
            """
        }
        let options: [HTML] = titles.prefix(300).map { "<option value=\"\($0.id.number)\" translate=\"no\">\($0.title)</option>" }
        // The first button of a form is what Enter in a field presses: that stays what it was.
        return """
            <button class="hidden" name="then" value="stay" tabindex="-1" aria-hidden="true"></button>\(marks)\
            <div class="offers" role="group" aria-label="\(t("Prepared texts"))"><div class="offer-row">\(buttons)</div>\
            <details class="menu all-texts"><summary class="offer" aria-keyshortcuts="i">\(visit.ui.icon("book"))<span>\(t("All texts"))</span></summary>\
            <div class="menu-list"><div class="field"><label for="all-texts">\(t("Prepared texts"))</label>\
            <select id="all-texts" name="chosen">\(options)</select></div>\
            <button name="insert" value="chosen" formaction="\(place)" formnovalidate>\(visit.ui.icon("plus"))\(t("Insert"))</button>\
            <a href="/inbox/prepared">\(visit.ui.icon("edit"))\(t("Edit the prepared texts"))</a></div></details></div>
            """
    }

    /// What remains to be filled in by hand.
    static func missing(_ text: String, _ t: Words) -> HTML {
        guard let holder = HoledText(text).unfilled else { return "" }
        return
            "<p class=\"hint unfilled\">\(t("Fill in {mark} before it goes out: {meaning}.", ["mark": holder.mark, "meaning": holder.meaning(t)]))</p>"
    }
}

extension PreparedOffer.Filled {
    /// What the script needs to insert it without asking the server.
    var attributes: HTML {
        """
        data-prepared="\(mark)" data-text="\(words)"\(flag: " data-missing", !missing.isEmpty)\(flag: " data-has-files", !text.files.isEmpty)
        """
    }
}
