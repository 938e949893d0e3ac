import Foundation
import Mail

/// What is kept of a mail's parts beside its text: enough to list them; the bytes stay in the raw message.
enum Attachments {
    static func text(_ parts: [MailAttachment]) -> String {
        guard !parts.isEmpty, let data = try? JSONEncoder().encode(parts) else { return "[]" }
        return String(decoding: data, as: UTF8.self)
    }
    static func list(_ text: String) -> [MailAttachment] {
        text == "[]" ? [] : (try? JSONDecoder().decode([MailAttachment].self, from: Data(text.utf8))) ?? []
    }
}
