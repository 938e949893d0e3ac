import Core
import Language
import Storage
import Web

extension Tx {
    /// Puts a matter into a category, at a state of the shop's own or at the plain one. What follows, follows from the category: what waits for
    /// them or is solved is owed no more, what waits for us is owed.
    public func stand(_ conversation: Conversation, at category: OwnState.Category, own: OwnState.ID? = nil) throws {
        if conversation.state.category != category {
            switch category {
            case .us: try reopen(conversation)
            case .solved: try solve(conversation)
            case .them:
                try move(conversation, to: .waiting)
                try drop(ReplyDuty.kind, about: conversation.id.number, reason: "waiting")
                try derive(conversation.id)
            }
        } else if conversation.ownState == own {
            return
        }
        try keep(ownState: own, of: conversation.id)
        var facts: Event.Facts = ["state": .word(category.rawValue)]
        if let own { facts["own"] = Event.Fact(own) }
        try record("conversation.stood", customer: conversation.customer, subject: conversation.eventSubject, data: facts)
    }

    /// Writes the own state alone, for a category that stays.
    func keep(ownState own: OwnState.ID?, of conversation: Conversation.ID) throws {
        try db.run("UPDATE conversation SET own_state = \(own) WHERE id = \(conversation)")
    }
}

/// Where a matter stands: the chip that says it, and the menu in which it is chosen.
enum OwnStates {
    /// The name of the shop's own where there is one, in the colour of its category.
    static func chip(_ conversation: Conversation, _ states: [OwnState], _ ui: Parts, _ plain: () -> HTML) -> HTML {
        guard let own = states.first(where: { $0.id == conversation.ownState }) else { return plain() }
        return """
            <span class="chip \(own.category.tone.rawValue)" translate="no" dir="auto">\(ui.icon(own.category.icon))\(own.name)</span>
            """
    }

    /// The chip as a menu, where the shop has states of its own and the reader may choose one.
    static func menu(_ conversation: Conversation, _ states: [OwnState], _ visit: Visit) -> HTML {
        let chip = chip(conversation, states, visit.ui) { InboxPages.stateChip(conversation.state, visit) }
        guard !states.isEmpty, visit.visitor?.may(.serve) == true else { return chip }
        let t = visit.t
        let groups: [HTML] = OwnState.Category.allCases.map { category in
            let own = states.filter { $0.category == category }
            let stands = conversation.state.category == category
            let isPlain = stands && !own.contains { $0.id == conversation.ownState }
            let plain = button(category.rawValue, "\(category.title(t))", isOn: isPlain, visit)
            let named: [HTML] = own.map {
                button(
                    $0.id.description, "<span translate=\"no\" dir=\"auto\">\($0.name)</span>",
                    isOn: stands && $0.id == conversation.ownState, visit)
            }
            return "<li>\(plain)\(named)</li>"
        }
        return """
            <details class="menu stands" id="stands"><summary aria-label="\(t("Where it stands"))">\(chip)\(visit.ui.icon("down"))</summary>\
            <form class="menu-list" method="post" action="\(Link("/inbox/\(conversation.id)/state"))" data-once>\(FormView(visit).hiddenToken)\
            <ul>\(groups)</ul></form></details>
            """
    }

    private static func button(_ value: String, _ words: HTML, isOn: Bool, _ visit: Visit) -> HTML {
        let mark: HTML = isOn ? visit.ui.icon("check") : "<span class=\"icon\"></span>"
        return "<button name=\"to\" value=\"\(value)\"\(flag: " aria-current=\"true\"", isOn)>\(mark)\(words)</button>"
    }

    /// What `to` names: a category, or one of the shop's own states.
    static func place(_ to: String, _ states: [OwnState]) -> (OwnState.Category, OwnState.ID?)? {
        if let category = OwnState.Category(rawValue: to) { return (category, nil) }
        return states.first { $0.id.description == to }.map { ($0.category, $0.id) }
    }

    static func choose(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        let states = shop.ownStates
        let back = Link("/inbox/\(id)")
        let to = visit.form["to"].nonEmpty ?? visit.query["to"]
        guard let (category, own) = place(to, states) else {
            return .see(back, flash: t("This state is not there any more. Choose another."), hasFailed: true)
        }
        let before = try await shop.write(as: .staff(me)) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            try tx.stand(conversation, at: category, own: own)
            return conversation
        }
        let was = states.first { $0.id == before.ownState }?.id.description ?? before.state.category.rawValue
        let name = states.first { $0.id == own }?.name ?? category.title(t)
        return .see(back, flash: t("Stands at: {state}.", ["state": name]), undo: was == to ? nil : Link("/inbox/\(id)/state?to=\(was)"))
    }

    /// On the time line: where a matter was put, in the shop's own words.
    static let events = TimeLineKind(["conversation.stood"]) { events, db, view in
        let states = try db.setting(InboxSettings.ownStates)
        let subjects = Set(events.compactMap { $0.subject?.id })
        let conversations = Dictionary(uniqueKeysWithValues: try db.conversations(subjects).map { ($0.id.number, $0) })
        let staff = try view.staffNames(db)
        let t = view.t
        var rows: [Event.ID: HTML] = [:]
        for event in events {
            guard let conversation = event.subject.flatMap({ conversations[$0.id] }),
                let category = event.data["state"]?.word.flatMap(OwnState.Category.init(rawValue:))
            else { continue }
            let own = event.data["own"]?.number.flatMap { number in states.first { $0.id.number == number } }
            let state = own?.name ?? category.title(t)
            let who = event.actor.staff.flatMap { staff[$0] }
            let words =
                who.map { t("{name} chose the state {state}:", ["name": $0, "state": state]) } ?? t("State {state}:", ["state": state])
            let at = event.at.milliseconds
            rows[event.id] = """
                <p class="happened">\(Parts(view.assets).icon(category.icon))<span>\(words) \
                <a href="\(Link("/inbox/\(conversation.id)"))" translate="no">\(ConversationPages.title(conversation, t))</a></span>\
                <time datetime="\(Words.iso(at))">\(t.relative(at, now: view.now.milliseconds))</time></p>
                """
        }
        return rows
    }
}
