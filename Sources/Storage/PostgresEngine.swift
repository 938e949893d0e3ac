final class PostgresEngine: Sendable {
    init(url: String, log: @escaping @Sendable (String) -> Void) throws {
        throw StorageError.refused("PostgreSQL is not built in yet.")
    }
    func read<T: Sendable>(hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        throw StorageError.busy
    }
    func blockingRead<T>(hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Reader) throws -> T) throws -> T {
        throw StorageError.busy
    }
    func write<T: Sendable>(hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Writer) throws -> T) async throws -> T {
        throw StorageError.busy
    }
    func blockingWrite<T>(hooks: [@Sendable (String) -> Void], _ body: @escaping @Sendable (Writer) throws -> T) throws -> T {
        throw StorageError.busy
    }
    func close() {}
}
