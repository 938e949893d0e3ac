import Core
import Storage
import Web

/// What the sample shop has beside its letters: a state of its own, and a list with a name. Both go with the sample.
extension Tx {
    /// A list for everybody, as an address of the inbox names it: "view=all&tag=12". Returns its id; nil where it cannot be.
    public func addSampleList(_ name: String, _ query: String) throws -> Int64? {
        do { return try save(InboxPlace(Form(urlEncoded: query)), named: name, isShared: true).id.number } catch is SavedViewProblem {
            return nil
        }
    }

    /// Takes lists and states of the shop's own away for good.
    public func forgetSampleLists(_ lists: [Int64], states: [Int64]) throws {
        try set(InboxSettings.views, to: try setting(InboxSettings.views).filter { !lists.contains($0.id.number) })
        try set(InboxSettings.ownStates, to: try setting(InboxSettings.ownStates).filter { !states.contains($0.id.number) })
        try db.run("UPDATE conversation SET own_state = NULL WHERE own_state IN \(states)")
    }
}
