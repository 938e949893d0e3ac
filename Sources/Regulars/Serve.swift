import ArgumentParser
import Core
import Foundation
import House
import Hummingbird
import Logging
import Mail
import Secrets
import ServiceLifecycle
import Storage
import UnixSignals
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the shop: pages, mail, and the work behind them.")

    @OptionGroup var data: DataOptions
    @OptionGroup var logging: LogOptions

    @Option(help: "Where to listen, as HOST:PORT.")
    var listen = "127.0.0.1:8080"

    @Option(name: .customLong("trusted-proxy"), help: "Address of a proxy whose X-Forwarded-For counts. May be given several times.")
    var proxies: [String] = []

    func run() async throws {
        try await Regulars.run {
            let log = logging.logger()
            guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]), (0...65535).contains(port)
            else {
                throw CommandFailure("--listen takes HOST:PORT, as in 127.0.0.1:8080.", code: .usage)
            }
            let host = String(listen[..<colon]).trimmingCharacters(in: ["[", "]"])
            let workers = ParseWorkers()
            let shop = try data.open(log: log, workers: workers)
            let site = Site(
                routes: shop.routes, host: Reception(shop).host, key: shop.key, assets: AssetSet(), trustedProxies: Set(proxies), log: log)
            let app = Application(
                responder: FrontDoor(site),
                configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
                onServerRunning: { channel in
                    let address = channel.localAddress.map { "\($0.ipAddress ?? host):\($0.port ?? port)" } ?? listen
                    await greet("http://\(address)", shop)
                }, logger: log)
            let services = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [
                        .init(service: app, successTerminationBehavior: .gracefullyShutdownGroup),
                        .init(service: Background(shop: shop, log: log), successTerminationBehavior: .gracefullyShutdownGroup),
                    ], gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
            do {
                try await services.run()
            } catch {
                if "\(error)".contains("Address already in use") || "\(error)".contains("errno: 98") {
                    throw CommandFailure(
                        "Something else listens on \(listen) already. Stop it, or choose another place with --listen.", code: .unavailable)
                }
                throw error
            }
            await workers.close()
            shop.database.close()
        }
    }

    /// Says on standard output where the shop is, and, while nobody owns it, the link that makes its owner.
    private func greet(_ address: String, _ shop: Shop) async {
        let isNew = (try? await shop.read { db in try db.value("SELECT 1 FROM staff LIMIT 1", as: Int.self) == nil }) ?? false
        if isNew {
            print(
                "\nRegulars is running. Open this link to set up your shop (it works until the shop has an owner):\n\n  \(address)/welcome?key=\(WelcomePages.key(shop))\n"
            )
        } else {
            print("\nRegulars is running at \(address)\n")
        }
        fflush(nil)
    }
}

/// What goes on beside the pages: jobs, mailboxes, live updates. Ends within a moment of being told to.
struct Background: Service {
    let shop: Shop
    let log: Logger

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await shop.runScheduler() }
            group.addTask { await shop.runLive() }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(20))
                    shop.live.beat()
                }
            }
            for service in shop.capabilities.flatMap(\.services) { group.addTask { await service(shop) } }
            try? await gracefulShutdown()
            shop.live.close()
            group.cancelAll()
        }
    }
}
