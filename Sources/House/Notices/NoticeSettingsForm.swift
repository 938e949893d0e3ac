import Core
import Language
import Web

/// The form of somebody's choices: a row a kind, a column a way; then when it is quiet, and what comes gathered.
enum NoticeSettingsForm {
    static func html(_ choices: TellingChoices, _ form: FormView, _ visit: Visit, _ shop: Shop) -> HTML {
        let t = visit.t
        return form.form(
            "/settings/notices", summary: t("Please look at these fields."),
            """
            \(table(choices, visit))\(browser(visit))\(times(choices, form, t))\(quiet(choices, form, t))\(following(choices, form, t))\
            \(form.actions(t("Save"), cancel: ("/settings", t("Cancel"))))
            """)
    }

    private static func table(_ choices: TellingChoices, _ visit: Visit) -> HTML {
        let t = visit.t
        let typed: Form? = visit.method == .post ? visit.form : nil
        let rows: [HTML] = kinds(visit).map { kind in
            let words = NoticeWords.title(kind, t)
            let ways = choices[kind]
            let key = kind.rawValue
            func box(_ way: String, _ label: String, _ icon: String, _ isOn: Bool) -> HTML {
                let isOn = typed.map { $0.has("\(way)-\(key)") } ?? isOn
                return """
                    <td data-way="\(way)"><label class="way"><input type="checkbox" name="\(way)-\(key)" value="1"\(flag: " checked", isOn) aria-label="\(words.words): \(label)">\
                    <span class="way-name">\(visit.ui.icon(icon))\(label)</span></label></td>
                    """
            }
            let chosen = typed?["mail-\(key)"] ?? ways.mail.rawValue
            let options: [HTML] = TellingChoices.Mail.allCases.map {
                "<option value=\"\($0.rawValue)\"\(flag: " selected", $0.rawValue == chosen)>\(mail($0, t))</option>"
            }
            return """
                <tr><th scope="row"><b>\(words.words)</b><small>\(words.hint)</small></th>\
                \(box("page", t("In the page"), "bell", ways.page))\(box("browser", t("Browser"), "info", ways.browser))\
                <td data-way="mail"><label class="way"><span class="way-name">\(visit.ui.icon("mail"))\(t("E-mail"))</span>\
                <select name="mail-\(key)" aria-label="\(words.words): \(t("E-mail"))">\(options)</select></label></td></tr>
                """
        }
        return """
            <table class="ways"><caption class="hidden">\(t("What you are told, and how"))</caption><thead><tr><th scope="col">\(t("What"))</th>\
            <th scope="col">\(t("In the page"))</th><th scope="col">\(t("Browser"))</th><th scope="col">\(t("E-mail"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table>\
            <p class="hint">\(t("One thing rings once: in the page if you look at it, else in the browser, and by mail only if you have not read it by then. What you do yourself tells you nothing."))</p>
            """
    }

    /// What this reader can be told of: mailboxes are the owners'.
    static func kinds(_ visit: Visit) -> [Notice.Kind] {
        Notice.Kind.allCases.filter { $0 != .trouble || visit.visitor?.may(.own) == true }
    }

    private static func mail(_ mail: TellingChoices.Mail, _ t: Words) -> String {
        switch mail {
        case .never: t("No mail")
        case .soon: t("After a while")
        case .digest: t("Gathered")
        }
    }

    /// Whether this very browser shows notifications: known to its script alone.
    private static func browser(_ visit: Visit) -> HTML {
        let t = visit.t
        return """
            <section class="card stack"><header><h2>\(t("This browser"))</h2></header>\
            <browser-notices data-title="\(t("This is how a notice looks"))" data-body="\(t("It comes when no page of the shop is in sight."))">\
            <p data-state="none">\(t("Notifications of the browser need a script, which is not running here."))</p>\
            <p data-state="insecure" hidden>\(t("This browser allows notifications only over https."))</p>\
            <p data-state="ask" hidden>\(t("This browser has not been asked yet. Notices are in the page and in your mail until then."))</p>\
            <p data-state="on" hidden>\(t("This browser shows notices while a page of the shop is open in it, in another tab or behind a window."))</p>\
            <p data-state="refused" hidden>\(t("This browser refuses. You can change that in its settings for this page, beside the address."))</p>\
            <button class="button" type="button" data-does="ask" hidden>\(visit.ui.icon("bell"))\(t("Allow notifications here"))</button>\
            <button class="button" type="button" data-does="try" hidden>\(visit.ui.icon("bell"))\(t("Show one"))</button></browser-notices></section>
            """
    }

