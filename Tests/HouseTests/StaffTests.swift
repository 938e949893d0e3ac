import Core
import House
import Storage
import TestShop
import Testing
import Web

@Suite struct StaffTests {
    @Test(arguments: TestShop.engines) func `somebody invited comes in by the link, once`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        var owner = try await test.browser(as: .owner)
        try await owner.open("/settings/staff/new")
        let page = try await owner.submit(["name": "Ali Demir", "email": "Ali@Firin.example", "role": "helper", "language": "tr"])
        let link = try #require(page.secrets.first)
        let list = try await owner.open("/settings/staff")
        #expect(list.shows("Ali Demir ali@firin.example Helper invited"))
        #expect(!list.has(link))
        #expect(test.shop.setting(ShopSettings.isTeam))

        var ali = test.browser(languages: "en")
        try await ali.open(String(link.dropFirst("http://shop.test".count)))
        let short = try await ali.submit(["password": "123"])
        #expect(short.status == 422)
        #expect(short.error("password") != nil)
        let same = try await ali.submit(["password": "aAaaaaaaaaaa"])
        #expect(same.error("password") == "This is among the first that are guessed. Choose a short sentence of your own.")
        try await ali.submit(["password": "pide with cheese", "name": "Ali D."])
        #expect(ali.path == "/today")
        #expect(ali.page.has("<html lang=\"tr\">"))
        #expect(try await test.shop.read { try $0.staff(email: "ali@firin.example") }?.name == "Ali D.")
    }

    @Test func `one address stands for one person`() async throws {
        let test = try await TestShop()
        var owner = try await test.browser(as: .owner)
        try await owner.open("/settings/staff/new")
        let page = try await owner.submit(["name": "Another Deniz", "email": TestShop.ownerEmail.uppercased()])
        #expect(page.status == 422)
        #expect(page.error("email") == "Somebody with this address is on the staff already.")
        #expect(try await test.shop.read { try $0.allStaff() }.count == 1)
    }

    @Test(arguments: TestShop.engines) func `who leaves is signed out at once, and undo lets them back in`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let sara = try await test.hire(.agent, name: "Sara Kaya", email: "sara@firin.example")
        var hers = try await test.browser(of: sara.email)
        #expect(try await hers.open("/today").status == 200)
        var owner = try await test.browser(as: .owner)
        try await owner.open("/settings/staff/\(sara.id)")
        try await owner.submit(to: "/settings/staff/\(sara.id)/leave")
        #expect(owner.page.shows("Sara Kaya can no longer sign in."))
        try await hers.open("/today")
        #expect(hers.path == "/sign-in")
        try await owner.undo()
        #expect(try await test.shop.read { try $0.staff(sara.id) }?.isActive == true)
        _ = try await test.browser(of: sara.email)
        #expect(try await test.events().suffix(4).contains("staff.returned"))
    }

    @Test(arguments: TestShop.engines) func `what a leaver owes goes to their line, or else to who said goodbye`(engine: Engine)
        async throws
    {
        let test = try await TestShop(engine)
        let (sara, ali) = (try await test.hire(.agent), try await test.hire(.agent))
        let deniz = try await test.owner
        let line = try await test.shop.write(as: .program("test")) { tx in
            for (subject, owner) in [(1, sara.id), (2, sara.id), (3, ali.id)] {
                let request = Duty.Request(kind: "reply", subject: Int64(subject), customer: nil, channel: "email", from: tx.now)
                try tx.owe(request, owner: owner)
            }
            return try tx.addLine(name: "Orders", members: [ali.id, deniz], backup: nil)
        }
        func holder(_ subject: Int64) async throws -> (Staff.ID?, Line.ID?) {
            let duty = try #require(try await test.shop.read { try $0.openDuty("reply", about: subject) })
            return (duty.owner, duty.line)
        }
        var owner = try await test.browser(as: .owner)
        for person in [sara, ali] {
            try await owner.open("/settings/staff/\(person.id)")
            try await owner.submit(to: "/settings/staff/\(person.id)/leave")
        }
        #expect(owner.page.shows("can no longer sign in. 1 open task was handed over."))
        // Sara stood in no line; Ali did.
        #expect(try await holder(1) == (deniz, nil))
        #expect(try await holder(2) == (deniz, nil))
        #expect(try await holder(3) == (nil, line))
        #expect(try await test.events().count { $0 == "duty.handed-over" } == 3)
        // What a leaver's customer asks next is not theirs either.
        let next = try await test.shop.write(as: .program("test")) { tx in
            try tx.owe(Duty.Request(kind: "reply", subject: 9, customer: nil, channel: "email", from: tx.now), owner: sara.id)
        }
        #expect(next.owner == nil)
        #expect(next.line == line)
    }

    @Test func `the last owner can neither leave nor step down`() async throws {
        let test = try await TestShop()
        let deniz = try await test.owner
        // There is another person, who is no owner: the rule is about owners, not about being alone.
        try await test.hire(.manager)
        var owner = try await test.browser(as: .owner)
        try await owner.open("/settings/staff/\(deniz)")
        let leave = try await owner.submit(to: "/settings/staff/\(deniz)/leave")
        #expect(leave.status == 422)
        #expect(leave.shows("Somebody must own the shop."))
        try await owner.open("/settings/staff/\(deniz)")
        let down = try await owner.submit(["role": "manager"], to: "/settings/staff/\(deniz)")
        #expect(down.status == 422)
        #expect(down.error("role") == "Somebody must own the shop. Make another person owner first.")
        #expect(try await test.shop.read { try $0.staff(deniz) }?.role == .owner)

        try await test.hire(.owner)
        try await owner.open("/settings/staff/\(deniz)")
        #expect(try await owner.submit(["role": "manager"], to: "/settings/staff/\(deniz)").status != 422)
        #expect(try await test.shop.read { try $0.staff(deniz) }?.role == .manager)
    }

    @Test func `a manager sees the staff and changes nobody`() async throws {
        let test = try await TestShop()
        let sara = try await test.hire(.agent)
        var manager = try await test.browser(as: .manager)
        #expect(try await manager.open("/settings/staff").shows(sara.email))
        #expect(!manager.page.links.contains("/settings/staff/\(sara.id)"))
        #expect(try await manager.open("/settings/staff/\(sara.id)").status == 403)
    }

    @Test(arguments: TestShop.engines) func `a line has members and a back-up`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let sara = try await test.hire(.agent, name: "Sara Kaya")
        let deniz = try await test.owner
        var manager = try await test.browser(as: .manager)
        try await manager.open("/settings/lines/new")
        let nobody = try await manager.submit(["name": "Orders"])
        #expect(nobody.status == 422)
        #expect(nobody.error("member") == "Choose at least one person, so that nothing waits unseen.")
        try await manager.submit(["name": "Orders", "backup": "\(deniz)"], many: [("member", "\(sara.id)")])
        #expect(manager.page.shows("Orders Sara Kaya back-up: Deniz Yılmaz"))
        let line = try #require(try await test.shop.read { try $0.allLines() }.first)
        #expect(try await test.shop.read { try $0.lines(of: sara.id) } == [line.id])
        #expect(try await test.shop.read { try $0.lines(of: deniz) } == [line.id])
        try await manager.open("/settings/lines/\(line.id)")
        try await manager.submit(["name": "Phone orders", "member": nil, "backup": "\(sara.id)"])
        #expect(try await test.shop.read { try $0.lines(of: deniz) } == [])
        #expect(try await test.shop.read { try $0.line(line.id) }?.name == "Phone orders")
    }

    @Test func `a link that was meddled with opens nothing`() async throws {
        let test = try await TestShop()
        let sara = try await test.hire(.agent)
        let boss = try await test.owner
        let now = test.clock.now
        let link = try #require(try await test.shop.read { db in try Invitation.link(for: sara.id, now: now, test.shop, db) }).text
        var browser = test.browser()
        #expect(try await browser.open(link).status == 200)
        #expect(try await browser.open(link.replacing("\(sara.id)", with: "\(boss)")).status == 410)
        #expect(try await browser.open(String(link.dropLast())).status == 410)
        #expect(try await browser.open("/join?token=").status == 410)
        // Another password, chosen meanwhile, ends the link too.
        var hers = try await test.browser(of: sara.email)
        try await hers.open("/me")
        try await hers.submit(["old": TestShop.password, "password": "a new one for the spring"], to: "/me/password")
        #expect(try await browser.open(link).status == 410)
    }
}

