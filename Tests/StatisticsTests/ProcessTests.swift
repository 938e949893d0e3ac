import Foundation
import Testing

@testable import Statistics

/// What is expected of somebody who is a customer now.
@Suite struct ProcessTests {
    /// shape, rate, stop, stay, time, expectation: the papers' formula with Gauss' hypergeometric function, by mpmath 1.4.1 at 60 digits; the fourth at
    /// 3,500 digits, since with 60 the formula's terms still cancel to 49 millions.
    static let known: [(Double, Double, Double, Double, Double, Double)] = [
        (0.243, 4.414, 0.793, 2.426, 39, 1.19672319332082),
        (0.5, 6, 1.0000001, 1.6, 52, 1.70987411171416),
        (10000.2, 10000, 0.9, 10002, 52, 51.8797773471121),
        (10000.2, 10000, 0.9, 10002, 10000, 7177.79888664021),
        (3, 5, 0.05, 4, 52, 28.7326218655255),
        (0.3, 4, 0.01, 0.6, 52, 3.79005107887983),
        (50, 4, 30, 400, 520, 14.7931034482759),
        (10000, 4, 0.9, 10002, 10000, 118_699.555709133),
        (0.25, 4, 200, 3000, 10000, 11.527207228712),
    ]

    @Test(arguments: known.indices)
    func `expected purchases agree with the papers' formula in arithmetic of many digits`(row: Int) {
        let (shape, rate, stop, stay, time, expected) = Self.known[row]
        let process = BuyingProcess(shape: shape, rate: rate, stop: stop, stay: stay)
        #expect(isClose(process.expectedPurchases(in: time), expected, 1e-9))
        #expect(isClose(process.integral(time), expected, 1e-7), "the integral")
    }

    @Test func `counting purchase by purchase and the integral agree`() {
        var draw = Draw(seed: 11)
        for _ in 0..<300 {
            let process = BuyingProcess(
                shape: exp(draw.normal() * 1.5), rate: exp(1 + draw.normal()), stop: exp(draw.normal()), stay: exp(1 + draw.normal() * 1.5))
            let time = exp(2 + draw.normal())
            #expect(isClose(process.sum(time), process.integral(time), 1e-7), "\(process) \(time)")
        }
    }

    @Test func `the chances of each number of purchases add up to one and to the expectation`() {
        let process = BuyingProcess(shape: 2.5, rate: 8, stop: 0.8, stay: 4)
        var (mean, above) = (0.0, 1.0)
        for n in 0..<400 {
            let next = process.probability(moreThan: n, in: 20)
            #expect(next <= above)
            mean += next
            above = next
        }
        #expect(above < 1e-9)
        #expect(isClose(mean, process.expectedPurchases(in: 20), 1e-8))
        let chances = process.chances(in: 20)
        #expect(isClose(chances.reduce(0) { $0 + $1.share }, 1, 2e-4))
        for share in [0.9, 0.5, 0.1, 0.01] {
            let n = process.leastCount(above: share, in: 20)
            #expect(process.probability(moreThan: n, in: 20) <= share)
            #expect(n == 0 || process.probability(moreThan: n - 1, in: 20) > share)
        }
    }

    @Test func `no past and no horizon is too large`() throws {
        let days = 10_000 * 7
        for variant in BetaGeometric.Variant.allCases {
            for (r, alpha, a, b) in [(0.24, 4.4, 0.79, 2.43), (1e-3, 1e-3, 1e-3, 1e-3), (50, 1e-2, 30, 1e-2), (1e3, 1e4, 1e2, 1e5)] {
                let model = BetaGeometric(variant, unit: .week, r: r, alpha: alpha, a: a, b: b)
                for (x, recency, age) in [
                    (0, 0, 0), (0, 0, days), (1, 1, days), (10_000, 10_000, days), (10_000, days, days), (10_000, 10_000, 10_000),
                ] {
                    let history = try #require(BuyingHistory(frequency: x, recencyDays: recency, ageDays: age))
                    let alive = model.probabilityAlive(history)
                    #expect((0...1).contains(alive))
                    var last = 0.0
                    for horizon in [0, 1, 52, 10_000.0] {
                        let expected = model.expectedPurchases(history, next: horizon)
                        #expect(
                            expected.isFinite && expected >= last * (1 - 1e-9),
                            "\(variant) \(history) \(horizon): \(expected) after \(last)")
                        last = expected
                    }
                    let forecast = Forecast(buying: model, spend: GammaGamma(p: 6.25, q: 3.74, v: 15.44), horizon: 52, decimals: 2)
                    let outlook = forecast.outlook(history, RepeatSpend(purchases: max(1, x), minor: 1_000_000_000))
                    #expect(outlook.value?.upperBound.isFinite == true)
                }
            }
        }
    }

    @Test func `a silence makes it less likely that somebody still comes, and sooner for those who came often`() throws {
        let model = BetaGeometric(.modified, unit: .week, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614)
        var last = 1.0
        for silence in stride(from: 0, through: 500, by: 10) {
            let alive = model.probabilityAlive(try #require(BuyingHistory(frequency: 10, recencyDays: 200, ageDays: 200 + silence)))
            #expect(alive < last)
            last = alive
        }
        let seldom = model.probabilityAlive(try #require(BuyingHistory(frequency: 2, recencyDays: 200, ageDays: 300)))
        let often = model.probabilityAlive(try #require(BuyingHistory(frequency: 30, recencyDays: 200, ageDays: 300)))
        #expect(often < seldom)
    }

    @Test func `whoever bought once is certainly a customer for BG/NBD, and less and less for MBG/NBD`() throws {
        let once = try #require(BuyingHistory(frequency: 0, recencyDays: 0, ageDays: 3650))
        #expect(BetaGeometric(.original, unit: .week, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426).probabilityAlive(once) == 1)
        #expect(BetaGeometric(.modified, unit: .week, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614).probabilityAlive(once) < 0.2)
    }
}
