import CJail
import Foundation
import Glibc

/// The child's side: `regulars parse-worker` answers frames on its standard input until that closes.
public enum ParseWorker {
    /// Memory beyond what the binary itself maps.
    private static let room: UInt64 = 512 << 20
    private static let stackSize = 64 << 20

    /// Locks the process in and serves. Never returns; exits with 0 when standard input closes, and with 71 (EX_OSERR) when the jail cannot
    /// be locked: then it has read nothing.
    public static func runChild() -> Never {
        warmUp()
        guard regulars_jail_enter(room) == 0 else { exit(71) }
        guard regulars_jail_run_on_stack(stackSize, { _ in ParseWorker.serve() }, nil) == 0 else { exit(71) }
        exit(0)
    }

    /// What the jail does not keep in on this machine, for the doctor; empty is right. Reading other files is only kept in by kernels with
    /// Landlock (5.13), so it is not counted.
    public static func jailLeaks() -> [String] {
        let answer = regulars_jail_probe()
        guard answer >= 0 else { return ["the jail cannot be locked: \(String(cString: strerror(-answer)))"] }
        let names = ["network", "other programs", "new processes", "writing files", "signals to other processes"]
        return names.enumerated().filter { answer & (1 << $0.offset) != 0 }.map(\.element)
    }

    /// Uses what loads libraries and tables late, before the jail is locked.
    private static func warmUp() {
        let sample = "From: a@example.org\r\nContent-Type: text/html; charset=windows-1254\r\n\r\n<p>\u{e9}</p>"
        if let message = try? MailParser.parse(Array(sample.utf8)) { _ = try? JSONEncoder().encode(message) }
    }

    private static func serve() {
        write(WorkerFrame.Response(status: .ready))
        let limits = MailLimits()
        while let header = read(WorkerFrame.Request.headerLength) {
            let length = WorkerFrame.number(header[5...])
            guard let operation = WorkerFrame.Operation(rawValue: header[0]), length <= limits.message + (1 << 20),
                let body = read(length)
            else { return }
            write(answer(operation, number: WorkerFrame.number(header[1..<5]), body: body, limits: limits))
            if length > 256 << 10 { regulars_jail_trim() }
        }
    }

    private static func answer(_ operation: WorkerFrame.Operation, number: Int, body: [UInt8], limits: MailLimits) -> WorkerFrame.Response {
        do {
            switch operation {
            case .parse:
                let message = try MailParser.parse(body, limits: limits)
                return WorkerFrame.Response(status: .done, label: Array(try JSONEncoder().encode(message)))
            case .part:
                let part = try MailParser.part(body, number, limits: limits)
                let label = WorkerFrame.PartLabel(name: part.name, type: part.type)
                return WorkerFrame.Response(status: .done, label: Array(try JSONEncoder().encode(label)), content: part.data)
            case .sanitise:
                guard body.count <= limits.html else { throw ParseFailure.tooLarge(limit: limits.html) }
                let html = Sanitiser.sanitise(String(decoding: body, as: UTF8.self)).html
                return WorkerFrame.Response(status: .done, content: Array(html.markup.utf8))
            }
        } catch ParseFailure.tooLarge(let limit) {
            return WorkerFrame.Response(status: .tooLarge, label: Array(String(limit).utf8))
        } catch ParseFailure.malformed(let reason) {
            return WorkerFrame.Response(status: .malformed, label: Array(reason.utf8))
        } catch {
            return WorkerFrame.Response(status: .malformed, label: Array("The message cannot be described: \(error).".utf8))
        }
    }

    /// Exactly `count` bytes from standard input, nil when it closed before.
    private static func read(_ count: Int) -> [UInt8]? {
        var filled = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while filled < count {
                let got = Glibc.read(0, buffer.baseAddress! + filled, count - filled)
                if got > 0 {
                    filled += got
                } else if got == 0 || errno != EINTR {
                    break
                }
            }
            initialized = filled
        }
        return filled == count ? bytes : nil
    }

    private static func write(_ response: WorkerFrame.Response) {
        for piece in [response.header, response.label, response.content] {
            var sent = 0
            piece.withUnsafeBytes { buffer in
                while sent < buffer.count {
                    let put = Glibc.write(1, buffer.baseAddress! + sent, buffer.count - sent)
                    if put > 0 {
                        sent += put
                    } else if errno != EINTR {
                        exit(0)
                    }
                }
            }
        }
    }
}
