import Foundation
import Synchronization

@testable import Net

/// A server on a loopback port that plays a script, one connection after another, so that tests see what real servers seldom do.
final class FakeServer: Sendable {
    let port: Int
    private let listener: Int32
    private let heard = Mutex<[String]>([])
    private let problem = Mutex<String?>(nil)

    struct Ended: Error {}

    /// Each connection in turn is given to the next script; later ones are closed at once.
    init(_ scripts: (@Sendable (Client) throws -> Void)...) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        port = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, size)
                _ = listen(listener, 8)
                _ = getsockname(listener, address, &size)
            }
            return Int(UInt16(bigEndian: $0.pointee.sin_port))
        }
        let thread = Thread { [listener, heard = HeardBox(self)] in
            for script in scripts {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { return }
                let client = Client(socket: socket) { line in heard.server?.heard.withLock { $0.append(line) } }
                do { try script(client) } catch { heard.server?.problem.withLock { $0 = "\(error)" } }
                client.close()
            }
        }
        thread.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Lines that clients have said so far.
    var lines: [String] { heard.withLock { $0 } }

    func address(_ security: ServerAddress.Security = .none) -> ServerAddress {
        ServerAddress(host: "127.0.0.1", port: port, security: security)
    }

    private final class HeardBox: @unchecked Sendable {
        // Unchecked: set once before the thread starts; weak so that the thread does not keep the server.
        weak var server: FakeServer?
        init(_ server: FakeServer) { self.server = server }
    }

    final class Client {
        private let socket: Int32
        private let hear: (String) -> Void
        private var buffer: [UInt8] = []

        init(socket: Int32, hear: @escaping (String) -> Void) {
            self.socket = socket
            self.hear = hear
            // A script that waits in vain ends rather than hang.
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            var yes: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }

        func close() { Foundation.close(socket) }

        func send(_ text: String) { send(Array(text.utf8)) }

        func send(_ bytes: [UInt8]) {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
        }

        /// Each byte as a packet of its own.
        func sendSlowly(_ text: String) {
            for byte in Array(text.utf8) { send([byte]) }
        }

        func line() throws -> String {
            while true {
                if let end = buffer.firstIndex(of: 10) {
                    let line = String(decoding: buffer[..<end].filter { $0 != 13 }, as: UTF8.self)
                    buffer.removeSubrange(...end)
                    hear(line)
                    return line
                }
                try fill()
            }
        }

        func bytes(_ count: Int) throws -> [UInt8] {
            while buffer.count < count { try fill() }
            defer { buffer.removeFirst(count) }
            return Array(buffer.prefix(count))
        }

        /// Waits until the client closes; what it says meanwhile is heard.
        func waitForEnd() {
            while (try? line()) != nil {}
        }

        private func fill() throws {
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else { throw Ended() }
            buffer += chunk.prefix(count)
        }

        // MARK: IMAP

        /// Plays greeting and sign-in, up to the capabilities that our side asks for afterwards.
        func signIn(capabilities: String = "IMAP4rev1 AUTH=PLAIN IDLE UIDPLUS MOVE") throws {
            send("* OK hello\r\n")
            var isSignedIn = false
            while true {
                let (tag, command) = try command()
                switch command.split(separator: " ").first?.uppercased() {
                case "CAPABILITY":
                    send("* CAPABILITY \(capabilities)\r\n\(tag) OK done\r\n")
                    if isSignedIn { return }
                case "AUTHENTICATE":
                    send("+ \r\n")
                    _ = try line()
                    send("\(tag) OK welcome\r\n")
                    isSignedIn = true
                case "LOGIN":
                    send("\(tag) OK welcome\r\n")
                    isSignedIn = true
                default: send("\(tag) BAD not yet\r\n")
                }
            }
        }

        /// The next command's tag and the rest of its line.
        func command() throws -> (tag: String, command: String) {
            let words = try line().split(separator: " ", maxSplits: 1)
            return (String(words.first ?? ""), words.count > 1 ? String(words[1]) : "")
        }

        /// Answers the next command with `untagged` lines (without line end) and OK.
        @discardableResult
        func answer(_ untagged: String..., verdict: String = "OK done") throws -> String {
            let (tag, command) = try command()
            send(untagged.map { $0 + "\r\n" }.joined() + "\(tag) \(verdict)\r\n")
            return command
        }

        func answerSelect(uidValidity: Int = 7, exists: Int = 3) throws {
            try answer(
                "* \(exists) EXISTS", "* OK [UIDVALIDITY \(uidValidity)] ok", "* OK [UIDNEXT 100] ok", verdict: "OK [READ-WRITE] done")
        }
    }
}

/// A client of a scripted server.
func connect(to server: FakeServer, limits: TimeLimits = TimeLimits()) async throws -> IMAPConnection {
    try await IMAPConnection.connect(to: server.address(), as: Credentials(user: "shop", password: "secret"), limits: limits)
}

/// The explanation that `body` throws.
func explanation(_ body: () async throws -> Void) async -> ConnectionExplanation? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ConnectionExplanation
    }
}

/// Lines of a transcript as they come, from any thread.
final class Lines: Sendable {
    private let lines = Mutex<[TranscriptLine]>([])
    var all: [TranscriptLine] { lines.withLock { $0 } }
    var text: String { all.map { ($0.isFromServer ? "S: " : "C: ") + $0.text }.joined(separator: "\n") }
    var hook: @Sendable (TranscriptLine) -> Void { { line in self.lines.withLock { $0.append(line) } } }
}
