import Foundation
import Testing

@testable import Statistics

/// Reference figures were computed once with mpmath 1.4.1 at 50 digits.
@Suite struct MathsTests {
    @Test func `gamma functions agree with fifty-digit arithmetic`() {
        let known: [(x: Double, log: Double, first: Double, second: Double)] = [
            (0.01, 4.5994798780420217, -100.56088545786867, 10001.621213528313),
            (0.5, 0.57236494292470009, -1.9635100260214235, 4.9348022005446793),
            (1, 0, -0.57721566490153286, 1.6449340668482264),
            (3.7, 1.4280723266653879, 1.1671535393615114, 0.31003785767003832),
            (12, 17.502307845873886, 2.442661679975812, 0.086901872871768391),
            (1234.5, 7550.5509010778949, 7.1180162318279978, 0.00081037272712696665),
        ]
        for (x, log, first, second) in known {
            #expect(isClose(logGamma(x), log, 1e-14))
            #expect(isClose(digamma(x), first, 1e-14))
            #expect(isClose(trigamma(x), second, 1e-14))
        }
    }

    @Test func `a short rise of the gamma function is the difference it stands for, and keeps its digits`() {
        for (x, n) in [(0.3, 0), (0.3, 5), (7.0, 64), (7.0, 65), (1000.0, 3)] {
            let rise = logRising(x, n)
            #expect(isClose(rise.value, logGamma(x + Double(n)) - logGamma(x), 1e-12))
            #expect(isClose(rise.slope, digamma(x + Double(n)) - digamma(x), 1e-12))
            #expect(isClose(rise.bend, trigamma(x + Double(n)) - trigamma(x), 1e-12))
        }
        #expect(abs(logRising(1e9, 1).slope / 1e-9 - 1) < 1e-15)
    }

    @Test func `shares of a beta distribution agree with fifty-digit arithmetic`() {
        let known: [(a: Double, b: Double, x: Double, share: Double)] = [
            (0.5, 3, 0.2, 0.733430296619931), (10, 2, 0.9, 0.6973568802), (5000, 20, 0.995, 0.129054352162317),
            (0.01, 0.02, 0.5, 0.666719461041272), (6.25, 9.99, 0.4, 0.564511933096111),
        ]
        for (a, b, x, share) in known {
            #expect(isClose(regularisedBeta(a, b, x), share, 1e-11))
            #expect(isClose(regularisedBeta(b, a, 1 - x), 1 - share, 1e-10))
        }
        #expect(regularisedBeta(2, 3, 0) == 0 && regularisedBeta(2, 3, 1) == 1)
    }

    @Test func `sums in logarithms do not overflow`() {
        #expect(softplus(1000) == 1000 && softplus(-1000) == 0 && isClose(softplus(0), log(2), 1e-15))
        #expect(sigmoid(1000) == 1 && sigmoid(-1000) == 0 && sigmoid(0) == 0.5)
    }

    @Test func `numbers sort by radix as by comparing`() {
        var draw = Draw(seed: 7)
        for shift in [0, 20, 50] {
            let numbers = (0..<5000).map { _ in draw.next() >> UInt64(shift) }
            var sorted = numbers
            sorted.sortByRadix()
            #expect(sorted == numbers.sorted())
        }
        var none: [UInt64] = []
        none.sortByRadix()
        #expect(none.isEmpty)
    }

    @Test func `the search finds the bottom of a bent valley and says when there is none`() {
        // Rosenbrock's, whose bottom is at (1, 1) at the end of a narrow bend.
        let found = Minimum.search(from: [-1.2, 1], weight: 1) { point in
            let (x, y) = (point[0], point[1])
            var bend = SymmetricMatrix(size: 2)
            bend[0, 0] = 2 - 400 * (y - 3 * x * x)
            bend[0, 1] = -400 * x
            bend[1, 1] = 200
            let value = (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
            return Shape(value: value, gradient: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)], hessian: bend)
        }
        #expect(found.end == .converged && isClose(found.point[0], 1, 1e-5) && isClose(found.point[1], 1, 1e-5))

        let endless = Minimum.search(from: [0], weight: 1) { point in
            var bend = SymmetricMatrix(size: 1)
            bend[0, 0] = exp(-point[0])
            return Shape(value: exp(-point[0]), gradient: [-exp(-point[0])], hessian: bend)
        }
        #expect(endless.end != .stuck && endless.point[0] > 10)

        let nothing = Minimum.search(from: [0], weight: 1) { _ in
            Shape(value: .nan, gradient: [.nan], hessian: SymmetricMatrix(size: 1))
        }
        #expect(nothing.end == .stuck)
    }

    @Test func `a matrix times its inverse is one`() throws {
        var matrix = SymmetricMatrix(size: 3)
        for (row, column, value) in [(0, 0, 4.0), (1, 1, 5.0), (2, 2, 6.0), (0, 1, 1.0), (0, 2, -2.0), (1, 2, 0.5)] {
            matrix[row, column] = value
        }
        let inverse = try #require(matrix.inverse())
        for row in 0..<3 {
            for column in 0..<3 {
                let sum = (0..<3).reduce(0.0) { $0 + matrix[row, $1] * inverse[$1, column] }
                #expect(abs(sum - (row == column ? 1 : 0)) < 1e-14)
            }
        }
        matrix[2, 2] = -1
        #expect(matrix.inverse() == nil)
    }
}

/// Whether two numbers differ by no more than `share` of the larger, or by that much where both are tiny.
func isClose(_ x: Double, _ y: Double, _ share: Double) -> Bool {
    abs(x - y) <= share * max(1, abs(x), abs(y)) || abs(x - y) <= share * max(abs(x), abs(y))
}
