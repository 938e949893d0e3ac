import Foundation
import Testing

@testable import Net

@Suite struct `Small formats of mail` {
    @Test(arguments: [
        ("INBOX", "INBOX"), ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"), ("A & B", "A &- B"), ("Arşiv", "Ar&AV8-iv"),
        ("Lähetetyt", "L&AOQ-hetetyt"), ("Ուղարկված", "&BUgFggVyBWEFgAVvBX4FYQVu-"), ("😀 joy", "&2D3eAA- joy"), ("", ""),
    ])
    func `folder names are written in IMAP's UTF-7`(name: String, text: String) {
        #expect(ModifiedUTF7.encode(name) == text)
        #expect(ModifiedUTF7.decode(text) == name)
    }

    @Test(arguments: ["&", "&AV8", "&AV8=-", "&A-", "&2D0-", "caf\u{E9}"])
    func `a name that is not written by the rules stays as it is`(text: String) {
        #expect(ModifiedUTF7.decode(text) == text)
    }

    @Test func `neighbouring UIDs become ranges`() {
        #expect(UIDSet.text([]) == "")
        #expect(UIDSet.text([7]) == "7")
        #expect(UIDSet.text([4, 2, 5, 6, 9, 6]) == "2,4:6,9")
        #expect(UIDSet.text([.max, .max - 1]) == "4294967294:4294967295")
        #expect(UIDSet.chunks(Array(1...200), count: 80).map(\.count) == [80, 80, 40])
    }

    @Test func `a server's date is read with its zone, and ours is written in UTC`() throws {
        let date = try #require(IMAPDate.parse("17-Jul-1996 02:44:25 -0730"))
        #expect(date == Date(timeIntervalSince1970: 837_598_465))
        #expect(IMAPDate.text(date) == "17-Jul-1996 10:14:25 +0000")
        #expect(IMAPDate.parse(" 1-Jan-1970 03:00:00 +0300") == Date(timeIntervalSince1970: 0))
        #expect(IMAPDate.text(Date(timeIntervalSince1970: 951_782_400)) == "29-Feb-2000 00:00:00 +0000")
        #expect(IMAPDate.text(Date(timeIntervalSince1970: -1)) == "31-Dec-1969 23:59:59 +0000")
        for seconds in stride(from: -2_000_000_000, to: 4_000_000_000, by: 12_345_678.0) {
            let date = Date(timeIntervalSince1970: seconds)
            #expect(IMAPDate.parse(IMAPDate.text(date)) == date)
        }
    }

    @Test(arguments: ["", "17-Jul-1996", "17-Foo-1996 02:44:25 -0700", "32-Jul-1996 02:44:25 -0700", "17-Jul-1996 24:44:25 -0700", "x y z"])
    func `what is no date is none`(text: String) {
        #expect(IMAPDate.parse(text) == nil)
    }

    @Test func `a server address becomes a URL only when nothing else can hide in it`() {
        func url(_ host: String, _ port: Int = 993) -> String? {
            ServerAddress(host: host, port: port, security: .tls).url(scheme: "imap")
        }
        #expect(url("mail.example.com") == "imaps://mail.example.com:993/")
        #expect(url("::1") == "imaps://[::1]:993/")
        #expect(ServerAddress(host: "a", port: 143, security: .starttls).url(scheme: "imap") == "imap://a:143/")
        for host in ["", "a/b", "user@host", "a b", "a?b", "a#b", "a\r\nb", "a%00"] { #expect(url(host) == nil) }
        #expect(url("a", 0) == nil)
        #expect(url("a", 65536) == nil)
    }

    @Test func `credentials print without their password`() {
        let credentials = Credentials(user: "anna", password: "hunter2")
        #expect(!"\(credentials)".contains("hunter2"))
        #expect(!String(reflecting: credentials).contains("hunter2"))
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(dumped.contains("anna") && !dumped.contains("hunter2"))
    }
}
