import CGMime
import Glibc

/// The header fields of a message as they came, names in lower case, values unfolded bytes.
struct HeaderFields {
    private(set) var fields: [(name: String, value: [UInt8])] = []

    /// Copies at most 2,000 fields out of GMime's list.
    init(_ list: UnsafeMutablePointer<GMimeHeaderList>?) {
        guard let list else { return }
        let count = min(g_mime_header_list_get_count(list), 2000)
        for index in 0..<max(count, 0) {
            guard let header = g_mime_header_list_get_header_at(list, index), let name = g_mime_header_get_name(header) else { continue }
            let value = g_mime_header_get_raw_value(header).map { Self.unfold(UnsafeRawPointer($0), length: strlen($0)) } ?? []
            fields.append((String(cString: name).asciiLowercased, value))
        }
    }

    /// From the text of a header block, as a part that holds headers only (text/rfc822-headers, message/delivery-status).
    init(block: some Sequence<UInt8>) {
        var lines: [[UInt8]] = []
        for line in Array(block).split(separator: 0x0A, omittingEmptySubsequences: false) {
            var line = Array(line)
            if line.last == 0x0D { line.removeLast() }
            if let first = line.first, first == 0x20 || first == 0x09, !lines.isEmpty {
                lines[lines.count - 1] += line
            } else {
                lines.append(line)
            }
            if lines.count > 2000 { break }
        }
        for line in lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { continue }
            fields.append((String(decoding: line[..<colon], as: UTF8.self).trimmed.asciiLowercased, Array(line[(colon + 1)...])))
        }
    }

    func raw(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }
    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// The first field of that name as one line, nil when missing. Encoded words stay encoded.
    func text(_ name: String) -> String? {
        raw(name).map { HeaderText.singleLine(String(decoding: $0, as: UTF8.self)) }
    }

    func texts(_ name: String, limit: Int = 50) -> [String] {
        fields.lazy.filter { $0.name == name }.prefix(limit).map { HeaderText.singleLine(String(decoding: $0.value, as: UTF8.self)) }
    }

    private static func unfold(_ start: UnsafeRawPointer, length: Int) -> [UInt8] {
        // No honest header is longer; the rest of such a one is noise.
        UnsafeRawBufferPointer(start: start, count: min(length, 1 << 20)).filter { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
    }
}
