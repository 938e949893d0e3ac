import Foundation

/// A model of how much customers spend when they buy, with its three parameters.
///
/// What one purchase costs is gamma distributed with shape `p` around the customer's own mean; these means differ between customers so that p/mean is gamma
/// distributed with shape `q` and rate `v` (in the currency's major unit). How often somebody buys has nothing to do with it: an assumption, measured
/// by `Independence`. Fader, Hardie: The Gamma-Gamma Model of Monetary Value (2013); Fader, Hardie, Lee: RFM and CLV, Journal of Marketing Research 42
/// (2005).
public struct GammaGamma: Sendable, Equatable {
    public var p, q, v: Double

    public init(p: Double, q: Double, v: Double) {
        self.p = p
        self.q = q
        self.v = v
    }

    /// Mean spend to be expected of one purchase of a customer whose `purchases` repeat purchases came to `total`; of anybody where there were none. Between
    /// the customer's own mean and the mean of all, the nearer to their own the more purchases. Nil where the model gives no finite one.
    public func expectedSpend(purchases: Int, total: Double) -> Double? {
        let x = Double(purchases)
        let weight = p * x + q - 1
        guard weight > 0 else { return nil }
        return p * (v + total) / weight
    }

    /// P(`n` further purchases come to no more than `spend`), for a customer as in `expectedSpend`.
    ///
    /// Their sum is gamma distributed with shape pn at a rate that is itself gamma distributed with shape px + q and rate v + total.
    func probability(_ n: Double, purchasesComeTo spend: Double, purchases: Int, total: Double) -> Double {
        guard spend > 0 else { return n > 0 ? 0 : 1 }
        return regularisedBeta(p * n, p * Double(purchases) + q, spend / (spend + v + total))
    }
}

/// What a customer spent on the repeat purchases.
public struct RepeatSpend: Sendable, Hashable {
    /// Days with purchases after the first; at least 1.
    public var purchases: Int
    /// Sum over these days in minor units, what was given back taken off; positive.
    public var minor: Int64

    public init?(purchases: Int, minor: Int64) {
        guard purchases > 0, minor > 0 else { return nil }
        self.purchases = purchases
        self.minor = minor
    }
}
