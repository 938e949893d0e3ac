import Core
import Language
import Storage
import Web

/// A business that some of our people belong to.
///
///     here ─remove─▶ removed ─give back─▶ here
///       └──merge──▶ leads to another ─undo─▶ here
struct Company: Sendable, Equatable {
    typealias ID = Storage.ID<Company>
    var id: ID
    var name: String
    var note: String
    /// Of its mail: "otelliman.example". Proposes who may belong to it; it never opens anybody's history (expected behaviour 164).
    var domain: String?
    var createdAt: Instant

    static let columns: SQL = "c.id, c.name, c.note, c.domain, c.created_at"
    /// Neither removed nor merged into another.
    static let stands: SQL = "c.removed_at IS NULL AND c.merged_into IS NULL"

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        note = try row.next()
        domain = try row.next()
        createdAt = try row.next()
    }

    var subject: Event.Subject { Event.Subject("company", id) }
}

/// What people write of a company.
struct CompanyCard: Sendable, Equatable {
    var name = ""
    var domain = ""
    var note = ""

    init(name: String = "", domain: String = "", note: String = "") {
        self.name = Card.oneLine(name)
        // "@Otel.example" and "https://otel.example/" say the same.
        var host = domain.trimmed.lowercased()
        for start in ["https://", "http://", "www.", "@"] where host.hasPrefix(start) { host = String(host.dropFirst(start.count)) }
        self.domain = String(host.prefix { $0 != "/" })
        self.note = note.trimmed
    }

    init(_ company: Company) { self.init(name: company.name, domain: company.domain ?? "", note: company.note) }

    enum Problem: Error, Sendable, Equatable {
        case noName
        case tooLong(field: String, most: Int)
        case notADomain(String)
        /// Everybody has an address there.
        case everybodys(String)

        var field: String {
            switch self {
            case .noName: "name"
            case .tooLong(let field, _): field
            case .notADomain, .everybodys: "domain"
            }
        }

        func sentence(_ t: Words) -> String {
            switch self {
            case .noName: t("Write the name of the company.")
            case .tooLong(_, let most): CardProblem.tooLong(field: "", most: most).sentence(t)
            case .notADomain(let text): t("“{text}” is no domain. Write what stands behind the @, as in example.com.", ["text": text])
            case .everybodys(let text): t("Anybody may have an address at {domain}, so it says nothing about a company.", ["domain": text])
            }
        }
    }

    var problems: [Problem] {
        var problems: [Problem] = []
        if name.isEmpty { problems.append(.noName) }
        if name.count > Card.longestLine { problems.append(.tooLong(field: "name", most: Card.longestLine)) }
        if note.count > Card.longestNote { problems.append(.tooLong(field: "note", most: Card.longestNote)) }
        if !domain.isEmpty {
            if !Card.isEmail("x@" + domain) { problems.append(.notADomain(domain)) }
            if CompanyCard.everybodys.contains(domain) { problems.append(.everybodys(domain)) }
        }
        return problems
    }

    /// Mail providers at which anybody has an address.
    static let everybodys: Set<String> = [
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "icloud.com",
        "me.com",
        "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "yandex.ru", "yandex.com",
        "yandex.com.tr", "mail.com", "zoho.com", "luukku.com", "elisanet.fi", "kolumbus.fi", "pp.inet.fi", "suomi24.fi", "mynet.com",
        "hotmail.com.tr", "yahoo.co.id", "rocketmail.com", "plasa.com", "mail.am", "freenet.am", "rambler.ru", "inbox.ru", "list.ru",
        "bk.ru",
    ]
}

/// Somebody's place in a company.
struct Member: Sendable {
    typealias ID = Storage.ID<Member>
    var id: ID
    var company: Company.ID
    var customer: Customer.ID
    /// "Head chef", in the shop's words; may be empty.
    var role: String
    static let longestRole = 100
}

/// What is written into search: its own number, so that capabilities to come do not meet it.
let companySearch = SearchKind(41)
