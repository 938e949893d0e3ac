import Core
import Language
import Mail
import Storage
import Web

/// Mail that was held back, and whose mail is.
enum HeldPages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        try await page(visit, shop, FormView(visit))
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ form: FormView, status: Int = 200) async throws -> Answer {
        let t = visit.t
        let (held, blocked, staff) = try await shop.read { db in
            let blocked = try db.blockedSenders()
            return (try db.heldMail(), blocked, try db.staffNames(blocked.compactMap(\.by)))
        }
        let mails = mailList(held, shop.mailChoices, visit)
        if visit.wantsFragment { return .fragment(mails) }
        let may = visit.visitor?.may(.serve) == true
        let senders: [HTML] = blocked.map { sender($0, $0.by.flatMap { staff[$0] }, form, visit, may: may) }
        let add: HTML =
            !may
            ? ""
            : """
            <div class="card">\(form.form(
                "/inbox/blocked", summary: t("Please look at these fields."),
                """
                \(form.text("sender", t("Hold back what comes from"), hint: t("An address, or @example.com for everybody there."), autocomplete: "off", isRequired: true, inputMode: "email"))\
                \(form.actions(t("Block"), icon: "lock"))
                """))</div>
            """
        return .page(
            Page(
                t("Held back"), section: "inbox",
                """
                \(visit.ui.head(
                    t("Held back"), lead: t("Mail that looked wrong waits here instead of asking for your time. Nobody is told."),
                    back: visit.ui.back("/inbox", t("Inbox"))))
                <live-region topics="mail" src="/inbox/held" says="\(t("The list has changed"))">\(mails)</live-region>
                <section class="stack"><h2>\(t("Blocked senders"))</h2>\
                \(senders.isEmpty ? "<p class=\"soft\">\(t("Nobody is blocked."))</p>" as HTML : "<ol class=\"list\">\(senders)</ol>")\(add)</section>
                """), status: status)
    }

    private static func mailList(_ held: [HeldMail], _ choices: MailChoices, _ visit: Visit) -> HTML {
        let t = visit.t
        guard !held.isEmpty else {
            return visit.ui.empty(
                "inbox", t("Nothing is held back"),
                t("Spam, floods of letters and what blocked senders write would wait here, with the reason, until you let it in."))
        }
        let form = FormView(visit)
        let may = visit.visitor?.may(.serve) == true
        let items: [HTML] = held.map { mail in
            let who = mail.fromName.isEmpty ? mail.fromAddress : mail.fromName
            let actions: HTML =
                !may
                ? ""
                : "<span class=\"row-actions\">\(form.button(Link("/inbox/held/\(mail.id)/release"), "\(visit.ui.icon("check"))\(t("Let it in"))", style: "button small"))</span>"
            return """
                <li class="item">\(visit.ui.face(who, id: mail.id.number))<div class="what">\
                <a class="item-link" href="\(Link("/inbox/held/\(mail.id)"))"><b translate="no" dir="auto">\(who)</b> · \
                <span translate="no" dir="auto">\(mail.subject)</span></a>\
                <span class="sub" translate="no" dir="auto">\(mail.excerpt)</span></div>\
                \(chip(mail.reason, visit))<time class="soft nowrap" datetime="\(Words.iso(mail.at.milliseconds))">\(t.relative(mail.at.milliseconds, now: visit.now))</time>\(actions)</li>
                """
        }
        let gone = t("What nobody lets in is removed after {n} day.", "What nobody lets in is removed after {n} days.", choices.heldDays)
        let blocked = t(
            "What blocked senders wrote is kept for {n} day.", "What blocked senders wrote is kept for {n} days.", choices.blockedDays)
        return "<ol class=\"list\">\(items)</ol><p class=\"hint\">\(gone) \(blocked)</p>"
    }

    private static func chip(_ reason: HeldMail.Reason, _ visit: Visit) -> HTML {
        let t = visit.t
        switch reason {
        case .blocked: return visit.ui.chip(t("Blocked sender"), icon: "lock")
        case .spam: return visit.ui.chip(t("Spam"), .warn, icon: "warning")
        case .flood: return visit.ui.chip(t("Too many at once"), .warn, icon: "bolt")
        case .notice: return visit.ui.chip(t("Answer to a notice"), icon: "bell")
        case .erased: return visit.ui.chip(t("Erased person"), icon: "person")
        }
    }

    private static func why(_ reason: HeldMail.Reason, _ t: Words) -> String {
        switch reason {
        case .blocked: t("Somebody here has blocked this sender.")
        case .spam: t("The mail server that took it in calls it spam.")
        case .notice: t("A colleague answered a mail by which the program tells its own people something. No customer is concerned.")
        case .erased:
            t("It was written before all that was known of its sender was erased. Let in, it makes a new card; else it goes by itself.")
        case .flood: t("This sender wrote more letters in ten minutes than a person does. It stops counting after an hour of quiet.")
        }
    }

    private static func sender(_ blocked: BlockedSender, _ by: String?, _ form: FormView, _ visit: Visit, may: Bool) -> HTML {
        let t = visit.t
        let at = t.dateTime(blocked.at.milliseconds)
        let words = by.map { t("Blocked by {name}, {time}", ["name": $0, "time": at]) } ?? t("Blocked {time}", ["time": at])
        let remove: HTML =
            may
            ? form.button("/inbox/blocked/remove", "\(t("Unblock"))", style: "button quiet small", name: "sender", value: blocked.sender)
            : ""
        return """
            <li class="item"><div class="what"><b translate="no">\(blocked.sender)</b><span class="sub">\(words)</span></div>\(remove)</li>
            """
    }

    // MARK: One mail

    static func show(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        let (mail, bytes) = try await find(visit, shop)
        let t = visit.t
        // Text alone: what was held back shows no pictures and no links that can be pressed.
        let text = (try? await workers.parse(bytes))?.text ?? mail.excerpt
        let form = FormView(visit)
        let isBlocked = try await shop.read { db in try db.block(of: mail.fromAddress) }
        var actions: [HTML] = []
        if visit.visitor?.may(.serve) == true {
            actions.append(
                isBlocked.map {
                    form.button("/inbox/blocked/remove", "\(t("Unblock"))", style: "button quiet", name: "sender", value: $0)
                }
                    ?? form.button(
                        "/inbox/blocked", "\(visit.ui.icon("lock"))\(t("Block this sender"))", style: "button quiet", name: "sender",
                        value: mail.fromAddress))
            actions.append(
                form.button(Link("/inbox/held/\(mail.id)/release"), "\(visit.ui.icon("check"))\(t("Let it in"))", style: "button primary"))
        }
        let who = mail.fromName.isEmpty ? mail.fromAddress : "\(mail.fromName) <\(mail.fromAddress)>"
        return .page(
            Page(
                mail.subject.isEmpty ? t("Without a subject") : mail.subject, section: "inbox",
                """
                \(visit.ui.head(
                    mail.subject.isEmpty ? t("Without a subject") : mail.subject, isName: !mail.subject.isEmpty,
                    back: visit.ui.back("/inbox/held", t("Held back")), actions: "\(actions)"))
                \(visit.ui.banner(.warn, icon: "lock", "\(why(mail.reason, t))"))
                <article class="said theirs"><header>\(visit.ui.face(who, id: mail.id.number, size: .small))<b translate="no">\(who)</b>\
                <time datetime="\(Words.iso(mail.at.milliseconds))">\(t.dateTime(mail.at.milliseconds))</time></header>\
                <div class="text" dir="auto" translate="no">\(text)</div></article>
                <p><a class="link" href="\(Link("/inbox/held/\(mail.id)/raw"))">\(t("Download it as it came"))</a></p>
                """))
    }

    static func raw(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (mail, bytes) = try await find(visit, shop)
        return MessageFiles.download(bytes, name: "\(mail.id).eml", type: "message/rfc822")
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> (HeldMail, [UInt8]) {
        guard let id = HeldMail.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let found = try await shop.read { db in (try db.heldMail(id), try db.heldBytes(id)?.bytes) }
        guard let mail = found.0, let bytes = found.1 else { throw Refused.notFound }
        return (mail, bytes)
    }

    // MARK: Verbs

    static func release(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        let t = visit.t
        guard let id = HeldMail.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let me = Staff.ID(number: try visit.staff().staff)
        switch try await Intake(shop, workers: workers).release(id, by: me) {
        case .message(let conversation):
            return .see(Link("/inbox/\(conversation)"), flash: t("It is in. What its sender writes next is judged anew."))
        case .known, .older: return .see("/inbox/held", flash: t("It was here already."))
        case .parked: return .see("/inbox/held", flash: t("It cannot be read. You can download it as it came."), hasFailed: true)
        case .held, nil: return .see("/inbox/held", flash: t("Somebody was faster: it is not here any more."), hasFailed: true)
        }
    }

    static func block(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let me = Staff.ID(number: try visit.staff().staff)
        guard let sender = BlockedSender.typed(visit.form["sender"]) else {
            let complaints = Complaints("sender", t("Write a whole address, as in name@example.com, or a domain, as in @example.com."))
            return try await page(visit, shop, FormView(visit, typed: visit.form, complaints: complaints), status: 422)
        }
        if try await shop.read({ db in try db.isOurs(sender) }) {
            let complaints = Complaints("sender", t("That is an address of the shop itself."))
            return try await page(visit, shop, FormView(visit, typed: visit.form, complaints: complaints), status: 422)
        }
        try await shop.write(as: .staff(me)) { tx in try tx.block(sender) }
        return .see("/inbox/held", flash: t("Blocked. What {sender} writes from now on is held back.", ["sender": sender]))
    }

    static func unblock(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let sender = visit.form["sender"]
        let was = try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            return try tx.unblock(sender)
        }
        return .see(
            "/inbox/held",
            flash: was
                ? visit.t("{sender} may write again. What was held back stays here until you let it in.", ["sender": sender])
                : visit.t("Nobody is blocked under that address."), hasFailed: !was)
    }

    /// The way to this page from the inbox, where there is something on it.
    static func link(_ count: Int, _ visit: Visit) -> HTML {
        guard count > 0 else { return "" }
        return """
            <a href="/inbox/held">\(visit.t("Held back"))<span class="count">\(visit.t.number(count))</span></a>
            """
    }
}

