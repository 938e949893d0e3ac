import Language
import Web

/// What the name, the address and the password of a member of staff must be like, with the sentence for where they are not.
struct StaffRules {
    let t: Words
    var complaints = Complaints()

    init(_ t: Words) { self.t = t }

    static let shortestPassword = 10

    mutating func name(_ name: String, field: String = "name") {
        if name.isEmpty { complaints.say(field, t("Write the name, so that others know who answers.")) }
        if name.count > 120 { complaints.say(field, t("A name has at most 120 letters.")) }
    }

    mutating func email(_ email: String, field: String = "email") {
        if !StaffRules.isAddress(email) { complaints.say(field, t("Write the whole address, as in hello@example.com.")) }
    }

    mutating func password(_ password: String, field: String = "password") {
        if password.count < StaffRules.shortestPassword {
            complaints.say(
                field,
                t("Choose at least {n} characters; a short sentence is easy to remember.", ["n": t.number(StaffRules.shortestPassword)]))
        }
        if !password.isEmpty, PasswordRules.strength(of: password) < PasswordRules.least {
            complaints.say(field, t("This is among the first that are guessed. Choose a short sentence of your own."))
        }
        if password.utf8.count > 1000 { complaints.say(field, t("This is longer than a password may be.")) }
    }

    /// Rough on purpose: whether an address works is known when a letter arrives. A host without a dot is a slip more often than an
    /// intranet, except for this very machine.
    static func isAddress(_ email: String) -> Bool {
        let halves = email.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, email.utf8.count <= 254, !email.contains(where: { $0.isWhitespace }) else {
            return false
        }
        let host = halves[1]
        return host == "localhost" || (host.contains(".") && !host.hasPrefix(".") && !host.hasSuffix(".") && !host.contains(".."))
    }
}
