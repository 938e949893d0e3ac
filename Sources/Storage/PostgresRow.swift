import CPQ

/// One row of a result of libpq, which Storage always asks for in PostgreSQL's binary format. Valid as long as the result.
struct PostgresRow {
    let result: OpaquePointer
    let row: Int32

    func value(_ column: Int32, _ type: ColumnType) throws -> Value {
        guard column < PQnfields(result) else { throw StorageError.decoding("There is no column \(column + 1)") }
        if PQgetisnull(result, row, column) == 1 { return .null(type) }
        let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        switch PQftype(result, column) {
        case PostgresType.int8, PostgresType.int4, PostgresType.int2, PostgresType.bool:
            return .int(Self.signed(bytes))
        case PostgresType.oid:
            return .int(Self.signed(bytes) & 0xFFFF_FFFF)
        case PostgresType.text, PostgresType.varchar, PostgresType.name, PostgresType.unknown:
            return .text(String(decoding: bytes, as: UTF8.self))
        case PostgresType.bytea:
            return .blob([UInt8](bytes))
        case let other:
            throw StorageError.decoding("Column \(column + 1) has PostgreSQL's type number \(other); cast it in the SQL")
        }
    }

    /// Big-endian two's complement of 1, 2, 4 or 8 bytes.
    private static func signed(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        guard let first = bytes.first else { return 0 }
        var number = Int64(Int8(bitPattern: first))
        for byte in bytes.dropFirst() { number = number << 8 | Int64(byte) }
        return number
    }
}

/// PostgreSQL's numbers for the types that statements answer with, from its pg_type.dat; they never change.
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let unknown: UInt32 = 705
    static let varchar: UInt32 = 1043
}
