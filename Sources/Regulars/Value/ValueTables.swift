import Foundation
import Statistics

/// A fit as tables for people, with what it does not know said beside what it does.
struct ValueTables {
    let fit: ValueFit
    let rows: Int
    let left: RowsLeftOut
    let isWithCustomers: Bool

    func write(to out: inout Output) {
        let (from, until) = (fit.days.lowerBound.text, fit.days.upperBound.text)
        out.write("Sales      \(rows) rows, \(left.total) left out or cut, \(fit.laterRows) after the end\n")
        out.write(
            "Customers  \(fit.customers), \(fit.repeatCustomers) of whom came again, \(from) to \(until), time in \(fit.wishes.unit.rawValue)s\n"
        )
        if fit.isNoise { out.write("\n\(ValueWords.noise(fit))\n") }
        out.write("\nWhen they buy      r            alpha        a            b            log-likelihood\n")
        buying("BG/NBD", fit.original, &out)
        buying("MBG/NBD", fit.modified, &out)
        out.write("\nWhat they spend    p            q            v            log-likelihood\n")
        spend(&out)
        if let independence = fit.independence {
            let (plain, ranked) = (text(independence.correlation, 2), text(independence.rankCorrelation, 2))
            out.write("\nFrequency and spend correlate by \(plain), their ranks by \(ranked). \(ValueWords.sentence(independence))\n")
        }
        if let outliers = fit.outliers, outliers.customers > 0 {
            let share = text(100 * outliers.shareOfSpend, 1)
            let treatment =
                fit.wishes.setsOutliersApart
                ? "They were left out of the model of spend." : "--outliers-apart leaves them out of the model of spend."
            out.write(
                "\(outliers.customers) customers spend more than \(text(outliers.above, fit.decimals)) a time, as firms do, and make \(share) % of what is spent on repeat purchases. \(treatment)\n"
            )
        }
        if let test = fit.backtest { backtest(test, &out) }
        if isWithCustomers { customers(&out) }
    }

    private func buying(_ name: String, _ result: Result<BetaGeometricFit, FitRefusal>, _ out: inout Output) {
        switch result {
        case .failure(let refusal): out.write("\(padded(name, 17))  \(ValueWords.sentence(refusal))\n")
        case .success(let fit):
            let model = fit.model
            line(name, [model.r, model.alpha, model.a, model.b], fit.logLikelihood, fit.standardErrors, fit.status, &out)
        }
    }

    private func spend(_ out: inout Output) {
        switch fit.spend {
        case .failure(let refusal): out.write("Gamma-Gamma        \(ValueWords.sentence(refusal))\n")
        case .success(let fit):
            let model = fit.model
            line("Gamma-Gamma", [model.p, model.q, model.v], fit.logLikelihood, fit.standardErrors, fit.status, &out)
        }
    }

    private func line(
        _ name: String, _ values: [Double], _ logLikelihood: Double, _ errors: [Double]?, _ status: FitStatus, _ out: inout Output
    ) {
        let cells = values.map { padded(text($0, 3), 13) }.joined()
        out.write("\(padded(name, 17))  \(cells)\(text(logLikelihood, 1))\n")
        if let errors { out.write("  standard error   \(errors.map { padded(text($0, 3), 13) }.joined())\n") }
        if let sentence = ValueWords.sentence(status) { out.write("  \(sentence)\n") }
    }

    private func backtest(_ test: Backtest, _ out: inout Output) {
        out.write(
            "\nHeld out           \(test.from.text) to \(test.until.text), \(test.customers) customers, \(test.purchases) purchases\n")
        out.write("                   expected     error        by customer (mean, root of mean square)\n")
        for (name, guess) in zip(test.models.map(\.name) + ["Same rate as before"], test.guesses + [test.sameRate]) {
            let error = test.purchases > 0 ? text(100 * (guess.purchases / Double(test.purchases) - 1), 1) + " %" : ""
            out.write(
                "\(padded(name, 19))\(padded(text(guess.purchases, 1), 13))\(padded(error, 13))\(text(guess.meanAbsoluteError, 3)), \(text(guess.rootMeanSquareError, 3))\n"
            )
        }
        let within = text(100 * test.withinRange, 1)
        if let model = test.models.first {
            out.write("\(within) % of the customers bought as often as the ranges of \(model.name) say; 80 % are promised.\n")
        }
        if let expected = test.expectedSpend {
            out.write("Spend              \(padded(text(expected, fit.decimals), 13))instead of \(text(test.spend, fit.decimals))\n")
        }
        out.write("\nBefore     customers    purchases    \(test.models.map { padded($0.name, 13) }.joined())\n")
        for row in test.byFrequency where row.customers > 0 {
            let name = row.frequency == test.byFrequency.last?.frequency ? "\(row.frequency) or more" : "\(row.frequency)"
            let cells = row.expected.map { padded(text($0, 1), 13) }.joined()
            out.write("\(padded(name, 11))\(padded("\(row.customers)", 13))\(padded("\(row.actual)", 13))\(cells)\n")
        }
    }

    private func customers(_ out: inout Output) {
        let forecast = fit.forecast
        let ahead = forecast.map { "in the next \(text($0.horizon, 0)) \(fit.wishes.unit.rawValue)s by \($0.buying.variant.name)" } ?? ""
        out.write("\nEach customer \(ahead); ranges hold eight of ten like them\n")
        out.write("customer\tpurchases\tsilent days\tusual gap\talive\tto come\trange\tspend a time\tvalue\trange\n")
        for customer in fit.inOrderOfNames() {
            let tally = fit.tallies[customer]
            guard let history = tally.history else { continue }
            var cells = [
                fit.name(of: customer), "\(history.frequency + 1)", "\(history.ageDays - history.recencyDays)",
                tally.rhythm.map { text($0.medianGapDays, 1) + ($0.isSilent ? " missing" : "") } ?? "-",
            ]
            if let forecast {
                let outlook = forecast.outlook(history, tally.spend)
                let isApart = fit.isApart(tally)
                cells += [
                    text(outlook.probabilityAlive, 2), text(outlook.expectedPurchases, 2),
                    "\(outlook.purchases.lowerBound)-\(outlook.purchases.upperBound)",
                    isApart ? "apart" : outlook.expectedSpend.map { text($0, fit.decimals) } ?? "-",
                    isApart ? "apart" : outlook.expectedValue.map { text($0, fit.decimals) } ?? "-",
                    isApart ? "apart" : outlook.value.map { "\(text($0.lowerBound, 0))-\(text($0.upperBound, 0))" } ?? "-",
                ]
            }
            out.write(cells.joined(separator: "\t") + "\n")
        }
    }

    private func text(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
