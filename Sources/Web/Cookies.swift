/// Cookie names and the one way they are written: HttpOnly, SameSite=Lax, path /, and over https with the `__Host-` prefix and Secure.
public enum Cookies {
    static let stranger = "regulars-visit"
    static let flash = "regulars-flash"

    /// The session's cookie. Over plain http a `__Host-` name would be refused by browsers, hence two names.
    public static func session(isSecure: Bool) -> String { isSecure ? "__Host-regulars" : "regulars" }

    /// - Parameter maxAge: seconds; nil for a cookie that ends with the browser.
    public static func make(_ name: String, _ value: String, maxAge: Int?, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (maxAge.map { "; Max-Age=\($0)" } ?? "") + (isSecure ? "; Secure" : "")
    }

    static func parse(_ header: String?) -> [String: String] {
        guard let header else { return [:] }
        var cookies: [String: String] = [:]
        for pair in header.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { continue }
            cookies[halves[0].trimmed] = halves[1].trimmed
        }
        return cookies
    }
}
