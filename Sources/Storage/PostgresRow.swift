import CPQ

/// One row of a result of libpq, which asks for every column in PostgreSQL's binary format.
struct PostgresRow {
    func value(_ column: Int32, _ type: ColumnType) throws -> Value {
        .null(type)
    }
}
