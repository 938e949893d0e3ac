import Language

/// A form with its fields, what was typed into them, and what is wrong with it.
public struct FormView: Sendable {
    let ui: Parts
    let token: String
    let t: Words
    /// What was typed last, or nil for a fresh form: then the values given with the fields stand.
    let typed: Form?
    let complaints: Complaints

    public init(_ visit: Visit, typed: Form? = nil, complaints: Complaints = Complaints()) {
        ui = Parts(visit.assets)
        token = visit.formToken
        t = visit.t
        self.typed = typed
        self.complaints = complaints
    }

    /// The hidden token that every posted form carries.
    public var hiddenToken: HTML { "<input type=\"hidden\" name=\"_token\" value=\"\(token)\">" }

    /// What stands in a field: what was typed, else `value`.
    public func value(_ name: String, _ value: String) -> String { typed.map { $0.raw(name) ?? "" } ?? value }

    /// Whether it came back, and all that was sent for one name.
    public var isTyped: Bool { typed != nil }
    public func all(_ name: String) -> [String] { typed?.all(name) ?? [] }

    /// A page's form. `summary` introduces the list of complaints ("Please look at these fields").
    /// - Parameters:
    ///   - warnings: names of complaints that the page shows in a way of its own.
    ///   - hasFiles: whether files are sent with it.
    ///   - keepsTyped: false where the browser's way back must not fill in again what was sent.
    public func form(
        _ action: Link, summary: String, warnings: Set<String> = [], hasFiles: Bool = false, keepsTyped: Bool = true, _ body: HTML
    ) -> HTML {
        let encoding: HTML = hasFiles ? " enctype=\"multipart/form-data\"" : ""
        return """
            \(complaintList(summary, but: warnings))<form class="form" method="post" action="\(action)"\(encoding)\(flag: " autocomplete=\"off\" data-sends", !keepsTyped) data-once>\(hiddenToken)\(body)</form>
            """
    }

    /// What is wrong with a field, or nil.
    public func complaint(_ name: String) -> String? { complaints[name] }

    /// A form of one button: everything that changes something is a POST.
    public func button(_ action: Link, _ words: HTML, style: String = "button", name: String? = nil, value: String = "") -> HTML {
        let field: HTML = name.map { "<input type=\"hidden\" name=\"\($0)\" value=\"\(value)\">" } ?? ""
        return
            "<form method=\"post\" action=\"\(action)\" data-once>\(hiddenToken)\(field)<button class=\"\(style)\">\(words)</button></form>"
    }

    /// Whether something is wrong with one of these fields.
    public func hasComplaint(_ names: String...) -> Bool { names.contains { complaints[$0] != nil } }

    public func complaintList(_ summary: String, but warnings: Set<String> = []) -> HTML {
        guard !complaints.sentences.allSatisfy({ warnings.contains($0.key) }) else { return "" }
        let whole = complaints[""].map { "<p>\($0)</p>" as HTML }
        let items = complaints.sentences.filter { $0.key != "" && !warnings.contains($0.key) }.sorted { $0.key < $1.key }
        let list: HTML =
            items.isEmpty
            ? ""
            : "<p>\(summary)</p><ul>\(items.map { "<li><a class=\"link\" href=\"\(Link("#\($0.key)"))\">\($0.value)</a></li>" as HTML })</ul>"
        return "<div class=\"banner bad\" role=\"alert\">\(ui.icon("warning"))<div>\(whole)\(list)</div></div>"
    }

    public enum Kind: String, Sendable { case text, email, password, url, number, search, time, date, tel }

    public func text(
        _ name: String, _ label: String, value: String = "", kind: Kind = .text, hint: String? = nil, optional: String? = nil,
        autocomplete: String? = nil, isRequired: Bool = false, hasFocus: Bool = false, inputMode: String? = nil
    ) -> HTML {
        let shown = kind == .password ? "" : self.value(name, value)
        let input: HTML = """
            <input id="\(name)" name="\(name)" type="\(kind.rawValue)" value="\(shown)"\(attributes(name, hint: hint))\
            \(autocomplete.map { " autocomplete=\"\($0)\"" as HTML })\(inputMode.map { " inputmode=\"\($0)\"" as HTML })\
            \(flag: " required", isRequired)\(flag: " autofocus", hasFocus && complaints.isEmpty)>
            """
        return field(name, label, hint: hint, optional: optional, autocomplete == "new-password" ? shownOnDemand(input, name) : input)
    }

    /// A password that is chosen here, with a button to look at it. Without a script there is no button.
    private func shownOnDemand(_ input: HTML, _ name: String) -> HTML {
        """
        <span class="shown-secret">\(input)<button class="button quiet small" type="button" aria-controls="\(name)" \
        data-other="\(t("Hide"))" hidden>\(t("Show"))</button></span>
        """
    }

