import CGMime

/// The leaves of a message's MIME tree, sorted into bodies and attachments. Holds borrowed pointers: lives no longer than the message.
struct MimeParts {
    struct Leaf {
        var object: UnsafeMutablePointer<GMimeObject>
        /// Lower case, `text/plain`.
        var type: String
        var disposition: String?
        /// As the sender wrote it, decoded.
        var fileName: String?
        var contentId: String?
        var location: String?

        /// A parameter of Content-Type in lower case.
        func parameter(_ name: String) -> String? {
            g_mime_object_get_content_type_parameter(object, name).map { String(cString: $0).asciiLowercased }
        }

        var charset: String? { g_mime_object_get_content_type_parameter(object, "charset").map { String(cString: $0) } }

        func content(limit: Int = .max) -> [UInt8] {
            guard let array = regulars_mime_content(object) else { return [] }
            defer { g_byte_array_unref(array) }
            return Array(UnsafeBufferPointer(start: array.pointee.data, count: min(Int(array.pointee.len), limit)))
        }
    }

    /// A piece of the HTML body in the order it is to be shown.
    enum HTMLPiece {
        case part(Leaf)
        /// Index of an attachment: a picture without Content-ID between two pieces of text, as Apple Mail writes it.
        case picture(Int)
    }

    private(set) var text: [Leaf] = []
    private(set) var html: [HTMLPiece] = []
    private(set) var attachments: [Leaf] = []
    private(set) var deliveryStatus: Leaf?
    private(set) var feedbackReport: Leaf?
    /// Headers of the mail inside a report.
    private(set) var original: HeaderFields?
    private let limits: MailLimits

    init(_ root: UnsafeMutablePointer<GMimeObject>?, limits: MailLimits) {
        self.limits = limits
        guard let root else { return }
        walk(root, depth: 0, inReport: false, isRoot: true)
        // Attachments that come before the first HTML part are not shown in place.
        if !html.contains(where: { if case .part = $0 { true } else { false } }) { html = [] }
    }

    private mutating func walk(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int, inReport: Bool, isRoot: Bool) {
        let type = Self.type(object)
        guard depth <= limits.depth, attachments.count < limits.attachments else { return }
        switch UInt32(regulars_mime_kind(object)) {
        case RegularsMimeMultipart.rawValue:
            let count = min(Int(regulars_mime_child_count(object)), 1000)
            let report = inReport || type == "multipart/report"
            if type == "multipart/alternative" {
                alternative(object, count: count, depth: depth, inReport: report)
                return
            }
            for index in 0..<max(count, 0) {
                guard let child = regulars_mime_child(object, Int32(index)) else { continue }
                walk(child, depth: depth + 1, inReport: report, isRoot: false)
            }
        default:
            leaf(object, type: type, inReport: inReport, isOnly: isRoot)
        }
    }

    /// Several forms of one text. Text and HTML are both kept (HTML to show, text to search); forms that we cannot show become attachments.
    private mutating func alternative(_ object: UnsafeMutablePointer<GMimeObject>, count: Int, depth: Int, inReport: Bool) {
        let textBefore = text.count
        let htmlBefore = html.count
        for index in 0..<max(count, 0) {
            guard let child = regulars_mime_child(object, Int32(index)) else { continue }
            let had = (text: text.count, html: html.count)
            walk(child, depth: depth + 1, inReport: inReport, isRoot: false)
            // A second form of the same kind is better (RFC 2046): it replaces the first.
            if had.text > textBefore, text.count > had.text { text.removeSubrange(textBefore..<had.text) }
            if had.html > htmlBefore, html.count > had.html { html.removeSubrange(htmlBefore..<had.html) }
        }
    }

    private mutating func leaf(_ object: UnsafeMutablePointer<GMimeObject>, type: String, inReport: Bool, isOnly: Bool) {
        let leaf = Leaf(
            object: object, type: type,
            disposition: g_mime_object_get_disposition(object).map { String(cString: $0).asciiLowercased },
            fileName: regulars_mime_file_name(object).map { String(cString: $0) },
            contentId: Self.contentId(object),
            location: g_mime_object_get_header(object, "Content-Location").map { String(cString: $0).trimmed })
        if inReport {
            switch type {
            case "message/delivery-status": deliveryStatus = deliveryStatus ?? leaf
            case "message/feedback-report": feedbackReport = feedbackReport ?? leaf
            case "text/rfc822-headers", "message/rfc822-headers":
                original = original ?? HeaderFields(block: leaf.content(limit: 256 << 10))
            case "message/rfc822":
                if original == nil, UInt32(regulars_mime_kind(object)) == RegularsMimeMessagePart.rawValue,
                    let inner = regulars_mime_inner_message(object)
                {
                    original = HeaderFields(regulars_mime_message_headers(inner))
                }
            default: break
            }
        }
        // A name makes a file of a text, unless it is all there is.
        let isBody = leaf.disposition != "attachment" && (leaf.fileName == nil || isOnly)
        if type == "text/plain", isBody {
            text.append(leaf)
        } else if type == "text/html", isBody {
            html.append(.part(leaf))
        } else {
            if leaf.type.hasPrefix("image/"), leaf.disposition == "inline", leaf.contentId == nil {
                html.append(.picture(attachments.count))
            }
            attachments.append(leaf)
        }
    }

    /// The media type in lower case; application/octet-stream where it is none.
    static func type(_ object: UnsafeMutablePointer<GMimeObject>) -> String {
        guard let content = g_mime_object_get_content_type(object), let type = g_mime_content_type_get_mime_type(content) else {
            return "text/plain"
        }
        defer { g_free(type) }
        let name = String(cString: type).asciiLowercased
        let valid = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"<>&'".utf8.contains($0) } && name.utf8.count <= 100
        return valid ? name : "application/octet-stream"
    }

    private static func contentId(_ object: UnsafeMutablePointer<GMimeObject>) -> String? {
        guard let raw = g_mime_object_get_content_id(object) else { return nil }
        let id = HeaderText.singleLine(String(cString: raw)).filter { $0 != "<" && $0 != ">" }.trimmed
        return id.isEmpty ? nil : id
    }
}
