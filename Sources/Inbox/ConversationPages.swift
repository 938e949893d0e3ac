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
        /// Addresses of those who work here, folded.
        var staffEmails: Set<String>
        /// Mailboxes by which an answer can leave.
        var waysOut: [SendingBox]
        /// The address that the answer comes from, where there is more than one.
        var from: String? {
            waysOut.count < 2 ? nil : (waysOut.first { $0.id == conversation.mailbox } ?? waysOut.first)?.address
        }
        /// The line that an unowned duty waits in.
        var line: String?
        /// Who checks senders for the mailbox of this conversation.
        var judge: String?
        var address: String?
        /// Who reads at `address`.
        var addressee: String
        /// The customer, where the answer goes to somebody else who wrote here.
        var insteadOf: (name: String, address: String)?
        /// Where the letter came from, when it wants its answer elsewhere.
        var writtenFrom: String?
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
        /// Whether its reader may send the answer (96).
        var maySend: Bool
        /// Colleagues who were asked for a word in a note.
        var asked: [AskedColleague]
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
            let address = last?.answerAddress ?? email
            let isOther = last.map { !emails.contains(Customer.Address.email($0.fromAddress).folded) } ?? false
            return Shown(
                conversation: conversation, customer: customer, name: name, messages: messages, duty: duty, staffNames: staff,
                desk: desk, offer: offer, files: try db.draftFiles(id, of: me),
                company: try company(in: id, than: me, presence, now: view.now, db),
                episodes: try db.conversations(of: customer.id).filter { $0.id != id },
                aside: try PersonAside.show(customer, shop, db, view, but: id.number),
                staffEmails: Set(everybody.filter(\.isActive).map { Customer.Address.email($0.email).folded }), waysOut: try db.waysOut(),
                line: try duty.flatMap { $0.owner == nil ? $0.line : nil }.flatMap { try db.line($0)?.name },
                judge: try conversation.mailbox.flatMap { try db.judge(of: $0) },
                address: address, addressee: isOther ? last.map { $0.fromName.nonEmpty ?? $0.fromAddress } ?? name : name,
                insteadOf: isOther ? email.map { (name: name, address: $0) } : nil,
                writtenFrom: last?.replyTo == nil ? nil : last?.fromAddress,
                copies: try last.map { try db.copies(of: $0, to: address) } ?? [], correspondent: correspondent,
                blocked: try correspondent.flatMap { try db.block(of: $0) }, snoozeTimes: Snooze.times(shop, now: view.now),
                colleagues: everybody.filter { $0.servesCustomers && $0.id != me }.map(\.name),
                handOvers: handOvers, ties: ties, names: names, treatment: try db.treatment(of: customer.id, shop),
                followers: try db.followers(of: id), trouble: try address.flatMap { try db.trouble(at: $0) },
                tags: try db.tags(of: conversation.tagged), states: shop.ownStates,
                maySend: WhoSendsPages.may(visit, owner: duty?.owner ?? conversation.owner, shop),
                asked: try db.askedColleagues(in: id, messages))
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
            \(visit.ui.back(InboxPlace.list(before: visit) ?? "/inbox", t("Inbox")))
            <live-region topics="\(topic) duty" src="\(Link("/inbox/\(conversation.id)?fragment=head"))">\(head(shown, visit, may: may))</live-region>
            <div class="two">
            <div class="thread">
            <live-region class="presence-place" topics="presence:\(conversation.id.description)" src="\(Link("/inbox/\(conversation.id)/presence"))">\(company(shown.company, visit))</live-region>\
            <live-region topics="\(topic) customer:\(shown.customer.id.description)" src="\(Link("/inbox/\(conversation.id)?\(firstShown(shown, visit))"))" says="\(t("New in this conversation"))" below="\(t("New message below"))" above="\(t("New message above"))" class="thread">\
            \(thread(shown, visit, fresh: fresh))</live-region>
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
}
