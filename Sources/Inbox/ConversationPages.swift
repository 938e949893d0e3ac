import Core
import Language
import Mail
import People
import Storage
import Web

/// One conversation as an episode on its person's page: what was said, what we owe, and the place to answer.
enum ConversationPages {
    struct Shown: Sendable {
        var conversation: Conversation
        var customer: Customer
        var name: String
        var messages: [Message]
        var duty: Duty?
        var staffNames: [Staff.ID: String]
        /// What is begun and not sent, and how its writer writes.
        var desk: Desk
        var draft: String { desk.answer }
        /// Prepared texts that fit.
        var offer: PreparedOffer
        /// The answer as it would look, where somebody asked.
        var preview = HTML.empty
        var files: [AnswerFile]
        var company: Company
        var episodes: [Conversation]
        var aside: HTML
        var hasMailbox: Bool
        /// The line that an unowned duty waits in.
        var line: String?
        /// Who checks senders for the mailbox of this conversation.
        var judge: String?
        var address: String?
        /// Who stood beside us in the letter that is answered.
        var copies: [MailAddress]
        /// Who writes here, where it is somebody from outside.
        var correspondent: String?
        /// By what their mail is held back: the address or its domain.
        var blocked: String?
        /// When it could come back, if it were put off.
        var snoozeTimes: [Instant]
        /// Who could be asked for a word.
        var colleagues: [String]
        /// Oldest first.
        var handOvers: [HandOver]
        /// What else it belongs with, and the names of whom that is about.
        var ties: Ties
        var names: [Customer.ID: String]
        /// How they want to be treated.
        var treatment: Treatment
        /// Who is told of what happens here without having it.
        var followers: [Staff.ID]
        /// That mail to `address` came back.
        var trouble: AddressTrouble?
        var tags: [Tag]
        /// The shop's own states.
        var states: [OwnState]
    }

    static func show(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let shown: Shown
        do {
            shown = try await load(visit, shop, presence)
        } catch let gone as GoneAway {
            return try await GonePages.show(gone.conversation, visit, shop)
        }
        if visit.wantsFragment {
            switch visit.query["fragment"] {
            case "head": return .fragment(head(shown, visit, may: visit.visitor?.may(.serve) == true))
            case "aside": return .fragment(shown.aside)
            default: return .fragment(thread(shown, visit, fresh: nil))
            }
        }
        return .page(page(shown, visit, shop))
    }