extension ConversationPages {
    /// Their mail is held back from now on, and this matter asks for nothing more.
    static func block(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ids(visit)
        let done = try await shop.write(as: .staff(me)) { tx -> (String, Bool)? in
            tx.silentByIntent = true
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            guard let sender = try tx.db.correspondent(of: id) else { return nil }
            try tx.block(sender)
            let isOpen = conversation.state != .solved
            if isOpen { try tx.solve(conversation) }
            return (sender, isOpen)
        }
        guard let (sender, wasOpen) = done else {
            return .see(Link("/inbox/\(id)"), flash: visit.t("There is no address here that could be blocked."), hasFailed: true)
        }
        return .see(
            "/inbox", flash: visit.t("Blocked. What {sender} writes from now on is held back.", ["sender": sender]),
            undo: wasOpen ? Link("/inbox/\(id)/unblock?reopen=1") : Link("/inbox/\(id)/unblock"))
    }

    static func unblock(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ids(visit)
        try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            if let sender = try tx.db.correspondent(of: id), let blocked = try tx.db.block(of: sender) { try tx.unblock(blocked) }
            // The way back from blocking: what it had solved is open again.
            if visit.query.has("reopen"), conversation.state == .solved { try tx.reopen(conversation) }
        }
        return .see(Link("/inbox/\(id)"), flash: visit.t("They may write again."))
    }
}
