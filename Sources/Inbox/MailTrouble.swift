import Language
import Net

/// What went wrong with a mail server, and what to do about it, as sentences for the person who sets it up.
enum MailTrouble {
    static func sentence(_ cause: String, _ t: Words) -> String {
        guard let cause = ConnectionExplanation.Cause(rawValue: cause) else { return t("Something went wrong with the connection.") }
        return sentence(cause, t)
    }

    /// Another mail server than the one that was asked for answers: which, by its greeting.
    private static func foreign(_ said: String, _ t: Words) -> String {
        if said.contains("+OK") { return t("A POP3 server answers on this port. For IMAP it is usually 993, for sending 465 or 587.") }
        if said.contains("* OK") { return t("An IMAP server answers on this port. For POP3 it is usually 995, for sending 465 or 587.") }
        if said.contains("220") {
            return t("A server for sending (SMTP) answers on this port. For reading by IMAP it is usually 993, by POP3 995.")
        }
        return t("Something else answers on this port, not a mail server.")
    }

    /// - Parameter said: what the server itself said, where that is known.
    static func sentence(_ cause: ConnectionExplanation.Cause, said: String = "", _ t: Words) -> String {
        switch cause {
        case .badAddress: t("The server’s name cannot be one. Write it as in imap.example.com.")
        case .hostNotFound: t("There is no server of this name. Look for a typing mistake.")
        case .portRefused: t("The server is there, but nothing answers on this port. Usual are 993 for reading and 465 or 587 for sending.")
        case .unreachable: t("There is no way to this server. Is the internet connection up?")
        case .timedOut: t("The server did not answer in time. The port may be wrong, or a firewall is in the way.")
        case .closedByServer: t("The server ended the connection without saying why.")
        case .addressNotAllowed: t("This server stands in a private network. Allow that under Shop if it is your own.")
        case .serverSpeaksPlain:
            t(
                "The server speaks plain text on this port. Choose STARTTLS; for a server in your own network that has none, None (own network only)."
            )
        case .serverExpectsTLS: t("The server expects encryption from the start on this port. Choose TLS.")
        case .startTLSNotOffered:
            t("The server does not offer STARTTLS. Choose TLS and its port; for a server in your own network, None (own network only).")
        case .certificateNotTrusted:
            t(
                "The server’s certificate is not from an authority we trust. Somebody may be in between. If it is home-made, start the program with SSL_CERT_FILE naming the file of your authority."
            )
        case .certificateExpired: t("The server’s certificate has expired. Tell whoever runs it.")
        case .certificateForOtherName: t("The certificate belongs to another server name. Use the name that your provider gives.")
        case .authorityFileUnreadable: t("The file with your own authority cannot be read.")
        case .tlsFailed: t("Encryption could not be agreed on with the server.")
        case .wrongUserOrPassword:
            t("The server refused the user name or the password. Many providers want a password made for this program (an app password).")
        case .needsAppPassword: t("This provider wants a password made for one program (an app password), not your own.")
        case .passwordsNotAccepted: t("This server takes no passwords, or only in a way we do not speak.")
        case .passwordNeedsTLS: t("The server takes passwords only over an encrypted connection. Choose TLS or STARTTLS.")
        case .signInNeeded: t("The server wants a user name and a password before it takes mail.")
        case .folderMissing: t("There is no folder of this name.")
        case .tooManyConnections: t("Too many programs are connected to this mailbox. Close one and try again.")
        case .serverBusy: t("The server is busy right now. We keep trying.")
        case .otherProtocol: foreign(said, t)
        case .refused: t("The server said no.")
        case .malformedAnswer: t("The server’s answer makes no sense.")
        case .tooLarge: t("The server’s answer is too large.")
        case .stopped: t("The connection was stopped.")
        case .other: t("Something went wrong with the connection.")
        }
    }
}
