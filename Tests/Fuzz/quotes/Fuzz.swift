@testable import Mail

/// What is shown of a mail is made of its own lines, in their order, and never empty where the mail is not.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    let visible = QuoteFold.visible(text)
    func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
    if visible.isEmpty, !words(text).isEmpty { fatalError("all of it is folded away") }
    var rest = words(text)[...]
    for word in words(visible) {
        guard let place = rest.firstIndex(of: word) else { fatalError("a word that is not in the mail: \(word)") }
        rest = rest[(place + 1)...]
    }
    return 0
}
