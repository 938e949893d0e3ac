import Core
import Language
import Storage
import Web

/// Tags on a person's card, and everybody who has one.
enum PersonTags {
    static let kind = TaggedKind(
        TaggedItem.personKind, words: { n, t in t("{n} person", "{n} people", n) }, list: { Link("/people?tag=\($0)") })

    static let panel = CardPanel { customer, db, view in
        let tags = try db.tags(of: .person(customer.id))
        let row = TagRow.show(
            tags, id: "person-tag", at: Link("/people/\(customer.id)/tags"), list: kind.list, view)
        guard !row.isEmpty else { return nil }
        return "<section class=\"card stack\"><header><h2>\(view.t("Tags of this person"))</h2></header>\(row)</section>"
    }

    /// On the time line: who put which tag on, or took it off (84).
    static let events = TimeLineKind(["customer.tagged", "customer.untagged"]) { events, db, view in
        let ids = events.compactMap { $0.data["tag"]?.number }.map { Tag.ID(number: $0) }
        let tags = Dictionary(uniqueKeysWithValues: try db.tags(ids).map { ($0.id.number, $0) })
        let staff = try view.staffNames(db)
        let t = view.t
        var rows: [Event.ID: HTML] = [:]
        for event in events {
            // A tag that is gone tells nothing any more.
            guard let tag = event.data["tag"]?.number.flatMap({ tags[$0] }) else { continue }
            let name = event.actor.staff.flatMap { staff[$0] }
            let words = ["name": name ?? "", "tag": tag.name]
            let sentence =
                event.kind == "customer.tagged"
                ? name == nil ? t("Tagged: {tag}", words) : t("{name} tagged: {tag}", words)
                : name == nil ? t("The tag {tag} was taken off", words) : t("{name} took off the tag {tag}", words)
            let at = event.at.milliseconds
            rows[event.id] = """
                <p class="happened">\(Parts(view.assets).icon("tag"))<span>\(sentence)</span>\
                <time datetime="\(Words.iso(at))">\(t.dateTime(at))</time></p>
                """
        }
        return rows
    }

    static func act(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let asked = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let wish = TagRow.Wish(visit)
        guard let id = try await shop.read({ try $0.survivor(of: asked) }) else { throw Refused.notFound }
        let path = Link("/people/\(id)/tags")
        let back = Link("/people/\(id)")
        do {
            let outcome = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                guard try tx.db.customer(id) != nil else { throw Refused.notFound }
                return try tx.grant(wish, on: .person(id))
            }
            return outcome.answer(back, path, visit.t)
        } catch let problem as TagProblem {
            let name = try await shop.read { db in try db.names(of: [id])[id] ?? "?" }
            return TagRow.refused(problem, visit, at: path, back: back, name: name, section: "people")
        }
    }

    /// Everybody who has the tag, by name.
    static func list(_ id: Tag.ID, _ visit: Visit, _ shop: Shop) async throws -> Answer {
        let after = PeopleList.Key(visit.query["after"])
        let (tag, list, counts) = try await shop.read { db -> (Tag, PeopleList, [String: Int]) in
            guard let tag = try db.tags([id]).first else { throw Refused.notFound }
            return (tag, try db.people(with: tag.id, after: after), try db.counts(of: tag.id))
        }
        let t = visit.t
        let next: HTML =
            list.after.map {
                """
                <nav class="pager" aria-label="\(t("Pages"))"><a class="button" rel="next" href="\(Link("/people?tag=\(tag.id)&after=\($0)"))">\
                \(t("Next names"))\(visit.ui.icon("right"))</a></nav>
                """
            } ?? ""
        let others: [HTML] = shop.capabilities.flatMap(\.tagged).filter { $0.name != kind.name }.compactMap { other in
            counts[other.name].map { "<a class=\"link\" href=\"\(other.list(tag.id))\">\(other.words($0, t))</a> " }
        }
        let body: HTML =
            list.rows.isEmpty
            ? visit.ui.empty("people", t("Nobody has this tag"), t("Tags are put on people on their cards."))
            : PeopleRows.list(list.rows, visit)
        return .page(
            Page(
                tag.name, section: "people",
                """
                \(visit.ui.back("/people", t("People")))<header class="page-head"><div class="grow"><h1>\(visit.ui.tag(tag))</h1></div></header>\
                \(others.isEmpty ? "" : "<p class=\"soft\">\(t("It stands on conversations too:")) \(others)</p>" as HTML)\(body)\(next)
                """))
    }
}

extension Reader {
    /// Those who have the tag, by name: the tag's rows are few beside all people, so they are read and put in order.
    func people(with tag: Tag.ID, after: PeopleList.Key?, limit: Int = PeopleList.size) throws -> PeopleList {
        let from = after ?? PeopleList.Key(after: "", Customer.ID(number: 0))
        let ids = try values(
            """
            SELECT c.id FROM tag_link l CROSS JOIN customer c
            WHERE l.tag_id = \(tag) AND l.kind = \(TaggedItem.personKind) AND c.id = l.item_id AND c.merged_into IS NULL
              AND (c.sort_key, c.id) > \(from.values)
            ORDER BY c.sort_key, c.id LIMIT \(limit + 1)
            """, as: Customer.ID.self)
        let rows = try personRows(Array(ids.prefix(limit)))
        let next = ids.count > limit ? rows.last.map { PeopleList.Key(after: $0.sortKey, $0.id) } : nil
        return PeopleList(rows: rows, before: nil, after: next)
    }
}
