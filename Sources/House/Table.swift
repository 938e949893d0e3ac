import Web

extension Parts {
    /// A table of data that scrolls sideways where it must. `rows` are whole `<tr>`s; a heading that begins with "#" stands above figures.
    func table(_ caption: String, _ headings: [String], _ rows: [HTML]) -> HTML {
        let heads: [HTML] = headings.map { heading in
            heading.hasPrefix("#")
                ? "<th scope=\"col\" class=\"num\">\(String(heading.dropFirst()))</th>" : "<th scope=\"col\">\(heading)</th>"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table class="data"><caption class="hidden">\(caption)</caption>\
            <thead><tr>\(heads)</tr></thead><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            """
    }
}
