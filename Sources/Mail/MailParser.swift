import CGMime

/// Reads one message with GMime, gumbo and our own rules. Only the parse worker calls it: strangers' bytes meet C here.
enum MailParser {
    private static let started: Void = regulars_mime_start()

    /// Everything we understand of `bytes`.
    static func parse(_ bytes: [UInt8], limits: MailLimits = MailLimits()) throws(ParseFailure) -> MailMessage {
        try withMessage(bytes, limits: limits) { message, parts in
            var read = read(message, parts, limits: limits)
            if read.text.isEmpty, read.html == nil, read.attachments.isEmpty { salvage(bytes, into: &read, limits: limits) }
            return read
        }
    }

    /// One attachment by its index in `MailMessage.attachments`, decoded.
    static func part(_ bytes: [UInt8], _ index: Int, limits: MailLimits = MailLimits()) throws(ParseFailure) -> (
        name: String, type: String, data: [UInt8]
    ) {
        let part = try withMessage(bytes, limits: limits) { _, parts -> (String, String, [UInt8])? in
            guard parts.attachments.indices.contains(index) else { return nil }
            let leaf = parts.attachments[index]
            var ignored: [String] = []
            return (name(of: leaf, index: index, problems: &ignored), leaf.type, leaf.content())
        }
        guard let part else { throw .malformed(reason: "The message has no attachment \(index).") }
        return part
    }

    private static func withMessage<Value>(
        _ bytes: [UInt8], limits: MailLimits, _ body: (UnsafeMutablePointer<GMimeMessage>, MimeParts) -> Value
    ) throws(ParseFailure) -> Value {
        guard bytes.count <= limits.message else { throw .tooLarge(limit: limits.message) }
        guard bytes.contains(where: { !ASCII.isWhitespace($0) && $0 != 0 }) else { throw .malformed(reason: "The message is empty.") }
        _ = started
        let armoured = ParserArmour.protect(bytes)
        let message = armoured.withUnsafeBytes { regulars_mime_parse($0.baseAddress, $0.count) }
        guard let message else { throw .malformed(reason: "The bytes are not an e-mail message.") }
        defer { regulars_mime_release(message) }
        return body(message, MimeParts(regulars_mime_body(message), limits: limits))
    }

    /// A mail whose parts cannot be told apart (a boundary that is missing or never comes) shows what stands behind its header as it is: words
    /// among technical lines are better than none.
    private static func salvage(_ bytes: [UInt8], into message: inout MailMessage, limits: MailLimits) {
        var start = 0
        var atLineStart = false
        for (index, byte) in bytes.enumerated() where byte != 13 {
            if byte == 10, atLineStart {
                start = index + 1
                break
            }
            atLineStart = byte == 10
        }
        guard start > 0, start < bytes.count else { return }
        let decoded = Charset.decode(Array(bytes[start...].prefix(limits.text)), declared: nil)
        let text = normalLines(decoded.text).trimmed
        guard !text.isEmpty else { return }
        message.text = text
        message.visibleText = text
        note(decoded.problem, place: "text", into: &message)
    }

    // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    private static func read(_ source: UnsafeMutablePointer<GMimeMessage>, _ parts: MimeParts, limits: MailLimits) -> MailMessage {
        var message = MailMessage()
        let headers = HeaderFields(regulars_mime_message_headers(source))
        readHeaders(headers, into: &message, limits: limits)
        let isForward = QuoteMarks.isForwardSubject(message.subject)

        readAttachments(parts, into: &message)
        readBodies(parts, isForward: isForward, into: &message, limits: limits)

