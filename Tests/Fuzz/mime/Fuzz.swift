import Foundation

@testable import Mail

/// Any bytes are a mail or a failure, and what was read survives the way over the worker's pipe.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let mail = try? MailParser.parse(input) else { return 0 }
    guard let json = try? JSONEncoder().encode(mail), (try? JSONDecoder().decode(MailMessage.self, from: json)) == mail else {
        fatalError("a mail is another one behind the pipe")
    }
    return 0
}
