import Language
import Storage
import Web

/// One room of the house: all that a capability adds to the program. Adding one is a folder, its target and a line in the list.
public struct Capability: Sendable {
    /// First part of its addresses: "inbox".
    public var name: String
    public var migrations: [Migration] = []
    public var routes: @Sendable (Shop) -> [Route] = { _ in [] }
    public var api: @Sendable (Shop) -> [APIOperation] = { _ in [] }
    /// What each scope of `api` lets a program do, for the page on which tokens are made.
    public var scopes: [String: @Sendable (Words) -> String] = [:]
    public var navigation: [NavigationEntry] = []
    public var reactions: [Reaction] = []
    public var jobs: [JobKind] = []
    public var schedules: [Schedule] = []
    public var dutyKinds: [DutyKind] = []
    public var timeLine: [TimeLineKind] = []
    public var cardPanels: [CardPanel] = []
    /// On the page of a company, below its people.
    public var companyPanels: [CompanyPanel] = []
    /// Buttons at a person's head, beside "Edit": "Write".
    public var personActions: [PersonAction] = []
    public var searchSources: [SearchSource] = []
    /// What happens to its rows when two cards become one: a step for every column that names a person.
    public var merging: [MergeStep] = []
    public var settingsPages: [SettingsPage] = []
    /// Its things that can have tags.
    public var tagged: [TaggedKind] = []
    /// Pages that the first run goes through, behind those of the capabilities before.
    public var welcomeSteps: [WelcomeStep] = []
    /// What to do first in a new shop; nil where it does not apply.
    public var firstThings: [@Sendable (Reader, View) throws -> FirstThing?] = []
    /// What wants a look beside what is owed, above the list of Today; nil where there is nothing. Asked on every visit: no statement in vain.
    public var todayNotes: [@Sendable (Reader, View, Shop) throws -> FirstThing?] = []
    /// Findings of `regulars check`, in English; none when all is well.
    public var checks: [@Sendable (Reader) throws -> [String]] = []
    /// What it keeps of people, to be given out and emptied.
    public var personalData: [PersonalData] = []
    /// What of it need not be kept for ever.
    public var retention: [RetentionKind] = []
    /// The kinds of thing that staff are told of.
    public var noticeSubjects: [NoticeSubject] = []
    /// The way out for mail to staff.
    public var staffPost: StaffPost?
    /// The card itself, on which everything else hangs: emptied last.
    public var cards: [PersonalData] = []
    public var policies = Policies()
    /// Long-running work while the server runs (a mailbox watch). Ends when its task is cancelled.
    public var services: [@Sendable (Shop) async -> Void] = []
    /// Kinds of event that webhooks may ask for, with a sentence in English for programmers.
    public var webhookEvents: [(kind: String, meaning: String)] = []

    public init(_ name: String) { self.name = name }
}

/// What a view needs to know of its reader.
public struct View: Sendable {
    public var t: Words
    public var now: Instant
    public var visitor: Visitor?
    public var assets: Link
    public var token: String
    /// Whether it is the person's own page, and not one beside which the person stands: there is room for more.
    public var isCard = true
    let memo = PageMemo()

    public init(_ visit: Visit) {
        t = visit.t
        now = Instant(milliseconds: visit.now)
        visitor = visit.visitor
        assets = visit.assets
        token = visit.formToken
    }
}

/// An entry in the rail.
public struct NavigationEntry: Sendable {
    public var section: String
    public var link: Link
    public var icon: String
    public var permission: Permission
    public var label: @Sendable (Words) -> String
    /// A figure beside the label, from counters that are kept, never counted over everything.
    public var count: (@Sendable (Reader, Visitor, Instant) throws -> Int)?
    /// What can be begun from every page.
    public var beginning: Beginning?

