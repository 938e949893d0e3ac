/// Follows an SMTP dialogue and remembers what decides about the message: the answers to MAIL, each RCPT, DATA and the final dot.
struct SMTPDialogue {
    private enum Step: Equatable {
        case other, signIn, mail, recipient(String), data, message
    }

    private struct Reply {
        var code: Int
        var text: String
    }

    private var step = Step.other
    private var lines: [String] = []
    private var refusedSender: Reply?
    private var refused: [SMTPRefusal] = []
    private var acceptedRecipients = 0
    private var refusedData: Reply?
    private var final: Reply?
    private var isMessageAsked = false
    private var signInReply: Reply?

    /// A line of ours.
    mutating func client(_ line: String) {
        let line = line.trimmedLineEnd
        let upper = line.prefix(10).uppercased()
        // Between DATA's go-ahead and the verdict libcurl tells nothing; what it says afterwards (QUIT) is another step.
        if upper.hasPrefix("AUTH") {
            step = .signIn
        } else if upper.hasPrefix("MAIL FROM:") {
            step = .mail
        } else if upper.hasPrefix("RCPT TO:") {
            step = .recipient(Self.address(in: line))
        } else if upper == "DATA" {
            step = .data
        } else if step != .signIn {
            step = .other
        }
    }

    /// A line of the server. A reply may have several; the last has a space after its code.
    mutating func server(_ line: String) {
        let line = line.trimmedLineEnd
        guard let code = Int(line.prefix(3)), line.prefix(3).count == 3, (200...599).contains(code) else { return }
        lines.append(String(line.dropFirst(4)))
        guard line.dropFirst(3).first != "-" else { return }
        let reply = Reply(code: code, text: lines.joined(separator: "\n"))
        lines = []
        take(reply)
    }

    private mutating func take(_ reply: Reply) {
        let isGood = (200..<400).contains(reply.code)
        switch step {
        case .other: break
        case .signIn: if !isGood { signInReply = reply }
        case .mail: if !isGood { refusedSender = reply }
        case .recipient(let address):
            if isGood {
                acceptedRecipients += 1
            } else {
                refused.append(SMTPRefusal(recipient: address, code: reply.code, text: reply.text))
            }
        case .data:
            if reply.code == 354 {
                isMessageAsked = true
                step = .message
            } else {
                refusedData = reply
            }
        case .message:
            final = reply
            step = .other
        }
    }

    /// What it comes to, once the transfer has ended: well (nil) or with a failure.
    func result(of failure: ConnectionExplanation?, isWholeMessageSent: Bool) -> SMTPResult {
        if let final {
            // The server's verdict counts, whatever happened to the connection afterwards.
            if (200..<300).contains(final.code) { return .accepted(response: final.text, refused: refused) }
            return Self.refusal(final, refused: refused)
        }
        let failure = failure ?? ConnectionExplanation(.closedByServer)
        if let signInReply { return .tryLater(failure, code: signInReply.code) }
        if let reply = refusedSender ?? refusedData { return Self.refusal(reply, refused: refused) }
        if acceptedRecipients == 0, let first = refused.first(where: \.mayPass) ?? refused.first {
            return Self.refusal(Reply(code: first.code, text: first.text), refused: refused)
        }
        return isMessageAsked && isWholeMessageSent ? .unknownAfterData(failure) : .tryLater(failure, code: nil)
    }

    private static func refusal(_ reply: Reply, refused: [SMTPRefusal]) -> SMTPResult {
        switch reply.code {
        // The connection is not good enough for this server: no sign-in, no TLS. The message itself was not judged.
        case 530: .tryLater(ConnectionExplanation(.signInNeeded, detail: reply.text), code: reply.code)
        case 538, 523: .tryLater(ConnectionExplanation(.passwordNeedsTLS, detail: reply.text), code: reply.code)
        case 500...: .rejectedForGood(code: reply.code, text: reply.text, refused: refused)
        default:
            .tryLater(
                ConnectionExplanation(ConnectionExplanation.busy("\(reply.code) \(reply.text)") ?? .refused, detail: reply.text),
                code: reply.code)
        }
    }

    private static func address(in line: String) -> String {
        guard let open = line.firstIndex(of: "<"), let close = line.lastIndex(of: ">"), open < close else { return "" }
        return String(line[line.index(after: open)..<close])
    }
}

extension String {
    fileprivate var trimmedLineEnd: String {
        var scalars = unicodeScalars
        while let last = scalars.last, last == "\r" || last == "\n" { scalars.removeLast() }
        return String(scalars)
    }
}
