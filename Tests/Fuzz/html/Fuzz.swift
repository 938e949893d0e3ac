@testable import Mail

/// Strangers' HTML comes out without what could run or load, and what came out stays as it is when it goes in again.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let markup = Sanitiser.sanitise(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)).html.markup
    let small = markup.lowercased()
    for word in ["<script", "<iframe", "<object", "<embed", "<form", "<svg", "<math", "<style", "<link", "<meta", "<base"]
    where small.contains(word) {
        fatalError("\(word) came through: \(markup)")
    }
    guard Sanitiser.sanitise(markup).html.markup == markup else { fatalError("what is clean was changed: \(markup)") }
    return 0
}