@Suite struct ProfileTests {
    @Test func `name and language are one's own`() async throws {
        let test = try await TestShop()
        let sara = try await test.hire(.viewer)
        var browser = try await test.browser(of: sara.email)
        try await browser.open("/me")
        try await browser.submit(["name": "Sara K.", "language": "fi"])
        #expect(browser.page.has("<html lang=\"fi\">"))
        #expect(try await test.shop.read { try $0.staff(sara.id) }?.name == "Sara K.")
        #expect(try await test.shop.read { try $0.staff(sara.id) }?.role == .viewer)
        let empty = try await browser.submit(["name": ""])
        #expect(empty.status == 422)
    }

    @Test(arguments: TestShop.engines) func `a new password needs the old one and signs other browsers out`(engine: Engine) async throws {
        let test = try await TestShop(engine)
        let sara = try await test.hire(.agent)
        var desk = try await test.browser(of: sara.email)
        var phone = try await test.browser(of: sara.email)
        try await desk.open("/me")
        let wrong = try await desk.submit(["old": "not this", "password": "olives and white cheese"], to: "/me/password")
        #expect(wrong.status == 422)
        #expect(wrong.error("old") == "This is not your password.")
        #expect(!wrong.has("olives and white cheese"))
        #expect(try await phone.open("/today").status == 200)
        try await desk.submit(["old": TestShop.password, "password": "olives and white cheese"], to: "/me/password")
        #expect(desk.page.shows("Other browsers are signed out."))
        try await phone.open("/today")
        #expect(phone.path == "/sign-in")
        try await desk.open("/today")
        #expect(desk.path == "/today")
        try await phone.open("/sign-in")
        #expect(try await phone.submit(["email": sara.email, "password": TestShop.password]).status == 422)
        #expect(try await phone.submit(["email": sara.email, "password": "olives and white cheese"]).status == 200)
        #expect(phone.path == "/today")
    }

    @Test func `other sessions can be closed from here`() async throws {
        let test = try await TestShop()
        var desk = try await test.browser(as: .owner)
        var phone = try await test.browser(as: .owner)
        let page = try await desk.open("/me")
        #expect(page.count("last seen") == 2)
        #expect(page.count("this browser") == 1)
        try await desk.submit(to: "/me/sessions/close")
        #expect(desk.page.count("last seen") == 1)
        try await phone.open("/today")
        #expect(phone.path == "/sign-in")
    }

    @Test func `a form that was sent after the session was over leads back to its page`() async throws {
        let test = try await TestShop(.sqlite, [.house])
        let hired = try await test.hire(.agent)
        var browser = try await test.browser(of: hired.email)
        try await browser.open("/me")
        var other = browser
        try await other.submit(to: "/sign-out")
        let door = try await browser.submit(["name": "Deniz"], to: "/me")
        #expect(browser.path == "/sign-in" && door.value("to") == "/me")
        #expect(door.has("id=\"kept-words\" hidden"))
        try await browser.submit(["email": hired.email, "password": TestShop.password])
        #expect(browser.path == "/me")
    }
}
