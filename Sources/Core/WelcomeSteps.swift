import Language
import Web

/// One step of the first run: a page with its title in the row of steps above the card.
public struct WelcomeStep: Sendable {
    public var link: Link
    public var title: @Sendable (Words) -> String

    public init(_ link: Link, title: @escaping @Sendable (Words) -> String) {
        self.link = link
        self.title = title
    }

    /// The last page, behind the steps of all capabilities.
    public static let ready = WelcomeStep("/welcome/ready") { t in t("Done", context: "first run") }
}

/// Something to do in a shop that has just opened, for the last page of the first run.
public struct FirstThing: Sendable {
    public var link: Link
    public var icon: String
    public var title: String
    public var hint: String

    public init(_ link: Link, icon: String, title: String, hint: String) {
        self.link = link
        self.icon = icon
        self.title = title
        self.hint = hint
    }
}

extension Tx {
    /// The step at `link` is done; whoever comes back before the first run is finished goes on at the one after it.
    public func passWelcomeStep(_ link: Link, _ shop: Shop) throws {
        guard !shop.setting(ShopSettings.isReady) else { return }
        let next = shop.welcomeLink(after: link)
        try set(ShopSettings.welcomeStep, to: next.text)
        // The last page only shows what to try: whoever leaves it by any door is done.
        if next == WelcomeStep.ready.link { try set(ShopSettings.isReady, to: true) }
    }
}

extension Shop {
    /// The steps of the first run: the capabilities' in the order of the list, then ``WelcomeStep/ready``.
    public var welcomeSteps: [WelcomeStep] { capabilities.flatMap(\.welcomeSteps) + [.ready] }

    /// Where the first run goes on after the page at `link`; *Today* where that is no step.
    public func welcomeLink(after link: Link) -> Link {
        let steps = welcomeSteps
        guard let place = steps.firstIndex(where: { $0.link == link }) else { return "/today" }
        return place + 1 < steps.count ? steps[place + 1].link : "/today"
    }

    /// Where an owner goes on: the open step of the first run, or *Today* once that is finished.
    public var home: Link {
        guard !setting(ShopSettings.isReady) else { return "/today" }
        let open = setting(ShopSettings.welcomeStep)
        return welcomeSteps.first { $0.link.text == open }?.link ?? WelcomeStep.ready.link
    }

    /// The numbered row of steps above the card of a first-run page; `link` is the step that is being done.
    public func welcomeRow(at link: Link, _ visit: Visit) -> HTML {
        let t = visit.t
        let steps = welcomeSteps
        let place = steps.firstIndex { $0.link == link } ?? 0
        let items: [HTML] = steps.enumerated().map { number, step in
            // The first step made the shop; the others can be looked at again.
            if number < place {
                let title: HTML = number == 0 ? "\(step.title(t))" : "<a href=\"\(step.link)\">\(step.title(t))</a>"
                return "<li class=\"done\"><span>\(visit.ui.icon("check"))</span>\(title)</li>"
            }
            return "<li\(flag: " aria-current=\"step\"", number == place)><span>\(number + 1)</span>\(step.title(t))</li>"
        }
        return "<ol class=\"steps\" aria-label=\"\(t("Steps of the set-up"))\">\(items)</ol>"
    }
}
