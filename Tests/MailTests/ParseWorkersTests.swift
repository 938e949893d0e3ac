import Foundation
import Testing

@testable import Mail

/// Mail that killed parsers, through the real worker process.
@Suite(.serialized) struct ParseWorkersTests {
    private static let good = Array("From: a@example.org\r\nSubject: fine\r\n\r\nhello\r\n".utf8)

    private static func killer(_ name: String) -> [UInt8] {
        let html = "From: a@example.org\r\nContent-Type: text/html\r\n\r\n"
        switch name {
        case "20,000 nested divs": return Array((html + String(repeating: "<div>", count: 20_000) + "x").utf8)
        case "41 KB of <b><p>": return Array((html + String(repeating: "<b><p>", count: 7_000) + "x").utf8)
        case "100,000 unclosed formatting tags":
            return Array((html + String(repeating: "<a href=x><font size=1><table><td>", count: 25_000) + "x").utf8)
        case "an address header of 400 KB of groups": return Array(("To: " + String(repeating: "g:", count: 200_000) + "\r\n\r\nx").utf8)
        case "folded groups in an attached mail":
            return Array(
                ("From: a@example.org\r\nContent-Type: message/rfc822\r\n\r\nCc:\r\n" + String(repeating: " g:g:g:g:\r\n", count: 50_000)
                    + "\r\nx").utf8)
        case "100,000 brackets in an address": return Array(("To: " + String(repeating: "(", count: 100_000) + "\r\n\r\nx").utf8)
        case "5,000 multiparts in each other":
            var text = "From: a@example.org\r\n"
            for level in 0..<5_000 { text += "Content-Type: multipart/mixed; boundary=\"b\(level)\"\r\n\r\n--b\(level)\r\n" }
            return Array((text + "\r\nx").utf8)
        case "5,000 mails attached to each other":
            return Array((String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 5_000) + "From: a@example.org\r\n\r\nx").utf8)
        case "a truncated multipart":
            return Array("From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Ty".utf8)
        case "NULs": return Array("From: a\0b@example.org\r\nSub\0ject: x\0y\r\n\r\nte\0xt\0".utf8) + [0, 0, 0]
        case "a header of one megabyte": return Array(("Subject: " + String(repeating: "=?utf-8?Q?a?= ", count: 70_000) + "\r\n\r\nx").utf8)
        case "10,000 parts":
            return Array(
                ("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + String(repeating: "--b\r\nContent-Type: image/png\r\n\r\nx\r\n", count: 10_000)).utf8)
        case "a megabyte of attributes": return Array((html + "<p " + String(repeating: "a=b ", count: 250_000) + ">x").utf8)
        case "30 MB of base64":
            return Array("Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8)
                + [UInt8](repeating: 65, count: 30 << 20)
        default: fatalError("no killer \(name)")
        }
    }

    @Test(arguments: [
        "20,000 nested divs", "41 KB of <b><p>", "100,000 unclosed formatting tags", "an address header of 400 KB of groups",
        "folded groups in an attached mail", "100,000 brackets in an address", "5,000 multiparts in each other",
        "5,000 mails attached to each other", "a truncated multipart", "NULs", "a header of one megabyte", "10,000 parts",
        "a megabyte of attributes", "30 MB of base64",
    ])
    func `a mail made to kill is read and the next one goes on`(name: String) async throws {
        // Long, since a debug build on a busy machine is slow; the worker's own limit is five seconds.
        let workers = ParseWorkers(executable: Reading.program, wallLimit: .seconds(120))
        _ = try await workers.parse(Self.killer(name))
        let first = await workers.processIDs
        #expect(try await workers.parse(Self.good).subject == "fine")
        #expect(await workers.processIDs == first, "the worker had to be replaced")
        await workers.close()
    }

    @Test func `a worker that dies is replaced and only its message fails`() async throws {
        let workers = ParseWorkers(executable: "/bin/sh", arguments: ["-c", "exit 0"])
        await #expect(throws: ParseFailure.self) { try await workers.parse(Self.good) }
        await workers.close()

        let real = ParseWorkers(executable: Reading.program)
        #expect(try await real.parse(Self.good).subject == "fine")
        let first = try #require(await real.processIDs.first)
        kill(first, SIGKILL)
        #expect(try await real.parse(Self.good).subject == "fine")
        #expect(await real.processIDs.first != first)
        await real.close()
    }

    @Test func `a worker that says ready and then hangs is killed at the wall limit`() async throws {
        // What a worker's greeting looks like, and then silence.
        let script = "printf '\\011\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'; exec sleep 60"
        let workers = ParseWorkers(executable: "/bin/sh", arguments: ["-c", script], wallLimit: .milliseconds(200))
        await #expect(throws: ParseFailure.timedOut) { try await workers.parse(Self.good) }
        #expect(await workers.processIDs.isEmpty)
        await workers.close()
    }

    @Test func `a worker that answers nonsense counts as crashed`() async throws {
        let script =
            "printf '\\011\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'; head -c 13 >/dev/null; printf 'nonsense, not a frame'; exec sleep 60"
        let workers = ParseWorkers(executable: "/bin/sh", arguments: ["-c", script], wallLimit: .seconds(5))
        await #expect(throws: ParseFailure.crashed) { try await workers.parse(Self.good) }
        await workers.close()
    }

    @Test func `a program that is not there is no fault of the message`() async throws {
        let workers = ParseWorkers(executable: "/nonexistent/regulars")
        await #expect {
            try await workers.parse(Self.good)
        } throws: { error in
            if case ParseFailure.unavailable = error { true } else { false }
        }
        await workers.close()
    }

    @Test func `a message over the limit is refused without sending it`() async throws {
        let workers = ParseWorkers(executable: "/nonexistent/regulars")
        await #expect(throws: ParseFailure.tooLarge(limit: 50 << 20)) {
            try await workers.parse([UInt8](repeating: 65, count: (50 << 20) + 1))
        }
        await workers.close()
    }

