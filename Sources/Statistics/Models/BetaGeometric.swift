import Foundation

/// A model of when customers buy and when they silently stop, with its four parameters.
///
/// While a customer is a customer, purchases come at random at a rate of their own; after each they may stop for good, with a chance of their own. Rates
/// differ between customers as a gamma distribution (shape `r`, and `alpha` in units of time), chances as a beta distribution (`a`, `b`).
public struct BetaGeometric: Sendable, Equatable {
    public enum Variant: String, CaseIterable, Sendable {
        /// BG/NBD: nobody stops before the second purchase. Fader, Hardie, Lee: "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
        ///
        /// Its chance that a customer still is one is 1 for everybody who bought once, however long ago. For such customers use `.modified`.
        case original
        /// MBG/NBD: one may stop after the first purchase too. Batislam, Denizel, Filiztekin, International Journal of Research in Marketing 24
        /// (2007); Hoppe, Wagner, Marketing JRM 3 (2007), who call it CBG/NBD.
        case modified
    }

    public var variant: Variant
    /// In what `alpha`, and every time that is asked for, is told.
    public var unit: TimeUnit
    public var r, alpha, a, b: Double

    public init(_ variant: Variant, unit: TimeUnit, r: Double, alpha: Double, a: Double, b: Double) {
        self.variant = variant
        self.unit = unit
        self.r = r
        self.alpha = alpha
        self.a = a
        self.b = b
    }

    /// The chance, 0 to 1, that somebody with this history is still a customer at its end.
    public func probabilityAlive(_ history: BuyingHistory) -> Double {
        guard let doubt = logOddsGone(history) else { return 1 }
        return sigmoid(-doubt)
    }

    /// Logarithm of how many times likelier it is that they stopped after their last purchase than that they are only between two; nil for never.
    private func logOddsGone(_ history: BuyingHistory) -> Double? {
        let x = Double(history.frequency)
        let stops: Double
        switch variant {
        case .original:
            guard history.frequency > 0 else { return nil }
            stops = b + x - 1
        case .modified:
            stops = b + x
        }
        let silence = log1p((time(history.ageDays) - time(history.recencyDays)) / (alpha + time(history.recencyDays)))
        return log(a) - log(stops) + (r + x) * silence
    }

    /// Days with purchases to be expected of somebody with this history in the next `units` of time. Never negative.
    public func expectedPurchases(_ history: BuyingHistory, next units: Double) -> Double {
        probabilityAlive(history) * process(after: history).expectedPurchases(in: units)
    }

    /// Of ten customers with the same past, one is expected below a range and one above it.
    public static let shareOutside = 0.1

    /// Between which numbers of purchases the middle eight tenths of customers with this history stay in the next `units` of time.
    public func range(_ history: BuyingHistory, next units: Double) -> ClosedRange<Int> {
        let alive = probabilityAlive(history)
        let process = process(after: history)
        let low = process.leastCount(above: (1 - Self.shareOutside) / alive, in: units)
        return low...max(low, process.leastCount(above: Self.shareOutside / alive, in: units))
    }

    /// How a customer with this history buys on, *if* they still are one. What was seen of them has moved the parameters.
    func process(after history: BuyingHistory) -> BuyingProcess {
        let x = Double(history.frequency)
        // Having outlived each repeat purchase, and in the modified model the first one too, speaks for a small chance to stop.
        let outlived = variant == .modified ? x + 1 : x
        return BuyingProcess(shape: r + x, rate: alpha + time(history.ageDays), stop: a, stay: b + outlived)
    }

    /// Repeat purchases to be expected of a new customer in the first `units` of time after the first purchase.
    public func expectedPurchases(ofNewCustomerIn units: Double) -> Double {
        switch variant {
        case .original: BuyingProcess(shape: r, rate: alpha, stop: a, stay: b).expectedPurchases(in: units)
        case .modified: b / (a + b) * BuyingProcess(shape: r, rate: alpha, stop: a, stay: b + 1).expectedPurchases(in: units)
        }
    }

    func time(_ days: Int) -> Double { Double(days) / Double(unit.days) }
}
