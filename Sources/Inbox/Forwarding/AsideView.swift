import Core
import Language
import Web

extension ConversationPages {
    /// What a message beside the customer says of itself in the thread.
    static func aside(_ message: Message, _ shown: Shown, _ visit: Visit) -> HTML {
        guard message.isAside else { return "" }
        let t = visit.t
        let name = shown.name
        let again: HTML =
            message.kind == .theirs && visit.visitor?.may(.serve) == true
            ? " <a class=\"link\" href=\"\(Link("/inbox/\(message.conversation)/forward?reply=\(message.id)"))\">\(t("Write to them"))</a>"
            : ""
        let words =
            message.isForward
            ? t("Forwarded to {address}. {name} does not see this.", ["address": message.to, "name": name])
            : t("An answer from outside. {name} does not see this.", ["name": name])
        return "<p class=\"soft beside-mark\">\(visit.ui.icon("external"))<span>\(words)\(again)</span></p>"
    }
}
