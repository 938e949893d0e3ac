import Foundation
import Testing

@testable import Net

@Suite(.timeLimit(.minutes(1)))
struct `Requests to the web` {
    let client = HTTPClient(policy: .anywhere, userAgent: "Regulars/test")

    /// Reads one request and gives `answer`; tells what it read.
    func server(_ answer: String, heard: @escaping @Sendable (String) -> Void = { _ in }) -> FakeServer {
        FakeServer { client in
            var lines: [String] = []
            repeat { lines.append(try client.line()) } while lines.last != ""
            let length =
                lines.compactMap { $0.lowercased().hasPrefix("content-length:") ? Int($0.split(separator: " ")[1]) : nil }.first ?? 0
            heard(lines.joined(separator: "\n") + String(decoding: try client.bytes(length), as: UTF8.self))
            client.send(answer)
        }
    }

    @Test func `a POST goes out as it was asked for, and the answer comes back`() async throws {
        let (requests, continuation) = AsyncStream.makeStream(of: String.self)
        let server = server("HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-Two: a\r\nx-two: b\r\n\r\nhello") {
            continuation.yield($0)
            continuation.finish()
        }
        let request = HTTPRequest(
            method: "POST", url: "http://127.0.0.1:\(server.port)/hook?a=b",
            headers: [("Content-Type", "application/json"), ("webhook-id", "msg_1"), ("X-Empty", "")], body: Array("{\"a\":1}".utf8))
        let response = try await client.send(request)
        #expect(response.status == 201)
        #expect(response.body == Array("hello".utf8))
        #expect(response.header("x-TWO") == "a")
        #expect(response.headers.count { $0.name.lowercased() == "x-two" } == 2)
        let heard = await requests.first { _ in true } ?? ""
        #expect(heard.hasPrefix("POST /hook?a=b HTTP/1.1\n"))
        #expect(heard.hasSuffix("\n\n{\"a\":1}") || heard.hasSuffix("\n{\"a\":1}"))
        for line in ["Content-Type: application/json", "webhook-id: msg_1", "X-Empty:", "User-Agent: Regulars/test", "Content-Length: 7"] {
            #expect(heard.contains("\n" + line))
        }
        #expect(!heard.contains("Expect:"))
    }

