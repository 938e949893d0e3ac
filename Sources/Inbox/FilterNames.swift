import Core
import Language
import Storage

/// What the parts of filters are called.
struct FilterNames: Sendable {
    var tags: [Tag.ID: Tag] = [:]
    var staff: [Staff.ID: String] = [:]
    var lines: [Line.ID: String] = [:]
    var mailboxes: [Mailbox.ID: String] = [:]
    /// What can be chosen; nil while the form is shut.
    var choices: Choices?

    struct Choices: Sendable {
        var tags: [Tag]
        var staff: [Staff]
        var lines: [Line]
        var mailboxes: [Mailbox]
    }
}

extension Reader {
    /// Nothing is read for a list that is neither filtered nor about to be.
    func filterNames(_ filter: InboxFilter, isOpen: Bool) throws -> FilterNames {
        var names = isOpen ? try filterNames() : FilterNames()
        if !isOpen {
            if case .staff(let id) = filter.owner { names.staff = try staffNames([id]) }
            if let line = filter.line { names.lines[line] = try self.line(line)?.name }
            if let mailbox = filter.mailbox { names.mailboxes[mailbox] = try self.mailbox(mailbox)?.address }
        }
        for tag in try tags(filter.tags + filter.without) { names.tags[tag.id] = tag }
        return names
    }

    /// All that a filter could name, in four statements.
    func filterNames() throws -> FilterNames {
        let choices = FilterNames.Choices(tags: try allTags(), staff: try allStaff(), lines: try allLines(), mailboxes: try mailboxes())
        return FilterNames(
            tags: Dictionary(uniqueKeysWithValues: choices.tags.map { ($0.id, $0) }),
            staff: Dictionary(uniqueKeysWithValues: choices.staff.map { ($0.id, $0.name) }),
            lines: Dictionary(uniqueKeysWithValues: choices.lines.map { ($0.id, $0.name) }),
            mailboxes: Dictionary(uniqueKeysWithValues: choices.mailboxes.map { ($0.id, $0.address) }), choices: choices)
    }
}

/// One part of a filter in words, and what is left without it.
struct FilterPart: Sendable {
    var words: String
    /// A person's or the shop's own word, which nobody translates.
    var isName = false
    var tone = 0
    var rest: InboxFilter

    static func all(of filter: InboxFilter, _ names: FilterNames, _ states: [OwnState], _ t: Words) -> [FilterPart] {
        var parts: [FilterPart] = []
        func part(_ words: String, isName: Bool = false, tone: Int = 0, without change: (inout InboxFilter) -> Void) {
            var rest = filter
            change(&rest)
            parts.append(FilterPart(words: words, isName: isName, tone: tone, rest: rest))
        }
        for id in filter.tags {
            let tag = names.tags[id]
            part(tag?.name ?? t("a tag that is gone"), isName: tag != nil, tone: tag?.tone ?? 0) { $0.tags.removeAll { $0 == id } }
        }
        for id in filter.without {
            let name = names.tags[id]?.name ?? t("a tag that is gone")
            part(t("Without {tag}", ["tag": name])) { $0.without.removeAll { $0 == id } }
        }
        if filter.isUntagged { part(t("Without any tag")) { $0.isUntagged = false } }
        switch filter.owner {
        case .me: part(t("Mine")) { $0.owner = nil }
        case .nobody: part(t("Nobody’s yet")) { $0.owner = nil }
        case .staff(let id): part(names.staff[id] ?? "?", isName: true) { $0.owner = nil }
        case nil: break
        }
        if let line = filter.line { part(names.lines[line] ?? "?", isName: true) { $0.line = nil } }
        if let state = filter.state {
            let known = states.first { $0.id == state }
            part(known?.name ?? t("a state that is gone"), isName: known != nil) { $0.state = nil }
        }
        if let language = filter.language {
            part(Language(rawValue: language)?.ownName ?? language, isName: true) { $0.language = nil }
        }
        if let mailbox = filter.mailbox { part(names.mailboxes[mailbox] ?? "?", isName: true) { $0.mailbox = nil } }
        if let channel = filter.channel { part(channel == "email" ? t("e-mail") : channel) { $0.channel = nil } }
        if let longer = filter.longer { part(t("Waiting longer than {time}", ["time": wait(longer, t)])) { $0.longer = nil } }
        return parts
    }

    /// "4 hours", "2 days".
    static func wait(_ hours: Int, _ t: Words) -> String {
        hours % 24 == 0 ? t("{n} day", "{n} days", hours / 24) : t("{n} hour", "{n} hours", hours)
    }
}
