import Foundation
import Language
import Testing

@testable import Core

/// docs/assumptions-register.md is written from the register, so that the two cannot say different things.
struct AssumptionDocumentTests {
    private var file: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/assumptions-register.md")
    }

    @Test func `the page in docs says what the register says`() throws {
        // REGULARS_WRITE_DOCS=1 writes the page anew after a change of the register.
        if ProcessInfo.processInfo.environment["REGULARS_WRITE_DOCS"] == "1" { try page.write(to: file, atomically: true, encoding: .utf8) }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == page, "Run the tests with REGULARS_WRITE_DOCS=1 and read the change.")
    }

    private var page: String {
        let t = Words(.en, timeZone: .utc)
        var lines = [Self.opening]
        for claim in AssumptionRegister.claims {
            let numbers = AssumptionRegister.assumptions(touching: claim.number).map { assumption -> String in
                let names = assumption.printedKeys.map { "`\($0)`" }.joined(separator: ", ")
                if assumption.claim == claim.number, assumption.mirrors == nil {
                    return "\(names) = \(assumption.standard)" + (assumption.kind == .ourChoice ? " (our choice)" : "")
                }
                let choice = assumption.choices.first { $0.claim == claim.number }?.value ?? assumption.standard
                return "\(choice) as a choice for \(names)"
            }
            let cells = [
                "**\(claim.tag)**", claim.sentence.source, claim.lines.joined(separator: ", "), claim.source.label(t),
                claim.confirmed.source,
                numbers.isEmpty ? "text only" : numbers.joined(separator: "; "), claim.usedBy.joined(separator: ", "),
                claim.ownFigure?.source ?? "-",
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        lines.append(Self.closing)
        return lines.joined(separator: "\n")
    }

    private static let opening = """
        # The assumptions register

        Every figure in Regulars that came from somewhere else, A1 to A45. The values stand in `Sources/Core/Assumptions` and nowhere
        else in the program; the owner changes them on the page Assumptions. This page is written from the code by a test, so do not
        edit it by hand.

        Lines are cited by document and line: TR1 and TR2 are Turkish, HY Armenian, FI Finnish, ID Indonesian. "Checked" says only what
        could be seen in public pages; it is no judgement that a figure is true. Nearly all are second-hand and about large companies.

        ## How the figures may be used

        1. A figure from the documents is a **claim**. It carries that label, its source and an edit pencil wherever it shows.
        2. It is a starting value or a comparison line, never a hidden multiplier. No two claims are multiplied into money unless the
           owner switches that on, and then the chain is printed.
        3. Own data replace it as soon as there are enough cases (`assumption.min_n`, 30 to begin with); the claim stays as a thin
           comparison line.
        4. Ranges stay ranges. No mid-points are invented.
        5. Where a document gives no number, the product's own default is labelled **our choice**.

        Shares are fractions here (0.13 is 13 %). `claim.heard_share` and `claim.silent_per_complaint` are one setting said two ways
        (heard = 1 / (1 + silent)), and so are the two weights of the visit score, which make 1.

        ## The claims

        | A | Claim | Line | Source | Checked | Key and starting value | Used by | Your own figure that replaces it |
        |---|---|---|---|---|---|---|---|
        """

    private static let closing = """

        ## Worked examples

        | What | Formula | Example |
        |---|---|---|
        | Silent unhappy customers | complaints × silent per complaint | 4 × 26 = 104; with 24, 96; with 19, 76 |
        | Likely silent leavers | silent × share who leave | 104 × 0.91 = 94.6 |
        | The claim cannot be true for you | silent in 12 months > active customers | 4 a month: 1,248 > 300 |
        | Bad word of mouth | open complaints × 9 … × 15 | 6 open: 54 to 90 people |
        | Good word of mouth | resolved complaints × 4 … × 6 | 6 resolved: 24 to 36 people |
        | Visit score | 0.70 × treated + 0.30 × result | 0.70 × 9.2 + 0.30 × 7.8 = 8.78 |

        """
}
