import Language
import Web

extension Parts {
    /// A secret that is shown this once: select it, or press Copy.
    func secret(_ words: String, _ t: Words) -> HTML {
        "<p class=\"secret\" data-copy=\"\(t("Copy"))\" data-copied=\"\(t("Copied"))\"><code translate=\"no\">\(words)</code></p>"
    }
}
