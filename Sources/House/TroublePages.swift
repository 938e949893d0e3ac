import Language
import Web

/// Pages for what went wrong: what it is, and the way on.
enum TroublePages {
    static func page(_ status: Int, _ visit: Visit) -> Page {
        let t = visit.t
        // A page for customers: the way to the staff's pages is none of theirs.
        let isPublic = visit.visitor == nil && !visit.route.isEmpty
        let on: HTML = isPublic ? "" : "<p class=\"actions\"><a class=\"button primary\" href=\"/today\">\(t("Go to Today"))</a></p>"
        let (drawing, title, words): (String, String, String) =
            switch status {
            case 403:
                ("locked", t("This is not yours to open"), t("Your role does not reach this page. Whoever runs the shop can change that."))
            case 404 where isPublic:
                (
                    "lost", t("This link does not lead anywhere any more"),
                    t("It is over, or a part of it is missing. Ask whoever sent it for a new one.")
                )
            case 404: ("lost", t("This page is not here"), t("It may have been merged, or the link is old."))
            case 409:
                (
                    "broken", t("This form is no longer valid"),
                    t("It was opened too long ago or in another session. Go back, load the page again and send it once more.")
                )
            case 413:
                (
                    "broken", t("This is too large"),
                    t(
                        "At most {size} go up at once. With your browser’s Back button you come to what you wrote; choose something smaller there.",
                        ["size": t.bytes(visit.bodyLimit)])
                )
            case 400: ("broken", t("We did not understand this"), t("The address or the form is not complete. Go back and try again."))
            default:
                (
                    "broken", t("Something broke here"),
                    t("It is not your fault and nothing was lost. Try again; if it stays, tell whoever runs this program the number below.")
                )
            }
        return Page(
            title, isBare: true,
            """
            \(visit.ui.drawing(drawing))
            <h1>\(title)</h1>
            <p class="lead">\(words)</p>
            \(on)
            <p class="request">\(t("Request")) <code>\(visit.requestID)</code></p>
            """)
    }
}
