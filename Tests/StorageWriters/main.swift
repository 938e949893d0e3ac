/// A process of its own beside the tests, working on the same database:
///
///     storage-writers LOCATION transfer N SEED    moves money between accounts N times
///     storage-writers LOCATION hold               takes the write lock, says "held", and keeps it until standard input ends
import Storage

let arguments = CommandLine.arguments
let location: Database.Location =
    arguments[1].hasPrefix("postgres://") ? .postgres(url: arguments[1]) : .sqlite(path: arguments[1])
let database = try Database.open(location)

switch arguments[2] {
case "transfer":
    var state = UInt64(arguments[4]) ?? 1
    /// A small linear congruential generator: the same seed makes the same transfers.
    func random(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }
    let accounts = try database.blockingRead { try $0.value("SELECT COUNT(*) FROM account", as: Int.self) } ?? 0
    for _ in 0..<(Int(arguments[3]) ?? 0) {
        let (from, to, amount) = (random(below: accounts), random(below: accounts), random(below: 100))
        try database.blockingWrite { tx in
            // Read, think, write: right only when nobody else writes in between.
            let balance: Int = try tx.value("SELECT balance FROM account WHERE id = \(from)") ?? 0
            guard balance >= amount, from != to else { return }
            let other: Int = try tx.value("SELECT balance FROM account WHERE id = \(to)") ?? 0
            try tx.run("UPDATE account SET balance = \(balance - amount) WHERE id = \(from)")
            try tx.run("UPDATE account SET balance = \(other + amount) WHERE id = \(to)")
        }
        try database.blockingWrite { tx in
            let count: Int = try tx.value("SELECT transfers FROM tally WHERE id = \(1)") ?? 0
            try tx.run("UPDATE tally SET transfers = \(count + 1) WHERE id = \(1)")
        }
    }
case "hold":
    try database.blockingWrite { tx in
        try tx.run("UPDATE tally SET transfers = transfers + 1 WHERE id = \(1)")
        print("held")
        flushOutput()
        while readLine() != nil {}
    }
default:
    print("Unknown: \(arguments[2])")
}
database.close()
