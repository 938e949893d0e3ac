import Foundation

/// The likelihood of a whole table of histories under BG/NBD or MBG/NBD, with its first and second derivatives.
///
/// For one customer, with x, t and T in units (Fader, Hardie, Lee 2005, section 4; Batislam and others 2007, appendix),
///
///     ln L = ln Γ(r+x) − ln Γ(r) + r ln α + ln B(a, b+x′) − ln B(a, b) − (r+x) ln(α+T) + ln(1 + e^d)
///     d = ln a − ln(b+x′−1) + (r+x) [ln(α+T) − ln(α+t)]
///
/// where x′ is x in the original model, whose last term is missing for x = 0, and x + 1 in the modified one. e^d is how many times likelier it is that
/// the customer stopped after the last purchase than that they are only silent, so sigmoid(d) is the chance that they are gone; taking the difference
/// out of the sum in this way is what keeps it from overflowing. Second derivatives are exact, so the search takes Newton's steps, few in number, and
/// standard errors need no differences.
struct BetaGeometricLikelihood {
    let variant: BetaGeometric.Variant
    let table: HistoryTable
    /// Days in one unit of time: the mean age, so that all four parameters are near 1 whatever the shop's rhythm (row by row a week of 7 would do).
    let scale: Double
    /// Customers and purchases by age, since the terms of age alone need no row of their own.
    private let agedCustomers: [Double]
    private let agedPurchases: [Double]
    private let isAge: [Bool]

    init(_ variant: BetaGeometric.Variant, _ table: HistoryTable, scale: Double) {
        self.variant = variant
        self.table = table
        self.scale = scale
        var customers = Array(repeating: 0.0, count: table.longestAge + 1)
        var purchases = customers
        for group in table.groups {
            for row in group.rows {
                let age = Int(table.ageDays[row])
                let count = Double(table.counts[row])
                customers[age] += count
                purchases[age] += count * Double(group.frequency)
            }
        }
        agedCustomers = customers
        agedPurchases = purchases
        isAge = customers.map { $0 > 0 }
    }

    /// Sums over the rows of one frequency that the likelihood and its derivatives are made of. D is ln(α+T) − ln(α+t), E is 1/(α+T) − 1/(α+t), F is
    /// 1/(α+T)² − 1/(α+t)², q the chance to be gone, w is q(1−q).
    private struct Sums {
        var logs = 0.0
        var q = 0.0
        var qD = 0.0
        var qE = 0.0
        var qF = 0.0
        var w = 0.0
        var wD = 0.0
        var wE = 0.0
        var wDD = 0.0
        var wDE = 0.0
        var wEE = 0.0
    }

    /// ln L with derivatives by (r, α, a, b) themselves, α in scaled units.
    func shape(r: Double, alpha: Double, a: Double, b: Double) -> Shape {
        let lookup = (0...table.longestAge).map { day -> (log: Double, inverse: Double) in
            let time = alpha + Double(day) / scale
            return (log(time), 1 / time)
        }
        var value = 0.0
        var g = [0.0, 0.0, 0.0, 0.0]
        var h = SymmetricMatrix(size: 4)

        // Terms of age alone: −(r+x) ln(α+T).
        for age in lookup.indices where isAge[age] {
            let (n, x) = (agedCustomers[age], agedPurchases[age])
            let whole = r * n + x
            let (logTime, inverse) = lookup[age]
            value -= whole * logTime
            g[0] -= n * logTime
            g[1] -= whole * inverse
            h[0, 1] -= n * inverse
            h[1, 1] += whole * inverse * inverse
        }
        let everybody = Double(table.customers)
        value += everybody * r * log(alpha)
        g[0] += everybody * log(alpha)
        g[1] += everybody * r / alpha
        h[0, 1] += everybody / alpha
        h[1, 1] -= everybody * r / (alpha * alpha)

        for group in table.groups {
            let x = Double(group.frequency)
            addCounts(group, r: r, &value, &g, &h)
            addStops(group, a: a, b: b, &value, &g, &h)
            if variant == .original && group.frequency == 0 { continue }

            let stay = variant == .original ? b + x - 1 : b + x
            let sums = sums(group, slope: r + x, offset: log(a) - log(stay), lookup)
            value += sums.logs
            let rx = r + x
            let ja = 1 / a
            let jb = -1 / stay
            g[0] += sums.qD
            g[1] += rx * sums.qE
            g[2] += ja * sums.q
            g[3] += jb * sums.q
            h[0, 0] += sums.wDD
            h[0, 1] += sums.qE + rx * sums.wDE
            h[0, 2] += ja * sums.wD
            h[0, 3] += jb * sums.wD
            h[1, 1] += rx * rx * sums.wEE - rx * sums.qF
            h[1, 2] += ja * rx * sums.wE
            h[1, 3] += jb * rx * sums.wE
            h[2, 2] += ja * ja * (sums.w - sums.q)
            h[2, 3] += ja * jb * sums.w
            h[3, 3] += jb * jb * (sums.w + sums.q)
        }
        return Shape(value: value, gradient: g, hessian: h)
    }

    /// ln Γ(r+x) − ln Γ(r).
    private func addCounts(_ group: HistoryTable.Group, r: Double, _ value: inout Double, _ g: inout [Double], _ h: inout SymmetricMatrix) {
        let n = Double(group.customers)
        let rising = logRising(r, group.frequency)
        value += n * rising.value
        g[0] += n * rising.slope
        h[0, 0] += n * rising.bend
    }

    /// ln B(a, b+x′) − ln B(a, b).
    private func addStops(
        _ group: HistoryTable.Group, a: Double, b: Double, _ value: inout Double, _ g: inout [Double], _ h: inout SymmetricMatrix
    ) {
        let n = Double(group.customers)
        let outlived = variant == .original ? group.frequency : group.frequency + 1
        let stayed = logRising(b, outlived)
        let all = logRising(a + b, outlived)
        value += n * (stayed.value - all.value)
        g[2] -= n * all.slope
        g[3] += n * (stayed.slope - all.slope)
        h[2, 2] -= n * all.bend
        h[2, 3] -= n * all.bend
        h[3, 3] += n * (stayed.bend - all.bend)
    }

    private func sums(
        _ group: HistoryTable.Group, slope: Double, offset: Double, _ lookup: [(log: Double, inverse: Double)]
    ) -> Sums {
        var sums = Sums()
        for row in group.rows {
            let last = lookup[Int(table.recencyDays[row])]
            let now = lookup[Int(table.ageDays[row])]
            let n = Double(table.counts[row])
            let D = now.log - last.log
            let E = now.inverse - last.inverse
            let F = E * (now.inverse + last.inverse)
            let d = offset + slope * D
            let e = exp(-abs(d))
            let share = 1 / (1 + e)
            let log = log1p(e)
            let q = n * (d > 0 ? share : e * share)
            let w = n * (e * share * share)
            sums.logs += n * (d > 0 ? d + log : log)
            sums.q += q
            sums.qD += q * D
            sums.qE += q * E
            sums.qF += q * F
            sums.w += w
            sums.wD += w * D
            sums.wE += w * E
            sums.wDD += w * D * D
            sums.wDE += w * D * E
            sums.wEE += w * E * E
        }
        return sums
    }
}
