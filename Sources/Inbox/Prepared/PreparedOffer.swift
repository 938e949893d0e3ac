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
        /// Whoever writes the answer reads this.
        var reader: Language

        init(_ shown: (conversation: Conversation, customer: Customer, duty: Duty?, message: Message?), _ visit: Visit, _ shop: Shop) {
            values = PlaceHolderValues(
                customer: shown.customer.name, me: visit.visitor?.name ?? "", shop: shop.setting(ShopSettings.business),
                due: shown.duty?.due, calendar: shop.calendar, now: Instant(milliseconds: visit.now))
            staff = Staff.ID(number: visit.visitor?.staff ?? 0)
            house = shop.language
            reader = visit.t.language
            message = shown.message
            language =
                shown.customer.language.flatMap { Language(rawValue: $0) } ?? shown.message.flatMap { TextLanguage.detect($0.visibleText) }
        }
    }

    init() {}

    /// Options of the list that opens behind a slash.
    static func options(_ found: [Filled], _ language: Language) -> HTML {
        let options: [HTML] = found.enumerated().map { number, filled in
            """
            <li role="option" id="prepared-\(number)" \(filled.attributes) data-id="\(filled.text.id.number)"><b translate="no">\(filled.text.title(in: language))</b>\
            <small dir="auto" translate="no">\(Snippet.make(filled.words))</small></li>
            """
        }
        return "\(options)"
    }

    init(_ ask: Ask, _ db: Reader, stamp: Int64, shelf: PreparedShelf) throws {
        let contents = try shelf.contents(db, stamp: stamp, house: ask.house)
        guard !contents.texts.isEmpty else { return }
        titles = contents.texts.filter { $0.isFor(ask.staff) }.map { ($0.id, $0.title(in: ask.reader)) }
        func isOffered(_ id: Int64) -> Bool { contents.byID[id]?.isFor(ask.staff) == true }
        let ids =
            ask.message.map { contents.ranking.best(Self.count, for: shelf.letter($0, house: ask.house), among: isOffered) }
            ?? contents.ranking.mostUsed(Self.count, among: isOffered)
        best = ids.compactMap { contents.byID[$0] }.compactMap { Self.fill($0, ask) }
    }

    static func fill(_ text: PreparedText, _ ask: Ask) -> Filled? {
        guard let (language, words) = text.wording(for: ask.language, house: ask.house) else { return nil }
        let (filled, missing) = HoledText(words).filled(ask.values.all(in: language))
        return Filled(text: text, words: filled, missing: missing)
    }

    /// A title as it fits on a button: its first two words whole, and as many more as twenty letters hold.
    static func short(_ title: String) -> String {
        let words = title.split(separator: " ")
        var short = words.prefix(2).joined(separator: " ")
        var taken = min(words.count, 2)
        while taken < words.count, short.count + 1 + words[taken].count <= 20 {
            short += " \(words[taken])"
            taken += 1
        }
        guard taken < words.count else { return short }
        while short.last?.isPunctuation == true { short.removeLast() }
        return "\(short)…"
    }

    // MARK: In the composer

    /// The row above the text: three to press, and all others in a list that needs no script.
    ///
    /// - Parameters:
    ///   - place: where the form sends what is to be inserted.
    ///   - marks: of what was inserted before.
    func row(at place: Link, marks: [String], _ visit: Visit) -> HTML {
        let t = visit.t
        let marks: [HTML] = marks.map { "<input type=\"hidden\" name=\"prepared\" value=\"\($0)\">" }
        guard !titles.isEmpty else { return "\(marks)" }
        let buttons: [HTML] = best.enumerated().map { number, filled in
            """
            <button class="offer" translate="no" name="insert" value="\(filled.text.id.number)" formaction="\(place)" formnovalidate \
            aria-keyshortcuts="\(number + 1) Alt+\(number + 1)" title="\(filled.text.title(in: t.language)): \(Snippet.make(filled.words))" \
            \(filled.attributes)><kbd aria-hidden="true">\(number + 1)</kbd><span translate="no">\(Self.short(filled.text.title(in: t.language)))</span></button>
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
