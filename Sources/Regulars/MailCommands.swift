import ArgumentParser
import Core
import Foundation
import Inbox
import Mail
import Storage

struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Mail from files and pipes.", subcommands: [Deliver.self, Inspect.self])

    struct Deliver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take .eml files, mboxes or Maildirs into the inbox; standard input for a mail server's pipe.")
        @OptionGroup var data: DataOptions
        @Option(help: "The mailbox's address; else by the mail's own recipients.") var mailbox: String?
        @Argument(help: "Files or Maildir folders; - or nothing for standard input.") var files: [String] = []

        func run() async throws {
            try await Regulars.run {
                let workers = ParseWorkers(count: 2)
                let shop = try data.open(log: quietLogger(), workers: workers)
                let address = mailbox
                let box = try await shop.read { db in try address.flatMap { try Inbox.mailboxID(of: $0, db) } }
                if let address, box == nil { throw CommandFailure("There is no mailbox \(address).", code: .data) }
                let intake = Intake(shop, workers: workers)
                var taken = 0
                var known = 0
                var parked = 0
                var held = 0
                // One batch is read by the workers while the one before it is written.
                var reading: Intake.Reading?
                func take(_ batch: [[UInt8]]) async throws {
                    let before = reading
                    reading = batch.isEmpty ? nil : intake.read(batch.map { Intake.Incoming($0) })
                    guard let before else { return }
                    for outcome in try await intake.take(before, mailbox: box) {
                        switch outcome {
                        case .message: taken += 1
                        case .known, .older: known += 1
                        case .held(let reason):
                            held += 1
                            FileHandle.standardError.write(Data("Held back: \(reason)\n".utf8))
                        case .parked(let reason):
                            parked += 1
                            FileHandle.standardError.write(Data("Parked: \(reason)\n".utf8))
                        }
                    }
                }
                var batch: [[UInt8]] = []
                var bytes = 0
                for source in files.isEmpty ? ["-"] : files {
                    for try await mail in MailSource(source) {
                        batch.append(mail)
                        bytes += mail.count
                        if batch.count >= 64 || bytes > 8 << 20 {
                            try await take(batch)
                            batch = []
                            bytes = 0
                        }
                    }
                }
                if !batch.isEmpty { try await take(batch) }
                try await take([])
                await workers.close()
                print("\(taken) taken in, \(known) known already, \(parked) parked" + (held > 0 ? ", \(held) held back." : "."))
                guard taken + known + parked + held > 0 else {
                    throw CommandFailure("There was no mail in what was given.", code: .noInput)
                }
            }
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What we understand of a message, as JSON.")
        @Argument(help: "A file; - or nothing for standard input.") var file = "-"

        func run() async throws {
            try await Regulars.run {
                let bytes: [UInt8]
                if file == "-" {
                    bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
                } else {
                    guard let data = FileManager.default.contents(atPath: file) else {
                        throw CommandFailure("\(file) cannot be read.", code: .noInput)
                    }
                    bytes = Array(data)
                }
                let workers = ParseWorkers()
                do {
                    let message = try await workers.parse(bytes)
                    let encoder = JSONEncoder()
                    encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes]
                    print(String(decoding: try encoder.encode(message), as: UTF8.self))
                } catch let failure as ParseFailure {
                    throw CommandFailure("This message cannot be read: \(failure)", code: .data)
                }
                await workers.close()
            }
        }
    }
}
