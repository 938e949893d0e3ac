import Core
import TestShop
import Testing
import Web

@testable import Inbox
@testable import Storage

/// Lists with a name: another name, another place, and the same for programs.
@Suite struct SavedListTests {
    @Test(arguments: TestShop.engines) func `a saved list says what it consists of, and gets another name`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let tag = try await room.shop.write(as: .program("test")) { tx in try tx.makeTag("Fair") }
        var deniz = try await room.test.browser(as: .owner)
        for (name, query) in [("The fair", "view=all&tag=\(tag.id)&without=none&longer=24"), ("Second", "view=solved")] {
            try await deniz.open("/inbox/views/new?\(query)")
            try await deniz.submit(["name": name, "for": "all"], to: "/inbox/views")
        }
        let page = try await deniz.open("/inbox/views")
        for words in ["The fair", "All", "Fair", "Without any tag", "Waiting longer than 1 day"] { #expect(page.shows(words), "\(words)") }
        let id = try #require(room.shop.setting(InboxSettings.views).first).id
        try await deniz.open("/inbox/views/\(id)")
        #expect(deniz.page.value("name") == "The fair")
        let taken = try await deniz.submit(["name": "second"], to: "/inbox/views/\(id)")
        #expect(taken.status == 422 && taken.error("name")?.contains("There is the list “Second” already.") == true)
        #expect(taken.value("name") == "second")
        #expect(try await deniz.submit(["name": "Autumn fair"], to: "/inbox/views/\(id)").shows("Autumn fair"))
        // Its own name in other letters is no other list.
        try await deniz.open("/inbox/views/\(id)")
        #expect(try await deniz.submit(["name": "AUTUMN FAIR"], to: "/inbox/views/\(id)").shows("AUTUMN FAIR"))
        // Who did not make it finds nothing there.
        var agent = try await room.test.browser(as: .agent)
        #expect(try await agent.open("/inbox/views/\(id)").status == 404)
        // A name that was given to another since stops the way back, with a sentence.
        try await deniz.open("/inbox/views")
        try await deniz.submit([:], to: "/inbox/views/\(id)/remove")
        try await deniz.open("/inbox/views/new?view=all")
        try await deniz.submit(["name": "Autumn Fair", "for": "all"], to: "/inbox/views")
        try await deniz.open("/inbox/views")
        #expect(try await deniz.submit([:], to: "/inbox/views/\(id)/restore").shows("There is the list “Autumn Fair” already."))
        #expect(try await room.test.events().contains("setting.changed"))
    }

