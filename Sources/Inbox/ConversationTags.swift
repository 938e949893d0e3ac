import Core
import Language
import Storage
import Web

extension Conversation {
    /// What events and tags call it.
    static let kind = "conversation"
    var tagged: TaggedItem { TaggedItem(Conversation.kind, id.number, customer: customer) }

    static let taggedKind = TaggedKind(
        kind, words: { n, t in t("{n} conversation", "{n} conversations", n) }, list: { Link("/inbox?view=all&tag=\($0)") })
}

/// Tags of a conversation: on its page, and on several at once.
enum ConversationTags {
    static func row(_ shown: ConversationPages.Shown, _ visit: Visit) -> HTML {
        TagRow.show(
            shown.tags, id: "tag", at: Link("/inbox/\(shown.conversation.id)/tags"), list: Conversation.taggedKind.list, View(visit))
    }

    static func act(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let path = Link("/inbox/\(id)/tags")
        let back = Link("/inbox/\(id)")
        let wish = TagRow.Wish(visit)
        do {
            let outcome = try await shop.write(as: .staff(me)) { tx in
                guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                return try tx.grant(wish, on: conversation.tagged)
            }
            return outcome.answer(back, path, visit.t)
        } catch let problem as TagProblem {
            let (conversation, name) = try await shop.read { db in
                guard let conversation = try db.conversation(id) else { throw Refused.notFound }
                return (conversation, try db.names(of: [conversation.customer])[conversation.customer] ?? "?")
            }
            return TagRow.refused(
                problem, visit, at: path, back: back, name: "\(name) · \(ConversationPages.title(conversation, visit.t))", section: "inbox")
        }
    }

    // MARK: Several at once

    /// Which tags? Those that there are as boxes, and a field for a new one.
    static func ask(_ ids: [Conversation.ID], _ visit: Visit, _ shop: Shop, back: Link, problem: TagProblem? = nil) async throws -> Answer {
        let t = visit.t
        let all = try await shop.read { try $0.allTags() }
        let chosen = Set(visit.form.all("known").compactMap { Tag.ID($0) })
        let complaints = problem.map { Complaints("tag", $0.sentence(t)) } ?? Complaints()
        let form = FormView(visit, typed: problem == nil ? nil : visit.form, complaints: complaints)
        let boxes: [HTML] = all.map { tag in
            """
            <label class="tag tone-\(tag.tone)"><input type="checkbox" name="known" value="\(tag.id.number)"\(flag: " checked", chosen.contains(tag.id))>\
            <span translate="no" dir="auto">\(tag.name)</span></label>
            """
        }
        let hidden: [HTML] = ids.map { "<input type=\"hidden\" name=\"id\" value=\"\($0.number)\">" }
        let known: HTML =
            boxes.isEmpty
            ? ""
            : "<fieldset class=\"stack\"><legend class=\"field\">\(t("Tags"))</legend><div class=\"tag-boxes\">\(boxes)</div></fieldset>"
        let body: HTML = """
            <input type="hidden" name="verb" value="tag"><input type="hidden" name="back" value="\(back.text)">\(hidden)\(known)\
            \(form.text("tag", boxes.isEmpty ? t("Tag") : t("Or a new one"), hint: t("Several with commas between them."), autocomplete: "off", hasFocus: true))\
            \(form.actions(t("Tag them"), icon: "tag", cancel: (back, t("Cancel"))))
            """
        let title = t("Tag {n} conversation", "Tag {n} conversations", ids.count)
        return .page(
            Page(
                title, section: "inbox",
                """
                \(visit.ui.head(title, back: visit.ui.back(back, t("Inbox"))))\
                \(form.form("/inbox/bulk", summary: t("Please look at this again:"), body))
                """), status: problem == nil ? 200 : 422)
    }
}

extension Tx {
    /// Puts tags on a conversation, as part of a deed to several. Returns those that it did not have.
    func tag(_ conversation: Conversation, _ tags: [Tag.ID]) throws -> [Tag.ID] {
        try put(tags, on: conversation.tagged).map(\.id)
    }

    /// The tags that a form names: those that are there by their ids, new ones by their names. Throws ``TagProblem``.
    func tags(named names: [String], known: [Tag.ID]) throws -> [Tag.ID] {
        let made = try names.map { name in try db.tag(named: try TagRules.checked(name)) ?? makeTag(name) }
        let all = try db.tags(known + made.map(\.id)).map(\.id)
        guard !all.isEmpty else { throw TagProblem.empty }
        return all
    }
}