    @Test func `other methods and statuses are ordinary answers`() async throws {
        let missing = server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        #expect(try await client.send(HTTPRequest(url: "http://127.0.0.1:\(missing.port)/")).status == 404)
        let deleted = server("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try await client.send(HTTPRequest(method: "DELETE", url: "http://127.0.0.1:\(deleted.port)/")).status == 204)
        let head = server("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        #expect(try await client.send(HTTPRequest(method: "HEAD", url: "http://127.0.0.1:\(head.port)/")).body.isEmpty)
    }

    @Test func `a redirect is an answer unless it may be followed`() async throws {
        let redirect = "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        let first = server(redirect)
        let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(first.port)/"))
        #expect(response.status == 302)
        #expect(response.header("location") == "/other")
        let page = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Page: 2\r\n\r\nok"
        let script: @Sendable (FakeServer.Client, String) throws -> Void = { client, answer in
            while try client.line() != "" {}
            client.send(answer)
        }
        let both = FakeServer({ try script($0, redirect) }, { try script($0, page) })
        let followed = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(both.port)/", redirects: 2))
        #expect(followed.status == 200)
        #expect(followed.header("location") == nil)
        #expect(followed.body == Array("ok".utf8))
    }

    @Test func `an answer without end is cut off`() async {
        let endless = FakeServer { client in
            while try client.line() != "" {}
            client.send("HTTP/1.1 200 OK\r\n\r\n")
            for _ in 0..<10_000 { client.send([UInt8](repeating: 65, count: 1000)) }
        }
        var request = HTTPRequest(url: "http://127.0.0.1:\(endless.port)/")
        request.maxResponseBytes = 50_000
        #expect(await explanation { _ = try await client.send(request) }?.cause == .tooLarge)
    }

    @Test func `a silent server is a time-out, a closed port a refusal, cancelling a stop`() async {
        let silent = FakeServer { $0.waitForEnd() }
        let url = "http://127.0.0.1:\(silent.port)/"
        #expect(await explanation { _ = try await client.send(HTTPRequest(url: url, timeout: .milliseconds(200))) }?.cause == .timedOut)
        let closed = explanationOfClosedPort
        #expect(await closed()?.cause == .portRefused)
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        let slow = FakeServer { client in
            _ = try client.line()
            continuation.finish()
            client.waitForEnd()
        }
        let sending = Task {
            await explanation { _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(slow.port)/", timeout: .seconds(60))) }
        }
        for await _ in started {}
        sending.cancel()
        #expect(await sending.value?.cause == .stopped)
    }

    func explanationOfClosedPort() async -> ConnectionExplanation? {
        await explanation { _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:1/")) }
    }

    @Test(arguments: [
        "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://a/", "dict://127.0.0.1:11/", "http://a b/", "http://a/\r\nX: y", "", "//a",
        "javascript:alert(1)",
    ])
    func `only clean http and https addresses are requested`(url: String) async {
        #expect(await explanation { _ = try await client.send(HTTPRequest(url: url)) }?.cause == .badAddress)
    }

    @Test func `a header cannot begin another one`() async {
        for header in [("X", "a\r\nY: b"), ("X\r\nY", "b"), ("X:", "b"), ("", "b"), ("X", "a\u{0}")] {
            #expect(
                await explanation { _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:1/", headers: [header])) }?.cause
                    == .badAddress)
        }
        #expect(
            await explanation { _ = try await client.send(HTTPRequest(method: "GET /\r\n", url: "http://127.0.0.1:1/")) }?.cause
                == .badAddress)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Requests to private networks` {
    @Test func `are refused, however the address is written, and nothing is connected`() async {
        let server = FakeServer { $0.waitForEnd() }
        let client = HTTPClient(policy: .publicOnly)
        for host in [
            "127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
        ] {
            let problem = await explanation { _ = try await client.send(HTTPRequest(url: "http://\(host):\(server.port)/")) }
            #expect(problem?.cause == .addressNotAllowed, "\(host)")
        }
        #expect(server.lines.isEmpty)
    }

    @Test func `are refused after the name is resolved, so that no name helps`() async {
        let server = FakeServer { $0.waitForEnd() }
        var client = HTTPClient(policy: .publicOnly)
        client.resolve = ["innocent.example:\(server.port):127.0.0.1"]
        let problem = await explanation { _ = try await client.send(HTTPRequest(url: "http://innocent.example:\(server.port)/")) }
        #expect(problem == ConnectionExplanation(.addressNotAllowed, detail: "127.0.0.1"))
        #expect(server.lines.isEmpty)
    }

    @Test func `are refused when a permitted server redirects there`() async throws {
        let inner = FakeServer { $0.waitForEnd() }
        let outer = FakeServer { client in
            while try client.line() != "" {}
            client.send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:\(inner.port)/\r\nContent-Length: 0\r\n\r\n")
        }
        let allowed = try #require(AddressPolicy.Network("127.0.0.1/32"))
        let client = HTTPClient(policy: .allowing([allowed]))
        let problem = await explanation { _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(outer.port)/", redirects: 3)) }
        #expect(problem == ConnectionExplanation(.addressNotAllowed, detail: "127.0.0.2"))
        #expect(inner.lines.isEmpty)
    }

    @Test func `are reached where the owner allowed them`() async throws {
        let server = FakeServer { client in
            while try client.line() != "" {}
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let allowed = try #require(AddressPolicy.Network("127.0.0.0/8"))
        let response = try await HTTPClient(policy: .allowing([allowed])).send(HTTPRequest(url: "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == 200)
    }

    @Test(arguments: [
        "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "100.64.0.1",
        "0.0.0.0",
        "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
        "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1",
        "2001:db8::1", "2002:7f00:1::", "100::1", "fec0::1",
    ])
    func `know the special addresses`(address: String) throws {
        #expect(!AddressPolicy.publicOnly.allows(try #require(IPAddress(address))))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.167.1.1", "223.255.255.255",
        "2606:4700:4700::1111", "2a00:1450:4010::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
    ])
    func `leave public addresses alone`(address: String) throws {
        #expect(AddressPolicy.publicOnly.allows(try #require(IPAddress(address))))
    }

    @Test func `an owner's network is read with its bits, or refused`() throws {
        let network = try #require(AddressPolicy.Network("192.168.16.0/20"))
        #expect(network.contains(try #require(IPAddress("192.168.31.255"))))
        #expect(!network.contains(try #require(IPAddress("192.168.32.0"))))
        #expect(AddressPolicy.allowing([network]).allows(try #require(IPAddress("::ffff:192.168.17.1"))))
        #expect("\(network)" == "192.168.16.0/20")
        #expect(AddressPolicy.Network("fd00::/8")?.contains(try #require(IPAddress("fd99::1"))) == true)
        #expect(AddressPolicy.Network("10.0.0.1")?.contains(try #require(IPAddress("10.0.0.1"))) == true)
        for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "shop.example/8", "10.0.0.0/8/8", "fd00::/129"] {
            #expect(AddressPolicy.Network(text) == nil)
        }
    }
}
