/// Names of attachments that are safe to show and to offer for saving.
public enum AttachmentName {
    /// A name for a file that goes out, as it came from a form.
    public static func safe(_ name: String) -> String {
        var ignored: [String] = []
        return safe(name, type: "", index: 0, problems: &ignored)
    }

    static func safe(_ name: String?, type: String, index: Int, problems: inout [String]) -> String {
        var text = name ?? ""
        if text.contains("=?") {
            // Encoded words in parameters are forbidden and common.
            text = EncodedWord.decode(Array(text.utf8), problems: &problems, place: "attachment \(index)")
        }
        text = HeaderText.singleLine(text)
        // The last part of a path, as Windows or Unix writes it.
        if let slash = text.lastIndex(where: { $0 == "/" || $0 == "\\" }) { text = String(text[text.index(after: slash)...]) }
        text = String(
            text.unicodeScalars.filter { scalar in
                !"<>:\"|?*".unicodeScalars.contains(scalar) && scalar.value != 0xFFFE && scalar.properties.generalCategory != .format
            }.map(Character.init))
        text = text.trimmed
        while text.hasPrefix(".") { text.removeFirst() }
        while text.hasSuffix(".") || text.hasSuffix(" ") { text.removeLast() }
        if text.isEmpty { return "attachment-\(index + 1)" + (extensions[type].map { "." + $0 } ?? "") }
        return shortened(text)
    }

    /// At most 150 characters, the extension kept.
    private static func shortened(_ text: String) -> String {
        guard text.count > 150 else { return text }
        let ending = text.lastIndex(of: ".").map { text[$0...] } ?? ""
        return ending.count <= 12 ? String(text.prefix(150 - ending.count) + ending) : String(text.prefix(150))
    }

    private static let extensions: [String: String] = [
        "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg", "image/heic": "heic",
        "application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/csv": "csv", "text/vcard": "vcf",
        "message/rfc822": "eml", "message/delivery-status": "txt", "text/rfc822-headers": "txt", "application/ms-tnef": "dat",
        "application/pgp-signature": "asc", "application/pkcs7-signature": "p7s", "application/zip": "zip", "application/json": "json",
        "audio/mpeg": "mp3", "audio/ogg": "ogg", "video/mp4": "mp4", "video/quicktime": "mov",
    ]
}
