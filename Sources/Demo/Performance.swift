import Core
import Counter
import Inbox
import Language
import Mail
import People
import Storage

/// Plays the stories: every card, letter, answer, note and call as one transaction of its own, in the order in which they happened.
final class Performance {
    private enum Act {
        case card(Guest)
        case step(story: Int, Step)
        case call(Int, promise: Instant?)
        case kept(call: Int)
    }

    /// What is known of a conversation while it is played.
    private struct Thread {
        var conversation: Conversation.ID?
        var ids: [String] = []
        var lastOurs: (rfcID: String, text: String, at: Instant, by: String)?
        var count = 0
    }

    private let stage: Stage
    private let cast: Cast
    private let time: StoryTime
    private let guests: [String: Guest]
    private var threads: [Int: Thread] = [:]
    private var notes: [Int: Note.ID] = [:]

    init(_ stage: Stage, _ cast: Cast, _ time: StoryTime) {
        self.stage = stage
        self.cast = cast
        self.time = time
        guests = Dictionary(uniqueKeysWithValues: Guest.all.map { ($0.key, $0) })
    }

    func play() async throws {
        try await holdBack()
        for (at, act) in script() {
            switch act {
            case .card(let guest): try await addCard(guest, at)
            case .step(let story, let step): try await perform(step, of: Story.all[story], story, at)
            case .call(let call, let promise): try await note(Call.all[call], call, promise, at)
            case .kept(let call):
                guard let note = notes[call] else { continue }
                try await stage.write(at, as: .staff(cast.id(Call.all[call].who))) { tx in _ = try tx.keepPromise(note) }
            }
        }
        try await link()
    }

    /// Two conversations that belong together, so that the page of one leads to the other.
    private func link() async throws {
        func conversation(_ subject: String) -> Conversation.ID? {
            Story.all.firstIndex { $0.subject == subject }.flatMap { threads[$0]?.conversation }
        }
        guard let friend = conversation("A friend wants to order from you"), let lab = conversation("Bread for the lab’s open day") else {
            return
        }
        try await stage.write(time.now, as: .staff(cast.id(.siti))) { tx in
            tx.silentByIntent = true
            try tx.say(friend, belongsWith: lab, word: "whom she brings to us")
        }
    }

    /// A letter that a filter on the way has marked: the page of held mail has something on it.
    private func holdBack() async throws {
        let at = time.now - .seconds(3 * 3600)
        let letter = """
            From: Dr. Oven Supplies <sales@oven-bargains.example>\r
            To: \(World.mailbox)\r
            Subject: FINAL NOTICE: your oven qualifies for 90 % off\r
            Message-ID: <sample-held@oven-bargains.example>\r
            X-Spam-Flag: YES\r
            X-Spam-Status: Yes, score=14.2 required=5.0\r
            Content-Type: text/plain; charset=utf-8\r
            \r
            Dear bakery owner, only today and only for you. Answer with your bank details to reserve.\r

            """
        stage.clock.set(at)
        _ = try await stage.intake.take([Intake.Incoming(Array(letter.utf8), receivedAt: at)], mailbox: cast.mailbox)
        try await stage.write(at, as: .staff(cast.id(.deniz))) { tx in
            tx.silentByIntent = true
            for id in try tx.db.values("SELECT id FROM held_mail ORDER BY id DESC LIMIT 1", as: Int64.self) { try tx.tag("held_mail", id) }
        }
    }

