import Core
import Counter
import Demo
import House
import Inbox
import Mail
import People
import Purchases

/// What this program can do, in the order of the rail. Adding a capability: its folder, its target in Package.swift, one line here.
func capabilities(workers: ParseWorkers) -> [Capability] {
    [
        .house,
        .inbox(workers: workers),
        .people,
        .counter,
        .purchases,
        .sample(workers: workers),
    ]
}
