import Assets
import Secrets

/// The embedded style sheet, scripts and drawings, under one hash for the whole set: relative imports between scripts keep working, and
/// everything may be cached for a year.
public struct AssetSet: Sendable {
    private let files: [String: [UInt8]]
    /// "/assets/<hash>"
    public let base: Link

    public init() {
        var files: [String: [UInt8]] = [:]
        for index in 0..<asset_count() {
            let asset = asset_at(index)
            let path = String(cString: asset.path)
            if path.hasPrefix("po/") { continue }
            files[path] = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.length))
        }
        var all: [UInt8] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { all += Array(path.utf8) + [0] + bytes }
        self.files = files
        base = Link("/assets/\(String(Base64URL.encode(Digest.sha256(all)).prefix(16)))")
    }

    public var paths: [String] { files.keys.sorted() }

    var route: Route {
        let files = files
        return Route(.get, "/assets/:hash/:kind/:name", .anyone) { visit in
            guard let kind = visit.parts["kind"], let name = visit.parts["name"], let bytes = files["\(kind)/\(name)"] else {
                throw Refused.notFound
            }
            return Answer(
                headers: [("content-type", AssetSet.type(of: name)), ("cache-control", "public, max-age=31536000, immutable")],
                body: .bytes(bytes))
        }
    }

    static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }
}