    @Test func `after closing nothing is accepted`() async throws {
        let workers = ParseWorkers(executable: Reading.program)
        _ = try await workers.parse(Self.good)
        await workers.close()
        await #expect(throws: ParseFailure.unavailable(reason: "it is closed")) { try await workers.parse(Self.good) }
    }

    @Test func `attachments and HTML go through the worker as well`() async throws {
        let workers = ParseWorkers(executable: Reading.program, count: 2)
        let mail = Array("From: a@example.org\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nbytes".utf8)
        let part = try await workers.part(mail, index: 0)
        #expect(part.name == "a.pdf")
        #expect(part.type == "application/pdf")
        #expect(part.data == Array("bytes".utf8))
        await #expect(throws: ParseFailure.malformed(reason: "The message has no attachment 7.")) { try await workers.part(mail, index: 7) }
        #expect(try await workers.sanitise(html: "<p onclick=x>hi<script>1</script>").markup == "<div dir=\"auto\"><p>hi</p></div>")
        await workers.close()
    }

    @Test func `the worker knows charsets that it never used before the jail was locked`() async throws {
        let workers = ParseWorkers(executable: Reading.program)
        let body: [UInt8] = [0xC4, 0xE3, 0xBA, 0xC3]
        let mail = try await workers.parse(Array("From: a@example.org\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n".utf8) + body)
        #expect(mail.text == "你好")
        await workers.close()
    }

    @Test func `the jail lets nothing out`() {
        #expect(ParseWorker.jailLeaks() == [])
    }

    @Test func `the worker has a filter on its calls, no core file and no descriptor of ours`() async throws {
        let workers = ParseWorkers(executable: Reading.program)
        _ = try await workers.parse(Self.good)
        let id = try #require(await workers.processIDs.first)
        let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        #expect(status.contains("Seccomp:\t2"))
        #expect(status.contains("NoNewPrivs:\t1"))
        let limits = try String(contentsOfFile: "/proc/\(id)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").filter { $0 == "0" }.count == 2)
        await workers.close()
    }
}
