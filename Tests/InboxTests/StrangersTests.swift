import Core
import Storage
import TestShop
import Testing
import Web

@testable import Inbox

/// What strangers send, as it is shown and handed out.
@Suite struct StrangersTests {
    private static let parts: [(name: String, type: String, text: String)] = [
        ("cake.png", "image/png", "not really a picture"), ("drawing.svg", "image/svg+xml", "<svg onload=alert(1)>"),
        ("page.html", "text/html", "<script>alert(1)</script>"), ("note \"x\"; ş.txt", "text/plain", "hello"),
        ("script.js", "text/javascript", "alert(1)"),
    ]

    private static var letter: [UInt8] {
        var lines = [
            "--b", "Content-Type: text/html; charset=utf-8", "",
            "<p>Look</p><script>alert(1)</script><img src=\"https://spy.example/x\" onerror=\"alert(1)\">",
        ]
        for part in parts {
            let name = part.name.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            lines += ["--b", "Content-Type: \(part.type)", "Content-Disposition: attachment; filename*=UTF-8''\(name)", "", part.text]
        }
        return PostRoom.letter(
            text: (lines + ["--b--", ""]).joined(separator: "\r\n"),
            more: ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"b\""])
    }

    @Test func `a mail's own look comes under a policy of its own without any script`() async throws {
        let room = try await PostRoom()
        let conversation = try await room.receive(Self.letter)
        let message = try #require(try await room.messages(conversation).first)
        var browser = try await room.test.browser(as: .viewer)
        let page = try await browser.open("/inbox/\(conversation.id)")
        #expect(page.has("<iframe class=\"mail-frame\"") && page.has("sandbox=\"") && !page.has("allow-scripts"))
        #expect(!page.has("spy.example/x\"") && !page.has("<script>alert"))
        let body = try await browser.open("/inbox/messages/\(message.id)/body")
        let policy = try #require(body.header("content-security-policy"))
        #expect(policy.hasPrefix("sandbox ") && policy.contains("default-src 'none'") && policy.contains("form-action 'none'"))
        #expect(!policy.contains("script-src") && !policy.contains("allow-scripts") && !policy.contains("https:") && !policy.contains("*"))
        #expect(body.headers.filter { $0.name == "content-security-policy" }.count == 1)
        #expect(body.header("referrer-policy") == "no-referrer" && body.header("x-content-type-options") == "nosniff")
        #expect(!body.text.lowercased().contains("<script") && !body.text.contains("onerror") && !body.text.contains("/assets/"))
        #expect(body.shows("Look"))
    }

    @Test func `files come as downloads that no browser opens as a page`() async throws {
        let room = try await PostRoom()
        let conversation = try await room.receive(Self.letter)
        let message = try #require(try await room.messages(conversation).first)
        var browser = try await room.test.browser(as: .viewer)
        let page = try await browser.open("/inbox/\(conversation.id)")
        let links = page.links.filter { $0.contains("/files/") }
        #expect(links.count == Self.parts.count && page.shows("note x; ş.txt"))
        for (link, part) in zip(links, Self.parts) {
            let file = try await browser.open(link)
            let disposition = try #require(file.header("content-disposition"))
            #expect(file.status == 200 && file.header("x-content-type-options") == "nosniff")
            #expect(file.header("content-security-policy") == "sandbox; default-src 'none'")
            #expect(file.text.contains(part.text))
            if part.type == "image/png" {
                #expect(disposition.hasPrefix("inline; ") && file.header("content-type") == "image/png")
            } else {
                #expect(disposition.hasPrefix("attachment; ") && file.header("content-type") == "application/octet-stream", "\(part.name)")
            }
            #expect(disposition.split(separator: "\"").count == 3, "one quoted name: \(disposition)")
        }
        let raw = try await browser.open("/inbox/messages/\(message.id)/raw")
        #expect(raw.header("content-type") == "message/rfc822" && raw.header("content-disposition")?.hasPrefix("attachment; ") == true)
        #expect(try await browser.open("/inbox/messages/\(message.id)/files/99").status >= 400)
        // Nothing of it is for strangers.
        var stranger = room.test.browser()
        for path in links + ["/inbox/messages/\(message.id)/raw", "/inbox/messages/\(message.id)/body"] {
            #expect(await stranger.call("GET", path).status == 303)
        }
    }

    @Test(arguments: TestShop.engines) func `words of a stranger are words on every page`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let evil = "<img src=x onerror=alert(1)>"
        let conversation = try await room.receive(
            PostRoom.letter(from: "\"\(evil)\" <anna@example.org>", subject: evil, text: "unusual \(evil)"))
        var browser = try await room.test.browser(as: .owner)
        for path in ["/inbox", "/inbox/\(conversation.id)", "/today", "/search?q=unusual", "/people", "/people/\(conversation.customer)"] {
            let page = try await browser.open(path)
            #expect(page.status == 200 && page.shows(evil) && !page.has("<img src=x"), "\(path)")
        }
    }

    @Test(arguments: TestShop.engines) func `mail is on the time line and is found by stem`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let (conversation, _) = try await room.answered(.solve)
        var browser = try await room.test.browser(as: .owner)
        let card = try await browser.open("/people/\(conversation.customer)")
        #expect(card.shows("Have you got cakes?") && card.shows("Yes, every day.") && card.links.contains("/inbox/\(conversation.id)"))
        let found = try await browser.open("/search?q=cake")
        #expect(found.shows("Mail") && found.links.contains { $0.hasPrefix("/inbox/\(conversation.id)") })
        #expect(try await !browser.open("/search?q=zebra").links.contains { $0.hasPrefix("/inbox/\(conversation.id)") })
    }

    @Test func `pictures from outside come only when they are asked for`() async throws {
        let room = try await PostRoom()
        let conversation = try await room.receive(
            PostRoom.letter(
                text: "<p>Hi <img src=\"https://evil.example/pixel.png?who=you\"></p>", more: ["Content-Type: text/html; charset=utf-8"]))
        let message = try #require(try await room.messages(conversation).first)
        var browser = try await room.test.browser(as: .owner)
        #expect(try await browser.open("/inbox/\(conversation.id)").shows("Load the pictures from outside"))
        func body(_ query: String) async throws -> (text: String, policy: String) {
            let answer = await browser.call("GET", "/inbox/messages/\(message.id)/body\(query)")
            guard case .text(let text) = answer.body else { throw NotThere(what: "the body") }
            return (text, answer.headers.first { $0.name == "content-security-policy" }?.value ?? "")
        }
        let plain = try await body("")
        #expect(!plain.text.contains(" src=\"https://evil.example") && !plain.policy.contains("https:"))
        let loaded = try await body("?images=1")
        #expect(loaded.text.contains(" src=\"https://evil.example/pixel.png?who=you\""))
        #expect(
            loaded.policy.contains("img-src 'self' data: https: http:;") && loaded.policy.contains("sandbox")
                && !loaded.policy.contains("script"))
    }
}
