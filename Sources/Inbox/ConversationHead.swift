import Core
import Language
import Storage
import Web

/// The head of a conversation's page: who it is, where the matter stands, and what can be done with it.
extension ConversationPages {
    static func head(_ shown: Shown, _ visit: Visit, may: Bool) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit)
        let conversation = shown.conversation
        var chips: [HTML] = [OwnStates.menu(conversation, shown.states, visit)]
        let putOff = shown.duty?.snoozedUntil.flatMap { $0.milliseconds > visit.now ? $0 : nil }
        if let putOff { chips.append(ui.chip(t("Back {when}", ["when": t.dateTime(putOff.milliseconds)]), icon: "snooze")) }
        if let duty = shown.duty { chips.append(ui.due(duty.due.milliseconds, t, now: visit.now)) }
        if let language = shown.customer.language.flatMap({ Language(rawValue: $0) }) {
            chips.append(ui.chip(t("Writes in {language}", ["language": language.ownName]), icon: "language"))
        }
        var actions: [HTML] = []
        // On a phone there is room for the drawings alone.
        func deed(_ path: String, _ icon: String, _ words: String) -> HTML {
            form.button(Link("/inbox/\(conversation.id)") + Link("/\(path)"), "\(ui.icon(icon))<span>\(words)</span>")
        }
        if may {
            if shown.duty != nil, shown.duty?.owner == nil {
                actions.append(deed("take", "person", t("Take it")))
            }
            if putOff != nil {
                actions.append(deed("wake", "snooze", t("Bring it back")))
            } else if shown.duty != nil {
                actions.append(Snooze.menu(conversation.id, form, visit, shown.snoozeTimes))
            }
            if conversation.state == .solved {
                actions.append(deed("reopen", "undo", t("Open again")))
            } else {
                actions.append(deed("solve", "check", t("Solved")))
            }
            actions.append(
                shown.maySend
                    ? "<a class=\"button primary\" href=\"#composer\">\(ui.icon("mail"))\(t("Answer"))</a>"
                    : "<a class=\"button primary\" href=\"#composer\">\(ui.icon("note"))\(t("Note"))</a>")
            let owner = shown.conversation.holder(shown.duty)
            let isOthers = owner.map { $0.number != visit.visitor?.staff } ?? false
            var more: [HTML] = [
                isOthers
                    ? "<a href=\"\(Link("/inbox/\(conversation.id)/take-over"))\">\(ui.icon("person"))\(t("Take it over…"))</a>" : "",
                "<a href=\"\(Link("/inbox/\(conversation.id)/hand-over"))\">\(ui.icon("hand-over"))\(t("Pass it on…"))</a>",
                "<a href=\"\(Link("/inbox/\(conversation.id)/forward"))\">\(ui.icon("external"))\(t("Forward…"))</a>",
                "<a href=\"\(Link("/inbox/\(conversation.id)/print"))\">\(ui.icon("print"))\(t("Print"))</a>",
            ]
            more.append(FollowPages.button(conversation.id, followers: shown.followers, visit))
            more += TiePages.menu(shown, form, visit)
            if shown.correspondent != nil, shown.blocked == nil {
                more.append(form.button(Link("/inbox/\(conversation.id)/block"), "\(ui.icon("lock"))\(t("Block this sender"))", style: ""))
            }
            actions.append(
                """
                <details class="menu"><summary class="button quiet icon-only" aria-label="\(t("More"))">\(ui.icon("more"))</summary>\
                <div class="menu-list">\(more)</div></details>
                """)
        } else {
            actions.append(
                "<a class=\"button\" href=\"\(Link("/inbox/\(conversation.id)/print"))\">\(ui.icon("print"))<span>\(t("Print"))</span></a>")
        }
        let blocked: HTML =
            shown.blocked.map { sender in
                ui.banner(
                    .warn, icon: "lock", "\(t("Blocked: what {sender} writes is held back.", ["sender": sender]))",
                    action: may ? form.button(Link("/inbox/\(conversation.id)/unblock"), "\(t("Unblock"))") : nil)
            } ?? ""
        return """
            <header class="person-head">\(ui.face(shown.name, id: shown.customer.id.number, size: .big))\
            <div class="grow"><h1><a href="\(Link("/people/\(shown.customer.id)"))" translate="no">\(shown.name)</a></h1><div class="chips">\(chips)</div></div>\
            <div class="actions compact">\(actions)</div>\(ConversationTags.row(shown, visit))</header>\(blocked)\(HandOverPages.banner(shown, visit))\(TiePages.hint(shown, visit))
            """
    }

    static func ownership(_ shown: Shown, _ visit: Visit) -> String {
        let t = visit.t
        let me = visit.visitor.map { Staff.ID(number: $0.staff) }
        var parts: [String] = []
        if let owner = shown.duty?.owner ?? shown.conversation.owner {
            parts.append(owner == me ? t("yours") : t("with {name}", ["name": shown.staffNames[owner] ?? "?"]))
        } else if let line = shown.line {
            parts.append(t("nobody’s yet, {line} takes it", ["line": line]))
        } else if shown.duty != nil {
            parts.append(t("nobody’s yet"))
        }
        let times = shown.handOvers.filter { $0.state == .accepted && $0.from != nil }.count
        if times > 0 { parts.append(times == 1 ? t("passed on once") : t("passed on {n} time", "passed on {n} times", times)) }
        if let duty = shown.duty { parts.append(t.dueBy(duty.due.milliseconds, now: visit.now)) }
        parts.append(shown.states.first { $0.id == shown.conversation.ownState }?.name ?? stateWords(shown.conversation.state, t))
        let followers = shown.followers.compactMap { $0 == me ? t("you") : shown.staffNames[$0] }
        if !followers.isEmpty { parts.append(t("followed by {names}", ["names": t.list(followers)])) }
        return parts.joined(separator: " · ")
    }
}
