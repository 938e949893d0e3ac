import Core
import Language
import Mail
import Storage
import Web

/// Copies of an answer that were refused while whoever it is for got it: the answer is sent, and whoever wrote it sees which copy is missing
/// and why (54). Kept in the row's `out_error`, a line each.
struct RefusedCopy: Sendable {
    var address: String
    /// The words of the server that refused it.
    var said: String

    /// Of a message that has gone out.
    static func list(_ message: Message) -> [RefusedCopy] {
        guard message.outState == .sent, let lines = message.outError else { return [] }
        return lines.split(separator: "\n").map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return RefusedCopy(address: String(parts[0]), said: parts.count > 1 ? String(parts[1]).trimmed : "")
        }
    }

    static func html(_ message: Message, _ visit: Visit) -> HTML {
        let t = visit.t
        let rows: [HTML] = list(message).map { copy in
            """
            <div class="banner warn out-failed">\(visit.ui.icon("warning"))<div><p><b>\(t("The copy to {address} was not delivered.", ["address": copy.address]))</b> \
            \(ConversationPages.refusal(copy.said, t))</p><details><summary>\(t("What the mail server said"))</summary><p translate="no">\(copy.said)</p></details></div></div>
            """
        }
        return "\(rows)"
    }
}

extension Message {
    /// Whether `address` got a copy, and is not whom it is for.
    func isCopy(to address: String) -> Bool {
        guard let key = MailAddress(address)?.key else { return false }
        return !Self.names(to, key) && Self.names(cc, key)
    }

    /// Whether it is for `address`.
    func isFor(_ address: String) -> Bool {
        guard let key = MailAddress(address)?.key else { return false }
        return Self.names(to, key)
    }

    private static func names(_ list: String, _ key: String) -> Bool {
        list.split(separator: ",").contains { MailAddress($0.trimmed)?.key == key }
    }
}

extension Tx {
    /// Writes down that a copy came back or was refused. The answer itself stays sent, and nothing more is owed.
    func copyRefused(_ message: Message.ID, _ address: String, _ said: String, hard: Bool) throws {
        guard let known = try db.message(message), let conversation = try db.conversation(known.conversation) else { return }
        let line = "\(address): \(said.split(whereSeparator: \.isNewline).joined(separator: " "))"
        let lines = (known.outError?.split(separator: "\n").map(String.init) ?? []).filter { !$0.hasPrefix("\(address):") } + [line]
        try db.run("UPDATE message SET out_error = \(lines.joined(separator: "\n")) WHERE id = \(message)")
        if hard, said.contains("5.1.") { try cameBack(address, .hard, reason: said) }
        try record(
            "message.copy-refused", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["message": Event.Fact(message)])
    }
}
