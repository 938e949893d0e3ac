import Language
import Storage
import Web

/// What a notice is about, as its reader knows it.
public struct NoticeTopic: Sendable {
    /// A person's name, or what stands for one.
    public var name: String
    public var customer: Customer.ID?
    /// What it is about: a subject line, the first words of a promise. People's words.
    public var about: String
    public var link: Link
    /// Whether a notice's message has its own place at the link: "#m-34".
    public var hasMessages: Bool

    public init(name: String, customer: Customer.ID?, about: String, link: Link, hasMessages: Bool = false) {
        self.name = name
        self.customer = customer
        self.about = about
        self.link = link
        self.hasMessages = hasMessages
    }
}

/// A kind of thing that notices are about. What cannot be found any more has no topic, and its notices are not shown.
public struct NoticeSubject: Sendable {
    public var kind: String
    /// The topics of `ids`, in a fixed number of statements.
    public var topics: @Sendable (_ ids: [Int64], Reader, View) throws -> [Int64: NoticeTopic]
    public init(_ kind: String, topics: @escaping @Sendable ([Int64], Reader, View) throws -> [Int64: NoticeTopic]) {
        self.kind = kind
        self.topics = topics
    }
}

extension View {
    /// For words that no visit asked for: a mail to a member of staff.
    public init(_ t: Words, now: Instant) {
        self.t = t
        self.now = now
        visitor = nil
        assets = ""
        token = ""
    }
}

extension Shop {
    /// What `notices` are about, in a fixed number of statements for each kind of thing.
    public func topics(of notices: [Notice], _ db: Reader, _ view: View) throws -> [Event.Subject: NoticeTopic] {
        var found: [Event.Subject: NoticeTopic] = [:]
        for subject in capabilities.flatMap(\.noticeSubjects) {
            let ids = Set(notices.filter { $0.subject.kind == subject.kind }.map(\.subject.id))
            guard !ids.isEmpty else { continue }
            for (id, topic) in try subject.topics(ids.sorted(), db, view) { found[Event.Subject(subject.kind, id)] = topic }
        }
        let duties = Set(notices.filter { $0.subject.kind == "duty" }.map { Duty.ID(number: $0.subject.id) })
        if !duties.isEmpty { found.merge(try dutyTopics(duties.sorted(), db, view)) { $1 } }
        return found
    }

    private func dutyTopics(_ ids: [Duty.ID], _ db: Reader, _ view: View) throws -> [Event.Subject: NoticeTopic] {
        let duties = try db.all("SELECT \(Duty.columns) FROM duty d WHERE d.id IN \(ids)") { try Duty(row: &$0) }
        let names = try db.names(of: duties.compactMap(\.customer))
        var found: [Event.Subject: NoticeTopic] = [:]
        for (kind, some) in Dictionary(grouping: duties, by: \.kind) {
            guard let views = try dutyKind(kind)?.show(some, names, db, view) else { continue }
            for duty in some {
                guard let shown = views[duty.id] else { continue }
                found[Event.Subject("duty", duty.id)] = NoticeTopic(
                    name: duty.customer.flatMap { names[$0] } ?? "?", customer: duty.customer, about: shown.detail, link: shown.link)
            }
        }
        return found
    }

    /// What somebody is told of where this duty falls due; nil for what is told in another way.
    public func noticeSubject(of duty: Duty) -> Event.Subject? { dutyKind(duty.kind)?.noticeSubject(duty) }
}
