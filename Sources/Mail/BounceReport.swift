/// Reads delivery reports: RFC 3464 and 5965 where they are written, and the habits of servers that do not.
enum BounceReport {
    struct Source {
        var headers: HeaderFields
        var from: [NamedAddress]
        var subject: String
        /// `multipart/report` and its report-type, lower case.
        var contentType: String
        var reportType: String
        /// Content of the message/delivery-status part.
        var deliveryStatus: [UInt8]?
        /// Content of the message/feedback-report part.
        var feedbackReport: [UInt8]?
        /// Headers of the mail that came back (message/rfc822 or text/rfc822-headers).
        var original: HeaderFields?
        var text: String
    }

    static func read(_ source: Source) -> Bounce? {
        let originalID = source.original?.text("message-id").flatMap { HeaderText.messageIDs($0).first }
        if let report = source.feedbackReport {
            let fields = HeaderFields(block: report)
            let recipient = fields.text("original-rcpt-to") ?? source.original?.text("to")
            return Bounce(
                recipient: recipient.flatMap(address), action: "complaint", diagnostic: fields.text("feedback-type"),
                originalMessageId: originalID)
        }
        if let status = source.deliveryStatus, let bounce = deliveryStatus(status, originalID: originalID) { return bounce }
        // A read receipt is a report too, but no bounce.
        if source.reportType == "disposition-notification" { return nil }
        if let failed = source.headers.text("x-failed-recipients") {
            return Bounce(
                recipient: address(failed.split(separator: ",").first.map(String.init) ?? failed), status: status(in: source.text),
                action: "failed", diagnostic: diagnostic(in: source.text), originalMessageId: originalID ?? messageID(in: source.text))
        }
        let sender = source.from.first?.address.asciiLowercased ?? ""
        let isDaemon = sender.hasPrefix("mailer-daemon") || sender.hasPrefix("postmaster@")
        guard isDaemon || source.contentType.hasPrefix("multipart/report") || source.headers.text("return-path") == "<>",
            isFailureSubject(source.subject)
        else { return nil }
        return Bounce(
            recipient: recipient(in: source.text, except: sender), status: status(in: source.text), action: "failed",
            diagnostic: diagnostic(in: source.text), originalMessageId: originalID ?? messageID(in: source.text))
    }

    /// The group of fields of the first recipient that failed, or else of the first recipient.
    private static func deliveryStatus(_ content: [UInt8], originalID: String?) -> Bounce? {
        var groups: [[UInt8]] = [[]]
        for line in content.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.allSatisfy(ASCII.isWhitespace) {
                if groups.last?.isEmpty == false, groups.count < 200 { groups.append([]) }
            } else {
                groups[groups.count - 1] += line + [0x0A]
            }
        }
        let recipients = groups.map { HeaderFields(block: $0) }.filter {
            $0.has("final-recipient") || $0.has("original-recipient") || $0.has("action")
        }
        guard let fields = recipients.first(where: { $0.text("action")?.asciiLowercased.hasPrefix("failed") == true }) ?? recipients.first
        else { return nil }
        let recipient = fields.text("original-recipient").flatMap(typed) ?? fields.text("final-recipient").flatMap(typed)
        let action = fields.text("action").map { String($0.asciiLowercased.prefix { $0.isLetter }) }
        return Bounce(
            recipient: recipient.flatMap(address), status: fields.text("status").flatMap { statusCode($0) }, action: action,
            diagnostic: fields.text("diagnostic-code").map { cut(typed($0) ?? $0) },
            originalMessageId: originalID ?? fields.text("x-original-message-id").flatMap { HeaderText.messageIDs($0).first })
    }

    /// The value after `rfc822;` or `smtp;`.
    private static func typed(_ value: String) -> String? {
        guard let mark = value.firstIndex(of: ";") else { return value.isEmpty ? nil : value }
        let rest = String(value[value.index(after: mark)...]).trimmed
        return rest.isEmpty ? nil : rest
    }

    private static func address(_ text: String) -> String? {
        var ignored: [String] = []
        return AddressList.parse(Array(text.utf8), limit: 1, problems: &ignored, place: "").first?.checked?.text
    }

    private static func isFailureSubject(_ subject: String) -> Bool {
        let text = QuoteMarks.fold(subject)
        let words = [
            "undeliver", "undelivered", "delivery status", "delivery failure", "delivery failed", "failure notice", "returned mail",
            "mail delivery",
            "returned to sender", "could not be delivered", "delivery has failed", "unzustellbar", "nicht zustellbar", "non remis",
            "non distribu", "échec de la remise", "no se puede entregar", "no se pudo entregar", "teslim edilemedi", "iletilemedi",
            "ei voitu toimittaa", "toimitus epäonnistui", "не доставлено", "niedostarcz", "nie dostarcz", "tidak terkirim",
            "gagal terkirim",
        ]
        return words.contains { text.contains($0) }
    }

    /// The first enhanced status code of class 4 or 5.
    static func status(in text: String) -> String? {
        let bytes = Array(text.utf8.prefix(20_000))
        var i = 0
        while i + 4 < bytes.count {
            let before = i == 0 ? 0x20 : bytes[i - 1]
            if bytes[i] == UInt8(ascii: "4") || bytes[i] == UInt8(ascii: "5"), bytes[i + 1] == UInt8(ascii: "."), !ASCII.isDigit(before),
                before != UInt8(ascii: ".")
            {
                var j = i + 2
                var dots = 1
                while j < bytes.count, j < i + 9, ASCII.isDigit(bytes[j]) || (bytes[j] == UInt8(ascii: ".") && dots < 2) {
                    if bytes[j] == UInt8(ascii: ".") { dots += 1 }
                    j += 1
                }
                let continues = j + 1 < bytes.count && bytes[j] == UInt8(ascii: ".") && ASCII.isDigit(bytes[j + 1])
                if dots == 2, ASCII.isDigit(bytes[j - 1]), !continues { return String(decoding: bytes[i..<j], as: UTF8.self) }
            }
            i += 1
        }
        return nil
    }

    private static func statusCode(_ value: String) -> String? {
        let code = String(value.prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
        return code.split(separator: ".").count == 3 ? code : nil
    }

    /// The line that carries the status code or the SMTP answer.
    private static func diagnostic(in text: String) -> String? {
        for line in text.prefix(20_000).split(separator: "\n") {
            let line = line.trimmingPrefix { $0 == " " || $0 == ">" }
            if line.hasPrefix("5") || line.hasPrefix("4"), line.prefix(3).allSatisfy(\.isNumber) { return cut(String(line)) }
            if status(in: String(line)) != nil { return cut(String(line)) }
        }
        return nil
    }

    private static func recipient(in text: String, except sender: String) -> String? {
        for word in text.prefix(10_000).split(whereSeparator: { $0.isWhitespace || "<>,;:()\"".contains($0) }) where word.contains("@") {
            if let address = MailAddress(String(word)), address.text.asciiLowercased != sender, !address.isUnattended {
                return address.text
            }
        }
        return nil
    }

    private static func messageID(in text: String) -> String? {
        for line in text.prefix(50_000).split(separator: "\n") {
            let line = String(line).trimmed
            if line.hasASCIIPrefix("message-id:") { return HeaderText.messageIDs(line).first }
        }
        return nil
    }

    private static func cut(_ text: String) -> String { String(HeaderText.singleLine(text).prefix(500)) }
}
