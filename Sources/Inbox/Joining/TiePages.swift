import Core
import Language
import Storage
import Web

/// What a conversation's page says of others that it has to do with, and the ways to merge, link and delete.
enum TiePages {
    /// Entries under ⋯.
    static func menu(_ shown: ConversationPages.Shown, _ form: FormView, _ visit: Visit) -> [HTML] {
        let t = visit.t
        let ui = visit.ui
        let id = shown.conversation.id
        var entries: [HTML] = []
        if visit.visitor?.may(.tend) == true {
            entries.append("<a href=\"\(Link("/inbox/\(id)/merge"))\">\(ui.icon("inbox"))\(t("Merge…"))</a>")
        }
        entries.append("<a href=\"\(Link("/inbox/\(id)/link"))\">\(ui.icon("link"))\(t("Belongs with…"))</a>")
        if visit.visitor?.may(.manage) == true {
            entries.append(form.button(Link("/inbox/\(id)/delete"), "\(ui.icon("trash"))\(t("Delete"))", style: ""))
        }
        return entries
    }

    /// Other matters of the same person that are not solved: perhaps one with this (76). What was said to belong together is no news.
    static func hint(_ shown: ConversationPages.Shown, _ visit: Visit) -> HTML {
        guard shown.conversation.state != .solved, visit.visitor?.may(.tend) == true else { return "" }
        let known = Set(shown.ties.all.map(\.other))
        let open = shown.episodes.filter { $0.state != .solved && !known.contains($0.id) }
        guard !open.isEmpty else { return "" }
        let t = visit.t
        let links: [HTML] = open.prefix(3).map { other in
            "<a class=\"link\" href=\"\(Link("/inbox/\(other.id)"))\" translate=\"no\">\(ConversationPages.title(other, t))</a>"
        }
        let names = links.dropFirst().reduce(links[0]) { "\($0) · \($1)" }
        let to =
            open.count == 1
            ? Link("/inbox/\(shown.conversation.id)/merge?with=\(open[0].id)") : Link("/inbox/\(shown.conversation.id)/merge")
        return visit.ui.banner(
            .info, icon: "inbox",
            "\(t("{n} more open conversation of this person:", "{n} more open conversations of this person:", open.count)) \(names)",
            action: "<a class=\"button small\" href=\"\(to)\">\(t("Merge…"))</a>")
    }

    /// Small lines above the messages, in order of time.
    static func lines(_ shown: ConversationPages.Shown, _ visit: Visit) -> HTML {
        guard !shown.ties.all.isEmpty else { return "" }
        return "\(shown.ties.all.map { line($0, shown, visit) })"
    }

    private static func line(_ tie: Ties.Tie, _ shown: ConversationPages.Shown, _ visit: Visit) -> HTML {
        let t = visit.t
        let title = tie.subject.isEmpty ? t("Without a subject") : tie.subject
        let whose: HTML =
            tie.customer == shown.customer.id
            ? "" : " · <span dir=\"auto\" translate=\"no\">\(shown.names[tie.customer] ?? "?")</span>" as HTML
        let word: HTML = tie.word.isEmpty ? "" : ": <span dir=\"auto\" translate=\"no\">\(tie.word)</span>" as HTML
        let link: HTML =
            tie.kind == .merged
            ? "<b dir=\"auto\" translate=\"no\">\(title)</b>"
            : "<a class=\"link\" dir=\"auto\" translate=\"no\" href=\"\(Link("/inbox/\(tie.other)"))\">\(title)</a>"
        let at = tie.at.milliseconds
        return """
            <div class="happened tie">\(visit.ui.icon(tie.kind == .merged ? "inbox" : "link"))<span>\(words(tie, shown, t)) \(link)\(whose)\(word) · \
            <time datetime="\(Words.iso(at))">\(t.relative(at, now: visit.now))</time></span>\(wayBack(tie, visit))</div>
            """
    }

    private static func words(_ tie: Ties.Tie, _ shown: ConversationPages.Shown, _ t: Words) -> String {
        let who = tie.staff.flatMap { shown.staffNames[$0] }
        switch tie.kind {
        case .merged: return who.map { t("{name} merged this in:", ["name": $0]) } ?? t("Merged in:")
        case .together: return t("Belongs with")
        case .splitOff: return who.map { t("{name} split this off:", ["name": $0]) } ?? t("Split off from here:")
        case .splitFrom: return t("Split off from")
        case .follows: return t("Goes on from")
        case .followed: return t("Somebody else goes on in")
        }
    }

    private static func wayBack(_ tie: Ties.Tie, _ visit: Visit) -> HTML {
        let t = visit.t
        let form = FormView(visit)
        let now = Instant(milliseconds: visit.now)
        func button(_ path: Link, _ words: String) -> HTML { form.button(path, "\(words)", style: "button quiet small") }
        switch tie.kind {
        case .merged:
            let isOpen = now <= tie.at + .seconds(ConversationMerge.undoDays * 86_400)
            return isOpen && visit.visitor?.may(.tend) == true ? button(Link("/inbox/merges/\(tie.id)/undo"), t("Take apart")) : ""
        case .together:
            return visit.visitor?.may(.serve) == true ? button(Link("/inbox/links/\(tie.id)/remove"), t("Remove")) : ""
        case .splitOff, .splitFrom:
            return visit.visitor?.may(.tend) == true && !tie.state.isGone
                ? button(Link("/inbox/links/\(tie.id)/remove"), t("Put back")) : ""
        case .follows, .followed: return ""
        }
    }
}
