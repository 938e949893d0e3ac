import Core
import Language
import Mail
import Storage

/// What a message is found by: its subject, who wrote it, its words without what it quotes, and the names of its files (277).
enum MessageTerms {
    /// Characters of a message that are found; what stands further behind is for reading.
    private static let longest = 20_000

    /// - Parameter fallback: the language whose stems are taken where the text does not tell its own.
    static func terms(
        subject: String, fromName: String, fromAddress: String, text: String, attachments: String = "[]", fallback: Language
    ) -> Set<String> {
        let language = TextLanguage.detect(text) ?? fallback
        let words = SearchAnalysis.terms(for: String("\(subject) \(fromName) \(fromAddress) \(text)".prefix(longest)), language: language)
            .union(SearchAnalysis.numberTails(in: String("\(subject) \(text)".prefix(longest))))
        let files = Attachments.list(attachments).filter { !$0.inline }.map(\.name)
        guard !files.isEmpty else { return words }
        return words.union(SearchAnalysis.terms(for: String(files.joined(separator: "\n").prefix(longest)), language: language))
    }

    /// Those of a mail as it comes.
    static func terms(of mail: MailMessage, from: NamedAddress, fallback: Language) -> Set<String> {
        terms(
            subject: mail.subject, fromName: from.name, fromAddress: from.address, text: mail.visibleText,
            attachments: Attachments.text(mail.attachments), fallback: fallback)
    }

    /// Letters of before version 9 were not found by the names of their files.
    static let refresh = SearchRefresh.job(
        refreshName,
        next: { db, after, limit in
            try db.values(
                "SELECT id FROM message WHERE id > \(after) AND attachments <> '[]' ORDER BY id LIMIT \(limit)", as: Int64.self)
        },
        put: { tx, number in
            guard let message = try tx.db.message(Message.ID(number: number)) else { return }
            try tx.index(message)
        })
    static let refreshName = "mail.refresh-search"

    /// Letters of before were not found by the last digits of a number.
    static let refreshNumbers = SearchRefresh.job(
        numberRefreshName,
        next: { db, after, limit in try db.values("SELECT id FROM message WHERE id > \(after) ORDER BY id LIMIT \(limit)", as: Int64.self)
        },
        put: { tx, number in
            guard let message = try tx.db.message(Message.ID(number: number)),
                !SearchAnalysis.numberTails(in: "\(message.subject) \(message.visibleText)").isEmpty
            else { return }
            try tx.index(message)
        })
    static let numberRefreshName = "mail.refresh-numbers"
}

extension Tx {
    /// Puts a message into the search index, or in anew.
    func index(_ message: Message) throws {
        try Search.messages.put(
            db, item: message.id.number, group: message.conversation.number,
            terms: MessageTerms.terms(
                subject: message.subject, fromName: message.fromName, fromAddress: message.fromAddress, text: message.visibleText,
                attachments: message.attachments, fallback: shop.language))
    }
}
