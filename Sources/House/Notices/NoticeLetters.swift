import Core
import Language
import Storage
import Web

/// The mail in which somebody reads what they have missed: plain, short, in their language, with a link to each thing.
enum NoticeLetters {
    /// Things listed in one mail; the others are counted.
    static let most = 20

    static func letter(_ id: NoticeLetter.ID, to person: Staff, _ shown: [NoticeShown], at: Instant, _ shop: Shop, _ t: Words)
        -> StaffLetter
    {
        let groups = NoticeShown.grouped(shown.sorted { ($0.notice.at, $0.notice.id) > ($1.notice.at, $1.notice.id) })
        let business = shop.setting(ShopSettings.business)
        let place = shop.setting(ShopSettings.publicURL)
        var parts: [String] = groups.prefix(most).map { part($0, place, t) }
        if groups.count > most { parts.append(t("… and {n} more", "… and {n} more", groups.count - most)) }
        parts.append(foot(business, place, t))
        let subject: String =
            groups.count == 1
            ? [business, groups[0][0].topic.name, groups[0][0].sentence].joined(separator: " · ")
            : t("{shop} · {n} thing waits for you", "{shop} · {n} things wait for you", groups.count, ["shop": business])
        return StaffLetter(
            id: id.number, name: person.name, address: person.email, subject: subject, text: parts.joined(separator: "\n\n"), at: at)
    }

    /// One thing with what happened to it, oldest first, and where it is.
    private static func part(_ group: [NoticeShown], _ place: String?, _ t: Words) -> String {
        var lines = [NoticeWords.heading(group[0].topic)]
        lines += group.reversed().suffix(5).map { "  \($0.sentence) · \(t.dateTime($0.notice.at.milliseconds))" }
        if let place { lines.append("  " + place + group[0].link.text) }
        return lines.joined(separator: "\n")
    }

    private static func foot(_ business: String, _ place: String?, _ t: Words) -> String {
        let why = t(
            "You get this because you work at {shop} and have not read it there. Answers to this mail reach nobody.", ["shop": business])
        guard let place else {
            return "-- \n" + why + "\n" + t("What comes by mail, and when: under your name, “Notices”.")
        }
        return "-- \n" + why + "\n" + t("What comes by mail, and when: {link}", ["link": place + "/settings/notices"])
    }
}

extension NoticePost {
    /// Takes what is unread and due to the post, in one mail. What was read meanwhile does not go; in quiet hours it waits for their end.
    static let kind = JobKind(job, maxAttempts: 12) { job, shop in
        guard let staff = Staff.ID(job.payload) else { throw Job.GiveUp("No member of staff in the job") }
        try await post(to: staff, shop)
    }

    private static func post(to staff: Staff.ID, _ shop: Shop) async throws {
        let now = shop.clock.now
        let (found, choices, obstacle) = try await shop.read { db in
            let person = try db.staff(staff)
            return (person, try db.tellingChoices(of: staff), try person.flatMap { try shop.postObstacle($0.email, db) })
        }
        guard let person = found, person.isActive else { return }
        if let end = choices.quietUntil(now, shop.calendar) { throw Job.TryAt(end, "Quiet hours") }
        switch obstacle {
        case .noMailbox: throw Job.TryAt(now + .seconds(3600), "No mailbox is connected that mail could go out by")
        case .ownMailbox: return
        case nil: break
        }
        guard let letter = try await shop.write(as: .program("notices"), { tx in try tx.openNoticeLetter(to: staff, with: choices) }) else {
            return
        }
        let language = person.language.flatMap { Language(rawValue: $0) } ?? Language(rawValue: shop.setting(ShopSettings.language)) ?? .en
        let t = Words(language, timeZone: shop.timeZone)
        let shown = try await shop.read { db in try NoticeShown.all(letter.notices, shop, db, View(t, now: now)) }
        var outcome = StaffPost.Outcome.sent
        if !shown.isEmpty, let post = shop.staffPost {
            outcome = await post.send(NoticeLetters.letter(letter.id, to: person, shown, at: letter.madeAt, shop, t), shop)
        }
        let end = outcome
        try await shop.write(as: .program("notices")) { tx in try tx.close(letter, end) }
        if case .later(let why) = outcome { throw Waits(description: why) }
    }

    /// Why a try did not work; the queue tries again.
    struct Waits: Error, CustomStringConvertible { var description: String }
}
