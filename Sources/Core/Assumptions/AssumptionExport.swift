import Foundation
import Language
import Storage

/// The register with the shop's values, for a file: a row per claim and assumption, claims without a number included.
public struct AssumptionExport: Sendable {
    /// One line of the file. Texts are in the reader's language, numbers and times are not.
    public struct Row: Sendable, Codable, Equatable {
        public var register: String
        public var key: String
        public var claim: String
        public var name: String
        public var kind: String
        public var unit: String
        public var value: String
        public var standard: String
        public var source: String
        public var lines: String
        public var confirmed: String
        public var usedBy: String
        public var label: String
        public var editedBy: String
        public var editedAt: String
    }

    public let rows: [Row]

    /// `own` holds the figures that capabilities have worked out.
    public init(_ assumptions: Assumptions, own: [AssumptionKey: OwnFigure] = [:], t: Words) {
        func row(_ claim: Claim?, _ assumption: Assumption?) -> Row {
            let edit = assumption.flatMap { assumptions.edit(of: $0) }
            let shown = assumption.map { assumptions.shown($0.key, own: own[$0.key]) }
            return Row(
                register: claim?.tag ?? "", key: assumption?.key.rawValue ?? "", claim: claim.map { t($0.sentence) } ?? "",
                name: assumption.map { t($0.name) } ?? "", kind: assumption?.kind.rawValue ?? "text", unit: assumption?.unit.rawValue ?? "",
                value: shown?.value.description ?? "", standard: assumption?.standard.description ?? "",
                source: claim?.source.label(t) ?? "", lines: claim?.lines.joined(separator: "; ") ?? "",
                confirmed: claim.map { t($0.confirmed) } ?? "", usedBy: claim?.usedBy.joined(separator: "; ") ?? "",
                label: shown?.label.word ?? "", editedBy: edit?.staff.map(String.init) ?? "", editedAt: edit?.at.iso ?? "")
        }
        var rows: [Row] = []
        for claim in AssumptionRegister.claims {
            let started = AssumptionRegister.assumptions(of: claim.number)
            rows += started.isEmpty ? [row(claim, nil)] : started.map { row(claim, $0) }
        }
        rows += AssumptionRegister.assumptions.filter { $0.claim == nil }.map { row(nil, $0) }
        self.rows = rows
    }

    /// An array of objects, keys sorted.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(rows), as: UTF8.self)
    }

    /// RFC 4180 with a heading line: commas, CRLF, quotes doubled.
    public var csv: String {
        let heading = Row.columns.map(\.name)
        let lines = rows.map { row in Row.columns.map { row[keyPath: $0.path] } }
        return ([heading] + lines).map { $0.map(CSV.field).joined(separator: ",") + "\r\n" }.joined()
    }
}

extension AssumptionExport.Row {
    fileprivate static var columns: [(name: String, path: KeyPath<Self, String>)] {
        [
            ("register", \.register), ("key", \.key), ("claim", \.claim), ("name", \.name), ("kind", \.kind), ("unit", \.unit),
            ("value", \.value), ("standard", \.standard), ("source", \.source), ("lines", \.lines), ("confirmed", \.confirmed),
            ("usedBy", \.usedBy), ("label", \.label), ("editedBy", \.editedBy), ("editedAt", \.editedAt),
        ]
    }
}

extension AssumptionLabel {
    /// For files, not for the screen.
    var word: String {
        switch self {
        case .claim: "claim"
        case .ourChoice: "our choice"
        case .edited: "edited"
        case .own(let cases): "own \(cases)"
        }
    }
}

private enum CSV {
    static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}
