import Core
import Language
import Storage
import Web

/// Subjects of answers.
enum Subject {
    private static let marks = ["re:", "vs:", "ynt:", "yan:", "sv:", "aw:", "bls:", "antw:", "rv:", "odp:"]

    /// Without what mail programs put in front of answers.
    static func topic(_ subject: String) -> String {
        var rest = subject.trimmed
        while let mark = marks.first(where: { rest.lowercased().hasPrefix($0) }) { rest = String(rest.dropFirst(mark.count)).trimmed }
        return rest
    }

    /// The topic folded: two letters about one thing have it in common.
    static func bare(_ subject: String) -> String { SearchAnalysis.fold(topic(subject)) }

    /// "Re: …" once. Other languages' marks (Vs:, Ynt:, SV:, AW:) count as being there already.
    static func reply(_ subject: String) -> String {
        let lower = subject.lowercased()
        if marks.contains(where: { lower.hasPrefix($0) }) { return subject }
        return subject.isEmpty ? "Re:" : "Re: \(subject)"
    }
}
