import Core
import Language
import Mail
import Storage
import Web

/// What a stranger sent, served so that it can do nothing: bodies under a policy of their own, files only for download.
enum MessageFiles {
    /// Policy of a stranger's mail body: it may style itself and show its own inline images, nothing else. No scripts, no forms, no outside.
    ///
    /// - Parameter images: somebody asked for the pictures that lie elsewhere, knowing that the sender sees that (45).
    static func bodyPolicy(images: Bool) -> String {
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
            + "img-src 'self' data:\(images ? " https: http:" : ""); frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    }

    static func body(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let message = try await find(visit, shop)
        guard let html = message.html else { throw Refused.notFound }
        // The sanitiser left marks for our own parts; here they get their addresses.
        var markup = html.replacing("src=\"attachment:", with: "src=\"/inbox/messages/\(message.id)/files/")
        let images = visit.query.has("images")
        if images { markup = markup.replacing(" data-remote-src=\"", with: " src=\"") }
        let page: HTML = """
            <!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><style>
            body{margin:.75rem;font:15px/1.5 system-ui,"Noto Sans","Noto Sans Armenian",sans-serif;color:#26211c;background:#fff;overflow-wrap:anywhere}
            a[data-leads-to]::after{content:" ⚠︎ " attr(data-leads-to);font-size:.85em;font-weight:600;color:#9c2f12;background:#fdece4;border-radius:.3em;padding:0 .35em;margin-inline-start:.3em;white-space:nowrap}
            img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 .5rem;padding-left:.75rem;border-left:2px solid #ccc}
            </style></head><body dir="auto">\(HTML(sanitised: markup))</body></html>
            """
        return Answer(
            headers: [
                ("content-type", "text/html; charset=utf-8"), ("content-security-policy", bodyPolicy(images: images)),
                ("x-frame-options", "SAMEORIGIN"),
                ("referrer-policy", "no-referrer"), ("cache-control", "private, max-age=3600"),
            ], body: .text(page.text))
    }

    /// The mail as it came, for those who want to look closer.
    static func raw(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let message = try await find(visit, shop)
        guard let bytes = try await shop.read({ try $0.rawMessage(message.id) }) else { throw Refused.notFound }
        return download(bytes, name: "\(message.id).eml", type: "message/rfc822")
    }

    static func file(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        let message = try await find(visit, shop)
        guard let index = Int(visit.parts["index"] ?? "") else { throw Refused.notFound }
        let (bytes, own) = try await shop.read { db in (try db.rawMessage(message.id), try db.files(of: message.id)) }
        // A file of our own answer, or a part of a mail that came.
        if own.indices.contains(index) { return download(own[index].data, name: own[index].name, type: "application/octet-stream") }
        guard let bytes else { throw Refused.notFound }
        let part: (name: String, type: String, data: [UInt8])
        do { part = try await workers.part(bytes, index: index) } catch ParseFailure.malformed { throw Refused.notFound }
        // Only plain pictures are shown in place; SVG and HTML could carry scripts and are never served inline.
        let pictures: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]
        if pictures.contains(part.type) {
            return Answer(
                headers: [
                    ("content-type", part.type), ("content-security-policy", "sandbox; default-src 'none'"),
                    ("cache-control", "private, max-age=3600"),
                    ("content-disposition", disposition("inline", part.name)), ("x-frame-options", "SAMEORIGIN"),
                ], body: .bytes(part.data))
        }
        return download(part.data, name: part.name, type: "application/octet-stream")
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> Message {
        guard let id = Message.ID(visit.parts["id"] ?? ""), let message = try await shop.read({ try $0.message(id) }),
            try await shop.glance({ try $0.conversation(message.conversation)?.state }) != .deleted
        else { throw Refused.notFound }
        return message
    }

    static func download(_ bytes: [UInt8], name: String, type: String) -> Answer {
        Answer(
            headers: [
                ("content-type", type), ("content-disposition", disposition("attachment", name)),
                ("content-security-policy", "sandbox; default-src 'none'"),
                ("cache-control", "private, max-age=3600"),
            ], body: .bytes(bytes))
    }

    /// RFC 6266: an ASCII name for old readers, the real one percent-encoded beside it.
    private static func disposition(_ kind: String, _ name: String) -> String {
        let plain = String(
            name.unicodeScalars.map { $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0 != "/" ? Character($0) : "_" })
        return "\(kind); filename=\"\(plain)\"; filename*=UTF-8''\(Link("\(name)").text)"
    }
}
