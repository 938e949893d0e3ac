import Foundation
import Net

/// Whose certificates mail servers may show: the system's authorities, and those of the file that `SSL_CERT_FILE` names, as for other
/// programs. Asked at each connection and never kept with a mailbox, so that another file counts from the next start on.
enum MailTrust {
    static func now(_ servers: Mailbox.Servers) -> Trust {
        if servers.trust == .anyone { return .anyone }
        return ProcessInfo.processInfo.environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : .authority(path: $0) } ?? .system
    }
}