    @Test(arguments: TestShop.engines) func `programs list, make, rename, order and remove saved lists`(engine: Engine) async throws {
        let room = try await PostRoom(engine)
        let token = try await room.test.token()
        func call(_ method: String, _ path: String, _ json: String? = nil) async -> Seen {
            await room.test.api(method, "/api/v1\(path)", token: token, json: json)
        }
        #expect(await call("POST", "/lists", #"{"name":"Late","view":"waiting","query":"longer=24&owner=me","shared":true}"#).status == 201)
        #expect(await call("POST", "/lists", #"{"name":"All of them","view":"all","shared":true}"#).status == 201)
        #expect(await call("POST", "/lists", #"{"name":"Mine"}"#).status == 201)
        let twice = await call("POST", "/lists", #"{"name":"LATE","shared":true}"#)
        #expect(twice.status == 409 && twice.text.contains("taken"))
        #expect(await call("POST", "/lists", #"{"name":"X","view":"nonsense"}"#).status == 422)
        #expect(await call("POST", "/lists", #"{"name":" "}"#).status == 422)
        let owner = try await room.test.owner
        func names() -> [String] { room.shop.views(of: owner).map(\.name) }
        #expect(names() == ["Late", "All of them", "Mine"])
        let (late, all) = (room.shop.views(of: owner)[0], room.shop.views(of: owner)[1])
        #expect(late.place == InboxPlace(Form(urlEncoded: "view=waiting&longer=24&owner=me&saved=\(late.id)")))
        let renamed = await call("PATCH", "/lists/\(all.id)", #"{"name":"Everything","place":1}"#)
        #expect(renamed.status == 200 && renamed.text.contains("Everything"))
        #expect(names() == ["Everything", "Late", "Mine"])
        #expect(await call("PATCH", "/lists/\(all.id)", #"{"place":99}"#).status == 200)
        #expect(names() == ["Late", "Everything", "Mine"])
        #expect(await call("PATCH", "/lists/\(all.id)", #"{"place":0}"#).status == 422)
        #expect(await call("DELETE", "/lists/\(late.id)").status == 200)
        #expect(names() == ["Everything", "Mine"])
        #expect(await call("DELETE", "/lists/\(late.id)").status == 404)
        #expect(await call("POST", "/lists/\(late.id)/restore").status == 200)
        let listed = await call("GET", "/lists")
        #expect(listed.text.contains(#""query":"owner=me&longer=24""#) && listed.text.contains("\"shared\":false"))
        // Another's own list is not there for an agent, and a shared one is not theirs to change.
        let agent = try await room.test.hire(.agent)
        let theirs = try await room.test.token(staff: agent.id)
        let seen = await room.test.api("GET", "/api/v1/lists", token: theirs)
        #expect(!seen.text.contains("\"Mine\"") && seen.text.contains("Late"))
        #expect(await room.test.api("PATCH", "/api/v1/lists/\(all.id)", token: theirs, json: #"{"name":"Ha"}"#).status == 403)
    }

    @Test(arguments: TestShop.engines) func `programs put the shop's own states in order, and bring tags back`(engine: Engine) async throws
    {
        let room = try await PostRoom(engine)
        let token = try await room.test.token()
        func call(_ method: String, _ path: String, _ json: String? = nil) async -> Seen {
            await room.test.api(method, "/api/v1\(path)", token: token, json: json)
        }
        let made = await call("POST", "/states", #"{"name":"At the mill","category":"waiting"}"#)
        #expect(made.status == 201)
        let id = try #require(room.shop.ownStates.first).id
        #expect(await call("POST", "/states", #"{"name":"at the MILL","category":"waiting"}"#).status == 409)
        #expect(await call("POST", "/states", #"{"name":"X","category":"nowhere"}"#).status == 422)
        #expect(await call("PATCH", "/states/\(id)", #"{"name":"At the baker’s"}"#).status == 200)
        #expect(room.shop.ownStates.map(\.name) == ["At the baker’s"])
        #expect(await call("DELETE", "/states/\(id)").status == 200)
        #expect(room.shop.ownStates.isEmpty)
        #expect(await call("DELETE", "/states/\(id)").status == 404)
        #expect(await call("POST", "/states/\(id)/restore").status == 200)
        #expect(room.shop.ownStates.count == 1)
        // A tag that was removed.
        let tag = try await room.shop.write(as: .program("test")) { tx in try tx.makeTag("Fair") }
        #expect(await call("DELETE", "/tags/\(tag.id)").status == 200)
        #expect(await call("POST", "/tags/\(tag.id)/restore").text.contains("Fair"))
        #expect(await call("POST", "/tags/\(tag.id)/restore").status == 404)
        // Several at once.
        let first = try await room.receive()
        let several = await call("POST", "/conversations/bulk", #"{"verb":"tag","ids":["\#(first.id)"],"tag":"Fair, New one"}"#)
        #expect(several.status == 200 && several.text.contains(#""done":1"#))
        #expect(await call("POST", "/conversations/bulk", #"{"verb":"tag","ids":["\#(first.id)"]}"#).status == 422)
        // The lists of the inbox, as its tabs show them.
        #expect(await call("GET", "/conversations?view=waiting").text.contains("\(first.id)"))
        #expect(await !call("GET", "/conversations?view=solved").text.contains("\(first.id)"))
        #expect(await call("GET", "/conversations?view=nonsense").status == 400)
    }

    @Test(arguments: TestShop.engines) func `a filter asks for all of several tags, for what lacks one, and for what has none`(
        engine: Engine
    )
        async throws
    {
        let room = try await PostRoom(engine)
        var found: [Conversation] = []
        for name in ["Anna", "Bertta", "Cem"] {
            found.append(
                try await room.receive(PostRoom.letter(from: "\(name) <\(name.lowercased())@example.org>", subject: "Cake for \(name)")))
        }
        let (anna, bertta) = (found[0], found[1])
        let (fair, oven) = try await room.shop.write(as: .program("test")) { tx -> (Core.Tag, Core.Tag) in
            let tags = try tx.put(tags: ["Fair", "Oven"], on: anna.tagged)
            try tx.put([tags[0].id], on: bertta.tagged)
            return (tags[0], tags[1])
        }
        var deniz = try await room.test.browser(as: .owner)
        let cases: [(query: String, names: [String])] = [
            ("tag=\(fair.id)&tag=\(oven.id)", ["Anna"]), ("tag=\(fair.id)", ["Anna", "Bertta"]), ("without=\(oven.id)", ["Bertta", "Cem"]),
            ("tag=\(fair.id)&without=\(oven.id)", ["Bertta"]), ("without=none", ["Cem"]),
            ("without=\(fair.id)&without=\(oven.id)", ["Cem"]),
            ("without=nonsense", ["Anna", "Bertta", "Cem"]),
        ]
        for view in ["waiting", "all"] {
            for one in cases {
                let page = try await deniz.open("/inbox?view=\(view)&\(one.query)")
                let seen = ["Anna", "Bertta", "Cem"].filter { page.shows("Cake for \($0)") }
                #expect(seen == one.names, "\(view) \(one.query)")
            }
        }
        // The form has what is asked for, and going from tab to tab keeps it.
        let query = "tag=\(fair.id)&tag=\(oven.id)&without=\(oven.id)&language=fi&owner=me"
        let form = try await deniz.open("/inbox?view=all&filter=1&\(query)")
        #expect(form.has("name=\"tag\" value=\"\(fair.id)\" checked") && form.has("name=\"tag\" value=\"\(oven.id)\" checked"))
        #expect(form.value("without") == "\(oven.id)" && form.shows("Without Oven"))
        let tabs = form.links.filter { $0.hasPrefix("/inbox?view=") && !$0.contains("filter=") }
        let kept = tabs.filter { $0.contains("tag=\(fair.id)&tag=\(oven.id)&without=\(oven.id)&owner=me&language=fi") }
        for tab in InboxPages.Tab.allCases where ![.mine, .lines, .unowned].contains(tab) {
            #expect(kept.contains { $0.hasPrefix("/inbox?view=\(tab.rawValue)&") }, "\(tab)")
        }
        // A conversation that is opened from the list leads back to it, and so does what is done there.
        let list = try await deniz.open("/inbox?view=all&tag=\(fair.id)&tag=\(oven.id)")
        let link = try #require(list.links.first { $0.hasPrefix("/inbox/\(anna.id)?from=view") })
        let back = "/inbox?view=all&tag=\(fair.id)&tag=\(oven.id)"
        #expect(try await deniz.open(link).links.contains(back))
        let token = try #require(deniz.page.forms.flatMap(\.fields).first { $0.name == "_token" })
        #expect(try await deniz.post("/inbox/\(anna.id)/solve", [token, (name: "back", value: String(back.dropFirst(7)))]).path == back)
        #expect(try await deniz.open("/inbox/\(bertta.id)?from=//evil.example").links.contains("/inbox"))
        // A tag that was removed stands on nothing, though its rows are kept for the way back.
        try await room.shop.write(as: .program("test")) { tx in try tx.remove(fair) }
        #expect(try await deniz.open("/inbox?view=all&without=none").shows("Cake for Bertta"))
    }
}
