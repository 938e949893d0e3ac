import Core
import Language
import Storage
import Web

/// The shop's choice who sends the answer of a matter.
enum WhoSendsPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .get("/settings/who-answers", .manage) { visit in .page(page(visit, shop)) },
            .post("/settings/who-answers", .manage) { try await keep($0, shop) },
        ]
    }

    static let entry = SettingsPage(
        "/settings/who-answers", icon: "person", .manage, in: .inbox, title: { t in t("Who answers") },
        hint: { t in t("Everybody who serves, or whoever has the matter") })

    private static func page(_ visit: Visit, _ shop: Shop) -> Page {
        let t = visit.t
        let form = FormView(visit)
        let choices = [
            (
                value: "all", icon: "team", words: t("Everybody who serves"),
                hint: t("Whoever opens a conversation may answer it. One owner keeps the matter all the same.")
            ),
            (
                value: "owner", icon: "person", words: t("Whoever has the matter"),
                hint: t("Others see it and write notes. Managers may always answer; what nobody has is answered by whoever is first.")
            ),
        ]
        return Page(
            t("Who answers"), section: "settings",
            """
            \(visit.ui.head(
                t("Who answers"), lead: t("Seeing a conversation and sending its answer are two things."),
                back: visit.ui.back("/settings", t("Settings"))))\
            \(form.form(
                "/settings/who-answers", summary: t("Please look at this again:"),
                """
                \(form.choices("who", t("Who sends the answer?"), value: shop.setting(InboxSettings.ownerSends) ? "owner" : "all", choices))\
                \(form.actions(t("Save"), cancel: ("/settings", t("Cancel"))))
                """))
            """)
    }

    private static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        // A form that says nothing changes nothing.
        guard let isOwnersAlone = ["all": false, "owner": true][visit.form["who"]] else { return .see("/settings/who-answers") }
        let before = shop.setting(InboxSettings.ownerSends)
        guard before != isOwnersAlone else { return .see("/settings/who-answers", flash: visit.t("Saved.")) }
        try await shop.write(as: .staff(me)) { tx in try tx.set(InboxSettings.ownerSends, to: isOwnersAlone) }
        return .see("/settings/who-answers", flash: visit.t("Saved."))
    }

    // MARK: In a conversation

    /// Whether who looks at a conversation may send its answer.
    static func may(_ visit: Visit, owner: Staff.ID?, _ shop: Shop) -> Bool {
        guard let visitor = visit.visitor, visitor.may(.serve) else { return false }
        return WhoSends.may(
            Staff.ID(number: visitor.staff), visitor.role, owner: owner, isOwnersAlone: shop.setting(InboxSettings.ownerSends))
    }

    /// What became of a button that sends, where another has the matter.
    static func refused(_ conversation: Conversation.ID, _ visit: Visit) -> Answer {
        .see(
            Link("/inbox/\(conversation)"), flash: visit.t("Whoever has this matter sends its answer. Leave a note for the team."),
            hasFailed: true)
    }

    /// In the place of the answer: who sends it, what one had begun, and the note.
    static func noteAlone(_ shown: ConversationPages.Shown, _ visit: Visit, typed: Form?, isRefused: Bool, _ note: HTML) -> HTML {
        let t = visit.t
        let owner = shown.duty?.owner ?? shown.conversation.owner
        let name = owner.flatMap { shown.staffNames[$0] } ?? "?"
        let begun = typed?.raw("text")?.nonEmpty ?? shown.draft
        let draft: HTML =
            begun.isEmpty
            ? ""
            : """
            <details class="begun-answer"\(flag: " open", typed != nil)><summary>\(t("What you have begun to answer"))</summary>\
            <p dir="auto" translate="no">\(begun)</p></details>
            """
        let refused: HTML =
            isRefused
            ? visit.ui.banner(
                .warn, icon: "warning", "\(t("{name} has this matter now, so your answer was not sent. It stands below.", ["name": name]))")
            : ""
        return """
            \(refused)<section class="composer" id="composer" aria-label="\(t("What to write"))"><input type="radio" name="composer" value="note" checked hidden>\
            <p class="who-sends">\(visit.ui.icon("person"))<span>\(t("{name} has this matter and sends its answer. Leave a note for the team here.", ["name": name]))</span></p>\(draft)
            \(note)
            </section>
            """
    }
}
