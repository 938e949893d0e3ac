import Foundation
import Statistics
import Web

/// A fit as JSON: numbers as they were computed, so that two programs can be compared to the last digit.
struct ValueJSON {
    let fit: ValueFit
    let rows: Int
    let left: RowsLeftOut
    let isWithCustomers: Bool

    func write(to out: inout Output) {
        let text = summary.text
        guard isWithCustomers else { return out.write(text + "\n") }
        out.write(text.dropLast() + ",\"perCustomer\":[")
        var separator = "\n"
        let forecast = fit.forecast
        for customer in fit.inOrderOfNames() {
            guard let line = line(customer, forecast) else { continue }
            out.write(separator + line.text)
            separator = ",\n"
        }
        out.write("]}\n")
    }

    private var summary: JSON {
        let leftOut = SaleProblem.Kind.allCases.map { ($0.rawValue, JSON.number(Int64(left.counts[$0] ?? 0))) }
        return [
            "customers": .number(Int64(fit.customers)), "repeatCustomers": .number(Int64(fit.repeatCustomers)),
            "unit": .text(fit.wishes.unit.rawValue), "from": .text(fit.days.lowerBound.text), "until": .text(fit.days.upperBound.text),
            "rows": .number(Int64(rows)), "rowsAfterEnd": .number(Int64(fit.laterRows)), "badRows": .number(Int64(left.total)),
            "badRowsByReason": .object(leftOut), "isNoise": .bool(fit.isNoise),
            "advice": fit.isNoise ? .text(ValueWords.noise(fit)) : .null,
            "bgnbd": buying(fit.original), "mbgnbd": buying(fit.modified), "gammaGamma": spend,
            "independence": .optional(fit.independence) {
                [
                    "correlation": .decimal($0.correlation), "rankCorrelation": .decimal($0.rankCorrelation),
                    "verdict": .text($0.verdict.rawValue),
                ]
            },
            "outliers": .optional(fit.outliers) {
                [
                    "above": .decimal($0.above), "customers": .number(Int64($0.customers)), "shareOfSpend": .decimal($0.shareOfSpend),
                    "areApart": .bool(fit.wishes.setsOutliersApart),
                ]
            },
            "forecast": .optional(fit.forecast) {
                [
                    "model": .text($0.buying.variant.code), "horizon": .decimal($0.horizon),
                    "shareOutside": .decimal(BetaGeometric.shareOutside),
                ]
            },
            "holdout": .optional(fit.backtest, holdout),
        ]
    }

    private func buying(_ result: Result<BetaGeometricFit, FitRefusal>) -> JSON {
        switch result {
        case .failure(let refusal): return self.refusal(refusal)
        case .success(let fit):
            let names = ["r", "alpha", "a", "b"]
            let model = fit.model
            return parameters(names, [model.r, model.alpha, model.a, model.b], fit.logLikelihood, fit.standardErrors, fit.status)
        }
    }

    private var spend: JSON {
        switch fit.spend {
        case .failure(let refusal): return self.refusal(refusal)
        case .success(let spend):
            let model = spend.model
            return parameters(
                ["p", "q", "v"], [model.p, model.q, model.v], spend.logLikelihood, spend.standardErrors, spend.status,
                ("customers", .number(Int64(fit.spenders))))
        }
    }

    private func parameters(
        _ names: [String], _ values: [Double], _ logLikelihood: Double, _ errors: [Double]?, _ status: FitStatus, _ more: (String, JSON)...
    ) -> JSON {
        var pairs = zip(names, values).map { ($0, JSON.decimal($1)) }
        pairs.append(("logLikelihood", .decimal(logLikelihood)))
        pairs.append(("standardErrors", .optional(errors) { .object(zip(names, $0).map { ($0, .decimal($1)) }) }))
        pairs.append(("status", .text(status.rawValue)))
        if let sentence = ValueWords.sentence(status) { pairs.append(("sentence", .text(sentence))) }
        return .object(pairs + more)
    }