    /// A page on which something new is begun, with the key that leads there.
    public struct Beginning: Sendable {
        public var link: Link
        public var icon: String
        public var key: String
        public var permission: Permission
        public var label: @Sendable (Words) -> String
        public init(_ link: Link, icon: String, key: String, _ permission: Permission, label: @escaping @Sendable (Words) -> String) {
            (self.link, self.icon, self.key, self.permission, self.label) = (link, icon, key, permission, label)
        }
    }

    public init(
        _ section: String, _ link: Link, icon: String, _ permission: Permission = .look,
        count: (@Sendable (Reader, Visitor, Instant) throws -> Int)? = nil, beginning: Beginning? = nil,
        label: @escaping @Sendable (Words) -> String
    ) {
        self.beginning = beginning
        self.section = section
        self.link = link
        self.icon = icon
        self.permission = permission
        self.label = label
        self.count = count
    }
}

/// A button at a person's head.
public struct PersonAction: Sendable {
    /// Nil where there is nothing to do for this person or this reader.
    public var show: @Sendable (Customer, Reader, View) throws -> HTML?
    public init(_ show: @escaping @Sendable (Customer, Reader, View) throws -> HTML?) { self.show = show }
}

/// One duty as *Today* shows it.
public struct DutyView: Sendable {
    /// A whole sentence with the person's name in bold: "**Marja** is waiting for an answer".
    public var sentence: HTML
    /// One quiet line below: what it is about.
    public var detail: String
    public var link: Link
    public var icon: String
    /// Whether *Today* offers a "Done" button that posts to /duties/:id/done, for duties without a page of their own.
    public var canBeDoneHere: Bool

    public init(sentence: HTML, detail: String, link: Link, icon: String, canBeDoneHere: Bool = false) {
        self.sentence = sentence
        self.detail = detail
        self.link = link
        self.icon = icon
        self.canBeDoneHere = canBeDoneHere
    }
}

/// How a capability's events read on a person's time line.
public struct TimeLineKind: Sendable {
    public var kinds: [String]
    /// The rows of `events` (all of these kinds), in a fixed number of statements. An event without a row is left out.
    public var show: @Sendable (_ events: [Event], Reader, View) throws -> [Event.ID: HTML]
    public init(_ kinds: [String], show: @escaping @Sendable ([Event], Reader, View) throws -> [Event.ID: HTML]) {
        self.kinds = kinds
        self.show = show
    }
}

/// A panel beside the person: on the card and beside a conversation.
public struct CardPanel: Sendable {
    /// nil where there is nothing to show.
    public var show: @Sendable (Customer, Reader, View) throws -> HTML?
    /// Left out beside a conversation, which has to be fast.
    public var isForCardAlone = false
    public init(_ show: @escaping @Sendable (Customer, Reader, View) throws -> HTML?) { self.show = show }
}

/// What a capability tells of the people of a company, all together.
public struct CompanyPanel: Sendable {
    /// nil where there is nothing to show.
    public var show: @Sendable (_ people: [Customer.ID], Reader, View) throws -> HTML?
    public init(_ show: @escaping @Sendable (_ people: [Customer.ID], Reader, View) throws -> HTML?) { self.show = show }
}

/// Under which heading a page of the settings stands, in this order.
public enum SettingsGroup: Sendable, CaseIterable {
    case shop, inbox, people, programs
    /// What each of the staff decides for themselves.
    case own
}

public struct SettingsPage: Sendable {
    public var link: Link
    public var icon: String
    public var permission: Permission
    public var group: SettingsGroup
    public var title: @Sendable (Words) -> String
    public var hint: @Sendable (Words) -> String
    public init(
        _ link: Link, icon: String, _ permission: Permission = .manage, in group: SettingsGroup = .shop,
        title: @escaping @Sendable (Words) -> String, hint: @escaping @Sendable (Words) -> String
    ) {
        self.link = link
        self.icon = icon
        self.permission = permission
        self.group = group
        self.title = title
        self.hint = hint
    }
}