    private static func times(_ choices: TellingChoices, _ form: FormView, _ t: Words) -> HTML {
        let digests: [(value: String, words: String)] = TellingChoices.Digest.allCases.map { ($0.rawValue, digest($0, t)) }
        let leads: [(value: String, words: String)] = TellingChoices.leads.map { (String($0), t.duration(minutes: $0)) }
        return """
            <fieldset class="stack"><legend>\(t("Times"))</legend><div class="field-row">\
            \(form.text("mail_after", t("“After a while” is, in minutes"), value: "\(choices.mailAfter)", inputMode: "numeric"))\
            \(form.select("lead", t("“Due soon” is before its time by"), value: String(choices.lead), leads))</div><div class="field-row">\
            \(form.select("digest", t("Gathered mail comes"), value: choices.digest.rawValue, digests))\
            \(form.text("digest_time", t("At this time of day"), value: choices.digestTime.description, kind: .time))</div></fieldset>
            """
    }

    private static func digest(_ digest: TellingChoices.Digest, _ t: Words) -> String {
        switch digest {
        case .opening: t("each day when the shop opens")
        case .hourly: t("on the hour while it is open")
        case .time: t("each day at a time of mine")
        }
    }

    private static func quiet(_ choices: TellingChoices, _ form: FormView, _ t: Words) -> HTML {
        let free = form.isTyped ? Set(form.all("free").compactMap { Int($0) }) : choices.freeDays
        let days: [HTML] = (1...7).map { day in
            """
            <label class="check"><input type="checkbox" name="free" value="\(day)"\(flag: " checked", free.contains(day))><span>\(t.weekdayName(day))</span></label>
            """
        }
        return """
            <fieldset class="stack quiet-choice"><legend>\(t("Quiet hours"))</legend>\
            <p class="hint">\(t("Then there is nothing but the page. What waited comes afterwards in one mail."))</p>\
            \(form.segments("quiet", t("When"), value: choices.quiet.rawValue, [
                (value: "closed", icon: nil, words: t("While the shop is closed")), (value: "hours", icon: nil, words: t("My own hours")),
                (value: "never", icon: nil, words: t("Never")),
            ]))\
            <div class="own-hours stack"><div class="field-row">\(form.text("quiet_from", t("Begins"), value: choices.quietFrom.description, kind: .time))\
            \(form.text("quiet_until", t("Ends"), value: choices.quietUntil.description, kind: .time))</div>\
            <fieldset><legend>\(t("Free days"))</legend><div class="row days">\(days)</div>\(form.error("free"))</fieldset></div></fieldset>
            """
    }

    private static func following(_ choices: TellingChoices, _ form: FormView, _ t: Words) -> HTML {
        """
        <fieldset class="stack"><legend>\(t("Following"))</legend>\
        \(form.check("follow_mentions", t("Follow conversations in which I am asked for a word"), isOn: choices.followsMentions))\
        \(form.check("follow_passed_on", t("Follow what I have passed on"), isOn: choices.followsPassedOn))</fieldset>
        """
    }

    // MARK: Reading

    static func read(_ visit: Visit, _ before: TellingChoices, _ complaints: inout Complaints) -> TellingChoices {
        let (form, t) = (visit.form, visit.t)
        var choices = before
        for kind in kinds(visit) {
            let key = kind.rawValue
            choices[kind] = TellingChoices.Ways(
                page: form.has("page-\(key)"), browser: form.has("browser-\(key)"),
                mail: TellingChoices.Mail(rawValue: form["mail-\(key)"]) ?? before[kind].mail)
        }
        if let minutes = Int(form["mail_after"]), (1...240).contains(minutes) {
            choices.mailAfter = minutes
        } else {
            complaints.say("mail_after", t("Write a whole number of minutes, from 1 to 240."))
        }
        if let lead = Int(form["lead"]), TellingChoices.leads.contains(lead) {
            choices.lead = lead
        } else {
            complaints.say("lead", t("Choose a time from the list."))
        }
        choices.digest = TellingChoices.Digest(rawValue: form["digest"]) ?? before.digest
        choices.quiet = TellingChoices.Quiet(rawValue: form["quiet"]) ?? before.quiet
        func time(_ field: String) -> TimeOfDay? {
            guard let time = TimeOfDay(form[field]), time < .endOfDay else {
                complaints.say(field, t("Write a time, as in 09:00."))
                return nil
            }
            return time
        }
        choices.digestTime = time("digest_time") ?? before.digestTime
        choices.quietFrom = time("quiet_from") ?? before.quietFrom
        choices.quietUntil = time("quiet_until") ?? before.quietUntil
        if choices.quiet == .hours, complaints["quiet_until"] == nil, choices.quietFrom == choices.quietUntil {
            complaints.say("quiet_until", t("Quiet hours that begin and end at the same time are none. Choose another end."))
        }
        choices.freeDays = Set(form.all("free").compactMap { Int($0) }.filter { (1...7).contains($0) })
        if choices.quiet == .hours, choices.freeDays.count == 7 {
            complaints.say("free", t("Leave one day on which you are told. To be told nothing, take out the marks above."))
        }
        choices.followsMentions = form.has("follow_mentions")
        choices.followsPassedOn = form.has("follow_passed_on")
        return choices
    }
}
