import Secrets
import Web

/// A browser without a screen: keeps cookies, follows redirects, and sends the forms of the page that it is on, tokens and all.
///
///     var browser = try await test.browser(as: .owner)
///     try await browser.open("/settings/shop")
///     let page = try await browser.submit(["business": ""])
///     #expect(page.status == 422)
///     #expect(page.error("business") == "Write the name that customers know.")
public struct Browser: Sendable {
    static let host = "shop.test"
    let site: Site
    let languages: String?
    /// Of its own, so that limits on tries of one address do not reach from test to test.
    let peer = "10.\(Random.bytes(1)[0]).\(Random.bytes(1)[0]).\(Random.bytes(1)[0])"
    public private(set) var cookies: [String: String] = [:]
    /// The page that was seen last.
    public private(set) var page = Seen(Answer(), path: "")
    /// Where the last page is, redirects followed.
    public private(set) var path = ""

    /// Goes to an address, and on where it leads.
    @discardableResult public mutating func open(_ path: String) async throws -> Seen {
        try await follow(await call("GET", path), from: path)
    }

    /// Presses a button: sends the form of the present page whose action is `action`, or its first one, with what stands in its fields
    /// changed by `fields`. A nil takes a field out (an unchecked box). Follows where the answer leads.
    @discardableResult public mutating func submit(
        _ fields: [String: String?] = [:], to action: String? = nil, many: [(String, String)] = []
    ) async throws -> Seen {
        // What undoes the last deed has a button of its own: ``undo()``.
        let forms = page.forms.filter { !$0.isUndo }
        let form = action.map { wanted in forms.first { $0.action == wanted } } ?? forms.first { !$0.isOfTheFrame }
        guard let form else { throw TestShop.Missing(what: "a form to \(action ?? "anywhere") on \(path): \(page.forms.map(\.action))") }
        var sent = form.fields.filter { field in fields[field.name] == nil && !many.contains { $0.0 == field.name } }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { if let value { sent.append((name, value)) } }
        return try await post(form.action, sent + many.map { (name: $0.0, value: $0.1) })
    }

    /// Presses a button below which files were chosen, in the field `file`.
    @discardableResult public mutating func submit(_ fields: [String: String?], to action: String, files: [Upload]) async throws -> Seen {
        guard let form = page.forms.first(where: { $0.action == action }) else {
            throw TestShop.Missing(what: "a form to \(action) on \(path)")
        }
        var sent = form.fields.filter { fields[$0.name] == nil && $0.name != "file" }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { if let value { sent.append((name, value)) } }
        return try await follow(await send(sent, files, to: action), from: action)
    }

    /// What a script sends when files are chosen: the fields of the form with this action, and the files, to an address of their own. Stays on
    /// the page.
    public mutating func upload(_ files: [Upload], of action: String, to target: String) async throws -> Seen {
        guard let form = page.forms.first(where: { $0.action == action }) else {
            throw TestShop.Missing(what: "a form to \(action) on \(path)")
        }
        return Seen(await send(form.fields.filter { $0.name != "file" }, files, to: target), path: target)
    }

    private mutating func send(_ sent: [(name: String, value: String)], _ files: [Upload], to action: String) async -> Answer {
        let boundary = "----TestBoundary\(Random.token(bytes: 9))"
        var body: [UInt8] = []
        for (name, value) in sent {
            body += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for file in files {
            let head =
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\"\r\nContent-Type: \(file.type)\r\n\r\n"
            body += Array(head.utf8) + file.data + [0x0D, 0x0A]
        }
        body += Array("--\(boundary)--\r\n".utf8)
        return await call("POST", action, headers: [("content-type", "multipart/form-data; boundary=\(boundary)")], body: body)
    }

    /// Presses *Undo* in the bar above the page.
    @discardableResult public mutating func undo() async throws -> Seen {
        guard let form = page.forms.first(where: { $0.isUndo }) else { throw TestShop.Missing(what: "an undo button on \(path)") }
        return try await post(form.action, form.fields)
    }

    /// Sends fields as they are, with the token of the page. For requests that no form of ours makes.
    @discardableResult public mutating func post(_ target: String, _ fields: [(name: String, value: String)]) async throws -> Seen {
        let body = fields.map { Self.encoded($0.name) + "=" + Self.encoded($0.value) }.joined(separator: "&")
        let answer = await call("POST", target, headers: [("content-type", "application/x-www-form-urlencoded")], body: Array(body.utf8))
        return try await follow(answer, from: target)
    }

    /// Asks for a live region's fragment; stays on the page.
    public mutating func fragment(_ path: String) async -> Seen {
        Seen(await call("GET", path, headers: [("x-fragment", "1")]), path: path)
    }

    /// One request, no redirect followed. Cookies come and go.
    public mutating func call(_ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []) async -> Answer {
        var all = headers + [("host", Self.host)]
        if let languages { all.append(("accept-language", languages)) }
        if !cookies.isEmpty {
            all.append(("cookie", cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")))
        }
        let answer = await site.answer(Call(method: method, target: target, headers: all, body: body, peer: peer))
        for header in answer.headers where header.name.lowercased() == "set-cookie" { keep(header.value) }
        return answer
    }

    private mutating func follow(_ first: Answer, from target: String) async throws -> Seen {
        var answer = first
        var target = target
        for _ in 0..<10 {
            guard (300..<400).contains(answer.status), let location = answer.headers.first(where: { $0.name == "location" })?.value else {
                path = String(target.prefix { $0 != "?" && $0 != "#" })
                page = Seen(answer, path: target)
                return page
            }
            guard location.hasPrefix("/") else { throw TestShop.Missing(what: "a way out of the program: \(location)") }
            target = String(location.prefix { $0 != "#" })
            answer = await call("GET", target)
        }
        throw TestShop.Missing(what: "an end of the redirects from \(target)")
    }

    private mutating func keep(_ header: String) {
        let parts = header.split(separator: ";").map { $0.trimmed }
        guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false), pair.count == 2 else { return }
        let isOver = parts.contains { $0.lowercased() == "max-age=0" }
        cookies[String(pair[0])] = isOver ? nil : String(pair[1])
    }

    static func encoded(_ text: String) -> String {
        var link = Link("\(text)").text
        link = link.replacing("%20", with: "+")
        return link
    }
}