    static func load(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Shown {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let view = View(visit)
        let me = Staff.ID(number: try visit.staff().staff)
        return try await shop.read { db in
            guard let conversation = try db.conversation(id), let customer = try db.customer(conversation.customer) else {
                throw Refused.notFound
            }
            if conversation.state.isGone { throw GoneAway(conversation: conversation) }
            let messages = try db.messages(of: id)
            let duty = try db.openDuty(ReplyDuty.kind, about: id.number)
            let handOvers = try db.handOvers(of: id)
            let ties = try db.ties(of: conversation)
            // All of them at once: the names of those who wrote here, and those who could be asked.
            let everybody = try db.allStaff()
            let staff = Dictionary(uniqueKeysWithValues: everybody.map { ($0.id, $0.name) })
            let names = try db.names(of: [customer.id] + ties.all.map(\.customer))
            let name = names[customer.id] ?? "?"
            let addresses = try db.addresses(of: customer.id).filter { $0.kind == .email }
            let (email, emails) = (addresses.first?.shown, Set(addresses.map(\.folded)))
            let correspondent = try db.correspondent(of: id)
            let last = LastWord.of(messages, since: ties.lastOfTwo, emails: emails)
            let desk = try db.desk(id, of: me)
            let offer =
                visit.visitor?.may(.serve) == true
                ? try PreparedOffer(
                    PreparedOffer.Ask((conversation, customer, duty, last), visit, shop), db, stamp: desk.shelf, shelf: .of(shop))
                : PreparedOffer()
            let address = last?.fromAddress ?? email
            return Shown(
                conversation: conversation, customer: customer, name: name, messages: messages, duty: duty, staffNames: staff,
                desk: desk, offer: offer, files: try db.draftFiles(id, of: me),
                company: try company(in: id, than: me, presence, now: view.now, db),
                episodes: try db.conversations(of: customer.id).filter { $0.id != id },
                aside: try PersonAside.show(customer, shop, db, view, but: id.number),
                hasMailbox: try db.hasMailbox(),
                line: try duty.flatMap { $0.owner == nil ? $0.line : nil }.flatMap { try db.line($0)?.name },
                judge: try conversation.mailbox.flatMap { try db.judge(of: $0) },
                address: address, copies: try last.map { try db.copies(of: $0, to: address) } ?? [], correspondent: correspondent,
                blocked: try correspondent.flatMap { try db.block(of: $0) }, snoozeTimes: Snooze.times(shop, now: view.now),
                colleagues: everybody.filter { $0.servesCustomers && $0.id != me }.map(\.name),
                handOvers: handOvers, ties: ties, names: names, treatment: try db.treatment(of: customer.id, shop),
                followers: try db.followers(of: id), trouble: try address.flatMap { try db.trouble(at: $0) },
                tags: try db.tags(of: conversation.tagged), states: shop.ownStates)
        }
    }

    // MARK: Page

    static func page(
        _ shown: Shown, _ visit: Visit, _ shop: Shop, typed: Form? = nil, complaints: Complaints = Complaints(), fresh: Message.ID? = nil
    ) -> Page {
        let t = visit.t
        let conversation = shown.conversation
        let may = visit.visitor?.may(.serve) == true
        let topic = "conversation:\(conversation.id)"
        let episodes: [HTML] = shown.episodes.map { episode in
            """
            <h2 class="episode" id="c-\(episode.id.number)"><a class="link" href="\(Link("/inbox/\(episode.id)"))" translate="no">\(title(episode, t))</a>\
            <small>\(stateWords(episode.state, t)) · \(t.relative(episode.changedAt.milliseconds, now: visit.now))</small></h2>
            """
        }
        let beat: HTML =
            may
            ? "<presence-beat src=\"\(Link("/inbox/\(conversation.id)/here"))\" token=\"\(visit.formToken)\"></presence-beat>" as HTML : ""
        return Page(
            "\(shown.name) · \(title(conversation, t))", section: "inbox", isWide: true,
            """
            \(visit.ui.back("/inbox", t("Inbox")))
            <live-region topics="\(topic) duty" src="\(Link("/inbox/\(conversation.id)?fragment=head"))">\(head(shown, visit, may: may))</live-region>
            <div class="two">
            <div class="thread">
            <live-region topics="\(topic)" src="\(Link("/inbox/\(conversation.id)?\(firstShown(shown, visit))"))" says="\(t("New in this conversation"))" below="\(t("New message below"))" above="\(t("New message above"))" class="thread">\
            \(thread(shown, visit, fresh: fresh))</live-region>
            <live-region topics="presence:\(conversation.id.description)" src="\(Link("/inbox/\(conversation.id)/presence"))">\(company(shown.company, visit))</live-region>\
            \(beat)
            \(may ? composer(shown, visit, shop, typed: typed, complaints: complaints) : "")
            \(episodes.isEmpty ? "" : "<h2 class=\"others\">\(t("Other conversations"))</h2>" as HTML)\(episodes)
            </div>
            <live-region class="beside" topics="\(topic) duty customer:\(shown.customer.id.description)" src="\(Link("/inbox/\(conversation.id)?fragment=aside"))">\(shown.aside)</live-region>
            </div>
            """)
    }

    static func title(_ conversation: Conversation, _ t: Words) -> String {
        conversation.subject.isEmpty ? t("Without a subject") : conversation.subject
    }

    static func stateWords(_ state: Conversation.State, _ t: Words) -> String {
        switch state {
        case .new: t("new")
        case .open: t("waiting for us")
        case .waiting: t("waiting for them")
        case .solved: t("solved")
        case .merged: t("merged")
        case .deleted: t("deleted")
        }
    }

    static func head(_ shown: Shown, _ visit: Visit, may: Bool) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit)
        let conversation = shown.conversation
        var chips: [HTML] = [OwnStates.menu(conversation, shown.states, visit)]
        if let duty = shown.duty { chips.append(ui.due(duty.due.milliseconds, t, now: visit.now)) }
        if let language = shown.customer.language.flatMap({ Language(rawValue: $0) }) {
            chips.append(ui.chip(t("Writes in {language}", ["language": language.ownName]), icon: "language"))
        }
        var actions: [HTML] = []
        // On a phone there is room for the drawings alone.
        func deed(_ path: String, _ icon: String, _ words: String) -> HTML {
            form.button(Link("/inbox/\(conversation.id)") + Link("/\(path)"), "\(ui.icon(icon))<span>\(words)</span>")
        }
        if may {
            if shown.duty != nil, shown.duty?.owner == nil {
                actions.append(deed("take", "person", t("Take it")))
            }
            if shown.duty != nil {
                actions.append(Snooze.menu(conversation.id, form, visit, shown.snoozeTimes))
            }
            if conversation.state == .solved {
                actions.append(deed("reopen", "undo", t("Open again")))
            } else {
                actions.append(deed("solve", "check", t("Solved")))
            }
            actions.append("<a class=\"button primary\" href=\"#composer\">\(ui.icon("mail"))\(t("Answer"))</a>")
            var more: [HTML] = [
                "<a href=\"\(Link("/inbox/\(conversation.id)/hand-over"))\">\(ui.icon("hand-over"))\(t("Pass it on…"))</a>",
                "<a href=\"\(Link("/inbox/\(conversation.id)/forward"))\">\(ui.icon("external"))\(t("Forward…"))</a>",
                "<a href=\"\(Link("/inbox/\(conversation.id)/print"))\">\(ui.icon("print"))\(t("Print"))</a>",
            ]
            more.append(FollowPages.button(conversation.id, followers: shown.followers, visit))
            more += TiePages.menu(shown, form, visit)
            if shown.correspondent != nil, shown.blocked == nil {
                more.append(form.button(Link("/inbox/\(conversation.id)/block"), "\(ui.icon("lock"))\(t("Block this sender"))", style: ""))
            }
            actions.append(
                """
                <details class="menu"><summary class="button quiet icon-only" aria-label="\(t("More"))">\(ui.icon("more"))</summary>\
                <div class="menu-list">\(more)</div></details>
                """)
        } else {
            actions.append(
                "<a class=\"button\" href=\"\(Link("/inbox/\(conversation.id)/print"))\">\(ui.icon("print"))<span>\(t("Print"))</span></a>")
        }
        let blocked: HTML =
            shown.blocked.map { sender in
                ui.banner(
                    .warn, icon: "lock", "\(t("Blocked: what {sender} writes is held back.", ["sender": sender]))",
                    action: may ? form.button(Link("/inbox/\(conversation.id)/unblock"), "\(t("Unblock"))") : nil)
            } ?? ""
        return """
            <header class="person-head">\(ui.face(shown.name, id: shown.customer.id.number, size: .big))\
            <div class="grow"><h1><a href="\(Link("/people/\(shown.customer.id)"))" translate="no">\(shown.name)</a></h1><div class="chips">\(chips)</div></div>\
            <div class="actions compact">\(actions)</div>\(ConversationTags.row(shown, visit))</header>\(blocked)\(HandOverPages.banner(shown, visit))\(TiePages.hint(shown, visit))
            """
    }

    static func ownership(_ shown: Shown, _ visit: Visit) -> String {
        let t = visit.t
        let me = visit.visitor.map { Staff.ID(number: $0.staff) }
        var parts: [String] = []
        if let owner = shown.duty?.owner ?? shown.conversation.owner {
            parts.append(owner == me ? t("yours") : t("with {name}", ["name": shown.staffNames[owner] ?? "?"]))
        } else if let line = shown.line {
            parts.append(t("nobody’s yet, {line} takes it", ["line": line]))
        } else if shown.duty != nil {
            parts.append(t("nobody’s yet"))
        }
        let times = shown.handOvers.filter { $0.state == .accepted && $0.from != nil }.count
        if times > 0 { parts.append(t("passed on {n} time", "passed on {n} times", times)) }
        if let duty = shown.duty { parts.append(t.dueBy(duty.due.milliseconds, now: visit.now)) }
        parts.append(shown.states.first { $0.id == shown.conversation.ownState }?.name ?? stateWords(shown.conversation.state, t))
        let followers = shown.followers.compactMap { $0 == me ? t("you") : shown.staffNames[$0] }
        if !followers.isEmpty { parts.append(t("followed by {names}", ["names": t.list(followers)])) }
        return parts.joined(separator: " · ")
    }
}
