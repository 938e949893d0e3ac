import ArgumentParser

/// The program: everything it does is a command.
@main
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regulars",
        abstract: "Turn customers into regulars: the inbox, the memory and the clock of a small shop.",
        version: "0.1.0",
        subcommands: [
            Serve.self, Setup.self, StaffCommand.self, TokenCommand.self, MailCommand.self, Backup.self, Restore.self, Export.self,
            Check.self, Doctor.self, Routes.self, DemoCommand.self, ParseWorkerCommand.self,
        ])
}
