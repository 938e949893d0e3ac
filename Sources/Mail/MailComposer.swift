/// Turns an `OutgoingMail` into bytes.
///
/// Written by hand and not with GMime: what goes in is ours, so it can run in the main process, and it is the same bytes every time.
enum MailComposer {
    /// Relays refuse header fields of more than about 4,096 bytes and some mailers far shorter ones.
    private static let referencesLimit = 1500

    static func encode(_ mail: OutgoingMail) -> [UInt8] {
        var output = "Date: \(MailDate.header(milliseconds: mail.date))\r\n"
        output += HeaderEncoder.mailboxes("From", [mail.from])
        if mail.to.isEmpty, mail.cc.isEmpty {
            output += "To: undisclosed-recipients:;\r\n"
        } else {
            if !mail.to.isEmpty { output += HeaderEncoder.mailboxes("To", mail.to) }
            if !mail.cc.isEmpty { output += HeaderEncoder.mailboxes("Cc", mail.cc) }
        }
        if let replyTo = mail.replyTo { output += HeaderEncoder.mailboxes("Reply-To", [replyTo]) }
        output += HeaderEncoder.text("Subject", mail.subject)
        output += HeaderEncoder.ids("Message-ID", [mail.messageID])
        if let parent = mail.inReplyTo { output += HeaderEncoder.ids("In-Reply-To", [parent]) }
        let references = cut(mail.references.map(HeaderEncoder.id).filter { !$0.isEmpty })
        if !references.isEmpty { output += HeaderEncoder.ids("References", references) }
        if mail.automatic {
            output += "Auto-Submitted: \(mail.inReplyTo == nil ? "auto-generated" : "auto-replied")\r\n"
            output += "X-Auto-Response-Suppress: All\r\nPrecedence: bulk\r\n"
        }
        if let unsubscribe = mail.unsubscribe {
            let ways = ["<\(unsubscribe.page)>"] + (unsubscribe.address.map { ["<mailto:\($0.text)?subject=unsubscribe>"] } ?? [])
            output += "List-Unsubscribe: \(ways.joined(separator: ",\r\n "))\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        }
        if let mark = mail.loopMark { output += HeaderEncoder.text("X-Regulars-Loop", mark) }
        for (name, value) in mail.extraHeaders where isFree(name) { output += HeaderEncoder.text(name, value) }
        output += "MIME-Version: 1.0\r\n"
        output += body(mail)
        return Array(output.utf8)
    }

    /// First and last ids within the limit; what is left out is in the middle.
    static func cut(_ references: [String]) -> [String] {
        func length(_ id: String) -> Int { id.utf8.count + 3 }
        var total = references.reduce(0) { $0 + length($1) }
        guard total > referencesLimit, let first = references.first else { return references }
        total = length(first)
        var last: [String] = []
        for id in references.dropFirst().reversed() {
            guard total + length(id) <= referencesLimit || last.isEmpty else { break }
            total += length(id)
            last.append(id)
        }
        return [first] + last.reversed()
    }

    /// Field names that callers may add: well-formed and not one of those written here.
    private static func isFree(_ name: String) -> Bool {
        let own: Set<String> = [
            "date", "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "message-id", "in-reply-to", "references", "auto-submitted",
            "x-auto-response-suppress", "precedence", "x-regulars-loop", "list-unsubscribe", "list-unsubscribe-post", "mime-version",
            "content-type", "content-transfer-encoding",
            "content-disposition", "return-path", "received",
        ]
        return (1...70).contains(name.utf8.count)
            && name.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
            && !own.contains(name.asciiLowercased)
    }

    // ── Body ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    private static func body(_ mail: OutgoingMail) -> String {
        let text = textPart(mail.text, subtype: "plain")
        var content = text
        if let html = mail.html { content = multipart("alternative", [text, textPart(html, subtype: "html")], of: mail) }
        if !mail.attachments.isEmpty { content = multipart("mixed", [content] + mail.attachments.map(attachmentPart), of: mail) }
        return content
    }

    /// The boundary has `=_`, which neither base64 nor quoted-printable text can contain.
    private static func multipart(_ subtype: String, _ parts: [String], of mail: OutgoingMail) -> String {
        let boundary = "=_" + subtype.prefix(3) + "-" + fingerprint(mail.messageID)
        var output = "Content-Type: multipart/\(subtype);\r\n boundary=\"\(boundary)\"\r\n\r\n"
        for part in parts { output += "--\(boundary)\r\n\(part)\r\n" }
        return output + "--\(boundary)--\r\n"
    }

    /// 64-bit FNV-1a in hex: enough to differ from message to message.
    private static func fingerprint(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func textPart(_ text: String, subtype: String) -> String {
        var text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        text = String(text.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F) }.map(Character.init))
        if text.utf8.last != 0x0A { text += "\n" }
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        let wide = text.utf8.count { $0 >= 0x80 }
        let type = "Content-Type: text/\(subtype); charset=utf-8\r\nContent-Transfer-Encoding: "
        let needsNothing =
            isASCII
            && lines.allSatisfy { line in
                line.count <= 76 && line.last != 0x20 && line.last != 0x09 && !line.starts(with: "--=_".utf8)
                    && !line.starts(with: "From ".utf8)
            }
        if needsNothing { return type + "7bit\r\n\r\n" + text.replacing("\n", with: "\r\n") }
        // Greek, Cyrillic, Armenian: base64 is half as long and no less readable.
        if wide * 3 > text.utf8.count {
            return type + "base64\r\n\r\n" + TransferEncoding.base64Lines(Array(text.replacing("\n", with: "\r\n").utf8))
        }
        return type + "quoted-printable\r\n\r\n" + TransferEncoding.quotedPrintable(text)
    }

    private static func attachmentPart(_ attachment: OutgoingMail.Attachment) -> String {
        let pieces = attachment.type.asciiLowercased.split(separator: "/", omittingEmptySubsequences: false)
        let isType =
            pieces.count == 2
            && pieces.allSatisfy { piece in
                !piece.isEmpty && piece.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "-+._".utf8.contains($0) }
            }
        // A composite type would have to be parsed; as an attachment of ours it is a file.
        let isSingle = isType && pieces[0] != "multipart" && pieces[0] != "message"
        var output = "Content-Type: \(isSingle ? attachment.type.asciiLowercased : "application/octet-stream")\r\n"
        let names = HeaderEncoder.parameter("filename", attachment.name)
        output += "Content-Disposition: attachment;\r\n " + names.joined(separator: ";\r\n ") + "\r\n"
        output += "Content-Transfer-Encoding: base64\r\n\r\n"
        return output + TransferEncoding.base64Lines(attachment.data)
    }
}
