import Core
import Inbox
import Language
import Mail
import Storage
import Web

enum SamplePages {
    // MARK: The first run

    static func ask(_ visit: Web.Visit, _ shop: Shop) async throws -> Answer {
        if try await shop.read({ try $0.hasSample() }) { return .see(shop.welcomeLink(after: "/welcome/sample")) }
        return .page(page(visit, shop, FormView(visit), hasMailbox: try await shop.read { try $0.hasMailbox() }))
    }

    /// Who has just connected a real mailbox means to work; who has not wants to look around.
    private static func page(_ visit: Web.Visit, _ shop: Shop, _ form: FormView, hasMailbox: Bool) -> Page {
        let t = visit.t
        let options: [(value: String, icon: String, words: String, hint: String)] = [
            (
                value: "sample", icon: "book", words: t("With sample data"),
                hint: t(
                    "A bakery with two weeks of letters and calls in five languages, to look around and try things. Takes a few seconds.")
            ),
            (value: "empty", icon: "plus", words: t("An empty shop"), hint: t("Only what you and your customers bring.")),
        ]
        return Page(
            t("Sample data or an empty shop?"), isBare: true, isWide: true,
            """
            \(shop.welcomeRow(at: "/welcome/sample", visit))
            <section class="card front-card stack wide">
            <div><h1>\(t("Sample data or an empty shop?"))</h1>\
            <p class="lead">\(t("The sample reaches nobody, and you can take it out again under Settings."))</p></div>
            \(form.form(
                "/welcome/sample", summary: t("Please look at these fields."),
                "\(form.choices("start", t("How do you want to begin?"), value: hasMailbox ? "empty" : "sample", options))\(form.actions(t("Go on")))"))
            </section>
            """)
    }

    static func choose(_ visit: Web.Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        let next = shop.welcomeLink(after: "/welcome/sample")
        let form = visit.form
        guard form["start"] == "sample" else {
            if form["start"] == "empty" {
                try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                    try tx.passWelcomeStep("/welcome/sample", shop)
                }
                return .see(next)
            }
            let complaints = Complaints("start", visit.t("Choose one of the two."))
            return .page(page(visit, shop, FormView(visit, typed: form, complaints: complaints), hasMailbox: true), status: 422)
        }
        do {
            try await World(shop, workers: workers).build(withTeam: false)
        } catch World.Refusal.hereAlready {
            return .see(next)
        } catch World.Refusal.neverOpen {
            let sentence = visit.t("The shop is never open, so no answer would ever be due. Enter opening hours first.")
            return .page(
                page(visit, shop, FormView(visit, typed: form, complaints: Complaints("start", sentence)), hasMailbox: true), status: 422)
        } catch {
            // Half a sample is worse than none.
            try await shop.write(as: .program("sample")) { tx in try tx.takeSampleOut() }
            throw error
        }
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in try tx.passWelcomeStep("/welcome/sample", shop)
        }
        return .see(next)
    }

    // MARK: Taking it out

    static func contents(_ visit: Web.Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let head = visit.ui.head(
            t("Sample data"), lead: t("See what is there, and take it out"), back: visit.ui.back("/settings", t("Settings")))
        let contents = try await shop.read { db in try db.hasSample() ? db.sampleContents() : nil }
        guard let contents else {
            return .page(
                Page(
                    t("Sample data"), section: "settings",
                    "\(head)\(visit.ui.empty("people", t("No sample data here"), t("Everything in this shop is your own.")))"))
        }
        var items = [
            t("{n} person with their card", "{n} people with their cards", contents.people),
            t("{n} conversation", "{n} conversations", contents.conversations), t("{n} message", "{n} messages", contents.messages),
            t("{n} note from the counter", "{n} notes from the counter", contents.notes),
        ]
        if contents.colleagues > 0 { items.append(t("{n} colleague", "{n} colleagues", contents.colleagues)) }
        if contents.hasMailbox { items.append(t("The mailbox of the sample, which has no server")) }
        let list: [HTML] = items.map { "<li>\($0)</li>" }
        let button = FormView(visit).button(
            "/settings/sample", "\(visit.ui.icon("trash"))\(t("Take the sample out"))", style: "button danger")
        return .page(
            Page(
                t("Sample data"), section: "settings",
                """
                \(head)<section class="card stack"><h2>\(t("This goes"))</h2><ul>\(list)</ul>
                <p>\(t("Your own people, letters, settings and staff stay. What you wrote to people of the sample goes with them. It cannot be undone."))</p>
                <div class="form-actions">\(button)<a class="button quiet" href="/settings">\(t("Cancel"))</a></div></section>
                """))
    }

    static func takeOut(_ visit: Web.Visit, _ shop: Shop) async throws -> Answer {
        let staff = Staff.ID(number: try visit.staff().staff)
        let wasThere = try await shop.write(as: .staff(staff)) { tx in
            guard try tx.db.hasSample() else {
                tx.silentByIntent = true
                return false
            }
            try tx.takeSampleOut()
            return true
        }
        return .see("/settings/sample", flash: wasThere ? visit.t("The sample is gone.") : visit.t("There was no sample."))
    }
}
