/// Text whose sender broke paragraphs into lines for terminals (RFC 3676): put together again.
enum FlowedText {
    /// - Parameter deletingBlank: the blank that marks a soft line end is not part of the text (DelSp=yes).
    static func unwrap(_ text: String, deletingBlank: Bool) -> String {
        var result = ""
        var depthBefore = 0
        var isSoft = false
        for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let depth = line.utf8.prefix { $0 == UInt8(ascii: ">") }.count
            var content = line.dropFirst(depth)
            // Space-stuffing.
            if content.utf8.first == 0x20 { content = content.dropFirst() }
            let isSignature = content == "-- "
            if isSoft, depth == depthBefore, !isSignature {
                if deletingBlank { result.removeLast() }
                result += content
            } else {
                if place > 0 { result += "\n" }
                result += String(repeating: ">", count: depth) + (depth > 0 && !content.isEmpty ? " " : "") + content
            }
            isSoft = content.utf8.last == 0x20 && !isSignature
            depthBefore = depth
        }
        return result
    }
}
