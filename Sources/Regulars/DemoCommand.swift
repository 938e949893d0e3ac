import ArgumentParser
import Core
import Demo
import Mail
import Storage

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "A lively sample shop, into a database that is empty (makes its owner) or that setup has made.")
    @OptionGroup var data: DataOptions
    @Option(help: "Fill up to so many conversations, for measuring.") var conversations: Int?
    @Option(help: "Fill up to so many customers, for measuring.") var customers: Int?

    func run() async throws {
        try await Regulars.run {
            let workers = ParseWorkers(count: 2)
            let shop = try data.open(log: quietLogger(), workers: workers)
            guard try await shop.read({ db in try db.value("SELECT 1 FROM customer LIMIT 1", as: Int.self) == nil }) else {
                throw CommandFailure(
                    "There are people in this shop already. The sample shop goes into an empty one; choose another --data folder.",
                    code: .data)
            }
            let world = World(shop, workers: workers)
            do {
                let signIn = try await world.build()
                if conversations != nil || customers != nil {
                    try await world.scale(conversations: conversations ?? 1000, customers: customers ?? 500)
                }
                print("The sample shop is ready.")
                if let signIn {
                    print("Sign in as \(signIn.email) with the password \(signIn.password)")
                    if !signIn.colleagues.isEmpty { print("The colleagues have the same: \(signIn.colleagues.joined(separator: ", "))") }
                }
            } catch let refusal as World.Refusal {
                throw CommandFailure("\(refusal)", code: .data)
            }
            await workers.close()
            shop.database.close()
        }
    }
}
