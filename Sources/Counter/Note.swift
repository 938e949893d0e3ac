import Core
import Language
import People
import Storage
import Web

/// What was said on the phone or at the counter.
public struct Note: Sendable, Equatable {
    public typealias ID = Storage.ID<Note>
    public enum Channel: String, Sendable, CaseIterable, SQLValue { case phone, counter }

    public var id: ID
    public var customer: Customer.ID
    public var channel: Channel
    public var text: String
    /// Who wrote it down; nil for a program.
    public var staff: Staff.ID?
    public var at: Instant
    /// Until when something was promised; nil where nothing was.
    public var promiseDue: Instant?

    static let columns: SQL = "n.id, n.customer_id, n.channel, n.text, n.staff_id, n.at, n.promise_due"

    init(row: inout Row) throws {
        id = try row.next()
        customer = try row.next()
        channel = try row.next()
        text = try row.next()
        staff = try row.next()
        at = try row.next()
        promiseDue = try row.next()
    }

    static let longest = 10_000
    var subject: Event.Subject { Event.Subject("counter_note", id) }

    /// The first line, for lists.
    var line: String { text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "" }
}

/// Why a note is not taken. The page says it at the field, the API by name.
public enum NoteProblem: Error, Sendable, Equatable {
    case caller(CallerProblem)
    case noText
    case tooLong
    case noTime(String)
    case timeHasPassed
    case twoTimes
    /// The shop's hours give no such time today or at all.
    case notOpen
    /// A call would be promised that the person does not want; with a reason it is.
    case unwanted([Treatment.Rule])

    var field: String {
        switch self {
        case .caller: "person"
        case .noText, .tooLong: "text"
        case .noTime, .timeHasPassed, .twoTimes: "promise_at"
        case .notOpen: "promise"
        case .unwanted: "reason"
        }
    }

    func sentence(_ t: Words) -> String {
        switch self {
        case .caller(let problem): problem.sentence(t)
        case .noText: t("Write what it was about.")
        case .tooLong: t("This is too long: at most {n} character.", "This is too long: at most {n} characters.", Note.longest)
        case .noTime(let text): t("“{text}” is not a day and time.", ["text": text])
        case .timeHasPassed: t("This time has passed. Promise something that can still be kept.")
        case .twoTimes: t("Choose a time above or write one here, not both.")
        case .notOpen: t("The shop does not open then. Choose another time.")
        case .unwanted(let rules):
            TreatmentWords.sentences(rules, t) + " " + t("Promise it another way or at another time, or say why it has to be.")
        }
    }
}

extension Tx {
    /// Writes down what was said. A promise becomes the duty of who made it. What is promised on the phone is a call, and asks how the person
    /// wants to be treated.
    /// - Parameter reason: why it is promised against what they want; nil asks for one.
    @discardableResult public func note(
        _ customer: Customer.ID, _ channel: Note.Channel, _ text: String, promise: Instant? = nil, madePerson: Bool = false,
        reason: String? = nil
    ) throws -> Note.ID {
        let text = text.trimmed
        if text.isEmpty { throw NoteProblem.noText }
        if text.count > Note.longest { throw NoteProblem.tooLong }
        if let promise, promise <= now { throw NoteProblem.timeHasPassed }
        guard let person = try db.customer(customer) else { throw NoteProblem.caller(.gone) }
        let id = newID(Note.self)
        if channel == .phone, let promise {
            // Decent hours of the house bind no promise that was agreed with the person; what they said themselves does.
            let treatment = Treatment(own: try db.treatment(of: customer, shop).own)
            let verdict = treatment.check(.call, at: promise, shop.timeZone)
            if verdict.needsReason {
                guard let reason else { throw NoteProblem.unwanted(verdict.rules) }
                try overrule(customer, .call, verdict.rules, reason: reason, by: id.number)
            }
        }
        try db.run(
            """
            INSERT INTO counter_note (id, customer_id, channel, text, staff_id, at, promise_due, contact_before, made_person)
            VALUES (\(id), \(customer), \(channel), \(text), \(actor.staff), \(now), \(promise), \(person.lastContactAt), \(madePerson))
            """)
        let language = TextLanguage.detect(text) ?? Language(rawValue: shop.setting(ShopSettings.language))
        try Search.notes.put(db, item: id.number, group: id.number, terms: SearchAnalysis.terms(for: text, language: language))
        try touched(customer)
        var facts: Event.Facts = ["channel": .word(channel.rawValue)]
        if let promise { facts["promise_due"] = .number(promise.milliseconds) }
        try record("counter.noted", customer: customer, subject: Event.Subject("counter_note", id), data: facts)
        if let promise {
            try owe(
                Duty.Request(kind: PromiseViews.kind, subject: id.number, customer: customer, channel: channel.rawValue, from: now),
                owner: actor.staff, due: promise)
        }
        return id
    }

    /// Undo: the note, what it promised and, where nothing else has happened, the card that it made are gone; the last contact is as it
    /// was. False where there is no such note.
    @discardableResult public func takeBack(_ id: Note.ID) throws -> Bool {
        guard let note = try db.note(id), let before = try db.beforeNote(id) else { return false }
        let duty = try db.openDuty(PromiseViews.kind, about: id.number)
        try drop(PromiseViews.kind, about: id.number, reason: "taken back")
        try forgetOverride(by: id.number)
        try Search.notes.remove(db, item: id.number)
        try db.run("DELETE FROM counter_note WHERE id = \(id)")
        try db.run(
            "UPDATE customer SET last_contact_at = \(before.contact) WHERE id = \(note.customer) AND last_contact_at = \(note.at)")
        try record("counter.taken-back", customer: note.customer, subject: note.subject)
        if before.madePerson {
            let own = [note.subject] + (duty.map { [Event.Subject("duty", $0.id)] } ?? [])
            try takeBack(note.customer, besides: Set(own))
        }
        return true
    }

    /// The promise is kept; too late is written down as broken. Returns the duty for the way back, nil where nothing is owed.
    public func keepPromise(_ id: Note.ID) throws -> Duty.ID? {
        guard let duty = try db.openDuty(PromiseViews.kind, about: id.number) else { return nil }
        try fulfil(PromiseViews.kind, about: id.number, outcome: now <= duty.due ? "kept" : "broken")
        return duty.id
    }
}
