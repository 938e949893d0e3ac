import CZlib

/// Raw messages are kept compressed. The first byte says how: 0 as they are (what does not shrink), 1 in zlib's format (RFC 1950), whose
/// check sum finds a damaged message.
public enum Compressed {
    private static let asIs: UInt8 = 0
    private static let zlib: UInt8 = 1

    public static func pack(_ bytes: [UInt8]) -> [UInt8] {
        let length = compressBound(uLong(bytes.count))
        let packed = [UInt8](unsafeUninitializedCapacity: Int(length) + 1) { buffer, count in
            buffer[0] = zlib
            count = deflated(bytes, into: UnsafeMutableBufferPointer(rebasing: buffer.dropFirst())).map { $0 + 1 } ?? 0
        }
        return packed.isEmpty || packed.count > bytes.count ? [asIs] + bytes : packed
    }

    /// Pictures and the like in base64 repeat nothing: looking for what repeats doubles the time and saves no byte. Their 64 letters alone are
    /// worth shorter codes.
    private static func deflated(_ bytes: [UInt8], into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        var stream = z_stream()
        let strategy = isMostlyBase64(bytes) ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY
        guard deflateInit2_(&stream, 6, Z_DEFLATED, 15, 8, strategy, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { deflateEnd(&stream) }
        return bytes.withUnsafeBufferPointer { source in
            stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            stream.avail_in = UInt32(source.count)
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(buffer.count)
            return deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : nil
        }
    }

    /// By two samples in the later half: lines of base64 have no blanks.
    private static func isMostlyBase64(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 8192 else { return false }
        return [bytes.count / 2, bytes.count * 3 / 4].allSatisfy { !bytes[$0..<($0 + 1024)].contains(UInt8(ascii: " ")) }
    }

    /// What was packed. Throws `StorageError.decoding` where the bytes are damaged or would become more than `limit` bytes.
    public static func unpack(_ packed: [UInt8], limit: Int) throws -> [UInt8] {
        switch packed.first {
        case asIs:
            guard packed.count - 1 <= limit else { throw tooLong(limit) }
            return Array(packed.dropFirst())
        case zlib:
            return try inflate(packed, limit: limit)
        default:
            throw StorageError.decoding("The compressed bytes are damaged")
        }
    }

    private static func tooLong(_ limit: Int) -> StorageError {
        .decoding("The compressed bytes hold more than \(limit) bytes")
    }

    private static func inflate(_ packed: [UInt8], limit: Int) throws -> [UInt8] {
        var stream = z_stream()
        guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw StorageError.decoding("zlib cannot start")
        }
        defer { inflateEnd(&stream) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var input = packed
        try input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress.map { $0 + 1 }
            stream.avail_in = uInt(input.count - 1)
            var code = Z_OK
            while code != Z_STREAM_END {
                let produced = chunk.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress
                    stream.avail_out = uInt(output.count)
                    code = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return output.count - Int(stream.avail_out)
                }
                guard code == Z_OK || code == Z_STREAM_END, produced > 0 || code == Z_STREAM_END else {
                    throw StorageError.decoding("The compressed bytes are damaged")
                }
                guard bytes.count + produced <= limit else { throw tooLong(limit) }
                bytes += chunk[..<produced]
            }
        }
        return bytes
    }
}