/// A verb of /api/v1 with what the OpenAPI document says of it.
public struct APIOperation: Sendable {
    public var route: Route
    public var scope: String
    /// One English sentence for programmers.
    public var summary: String
    /// JSON Schema of the body and of the answer.
    public var request: JSON?
    /// The media type of the body.
    public var requestType: String
    public var response: JSON
    public var parameters: [JSON]

    public init(
        _ method: Visit.Method, _ path: String, scope: String, _ permission: Permission, _ summary: String, parameters: [JSON] = [],
        request: JSON? = nil, requestType: String = "application/json", response: JSON, bodyLimit: Int = 1 << 20, file: String = #fileID,
        line: Int = #line, _ handler: @escaping Route.Handler
    ) {
        route = Route(
            method, "/api/v1" + path, .token(scope: scope, permission), bodyLimit: bodyLimit, file: file, line: line, handler)
        self.requestType = requestType
        self.scope = scope
        self.summary = summary
        self.request = request
        self.response = response
        self.parameters = parameters
    }
}

// MARK: Policies

/// An answer of a policy and the rule that gave it, which is shown.
public struct Decision<Value: Sendable>: Sendable {
    public var value: Value
    public var why: String
    public init(_ value: Value, why: String) {
        self.value = value
        self.why = why
    }
}

/// Who gets a duty: a person, or a line.
public enum Assignment: Sendable, Equatable {
    case staff(Staff.ID)
    case line(Line.ID)
    var pair: (Staff.ID?, Line.ID?) {
        switch self {
        case .staff(let id): (id, nil)
        case .line(let id): (nil, id)
        }
    }
}

/// Questions that lower rooms ask upwards. Capabilities answer in the order of the list; the first answer wins and says why.
public struct Policies: Sendable {
    public var due: (@Sendable (Duty.Request, Shop, Reader) throws -> Decision<Instant>?)?
    public var route: (@Sendable (Duty.Request, Shop, Reader) throws -> Decision<Assignment>?)?
    /// What speaks against reaching this person of the shop's own accord: an open complaint. Every capability is asked; nil where nothing does.
    public var mayContact: (@Sendable (ContactQuestion, Shop, Reader) throws -> ContactObjection?)?
    /// Whether amounts are kept in the shop's currency, which then stays as it is: sums over two currencies mean nothing.
    public var holdsMoney: (@Sendable (Reader) throws -> Bool)?
    public init() {}
}

extension Shop {
    /// Whether anybody has written down an amount in the shop's currency.
    public func holdsMoney(_ db: Reader) throws -> Bool { try capabilities.contains { try $0.policies.holdsMoney?(db) ?? false } }

    /// Due by the first policy that answers; else so many opening minutes from `request.from`.
    func decideDue(_ request: Duty.Request, _ db: Reader) throws -> Decision<Instant> {
        for capability in capabilities { if let decision = try capability.policies.due?(request, self, db) { return decision } }
        let minutes = try AssumptionStore.read(db).whole(.answerMail)
        do {
            return Decision(try calendar.due(start: request.from, after: .opening(minutes: minutes)), why: "opening minutes")
        } catch {
            // A shop whose hours say that it never opens is owed a time all the same: no mail is left outside for it.
            return Decision(request.from + .seconds(minutes * 60), why: "never open")
        }
    }

    /// By policy; else the person's last owner, else the first line, else the owner of the shop (R17: no case can have no owner).
    func decideRoute(_ request: Duty.Request, _ db: Reader) throws -> Decision<Assignment> {
        for capability in capabilities { if let decision = try capability.policies.route?(request, self, db) { return decision } }
        if let line = try db.servedLine() { return Decision(.line(line), why: "line") }
        guard let owner = try db.shopOwner() else { throw NobodyThere() }
        return Decision(.staff(owner), why: "owner of the shop")
    }

    /// The shop has no owner yet: first run has not been done.
    public struct NobodyThere: Error {}
}
