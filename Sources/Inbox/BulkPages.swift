import Core
import Language
import Storage
import Web

/// Several conversations at once: the boxes in the list, the bar below it, and the way back.
enum BulkPages {
    static func pick(_ conversation: Conversation, _ name: String, _ visit: Visit) -> HTML {
        guard visit.visitor?.may(.serve) == true else { return "" }
        // Ticks come back with a refusal.
        let isOn = visit.query["picked"].split(separator: ",").contains { $0 == conversation.id.description }
        return """
            <label class="pick"><input type="checkbox" name="id" value="\(conversation.id.number)"\(flag: " checked", isOn) aria-label="\(visit.t("Choose {name}", ["name": name]))"></label>
            """
    }

    static func form(around list: HTML, _ place: InboxPlace, _ visit: Visit) -> HTML {
        guard visit.visitor?.may(.serve) == true else { return list }
        let tab = place.tab
        let t = visit.t
        func button(_ verb: BulkVerb, _ icon: String, _ words: String) -> HTML {
            "<button class=\"button small\" name=\"verb\" value=\"\(verb.rawValue)\">\(visit.ui.icon(icon))\(words)</button>"
        }
        let merge: HTML =
            visit.visitor?.may(.tend) == true
            ? "<button class=\"button small\" name=\"verb\" value=\"merge\">\(visit.ui.icon("inbox"))\(t("Merge…"))</button>" : ""
        let owed = tab != .solved && tab != .theirs
        let buttons: [HTML] = [
            tab == .solved ? "" : button(.solve, "check", t("Solved")), owed ? button(.take, "person", t("Take it")) : "",
            owed ? button(.snooze, "snooze", t("Tomorrow")) : "", button(.tag, "tag", t("Tag…")), merge,
        ]
        return """
            <form class="picks" method="post" action="/inbox/bulk" data-once>\(FormView(visit).hiddenToken)<input type="hidden" name="back" value="\(place.link.text)">\
            \(list)<div class="bulk" role="group" aria-label="\(t("With those that are chosen"))"><span class="bulk-count">\(t("chosen"))</span>\(buttons)</div></form>
            """
    }

    static func act(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let me = Staff.ID(number: try visit.staff().staff)
        let back = Link.inside(visit.form["back"]).flatMap { $0.text.hasPrefix("/inbox?") ? $0 : nil } ?? "/inbox"
        let ids = visit.form.all("id").compactMap { Int64($0) }.map { Conversation.ID(number: $0) }
        // Two become one on a page of their own, which shows both first.
        if visit.form["verb"] == "merge" {
            guard ids.count == 2 else {
                let picked = ids.prefix(BulkDeed.most).map(\.description).joined(separator: ",")
                let again = back + (back.text.contains("?") ? Link("&picked=\(picked)") : Link("?picked=\(picked)"))
                return .see(again, flash: t("Choose exactly two conversations to merge."), hasFailed: true)
            }
            return .see(Link("/inbox/\(ids[0])/merge?with=\(ids[1])"))
        }
        guard let verb = BulkVerb(rawValue: visit.form["verb"]), !ids.isEmpty else {
            return .see(back, flash: t("Choose at least one conversation."), hasFailed: true)
        }
        guard ids.count <= BulkDeed.most else {
            return .see(back, flash: t("At most {n} at once.", ["n": t.number(BulkDeed.most)]), hasFailed: true)
        }
        let until = shop.tomorrow(after: Instant(milliseconds: visit.now))
        // Asked for from the list, it first asks which tags.
        guard verb != .tag || visit.form.has("tag") else { return try await ConversationTags.ask(ids, visit, shop, back: back) }
        let (names, known) = (TagRules.names(in: visit.form["tag"]), visit.form.all("known").compactMap { Tag.ID($0) })
        let outcome: BulkOutcome
        do {
            outcome = try await shop.write(as: .staff(me)) { tx in
                try tx.bulk(verb, ids, until: until, tags: verb == .tag ? try tx.tags(named: names, known: known) : [])
            }
        } catch let problem as TagProblem {
            return try await ConversationTags.ask(ids, visit, shop, back: back, problem: problem)
        }
        let done =
            switch verb {
            case .solve: t("{n} solved.", "{n} solved.", outcome.done)
            case .take: t("{n} yours now.", "{n} yours now.", outcome.done)
            case .snooze: t("{n} put off until {day}.", "{n} put off until {day}.", outcome.done, ["day": t.dateTime(until.milliseconds)])
            case .tag: t("{n} tagged.", "{n} tagged.", outcome.done)
            }
        let words = [outcome.done == 0 && outcome.left > 0 ? "" : done, outcome.left == 0 ? "" : left(verb, outcome.left, t)]
        return .see(
            back, flash: words.filter { !$0.isEmpty }.joined(separator: " "),
            undo: outcome.done == 0 ? nil : Link("/inbox/bulk/\(outcome.id)/undo"), hasFailed: outcome.done == 0)
    }

    /// Why some were left as they are.
    private static func left(_ verb: BulkVerb, _ n: Int, _ t: Words) -> String {
        switch verb {
        case .solve: t("{n} left as it is: solved already.", "{n} left as they are: solved already.", n)
        case .take:
            t(
                "{n} left as it is: somebody has it, or nothing is owed there.",
                "{n} left as they are: somebody has them, or nothing is owed there.", n)
        case .snooze:
            t(
                "{n} left as it is: nothing is owed there, or it comes back then already.",
                "{n} left as they are: nothing is owed there, or they come back then already.", n)
        case .tag: t("{n} left as it is: it has the tag already.", "{n} left as they are: they have the tag already.", n)
        }
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = BulkDeed.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let outcome = try await shop.write(as: .staff(me)) { tx in
            let outcome = try tx.undoBulk(id)
            if outcome == nil { tx.silentByIntent = true }
            return outcome
        }
        guard let outcome else { return .see("/inbox", flash: t("There is nothing to take back any more."), hasFailed: true) }
        let left = outcome.left == 0 ? "" : " " + t("{n} left as it is.", "{n} left as they are.", outcome.left)
        return .see("/inbox", flash: t("{n} as before.", "{n} as before.", outcome.done) + left)
    }
}
