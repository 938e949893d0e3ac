import Core
import Inbox
import Language
import Storage

/// The bakery's prepared texts: what customers of such a shop ask again and again, in the five languages they write in.
struct SampleText: Sendable {
    var title: String
    var en: String
    var tr: String
    var fi: String
    var hy: String
    var id: String

    static let all: [SampleText] = orders + questions + troubles

    /// With the greeting and the name below, which are the same in all.
    var texts: [Language: String] {
        [
            .en: "Hello {first name|there},\n\n\(en)\n\n{me}", .tr: "Merhaba {first name|değerli müşterimiz},\n\n\(tr)\n\n{me}",
            .fi: "Hei {first name|hyvä asiakas},\n\n\(fi)\n\n{me}", .hy: "Բարև Ձեզ, {first name|հարգելի հաճախորդ},\n\n\(hy)\n\n{me}",
            .id: "Halo {first name|Bapak/Ibu},\n\n\(id)\n\n{me}",
        ]
    }
}

extension Tx {
    /// Puts the texts on the shelf, everybody's. One whose title is there already stays as the shop has it.
    func addSampleTexts() throws {
        let titles = Set(try db.values("SELECT title FROM prepared_text WHERE removed_at IS NULL", as: String.self))
        for text in SampleText.all where !titles.contains(text.title) {
            let id = try addPreparedText(
                PreparedText.Wish(
                    title: text.title, texts: text.texts, titles: text.names?.titles ?? [:], keywords: text.names?.keywords ?? ""))
            try tag("prepared_text", id.number)
        }
    }

    /// Takes out those that nobody has changed or used since; the others are the shop's own now.
    func takeSampleTextsOut() throws {
        try db.run(
            """
            DELETE FROM prepared_text WHERE version = 1 AND used = 0 AND id IN (SELECT id FROM sample_row WHERE kind = 'prepared_text')
            """)
        try db.run("UPDATE prepared_shelf SET stamp = stamp + 1 WHERE id = 1")
    }
}
