/// All that the models of buying need to know of a customer.
///
/// A purchase is a *day* with purchases: several receipts of one day are one occasion, or a customer who comes back for a forgotten bag would count
/// as twice as loyal.
public struct BuyingHistory: Hashable, Sendable {
    /// Days with purchases after the first one; x in the papers.
    public var frequency: Int
    /// Days from the first purchase to the last, 0 when there was one alone; t_x in the papers, in units there.
    public var recencyDays: Int
    /// Days from the first purchase to the end of what was observed; T in the papers, in units there.
    public var ageDays: Int

    /// Nil where no customer can have such a history: it ends before it begins, or has more days with purchases than days.
    public init?(frequency: Int, recencyDays: Int, ageDays: Int) {
        guard frequency >= 0, recencyDays >= frequency, ageDays >= recencyDays, (frequency == 0) == (recencyDays == 0),
            ageDays < HistoryTable.longest
        else { return nil }
        self.frequency = frequency
        self.recencyDays = recencyDays
        self.ageDays = ageDays
    }
}
