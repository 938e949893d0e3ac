import Core
import Language
import Mail
import Storage
import Web

/// An answer with light marks: kept as it was typed, sent as plain text and as HTML beside it.
extension Message {
    /// Written here with marks. `text` is what was typed, `visibleText` how it reads without them, `html` the letter's own part of the mail.
    var isFormatted: Bool { kind == .ours && html != nil && matched == nil }

    /// What a reader of plain text sees.
    var plainText: String { isFormatted ? visibleText : text }
}

enum FormattedMail {
    /// The whole HTML part: the letter, the signature, and what is quoted. Small, without a picture or anything from outside, and without
    /// colours, so that a dark mail program shows it dark.
    static func document(
        _ letter: HTML, signature: String?, quote: (line: String, text: String)?, language: Language
    ) -> String {
        let signed: HTML =
            signature.map { "<p style=\"margin:16px 0 0\">-- <br>\(lines($0))</p>" } ?? ""
        let quoted: HTML =
            quote.map { quote in
                """
                <p style="margin:20px 0 4px">\(quote.line)</p>\
                <blockquote type="cite" style="margin:0;padding:0 0 0 12px;border-left:2px solid #999999"\(way(quote.text))>\(lines(quote.text))</blockquote>
                """
            } ?? ""
        let page: HTML = """
            <!doctype html><html lang="\(language.tag)"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">\
            <meta name="supported-color-schemes" content="light dark"></head><body>\
            <div style="font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">\(letter)\(signed)\(quoted)</div></body></html>
            """
        return page.text
    }

    private static func lines(_ text: String) -> HTML {
        let lines: [HTML] = text.split(separator: "\n", omittingEmptySubsequences: false).map { "\(String($0))" }
        return lines.joined(separator: "<br>")
    }

    private static func way(_ text: String) -> HTML { MarkedHTML.isRightToLeft(text) == true ? " dir=\"rtl\"" : "" }
}

// MARK: In the composer

/// The switch between plain and formatted, the buttons that set marks, and the preview.
enum MarksBar {
    /// Plain or formatted, beside the buttons that send.
    static func choice(isFormatted: Bool, _ visit: Visit) -> HTML {
        """
        <label class="check marks-choice"><input type="checkbox" name="formatted" value="1"\(flag: " checked", isFormatted)>\
        <span>\(visit.t("Formatted"))</span></label><input type="hidden" name="style" value="1">
        """
    }

    /// Above a formatted text. These need a script and are hidden without one: the marks can be typed.
    static func buttons(_ visit: Visit) -> HTML {
        let t = visit.t
        func button(_ mark: String, _ label: String, _ shown: HTML, keys: String? = nil) -> HTML {
            """
            <button class="mark-button" type="button" data-mark="\(mark)" aria-label="\(label)" title="\(label)"\
            \(keys.map { " aria-keyshortcuts=\"\($0)\"" as HTML }) hidden>\(shown)</button>
            """
        }
        return """
            <div class="mark-bar" role="group" aria-label="\(t("Marks"))">\
            \(button("bold", t("Bold"), "<b>B</b>", keys: "Control+B"))\(button("italic", t("Italic"), "<i>I</i>", keys: "Control+I"))\
            \(button("link", t("Link"), visit.ui.icon("link"), keys: "Control+K"))\(button("list", t("List"), "•"))\
            \(button("numbers", t("Numbered list"), "1."))\(button("quote", t("Quotation"), "“"))</div>
            """
    }

    /// How it will look, below the text.
    static func preview(_ text: String, isFormatted: Bool, signature: String?, _ t: Words) -> HTML {
        let letter: HTML = isFormatted ? MarkedHTML.page.html(text) : "\(text)"
        let signed: HTML = signature.map { "<div class=\"text soft\">-- \n\($0)</div>" } ?? ""
        return """
            <section class="preview" aria-label="\(t("Preview"))"><h3>\(t("How it will look"))</h3>\
            <div class="text\(isFormatted ? " marked" : "")" dir="auto" translate="no">\(letter)</div>\(signed)</section>
            """
    }
}

extension ConversationPages {
    /// The answer as it would go out now: a piece of the page for a script, else the page with it.
    static func preview(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let (id, me) = try ids(visit)
        let text = (visit.form.raw("text") ?? "").trimmed(ofLines: true)
        let signature = try await shop.read { db -> String? in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            let box = try conversation.mailbox.flatMap { try db.mailbox($0) } ?? db.mailboxes().first(where: \.isActive)
            return try db.signature(of: me, box)
        }
        let piece = MarksBar.preview(text, isFormatted: visit.form.has("formatted"), signature: signature, visit.t)
        if visit.wantsFragment { return .fragment(piece) }
        var shown = try await load(visit, shop, presence)
        shown.preview = piece
        return .page(page(shown, visit, shop, typed: visit.form))
    }
}
