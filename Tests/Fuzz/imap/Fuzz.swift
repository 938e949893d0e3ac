@testable import Net

/// Whatever a server sends is an answer or an error, however the packets are cut. The first byte is the size of a packet.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    struct Ended: Error {}
    let input = UnsafeBufferPointer(start: bytes, count: count)
    let size = max(1, Int(input.first ?? 1))
    var rest = Array(input.dropFirst())[...]
    let reader = IMAPReader(limits: .init()) {
        guard !rest.isEmpty else { throw Ended() }
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
    }
    while (try? reader.next()) != nil {}
    return 0
}
