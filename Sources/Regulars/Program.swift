import ArgumentParser
import Mail

@main
enum Main {
    static func main() async {
        // The reader of strangers' mail is started often and needs nothing of the rest.
        if CommandLine.arguments.dropFirst() == ["parse-worker"] { ParseWorker.runChild() }
        await Program.main()
    }
}

/// The program: everything it does is a command.
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regulars",
        abstract: "Turn customers into regulars: the inbox, the memory and the clock of a small shop.",
        version: "0.1.0",
        subcommands: [
            Serve.self, Setup.self, StaffCommand.self, TokenCommand.self, MailCommand.self, ImportCommand.self, PurchasesCommand.self,
            ValueCommand.self,
            Backup.self, Restore.self,
            Export.self,
            Check.self, Doctor.self, Routes.self, DemoCommand.self, ParseWorkerCommand.self,
        ])
}
