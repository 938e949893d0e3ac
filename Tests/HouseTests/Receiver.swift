import Foundation
import Synchronization

/// A web server on a loopback port that keeps what it is sent and answers as it is told: the other end of a webhook.
final class Receiver: Sendable {
    struct Request: Sendable {
        var line: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
    }

    let port: Int
    private let listener: Int32
    private let heard = Mutex<[Request]>([])
    private let answers: Mutex<[Int]>

    /// Answers with these statuses in turn, then with the last of them for ever.
    init(answering statuses: Int...) {
        answers = Mutex(statuses)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        port = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, size)
                _ = listen(listener, 16)
                _ = getsockname(listener, address, &size)
            }
            return Int(UInt16(bigEndian: $0.pointee.sin_port))
        }
        let thread = Thread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                self?.serve(client)
                close(client)
            }
        }
        thread.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var url: String { "http://127.0.0.1:\(port)/hook" }
    var requests: [Request] { heard.withLock { $0 } }

    private func serve(_ client: Int32) {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            if let request = Self.parse(bytes) {
                heard.withLock { $0.append(request) }
                let status = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
                let answer = Array("HTTP/1.1 \(status) As told\r\nContent-Length: 5\r\nConnection: close\r\n\r\nheard".utf8)
                _ = write(client, answer, answer.count)
                return
            }
            let count = read(client, &chunk, chunk.count)
            guard count > 0 else { return }
            bytes += chunk.prefix(count)
        }
    }

    /// Nil while some of the request is still on its way.
    private static func parse(_ bytes: [UInt8]) -> Request? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if halves.count == 2 { headers[halves[0].lowercased()] = halves[1] }
        }
        let body = Array(text[end.upperBound...].utf8)
        guard body.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
        return Request(line: lines[0], headers: headers, body: body)
    }
}