    private func refusal(_ refusal: FitRefusal) -> JSON {
        ["status": "refused", "sentence": .text(ValueWords.sentence(refusal))]
    }

    private func holdout(_ test: Backtest) -> JSON {
        var pairs: [(String, JSON)] = [
            ("from", .text(test.from.text)), ("until", .text(test.until.text)), ("customers", .number(Int64(test.customers))),
            ("actualPurchases", .number(Int64(test.purchases))),
        ]
        let codes = test.models.map(\.code)
        for (code, guess) in zip(codes + ["sameRate"], test.guesses + [test.sameRate]) {
            pairs.append((code, self.guess(guess, actual: test.purchases)))
        }
        let rows = test.byFrequency.map { row -> JSON in
            var cells: [(String, JSON)] = [
                ("frequency", .number(Int64(row.frequency))), ("customers", .number(Int64(row.customers))),
                ("actualPurchases", .number(Int64(row.actual))),
            ]
            for (code, expected) in zip(codes, row.expected) { cells.append((code, .decimal(expected))) }
            return .object(cells)
        }
        pairs.append(("withinRange", .decimal(test.withinRange)))
        pairs.append(("byFrequency", .list(rows)))
        pairs.append(("actualSpend", .decimal(test.spend)))
        pairs.append(("expectedSpend", .optional(test.expectedSpend) { .decimal($0) }))
        return .object(pairs)
    }

    private func guess(_ guess: Backtest.Guess, actual: Int) -> JSON {
        [
            "expectedPurchases": .decimal(guess.purchases),
            "relativeError": actual > 0 ? .decimal(guess.purchases / Double(actual) - 1) : .null,
            "meanAbsoluteError": .decimal(guess.meanAbsoluteError), "rootMeanSquareError": .decimal(guess.rootMeanSquareError),
        ]
    }

    /// Nil for somebody without a purchase by the end.
    private func line(_ customer: Int, _ forecast: Forecast?) -> JSON? {
        let tally = fit.tallies[customer]
        guard let history = tally.history else { return nil }
        let days = Double(fit.wishes.unit.days)
        var pairs: [(String, JSON)] = [
            ("customer", .text(fit.name(of: customer))), ("frequency", .number(Int64(history.frequency))),
            ("recency", .decimal(Double(history.recencyDays) / days)), ("age", .decimal(Double(history.ageDays) / days)),
            ("meanSpend", .optional(fit.ownMean(tally)) { .decimal($0) }),
        ]
        if let forecast {
            let isApart = fit.isApart(tally)
            let outlook = forecast.outlook(history, tally.spend)
            pairs += [
                ("probabilityAlive", .decimal(outlook.probabilityAlive)), ("expectedPurchases", .decimal(outlook.expectedPurchases)),
                ("purchasesRange", .list([.number(Int64(outlook.purchases.lowerBound)), .number(Int64(outlook.purchases.upperBound))])),
                ("expectedSpend", .optional(isApart ? nil : outlook.expectedSpend) { .decimal($0) }),
                ("expectedValue", .optional(isApart ? nil : outlook.expectedValue) { .decimal($0) }),
                ("valueRange", .optional(isApart ? nil : outlook.value) { .list([.decimal($0.lowerBound), .decimal($0.upperBound)]) }),
            ]
            if isApart { pairs.append(("isApart", true)) }
        }
        pairs.append(("medianGapDays", .optional(tally.rhythm) { .decimal($0.medianGapDays) }))
        pairs.append(("isSilent", .optional(tally.rhythm) { .bool($0.isSilent) }))
        if fit.backtest != nil { pairs.append(("actualPurchases", .number(Int64(tally.laterPurchases)))) }
        return .object(pairs)
    }
}

extension BetaGeometric.Variant {
    /// As `--model` takes it.
    var code: String { self == .modified ? "mbgnbd" : "bgnbd" }
    var name: String { self == .modified ? "MBG/NBD" : "BG/NBD" }
}
