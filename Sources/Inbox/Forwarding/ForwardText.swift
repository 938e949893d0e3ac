import Language
import Storage
import Web

/// How forwarded messages stand in a mail: each below a head that mail programs, and our own reader of forwarded mail, know.
enum ForwardText {
    /// - Parameters:
    ///   - word: what its writer says to whoever gets it.
    ///   - messages: oldest first. One alone goes with all that it quotes; of several each goes without, since the others are there.
    static func make(word: String, signature: String?, _ messages: [Message], _ t: Words) -> String {
        var parts: [String] = []
        if !word.isEmpty { parts.append(word) }
        if let signature { parts.append("-- \n\(signature)") }
        for message in messages { parts.append(block(message, isAlone: messages.count == 1, t)) }
        return parts.joined(separator: "\n\n")
    }

    private static func block(_ message: Message, isAlone: Bool, _ t: Words) -> String {
        let from = message.fromName.isEmpty ? message.fromAddress : "\(message.fromName) <\(message.fromAddress)>"
        var lines = [
            "-------- \(t("Forwarded message")) --------", "\(t("From")): \(from)",
            "\(t("Date")): \(t.dateTime(message.at.milliseconds))", "\(t("Subject")): \(message.subject)", "\(t("To")): \(message.to)",
        ]
        if !message.cc.isEmpty { lines.append("\(t("Copy to")): \(message.cc)") }
        let body = message.kind == .ours ? message.plainText : isAlone ? message.text : message.visibleText
        return (lines + ["", body.trimmed(ofLines: true)]).joined(separator: "\n")
    }
}