        let root = regulars_mime_body(source)
        let contentType = root.map(MimeParts.type) ?? ""
        let reportType = root.flatMap { g_mime_object_get_content_type_parameter($0, "report-type") }.map {
            String(cString: $0).asciiLowercased
        }
        message.bounce = BounceReport.read(
            BounceReport.Source(
                headers: headers, from: message.from, subject: message.subject, contentType: contentType, reportType: reportType ?? "",
                deliveryStatus: parts.deliveryStatus?.content(limit: 256 << 10),
                feedbackReport: parts.feedbackReport?.content(limit: 64 << 10),
                original: parts.original, text: message.text))
        message.forwarded = ForwardedMail.read(subject: message.subject, text: message.text)
        message.isSpam = SpamMark.stands(in: headers)
        message.automatic = AutomaticMail.reason(headers: headers, subject: message.subject, from: message.from, contentType: contentType)
        if message.automatic == nil, message.bounce != nil { message.automatic = "bounce" }
        return message
    }

    private static func readHeaders(_ headers: HeaderFields, into message: inout MailMessage, limits: MailLimits) {
        var problems: [String] = []
        func addresses(_ name: String) -> [NamedAddress] {
            var all: [NamedAddress] = []
            for field in headers.fields where field.name == name && all.count < limits.addresses {
                all += AddressList.parse(field.value, limit: limits.addresses - all.count, problems: &problems, place: name)
            }
            return all
        }
        func decoded(_ name: String) -> String? {
            headers.raw(name).map { HeaderText.singleLine(EncodedWord.decode($0, problems: &problems, place: name)) }
        }
        message.from = addresses("from")
        message.replyTo = addresses("reply-to")
        message.to = addresses("to")
        message.cc = addresses("cc")
        message.subject = decoded("subject") ?? ""
        if let raw = headers.text("date") {
            var seconds: Int64 = 0
            if raw.withCString({ regulars_mime_date($0, &seconds) }) { message.date = MailDate.iso8601(seconds) }
        }
        message.messageId = headers.text("message-id").flatMap(identifier)
        message.inReplyTo = headers.text("in-reply-to").flatMap { HeaderText.messageIDs($0).first }
        message.references = headers.texts("references").flatMap(HeaderText.messageIDs)
        message.authenticationResults = headers.texts("authentication-results")
        // "v=1; a=rsa-sha256; d=example.com; s=mail; …"
        message.signedBy = headers.texts("dkim-signature", limit: 10).compactMap { signature in
            let tags = signature.split(separator: ";").map { String($0).trimmed.asciiLowercased }
            return tags.first { $0.hasPrefix("d=") }.map { String($0.dropFirst(2)) }
        }
        for name in ["delivered-to", "x-original-to", "envelope-to"] {
            for value in headers.texts(name) where !message.deliveredTo.contains(value) && !value.isEmpty {
                message.deliveredTo.append(value)
            }
        }
        if let list = headers.text("list-id") {
            let id = HeaderText.messageIDs(list).first ?? list
            message.listId = id.isEmpty ? nil : id
        }
        if let suppress = headers.text("x-auto-response-suppress")?.asciiLowercased {
            message.suppressesAutoReply = !suppress.isEmpty && suppress != "none"
        }
        message.loopMarks = headers.texts("x-regulars-loop", limit: 10)
        message.threadIndex = headers.text("thread-index").flatMap { (1...500).contains($0.utf8.count) ? $0 : nil }
        message.threadTopic = decoded("thread-topic")
        message.charsetProblems += problems
    }

    /// The id inside the brackets, or what stands there where a mailer forgot them.
    private static func identifier(_ value: String) -> String? {
        if let id = HeaderText.messageIDs(value).first { return id }
        let bare = String(value.filter { !$0.isWhitespace && $0 != "<" && $0 != ">" }.prefix(998))
        return bare.isEmpty ? nil : bare
    }

    private static func readAttachments(_ parts: MimeParts, into message: inout MailMessage) {
        for (index, leaf) in parts.attachments.enumerated() {
            let name = name(of: leaf, index: index, problems: &message.charsetProblems)
            message.attachments.append(
                MailAttachment(
                    index: index, name: name, type: leaf.type, bytes: Int(regulars_mime_size(leaf.object)), inline: false,
                    contentId: leaf.contentId))
        }
    }

    private static func name(of leaf: MimeParts.Leaf, index: Int, problems: inout [String]) -> String {
        var name = leaf.fileName
        // An attached mail goes by its subject.
        if name == nil, UInt32(regulars_mime_kind(leaf.object)) == RegularsMimeMessagePart.rawValue,
            let inner = regulars_mime_inner_message(leaf.object)
        {
            var ignored: [String] = []
            let subject = HeaderFields(regulars_mime_message_headers(inner)).raw("subject").map {
                HeaderText.singleLine(EncodedWord.decode($0, problems: &ignored, place: ""))
            }
            // A slash in a subject is no path.
            if let subject, !subject.isEmpty { name = subject.replacing("/", with: "-").replacing("\\", with: "-") + ".eml" }
        }
        return AttachmentName.safe(name, type: leaf.type, index: index, problems: &problems)
    }

    private static func readBodies(_ parts: MimeParts, isForward: Bool, into message: inout MailMessage, limits: MailLimits) {
        var texts: [String] = []
        var room = limits.text
        for leaf in parts.text where room > 0 {
            let text = normalLines(decoded(leaf, limit: &room, into: &message))
            texts.append(
                leaf.parameter("format") == "flowed" ? FlowedText.unwrap(text, deletingBlank: leaf.parameter("delsp") == "yes") : text)
        }
        var htmlRoom = limits.html
        var html = ""
        var hasHTML = false
        for piece in parts.html {
            switch piece {
            case .part(let leaf):
                hasHTML = true
                if htmlRoom > 0 { html += decodedHTML(leaf, limit: &htmlRoom, into: &message) + "\n" }
            case .picture(let index): html += "<img src=\"attachment:\(index)\" alt=\"\">\n"
            }
        }
        let text = texts.filter { !$0.trimmed.isEmpty }.joined(separator: "\n\n")
        message.text = text
        guard hasHTML else {
            message.visibleText = QuoteFold.visible(text, isForward: isForward)
            return
        }
        var images: [String: Int] = [:]
        for (index, leaf) in parts.attachments.enumerated() {
            if let id = leaf.contentId {
                images[id] = images[id] ?? index
                images[id.asciiLowercased] = images[id.asciiLowercased] ?? index
            }
            if let location = leaf.location, !location.isEmpty { images[location] = images[location] ?? index }
        }
        let result = Sanitiser.sanitise(html, images: images, attachments: parts.attachments.count, isForward: isForward)
        for index in result.shown where message.attachments.indices.contains(index) { message.attachments[index].inline = true }
        message.html = result.html.markup.isEmpty ? nil : result.html
        if text.isEmpty {
            message.text = result.text
            let visible = QuoteFold.visible(result.visibleText, isForward: isForward)
            message.visibleText = visible.isEmpty ? result.text : visible
        } else {
            message.visibleText = QuoteFold.visible(text, isForward: isForward)
            // Where only the HTML says what is quoted.
            if message.visibleText.utf8.count >= text.trimmed.utf8.count, result.visibleText != result.text, !result.visibleText.isEmpty {
                message.visibleText = QuoteFold.visible(result.visibleText, isForward: isForward)
            }
        }
    }

    private static func decoded(_ leaf: MimeParts.Leaf, limit: inout Int, into message: inout MailMessage) -> String {
        let bytes = content(leaf, limit: &limit, into: &message)
        let decoded = Charset.decode(bytes, declared: leaf.charset)
        note(decoded.problem, place: "text", into: &message)
        return decoded.text
    }

    private static func decodedHTML(_ leaf: MimeParts.Leaf, limit: inout Int, into message: inout MailMessage) -> String {
        let bytes = content(leaf, limit: &limit, into: &message)
        let decoded = Charset.decode(bytes, declared: leaf.charset ?? declaredInHTML(bytes))
        note(decoded.problem, place: "html", into: &message)
        return decoded.text
    }

    private static func content(_ leaf: MimeParts.Leaf, limit: inout Int, into message: inout MailMessage) -> [UInt8] {
        var bytes = leaf.content(limit: limit + 1)
        if bytes.count > limit {
            message.truncated = true
            bytes.removeLast(bytes.count - limit)
            // Not in the middle of a UTF-8 character.
            while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
            if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
        }
        limit -= bytes.count
        return bytes
    }

    private static func note(_ problem: String?, place: String, into message: inout MailMessage) {
        guard let problem, message.charsetProblems.count < 50 else { return }
        let sentence = "\(place): \(problem)"
        if !message.charsetProblems.contains(sentence) { message.charsetProblems.append(sentence) }
    }

    /// The charset of `<meta charset=…>` or its older form within the first kilobyte.
    private static func declaredInHTML(_ bytes: [UInt8]) -> String? {
        let start = String(decoding: bytes.prefix(2048).map { $0 < 0x80 ? ASCII.lower($0) : 0x3F }, as: UTF8.self)
        guard let meta = start.firstRange(of: "charset=") else { return nil }
        let name = start[meta.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }.prefix {
            $0.isLetter || $0.isNumber || "-_".contains($0)
        }
        return name.isEmpty ? nil : String(name)
    }

    /// Line ends as `\n`; no NUL and other control characters.
    private static func normalLines(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || $0 == 0x7F }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var afterReturn = false
        for byte in text.utf8 {
            if byte == 0x0D {
                result.append(0x0A)
            } else if byte == 0x0A {
                if !afterReturn { result.append(byte) }
            } else if byte >= 0x20 && byte != 0x7F || byte == 0x09 {
                result.append(byte)
            }
            afterReturn = byte == 0x0D
        }
        return String(decoding: result, as: UTF8.self)
    }
}