    /// Everything that happens, in order of time; what comes first in the script is first where times are equal.
    private func script() -> [(at: Instant, act: Act)] {
        var acts: [(at: Instant, act: Act)] = []
        for guest in Guest.all {
            guard let days = guest.cardDaysAgo else { continue }
            acts.append((time.time(.day(days, 9, 30), isOurs: true, after: time.now), .card(guest)))
        }
        for (index, story) in Story.all.enumerated() {
            let times = time.times(of: story.steps.map { ($0.when, $0.isOurs) })
            acts += zip(times, story.steps).map { ($0, .step(story: index, $1)) }
        }
        for (index, call) in Call.all.enumerated() {
            let at = time.times(of: [(call.when, true)])[0]
            switch call.promise {
            case .within(let minutes, let kept):
                acts.append((at, .call(index, promise: time.open(minutes, after: at))))
                if let kept { acts.append((min(time.open(kept, after: at), time.now), .kept(call: index))) }
            case .dueIn(let minutes): acts.append((at, .call(index, promise: time.open(minutes, after: time.now))))
            case nil: acts.append((at, .call(index, promise: nil)))
            }
        }
        return acts.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    // MARK: Cards and calls

    private func addCard(_ guest: Guest, _ at: Instant) async throws {
        let phones = [guest.phone].compactMap { $0 }
        try await stage.write(at, as: .staff(cast.id(.deniz))) { tx in
            var card = Card(
                name: guest.name, pronunciation: guest.pronunciation, language: guest.language, note: guest.note,
                usual: Guest.usual[guest.key] ?? "",
                emails: guest.emails, phones: phones)
            // Somebody real may have the number; the addresses are nobody's.
            if let phone = card.phones.first, try tx.db.person(at: phone, tx.shop) != nil { card.addresses = card.emails }
            guard card.problems.isEmpty else { return tx.silentByIntent = true }
            let id = try tx.add(guest.wrote(card, at: tx.now))
            try tx.tag("customer", id.number)
            try tx.dress(id, guest)
        }
    }

    private func note(_ call: Call, _ index: Int, _ promise: Instant?, _ at: Instant) async throws {
        let guest = try guest(call.guest)
        let addresses = guest.emails.map(Customer.Address.email) + [guest.phone].compactMap { $0 }.map(Customer.Address.phone)
        notes[index] = try await stage.write(at, as: .staff(cast.id(call.who))) { tx in
            guard let customer = try addresses.lazy.compactMap({ try tx.db.customer(at: $0) }).first else {
                tx.silentByIntent = true
                return nil
            }
            return try tx.note(customer.id, call.channel == .phone ? .phone : .counter, call.text, promise: promise)
        }
    }

    private func guest(_ key: String) throws -> Guest {
        guard let guest = guests[key] else { throw Unknown(guest: key) }
        return guest
    }

    struct Unknown: Error { var guest: String }

    // MARK: Letters

    private func perform(_ step: Step, of story: Story, _ index: Int, _ at: Instant) async throws {
        let guest = try guest(story.guest)
        var thread = threads[index] ?? Thread()
        switch step.what {
        case .mail(let text, let extras):
            try await receive(letter(story, index, guest, thread, text, extras, at).bytes(), story, &thread, index, at)
        case .absence(let subject, let text):
            var note = letter(story, index, guest, thread, text, [], at)
            note.subject = subject
            try await receive(Letter.absence(note), story, &thread, index, at)
        case .newsletter(let text, let html):
            try await receive(Letter.newsletter(letter(story, index, guest, thread, text, [], at), html: html), story, &thread, index, at)
        case .bounce(let reason):
            guard let last = thread.lastOurs, let recipient = guest.emails.first else { return }
            let bytes = Letter.bounce(
                of: last.rfcID, to: recipient, subject: story.subject, reason: reason, at: at, to: World.mailbox,
                id: id(index, thread.count, guest))
            try await receive(bytes, story, &thread, index, at)
        case .answer(let who, let text, let then): try await answer(who, text, then, &thread, at)
        case .note(let who, let text): try await change(who, thread, at) { conversation, tx in try tx.note(text, in: conversation) }
        case .solve(let who): try await change(who, thread, at) { conversation, tx in try tx.solve(conversation) }
        case .passOn(let who, let to, let reason, let note):
            let colleague = cast.id(to)
            // Where the shop's own staff play all parts there may be nobody to pass it on to.
            guard colleague != cast.id(who) else { break }
            try await change(who, thread, at) { conversation, tx in
                try tx.askHandOver(conversation, to: colleague, reason: reason, note: note)
            }
        case .take(let who):
            let staff = cast.id(who)
            try await change(who, thread, at) { conversation, tx in
                if let duty = try tx.db.openDuty("reply", about: conversation.id.number) { _ = try tx.take(duty.id, by: staff) }
            }
        }
        threads[index] = thread
    }

    private func id(_ index: Int, _ count: Int, _ guest: Guest) -> String {
        let domain = guest.emails.first?.split(separator: "@").last.map(String.init) ?? "mail.example"
        return "sample-\(index)-\(count)@\(domain)"
    }

    private func letter(
        _ story: Story, _ index: Int, _ guest: Guest, _ thread: Thread, _ text: String, _ extras: [Extra], _ at: Instant
    ) -> Letter {
        var address = 0
        for case .from(let number) in extras { address = number }
        let last = thread.lastOurs
        let language = guest.language.flatMap(Language.init(rawValue:)) ?? .en
        let mark = [Language.fi: "Vs: ", .tr: "Ynt: ", .id: "Bls: "][language] ?? "Re: "
        return Letter(
            fromName: guest.name, fromAddress: guest.emails[address], to: World.mailbox,
            subject: thread.count == 0 ? story.subject : mark + story.subject,
            text: text, at: at, id: id(index, thread.count, guest), inReplyTo: thread.count == 0 ? nil : last?.rfcID ?? thread.ids.last,
            references: thread.ids, extras: extras, quoted: last.map { ($0.by, World.mailbox, $0.at, $0.text) }, language: language,
            zone: time.calendar.zone)
    }

    private func receive(_ bytes: [UInt8], _ story: Story, _ thread: inout Thread, _ index: Int, _ at: Instant) async throws {
        let guest = try guest(story.guest)
        stage.clock.set(at)
        let outcome = try await stage.intake.take([Intake.Incoming(bytes, receivedAt: at)], mailbox: cast.mailbox)
        guard case .message(let number)? = outcome.first else { throw NotTaken(subject: story.subject, outcome: outcome.first) }
        thread.conversation = thread.conversation ?? Conversation.ID(number: number)
        thread.ids.append(id(index, thread.count, guest))
        thread.count += 1
        let conversation = Conversation.ID(number: number)
        guard guest.cardDaysAgo == nil else { return }
        // The first letter of somebody new has made a card; the staff write on it which language the person writes in.
        try await stage.write(at, as: .staff(cast.id(.deniz))) { tx in
            tx.silentByIntent = true
            guard let id = try tx.db.conversation(conversation)?.customer, var person = try tx.db.customer(id) else { return }
            try tx.tag("customer", id.number)
            if person.language == nil, let language = guest.language {
                person.language = language
                try tx.change(person)
            }
        }
    }

    struct NotTaken: Error {
        var subject: String
        var outcome: Intake.Outcome?
    }

    private func answer(_ who: Colleague, _ text: String, _ then: Then, _ thread: inout Thread, _ at: Instant) async throws {
        guard let conversation = thread.conversation else { return }
        let staff = cast.id(who)
        let sent = try await stage.write(at, as: .staff(staff)) { tx -> (String, String)? in
            guard let known = try tx.db.conversation(conversation) else { return nil }
            let id = try tx.answer(known, text: text, then: then, seen: nil, anyway: true)
            try tx.countAsSent(id)
            return (try tx.db.message(id)?.rfcID ?? "", try tx.db.staff(staff)?.name ?? "")
        }
        guard let (rfcID, name) = sent else { return }
        thread.lastOurs = (rfcID, text, at, name)
        thread.ids.append(rfcID)
        thread.count += 1
    }

    private func change(
        _ who: Colleague, _ thread: Thread, _ at: Instant,
        _ body: @escaping @Sendable (Conversation, Tx) throws -> Void
    ) async throws {
        guard let id = thread.conversation else { return }
        try await stage.write(at, as: .staff(cast.id(who))) { tx in
            tx.silentByIntent = true
            if let conversation = try tx.db.conversation(id) { try body(conversation, tx) }
        }
    }
}
