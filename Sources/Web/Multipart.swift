/// A file that came with a form.
public struct Upload: Sendable, Equatable {
    /// As the browser named it, without its path; a stranger's text.
    public var name: String
    /// The media type as the browser said, lower case; "application/octet-stream" where it said none.
    public var type: String
    public var data: [UInt8]

    public init(name: String, type: String, data: [UInt8]) {
        self.name = name
        self.type = type
        self.data = data
    }
}

/// A `multipart/form-data` body (RFC 7578), as browsers send forms with files.
struct Multipart: Sendable {
    private(set) var form = Form()
    private(set) var files: [(field: String, upload: Upload)] = []

    static let mostParts = 200

    /// Nil when the body is not what its content type says: a part without an end, a header without a name.
    init?(_ bytes: [UInt8], contentType: String) {
        let body = bytes[...]
        guard let boundary = Self.parameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count) else { return nil }
        let mark = Array("--\(boundary)".utf8)
        guard var place = Self.find(mark, in: body, from: 0), place == 0 || body[..<place].allSatisfy({ $0 == 0x0D || $0 == 0x0A }) else {
            return nil
        }
        let delimiter = [0x0D, 0x0A] + mark
        var fields: [(String, String)] = []
        for _ in 0...Self.mostParts {
            let start = place + mark.count
            if body[start...].starts(with: [0x2D, 0x2D]) {
                form = Form(fields)
                return
            }
            // White space may follow a boundary (RFC 2046).
            guard let lineEnd = Self.find([0x0D, 0x0A], in: body, from: start),
                body[start..<lineEnd].allSatisfy({ $0 == 0x20 || $0 == 0x09 }), let end = Self.find(delimiter, in: body, from: lineEnd)
            else { return nil }
            guard let part = Part(body[lineEnd..<end]) else { return nil }
            if let upload = part.upload {
                // A file field that was left empty comes as a file without a name.
                if !upload.name.isEmpty { files.append((part.name, upload)) }
            } else {
                fields.append((part.name, String(decoding: part.content, as: UTF8.self)))
            }
            place = end + 2
        }
        return nil
    }

    private struct Part {
        var name: String
        var upload: Upload?
        var content: ArraySlice<UInt8>

        /// `bytes` begin with the line end before the first header.
        init?(_ bytes: ArraySlice<UInt8>) {
            let blank: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
            guard let headEnd = Multipart.find(blank, in: bytes, from: bytes.startIndex), headEnd - bytes.startIndex < 8_000 else {
                return nil
            }
            content = bytes[(headEnd + 4)...]
            var disposition = ""
            var type = "application/octet-stream"
            for line in String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n") {
                let halves = line.split(separator: ":", maxSplits: 1)
                guard halves.count == 2 else { return nil }
                switch halves[0].lowercased() {
                case "content-disposition": disposition = halves[1].trimmed
                case "content-type": type = halves[1].trimmed.lowercased()
                default: continue
                }
            }
            guard disposition.lowercased().hasPrefix("form-data"), let name = Multipart.parameter("name", in: disposition) else {
                return nil
            }
            self.name = name
            if let file = Multipart.parameter("filename", in: disposition) {
                // Old browsers send the whole path.
                let last = file.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
                upload = Upload(name: String(last.prefix(200)), type: String(type.prefix(100)), data: Array(content))
            }
        }
    }

    /// The value of `name="value"` or `name=value`. Browsers write quotes within a name as %22 and leave backslashes alone (HTML, form
    /// submission), so a backslash escapes a quote only.
    static func parameter(_ name: String, in header: String) -> String? {
        var rest = header[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].lowercased().trimmed
            var after = rest[rest.index(after: equals)...]
            var value = ""
            if after.first == "\"" {
                after = after.dropFirst()
                while let next = after.first, next != "\"" {
                    if next == "\\", after.dropFirst().first == "\"" { after = after.dropFirst() }
                    guard let character = after.first else { break }
                    value.append(character)
                    after = after.dropFirst()
                }
                after = after.dropFirst()
            } else {
                value = after.prefix { $0 != ";" }.trimmed
            }
            if key == name { return value.replacing("%22", with: "\"").replacing("%0D%0A", with: " ") }
            rest = after
        }
        return nil
    }

    /// Where `wanted` begins at or after `start`.
    static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        let offset = bytes.startIndex
        return bytes.withUnsafeBufferPointer { buffer -> Int? in
            var place = start - offset
            let last = buffer.count - wanted.count
            while place <= last {
                if buffer[place] == wanted[0] {
                    var length = 1
                    while length < wanted.count, buffer[place + length] == wanted[length] { length += 1 }
                    if length == wanted.count { return place + offset }
                }
                place += 1
            }
            return nil
        }
    }
}
