import Statistics

/// What a fit cannot do, in words for the terminal.
enum ValueWords {
    static func sentence(_ refusal: ValueFit.Refusal) -> String {
        switch refusal {
        case .noSales: "There is no sale in the file that could be read, so there is nothing to fit."
        case .endBeforeFirst(let first): "All sales are after --end: the first is of \(first.text)."
        case .holdoutOutside(let first, let end):
            "--holdout-from must be a day after the first sale, \(first.text), and not after the last day that counts, \(end.text)."
        }
    }

    static func sentence(_ refusal: FitRefusal) -> String {
        switch refusal {
        case .noCustomers: "There are no customers."
        case .nobodyReturned: "Nobody bought on a second day, so nothing is known of how people return."
        case .tooFew(let repeatCustomers):
            "Only \(repeatCustomers) came again; a model needs \(FitLimits.fewestToFit) at the very least. \(simpleRule)"
        case .allAlike: "All are exactly alike, so how far customers differ cannot be learned."
        case .noMaximum: "The search found no parameters that fit best. Nothing is printed rather than something that means nothing."
        }
    }

    static let simpleRule =
        "Use the simple rule: somebody is missing who has been silent for longer than \(Int(Rhythm.silentAfter)) × their own median gap."

    static func noise(_ fit: ValueFit) -> String {
        "\(fit.repeatCustomers) came again. Below about \(FitLimits.fewestToTrust) a fit is noise. \(simpleRule)"
    }

    static func noForecast(_ fit: ValueFit) -> String {
        let result = fit.wishes.variant == .modified ? fit.modified : fit.original
        guard case .failure(let refusal) = result else { return "" }
        return "Nothing could be fitted. \(sentence(refusal))"
    }

    static func sentence(_ status: FitStatus) -> String? {
        switch status {
        case .converged: nil
        case .heldByPrior:
            "These data have no best parameters: the fit goes on improving without end in one direction, so a weak prior holds it. What it expects of customers can be used; single parameters mean nothing."
        }
    }

    static func sentence(_ independence: Independence) -> String {
        switch independence.verdict {
        case .holds: "How often people buy and what they spend have nothing to do with each other, as the models assume."
        case .roughly:
            "How often people buy and what they spend have a little to do with each other. Totals stand; single values are less certain than their ranges say."
        case .fails:
            independence.correlation < 0
                ? "Those who buy often spend less a time, which the models do not know: values of frequent buyers come out too high."
                : "Those who buy often spend more a time, which the models do not know: values of frequent buyers come out too low."
        }
    }
}
