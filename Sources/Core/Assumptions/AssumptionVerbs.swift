import Storage

/// Verbs on a transaction: they keep the change and record `assumption.changed` with it. Refusals are thrown as `AssumptionRefusal`.
extension Tx {
    /// The owner's own value, with the reason in their words (may be empty). False when it was in force already.
    @discardableResult
    public func setAssumption(_ key: AssumptionKey, to value: AssumptionValue, reason: String) throws -> Bool {
        let id: ID<AssumptionStore.Change> = newID()
        return try record(
            AssumptionStore.set(key, to: value, reason: reason, by: actor.staff?.number, asOf: now, id: id.number, in: db))
    }

    /// Back to the register's value. False when it was in force already.
    @discardableResult
    public func resetAssumption(_ key: AssumptionKey, reason: String) throws -> Bool {
        let id: ID<AssumptionStore.Change> = newID()
        return try record(AssumptionStore.reset(key, reason: reason, by: actor.staff?.number, asOf: now, id: id.number, in: db))
    }

    private func record(_ change: AssumptionStore.Change?) throws -> Bool {
        guard let change else { return false }
        try record(
            "assumption.changed", data: ["key": .word(change.key.rawValue), "history": .number(change.id)])
        return true
    }
}
