import Core
import House
import Language
import Mail
import Storage
import Web

/// The sample data: offered by the first run, taken out on a page of the settings.
extension Capability {
    /// - Parameter workers: the jailed readers, through which the sample's letters come in like any other.
    public static func sample(workers: ParseWorkers) -> Capability {
        var sample = Capability("sample")
        sample.migrations = sampleMigrations
        sample.routes = { shop in
            [
                .get("/welcome/sample", .own) { try await SamplePages.ask($0, shop) },
                .post("/welcome/sample", .own) { try await SamplePages.choose($0, shop, workers) },
                .get("/settings/sample", .own) { try await SamplePages.contents($0, shop) },
                .post("/settings/sample", .own) { try await SamplePages.takeOut($0, shop) },
            ]
        }
        sample.welcomeSteps = [WelcomeStep("/welcome/sample") { t in t("Sample", context: "first run") }]
        sample.settingsPages = [
            SettingsPage(
                "/settings/sample", icon: "book", .own, title: { t in t("Sample data") },
                hint: { t in t("See what is there, and take it out") })
        ]
        return sample
    }
}