    public func area(
        _ name: String, _ label: String, value: String = "", rows: Int = 4, hint: String? = nil, optional: String? = nil,
        isRequired: Bool = false, hasFocus: Bool = false
    ) -> HTML {
        field(
            name, label, hint: hint, optional: optional,
            """
            <textarea id="\(name)" name="\(name)" rows="\(rows)" dir="auto" data-autosize\(attributes(name, hint: hint))\
            \(flag: " required", isRequired)\(flag: " autofocus", hasFocus && complaints.isEmpty)>\(self.value(name, value))</textarea>
            """)
    }

    public func select(
        _ name: String, _ label: String, value: String, _ options: [(value: String, words: String)], hint: String? = nil
    ) -> HTML {
        let chosen = self.value(name, value)
        let items: [HTML] = options.map { "<option value=\"\($0.value)\"\(flag: " selected", $0.value == chosen)>\($0.words)</option>" }
        return field(
            name, label, hint: hint, optional: nil,
            "<select id=\"\(name)\" name=\"\(name)\"\(attributes(name, hint: hint))>\(items)</select>")
    }

    public func check(_ name: String, _ label: String, isOn: Bool, hint: String? = nil) -> HTML {
        let isOn = typed.map { $0.has(name) } ?? isOn
        return """
            <label class="check"><input type="checkbox" id="\(name)" name="\(name)" value="1"\(flag: " checked", isOn)>\
            <span>\(label)\(hint.map { "<small>\($0)</small>" as HTML })</span></label>\(error(name))
            """
    }

    /// Big radio cards: few choices that deserve a sentence each.
    public func choices(
        _ name: String, _ legend: String, isLegendHidden: Bool = false, value: String,
        _ options: [(value: String, icon: String, words: String, hint: String)]
    ) -> HTML {
        let chosen = self.value(name, value)
        let items: [HTML] = options.map {
            """
            <label class="choice"><input type="radio" name="\(name)" value="\($0.value)"\(flag: " checked", $0.value == chosen)>\
            \(ui.icon($0.icon))<span><b>\($0.words)</b><small>\($0.hint)</small></span></label>
            """
        }
        return
            "<fieldset class=\"choices\" id=\"\(name)\"><legend\(isLegendHidden ? " class=\"hidden\"" as HTML : "")>\(legend)</legend>\(items)\(error(name))</fieldset>"
    }

    /// A row of radio buttons that look like one control.
    public func segments(_ name: String, _ legend: String, value: String, _ options: [(value: String, icon: String?, words: String)])
        -> HTML
    {
        let chosen = self.value(name, value)
        let items: [HTML] = options.map {
            """
            <label><input type="radio" name="\(name)" value="\($0.value)"\(flag: " checked", $0.value == chosen)>\
            \($0.icon.map { ui.icon($0) })<span>\($0.words)</span></label>
            """
        }
        return "<fieldset class=\"segments\" id=\"\(name)\"><legend>\(legend)</legend><div>\(items)</div>\(error(name))</fieldset>"
    }

    public func actions(_ primary: String, icon: String? = nil, cancel: (Link, String)? = nil) -> HTML {
        """
        <div class="form-actions"><button class="button primary">\(icon.map { ui.icon($0) })\(primary)</button>\
        \(cancel.map { "<a class=\"button quiet\" href=\"\($0.0)\">\($0.1)</a>" as HTML })</div>
        """
    }

    /// A field of your own making with label, hint and complaint around it.
    public func field(_ name: String, _ label: String, hint: String? = nil, optional: String? = nil, _ input: HTML) -> HTML {
        """
        <div class="field"><label for="\(name)">\(label)\(optional.map { " <span class=\"optional\">\($0)</span>" as HTML })</label>\
        \(hint.map { "<p class=\"hint\" id=\"\(name)-hint\">\($0)</p>" as HTML })\(input)\(error(name))</div>
        """
    }

    public func error(_ name: String) -> HTML {
        guard let sentence = complaints[name] else { return "" }
        return "<p class=\"error\" id=\"\(name)-error\">\(ui.icon("warning"))\(sentence)</p>"
    }

    private func attributes(_ name: String, hint: String?) -> HTML {
        let isWrong = complaints[name] != nil
        var ids: [String] = []
        if hint != nil { ids.append("\(name)-hint") }
        if isWrong { ids.append("\(name)-error") }
        let described: HTML = ids.isEmpty ? "" : " aria-describedby=\"\(ids.joined(separator: " "))\""
        return described + (isWrong ? " aria-invalid=\"true\"" : "")
    }
}
