import Core
import Foundation
import House
import Language
import Storage
import TestShop
import Testing
import Web

@testable import People

/// 165-167 and 160-162: a table of people comes in.
@Suite struct ImportTests {
    private static let table = """
        Müşteri no;Ad;Soyad;E-posta;Cep telefonu;Dil;Not
        1;Şükrü;Ğöz;sukru@ornek.com;0532 123 45 67;tr;"Sade; az şekerli
        iki satır"
        2;Marja;Väänänen;marja@example.fi;+358 40 123 4567;Finnish;=1+1
        3;;;not an address;;;
        4;Aram;;aram@example.am;;hy;
        """

    private func bring(_ test: TestShop, _ text: String, reading: ImportReading = ImportReading()) async throws -> PeopleImport {
        let owner = try await test.owner
        let id = try await test.shop.write(as: .staff(owner)) { tx in try tx.bring("old.csv", Array(text.utf8), as: reading) }
        try await ImportRun.finish(id, as: .staff(owner), isDry: false, test.shop)
        return try #require(try await test.shop.read { try $0.peopleImport(id) })
    }

    private func card(_ test: TestShop, _ email: String) async throws -> Card {
        try #require(
            try await test.shop.read { db in
                guard let person = try db.customer(at: .email(email)) else { return nil }
                return Card(person, try db.addresses(of: person.id))
            })
    }

    private func people(_ test: TestShop) async throws -> Int {
        try await test.shop.read { try $0.value("SELECT count(*) FROM customer", as: Int.self) ?? 0 }
    }

    @Test(arguments: TestShop.engines) func `165: a file is looked at, mended, taken in and taken back, by pages alone`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Marja", note: "likes rye", addresses: [.email("Marja@example.fi")]))
        var browser = try await test.browser(as: .manager)
        try await browser.open("/people")
        #expect(browser.page.links.contains("/people/import"))
        try await browser.open("/people/import")
        let none = try await browser.submit([:], to: "/people/import", files: [])
        #expect(none.status == 422 && none.error("file") == "Choose a file.")
        // Windows-1254, as Excel in Turkish saves it.
        let own: [Unicode.Scalar: UInt8] = ["Ğ": 0xD0, "İ": 0xDD, "Ş": 0xDE, "ğ": 0xF0, "ı": 0xFD, "ş": 0xFE]
        let bytes = Self.table.replacing("\n", with: "\r\n").unicodeScalars.map { own[$0] ?? UInt8($0.value) }
        let page = try await browser.submit([:], to: "/people/import", files: [Upload(name: "old.csv", type: "text/csv", data: bytes)])
        #expect(page.status == 200 && page.shows("Şükrü Ğöz") && page.shows("sukru@ornek.com"))
        #expect(page.value("charset") == "windows-1254" && page.value("delimiter") == "semicolon" && page.value("header") == "1")
        #expect((0..<7).map { page.value("column-\($0)") } == ["key", "first_name", "last_name", "email", "phone", "language", "note"])
        #expect(try await people(test) == 1)

        let checked = try await browser.submit(["do": "check"], to: browser.path)
        #expect(checked.shows("2 new") && checked.shows("1 changed") && checked.shows("1 wrong"))
        #expect(checked.shows("“not an address” is not an e-mail address."))
        #expect(try await people(test) == 1)
        let errors = await browser.call("GET", browser.path + "/errors.csv")
        guard case .text(let csv) = errors.body else { Issue.record("no file"); return }
        #expect(csv.hasPrefix("\u{FEFF}Müşteri no;") && csv.contains("\r\n3;;;not an address;;;;“not an address” is not"))

        let done = try await browser.submit([:], to: browser.path + "/start")
        #expect(done.shows("New cards: 2. Changed: 1. Rows that stayed out: 1."))
        let sukru = try await card(test, "sukru@ornek.com")
        #expect(sukru.name == "Şükrü Ğöz" && sukru.language == "tr" && sukru.note == "Sade; az şekerli\r\niki satır")
        let marja = try await card(test, "marja@example.fi")
        #expect(marja.name == "Marja Väänänen" && marja.note == "likes rye\n=1+1" && marja.phones.count == 1 && marja.language == "fi")
        // Found by the index, without a word typed twice.
        let byName = await browser.fragment("/people/find?q=goz")
        #expect(byName.shows("Şükrü"))
        let byNumber = await browser.fragment("/people/find?q=532123")
        #expect(byNumber.shows("Şükrü"))

        let back = try await browser.undo()
        #expect(back.shows("The import is taken back."))
        #expect(try await people(test) == 1)
        let before = try await card(test, "marja@example.fi")
        #expect(before.name == "Marja" && before.note == "likes rye" && before.phones.isEmpty && before.language == nil)
        #expect(try test.shop.database.check().isEmpty)
    }

    @Test(arguments: TestShop.engines) func `166: one event a batch, and nothing follows from it`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let before = try await test.events().count
        _ = try await bring(test, Self.table)
        let events = Array(try await test.events().dropFirst(before))
        #expect(events == ["people.import-checked", "people.import-started", "people.imported"])
        let jobs = try await test.shop.read { try $0.waitingJobs().filter { $0.kind.hasPrefix("people.import") } }
        #expect(jobs.isEmpty)
    }

    @Test(arguments: TestShop.engines) func `165: taking back takes the companies along that came with it`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let brought = try await bring(test, "Name;Company;Email\nAda;Güneş A.Ş.;ada@example.org\nBea;Kept Ltd;bea@example.org\n")
        func companies() async throws -> [String] {
            try await test.shop.read { try $0.values("SELECT name FROM company WHERE removed_at IS NULL ORDER BY name", as: String.self) }
        }
        #expect(try await companies().count == 2)
        let owner = try await test.owner
        try await test.shop.write(as: .staff(owner)) { tx in
            tx.silentByIntent = true
            try tx.db.run("UPDATE company SET note = 'pays on Fridays' WHERE name = 'Kept Ltd'")
        }
        try await ImportRun.undo(brought.id, as: .staff(owner), test.shop)
        #expect(try await people(test) == 0)
        #expect(try await companies() == ["Kept Ltd"], "what somebody wrote on stays")
    }

    @Test(arguments: TestShop.engines) func `165: what is no table is told apart, with what to do, on the page and for programs`(
        engine: Engine
    ) async throws {
        let test = try await TestShop.withPeople(engine)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/people/import")
        let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] + Array("IHDR,a@b.example\n".utf8)
        let page = try await browser.submit([:], to: "/people/import", files: [Upload(name: "list.csv", type: "text/csv", data: picture)])
        #expect(page.status == 422 && page.error("file")?.contains("This is a picture, no table.") == true)
        let workbook: [UInt8] = [0x50, 0x4B, 3, 4, 0x14, 0, 6, 0] + Array("[Content_Types].xml  xl/workbook.xml".utf8)
        let other = try await browser.submit([:], to: "/people/import", files: [Upload(name: "a.xlsx", type: "", data: workbook)])
        #expect(other.status == 422 && other.error("file")?.contains("CSV UTF-8") == true)
        let token = try await test.token()
        let api = await test.api("POST", "/api/v1/people/import", token: token, json: "%PDF-1.7 and its pages")
        #expect(api.status == 422 && api.text.contains("This is a PDF"))
        #expect(try await test.shop.read { try $0.peopleImports().isEmpty })
    }

    @Test func `165: a file is known by its first bytes, and a table with a slip is still one`() {
        func file(_ text: String) -> SheetFile? { SheetFile(Array(text.utf8)) }
        #expect(file("name,mail\nAda,ada@example.org") == nil && file("") == nil && file("PK;name\n1;Ada") == nil)
        #expect(file("BM,name\nx,y\n1,2\n") == nil && file("GIF,name") == nil)
        #expect(file("%PDF-1.7\n") == .pdf && file("GIF89a") == .picture && file("  <!DOCTYPE html><table>") == .page)
        #expect(SheetFile([0xFF, 0xD8, 0xFF, 0xE0]) == .picture && SheetFile([0xD0, 0xCF, 0x11, 0xE0, 0xA1]) == .workbook)
        #expect(SheetFile([0x50, 0x4B, 3, 4] + Array("word/document.xml".utf8)) == .document)
        #expect(SheetFile([0x50, 0x4B, 3, 4] + Array("list.csv".utf8)) == .archive)
        #expect(SheetFile((0..<200).map { UInt8($0 % 16) }) == .bytes)
        // UTF-16, and one NUL in a cell.
        #expect(SheetFile(Array("name,mail\n".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == nil)
        #expect(SheetFile(Array("name,mail\nA\0da,x\n".utf8)) == nil)
    }

    @Test func `161: a number that cannot be one in the shop's country stays out`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let table = "Name;Phone\nAda;0532 12\nBea;444 1 234\nCem;040 123 4567\nDua;+90 532 12\n"
        let brought = try await bring(test, table)
        #expect(brought.counts.added == 2 && brought.counts.wrong == 2)
        var browser = try await test.browser(as: .agent)
        try await browser.open("/people/new")
        let page = try await browser.submit(["name": "Ada", "phones": "0532 12"])
        #expect(page.status == 422 && page.error("phones")?.contains("0 is followed by 10 digits, and here by 5.") == true)
        #expect(page.value("phones") == "0532 12")
    }

    @Test(arguments: TestShop.engines) func `165: the same file again changes nothing, a mended one updates by key, then mail, then phone`(
        engine: Engine
    ) async throws {
        let test = try await TestShop.withPeople(engine)
        _ = try await bring(test, Self.table)
        let again = try await bring(test, Self.table)
        #expect(again.counts == ImportCounts(added: 0, changed: 0, same: 3, wrong: 1))
        // By key with another address, by mail without a key, by phone alone; empty cells empty nothing.
        let next = try await bring(
            test,
            """
            key,name,email,phone,note
            1,,new@ornek.com,,
            ,Marja V.,MARJA@example.fi,,
            ,,,+90 532 123 45 67,buys on Fridays
            """)
        #expect(next.counts == ImportCounts(added: 0, changed: 3, same: 0, wrong: 0))
        let sukru = try await card(test, "new@ornek.com")
        #expect(sukru.name == "Şükrü Ğöz" && sukru.emails.count == 2 && sukru.phones.count == 1 && sukru.note.hasSuffix("buys on Fridays"))
        #expect(try await card(test, "marja@example.fi").name == "Marja V.")
        #expect(try await people(test) == 3)
    }

    @Test(arguments: TestShop.engines) func `165: nobody gets two cards, and who is somebody else is said`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        try await test.add(Card(name: "Ali Er", addresses: [.phone("0532 111 22 33")]))
        let done = try await bring(
            test,
            """
            name,email,phone
            Suna Ak,suna@ornek.com,0532 444 55 66
            Suna Ak,suna@ornek.com,
            Suna Ak,s2@ornek.com,05324445566
            ALİ ER,ali@ornek.com,+905321112233
            Veli Er,veli@ornek.com,0532 111 22 33
            Can,can@ornek.com;suna@ornek.com,0532 111 22 33
            """)
        #expect(done.counts == ImportCounts(added: 1, changed: 2, same: 1, wrong: 2))
        let problems = try await test.shop.read { try $0.importProblems(done.id) }
        #expect(problems.map(\.row) == [6, 7] && problems.map(\.kind) == [.taken, .taken] && problems[0].column == 2)
        #expect(try await people(test) == 2)
        #expect(try await card(test, "ali@ornek.com").phones.count == 1)
    }

    @Test(arguments: TestShop.engines) func `165: taking back leaves what somebody has touched since, and says so`(engine: Engine)
        async throws
    {
        let test = try await TestShop.withPeople(engine)
        let old = try await test.add(Card(name: "Marja", addresses: [.email("marja@example.fi")]))
        let done = try await bring(test, Self.table)
        let owner = try await test.owner
        try await test.shop.write(as: .staff(owner)) { tx in
            var card = Card(try #require(try tx.db.customer(old)), try tx.db.addresses(of: old))
            card.note = "my own words"
            try tx.change(old, to: card)
            let aram = try #require(try tx.db.customer(at: .email("aram@example.am")))
            try tx.rename(aram.id, to: "Aram P.")
        }
        try await ImportRun.undo(done.id, as: .staff(owner), test.shop)
        let back = try #require(try await test.shop.read { try $0.peopleImport(done.id) })
        #expect(back.state == .undone && back.keptBack == 2)
        let marja = try await card(test, "marja@example.fi")
        #expect(marja.name == "Marja" && marja.note == "my own words" && marja.phones.isEmpty)
        #expect(try await people(test) == 2)
    }

    @Test(arguments: TestShop.engines) func `165: an import that was broken off goes on without doubles`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let rows = (1...1_200).map { "\($0),Person \($0),p\($0)@example.com" }
        let owner = try await test.owner
        let id = try await test.shop.write(as: .staff(owner)) { tx in
            try tx.bring("big.csv", Array(("key,name,email\n" + rows.joined(separator: "\n")).utf8))
        }
        try await ImportRun.finish(id, as: .staff(owner), isDry: true, test.shop)
        try await test.shop.write(as: .staff(owner)) { tx in
            // As `start` leaves it, and one piece of it; then the process dies.
            try tx.db.run("UPDATE people_import SET state = 'running', place = 0, added = 0, same = 0 WHERE id = \(id)")
            try tx.enqueue("people.import", key: ImportRun.key(id), payload: "\(id)", at: tx.now + .seconds(120))
            let known = try #require(try tx.db.peopleImport(id))
            let bytes = try #require(try tx.db.importFile(id))
            try tx.takeIn(Array(known.body(bytes).prefix(500)), of: known)
        }
        #expect(try await people(test) == 500)
        try await test.pass(.seconds(121))
        let done = try #require(try await test.shop.read { try $0.peopleImport(id) })
        #expect(done.state == .done && done.counts == ImportCounts(added: 1_200, changed: 0, same: 0, wrong: 0))
        #expect(try await people(test) == 1_200)
        #expect(try test.shop.database.check().isEmpty)
    }

    @Test func `165: rows that nobody could read have a sentence each, and the others come in`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let long = String(repeating: "x", count: 1 << 20)
        let done = try await bring(
            test,
            "name,email\nA,a@b.fi,extra\nB\u{0},b@b.fi\n\(long),c@b.fi\n\(String(repeating: "y", count: 300)),d@b.fi\n,\nE,e@b.fi\n\"open,f@b.fi\n"
        )
        let problems = try await test.shop.read { try $0.importProblems(done.id) }
        #expect(problems.map(\.kind) == [.ragged, .nul, .longCell, .long, .openQuote])
        #expect(done.counts.added == 1 && done.counts.wrong == 5)
        let t = Words(.en, timeZone: .utc)
        let lines = try await ImportRun.problems(of: done.id, t, test.shop)
        #expect(lines.count == 5 && lines.allSatisfy { $0.hasPrefix("Row ") && $0.hasSuffix(".") })
    }

    @Test func `165: columns are guessed in five languages, with or without headings`() {
        func look(_ text: String) -> [ImportColumn] {
            let bytes = Array(text.utf8)
            return ImportGuess.look(Sheet(guessing: bytes).rows(bytes)).columns
        }
        #expect(
            look("Etunimi;Sukunimi;Sähköposti;Puhelinnumero;Kieli;Huomautus\na;b;c;d;e;f") == [
                .firstName, .lastName, .email, .phone, .language, .note,
            ])
        #expect(look("Nimi;Sähköpostiosoite\na;b") == [.name, .email])
        #expect(look("Adı Soyadı,E-Posta,GSM,Açıklama,Telaffuz\na,b,c,d,e") == [.name, .email, .phone, .note, .pronunciation])
        #expect(look("Անուն,Ազգանուն,Հեռախոս,Էլ. փոստ,Լեզու\na,b,c,d,e") == [.firstName, .lastName, .phone, .email, .language])
        #expect(look("Անուն\tՀեռախոս\na\tb") == [.name, .phone])
        #expect(look("Nama lengkap|Surel|No. HP|Bahasa|Catatan\na|b|c|d|e") == [.name, .email, .phone, .language, .note])
        #expect(look("ID,First Name,Last Name,Email 2,Birthday\n1,2,3,4,5") == [.key, .firstName, .lastName, .email, .none])
        #expect(look("Ayşe Kaya,ayse@ornek.com,0532 123 45 67\nAli Er,ali@ornek.com,0533 765 43 21") == [.name, .email, .phone])
    }

    @Test func `another delimiter, charset and heading can be chosen, and every bad choice has a sentence`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        var browser = try await test.browser(as: .manager)
        try await browser.open("/people/import")
        func upload(_ text: String) async throws -> Seen {
            try await browser.open("/people/import")
            return try await browser.submit(
                [:], to: "/people/import", files: [Upload(name: "a.csv", type: "text/csv", data: Array(text.utf8))])
        }
        #expect(try await upload("\n\n").error("file") == "There are no rows in this file.")
        let tooMany = String(repeating: "a,b\n", count: 100_002)
        #expect(try await upload(tooMany).error("file")?.contains("At most 100,000") == true)
        _ = try await upload("Birthday,City\n1,2\n")
        let nobody = try await browser.submit(["do": "check"], to: browser.path)
        #expect(nobody.status == 422 && nobody.shows("Say which column is the name"))
        let twice = try await browser.submit(["do": "check", "column-0": "name", "column-1": "name"], to: browser.path)
        #expect(twice.shows("Two columns are “Name”."))
        let other = try await browser.submit(["do": "look", "delimiter": "semicolon"], to: browser.path)
        #expect(other.value("column-0") != nil && other.value("column-1") == nil)
        let plain = try await browser.submit(["do": "look", "delimiter": "comma", "header": nil], to: browser.path)
        #expect(plain.shows("Birthday") && plain.value("header") == nil)
        let gone = try await browser.submit([:], to: browser.path + "/forget")
        #expect(gone.shows("The file is gone.") && browser.path == "/people/import")
    }

    @Test(arguments: TestShop.engines) func `165: programs bring a file with one call, and look first`(engine: Engine) async throws {
        let test = try await TestShop.withPeople(engine)
        let token = try await test.token(scopes: ["people:write"])
        let dry = await test.api("POST", "/api/v1/people/import?dry=1", token: token, json: Self.table)
        #expect(dry.status == 200 && dry.has("\"added\":3") && dry.has("\"row\":4") && dry.has("\"state\":\"checked\""))
        #expect(try await people(test) == 0)
        let done = await test.api("POST", "/api/v1/people/import", token: token, json: Self.table)
        #expect(done.status == 201 && done.has("\"state\":\"done\"") && done.has("\"added\":3"))
        #expect(try await people(test) == 3)
        let odd = await test.api("POST", "/api/v1/people/import?delimiter=x", token: token, json: "a")
        #expect(odd.status == 400)
        let empty = await test.api("POST", "/api/v1/people/import", token: token, json: "")
        #expect(empty.status == 422)
    }

    @Test func `165: what is large comes in piece by piece in the background, and others write between`() async throws {
        let test = try await TestShop.withPeople(.sqlite)
        let rows = (1...5_200).map { "\($0),Person \($0),p\($0)@example.com,0532 \(1_000_000 + $0)" }
        let owner = try await test.owner
        let id = try await test.shop.write(as: .staff(owner)) { tx in
            try tx.bring("big.csv", Array(("key,name,email,phone\n" + rows.joined(separator: "\n")).utf8))
        }
        try await ImportRun.check(id, as: .staff(owner), test.shop)
        // What is large waits for the scheduler.
        #expect(try await test.shop.read { try $0.peopleImport(id)?.state } == .checking)
        try await test.shop.runJobs()
        try await ImportRun.start(id, as: .staff(owner), test.shop)
        try await test.shop.runJobs()
        let done = try #require(try await test.shop.read { try $0.peopleImport(id) })
        #expect(done.state == .done && done.counts.added == 5_200)
        #expect(try await test.events().count { $0 == "people.imported" } == 11)
        // After thirty days the file and the earlier cards are gone, and the way back with them.
        test.clock.advance(by: .seconds(31 * 86_400))
        try await test.shop.write(as: .program("test")) { tx in try tx.sweepImports() }
        #expect(try await test.shop.read { try $0.importFile(id) } == nil)
        await #expect(throws: ImportRefusal.notNow) { try await ImportRun.undo(id, as: .staff(owner), test.shop) }
    }
}
