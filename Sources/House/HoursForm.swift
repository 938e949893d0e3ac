import Core
import Language
import Storage
import Web

/// The weekly opening hours as a form: each day has pairs of times, both empty for closed. Used by the first run and by the settings page.
struct HoursForm {
    /// Monday first; per day the pairs as they stand in the fields.
    private var days: [[(opens: String, closes: String)]]
    private var country: String
    private static let mostPeriods = 6

    init(_ hours: OpeningHours) {
        days = Weekday.allCases.map { weekday in
            // A time field knows no 24:00; midnight as a closing time means the end of the day.
            hours.week[weekday].periods.map { ("\($0.opens)", $0.closes == .endOfDay ? "00:00" : "\($0.closes)") }
        }
        country = hours.holidays?.rawValue ?? ""
    }

    init(typed form: Form) {
        days = Weekday.allCases.indices.map { day in
            (0..<Self.mostPeriods).compactMap { place in
                guard form.has("open-\(day)-\(place)") || form.has("close-\(day)-\(place)") else { return nil }
                return (form["open-\(day)-\(place)"], form["close-\(day)-\(place)"])
            }
        }
        country = form["holidays"]
    }

    /// "Add a break" and "Remove": one pair of fields more or less on the day that the pressed button names. False where no such button was
    /// pressed.
    mutating func changePeriods(_ form: Form) -> Bool {
        let removed = form["remove"].split(separator: "-").compactMap { Int($0) }
        if removed.count == 2, days.indices.contains(removed[0]), days[removed[0]].indices.contains(removed[1]), removed[1] > 0 {
            // The day stays open as long as it was: a break goes, not the afternoon.
            let gone = days[removed[0]].remove(at: removed[1])
            if !gone.closes.isEmpty { days[removed[0]][removed[1] - 1].closes = gone.closes }
            return true
        }
        guard let day = Int(form["add"]), days.indices.contains(day) else { return false }
        guard days[day].count < Self.mostPeriods else { return true }
        if let last = days[day].last, let opens = TimeOfDay(last.opens), let closes = TimeOfDay(last.closes),
            closes.minutes - opens.minutes >= 120
        {
            // A break lies inside what is open: the last stretch is parted around an hour in its middle, to be put right.
            let middle = (opens.minutes + closes.minutes) / 2 / 30 * 30
            guard let from = TimeOfDay(minutes: middle), let to = TimeOfDay(minutes: min(middle + 60, closes.minutes - 30)), from < to
            else { return true }
            days[day][days[day].count - 1] = (last.opens, "\(from)")
            days[day].append(("\(to)", last.closes))
        } else {
            days[day].append(("", ""))
        }
        return true
    }

    /// Days on which the shop closes after midnight, each with a sentence: meant for some, a slip of the finger for most.
    static func overnight(_ hours: OpeningHours, _ t: Words) -> String? {
        let days = Weekday.allCases.filter { hours.week[$0].periods.last?.passesMidnight == true }
        guard !days.isEmpty else { return nil }
        return t("Open past midnight on {days}.", ["days": t.list(days.map { t.weekdayName($0.number) })])
    }

    /// `old` with the week and the holidays of the form. Throws ``Complaints`` at the fields `day-0` to `day-6`.
    func read(_ old: OpeningHours, _ t: Words) throws(Complaints) -> OpeningHours {
        var complaints = Complaints()
        var week: [Weekday: DayHours] = [:]
        for (day, weekday) in Weekday.allCases.enumerated() {
            var periods: [OpeningPeriod] = []
            for pair in days[day] where !(pair.opens.isEmpty && pair.closes.isEmpty) {
                guard let opens = TimeOfDay(pair.opens), let closes = TimeOfDay(pair.closes) else {
                    complaints.say("day-\(day)", Self.sentence(.notAPeriod(""), t, on: weekday))
                    continue
                }
                periods.append(OpeningPeriod(opens, closes == .midnight ? .endOfDay : closes))
            }
            do {
                week[weekday] = try DayHours(periods)
            } catch {
                complaints.say("day-\(day)", Self.sentence(error, t, on: weekday))
            }
        }
        try complaints.check()
        var hours = old
        do {
            hours.week = try WeekHours(week)
        } catch {
            let day = Self.day(of: error, in: week)
            complaints.say(day.map { "day-\($0)" } ?? "", Self.sentence(error, t, on: day.map { Weekday.allCases[$0] }))
            throw complaints
        }
        let chosen = HolidayCountry(rawValue: country)
        if chosen != old.holidays { hours.openOn = [] }
        hours.holidays = chosen
        return hours
    }

    /// The day whose evening runs into the next day's morning.
    private static func day(of refusal: OpeningHours.Refusal, in week: [Weekday: DayHours]) -> Int? {
        guard case .overlap(let evening, _) = refusal else { return nil }
        return Weekday.allCases.firstIndex { week[$0]?.periods.last == evening && evening.passesMidnight }
    }

    /// The same with the day before it, for the list above a form of seven days.
    private static func sentence(_ refusal: OpeningHours.Refusal, _ t: Words, on day: Weekday?) -> String {
        let sentence = sentence(refusal, t)
        return day.map { t("{day}: {sentence}", ["day": t.weekdayName($0.number), "sentence": sentence]) } ?? sentence
    }

    /// What a person can put right, in words.
    static func sentence(_ refusal: OpeningHours.Refusal, _ t: Words) -> String {
        switch refusal {
        case .notAPeriod: t("Write both times, as in 09:00 and 18:00, or leave both empty.")
        case .opensWhenItCloses(let time):
            t("Opening and closing are both {time}. For the whole day write 00:00 and 00:00.", ["time": "\(time)"])
        case .opensAtEndOfDay: t("A day cannot open at 24:00. Write it as 00:00 of the next day.")
        case .overlap(let first, let second):
            t(
                "{first} and {second} overlap.",
                ["first": "\(first.opens)–\(first.closes)", "second": "\(second.opens)–\(second.closes)"])
        case .endsBeforeItStarts: t("The last day is before the first.")
        case .tooManyDays: t("This is longer than 400 days. Change the ordinary week instead.")
        }
    }

    // MARK: HTML

    func table(_ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        let rows: [HTML] = Weekday.allCases.enumerated().map { day, weekday in row(day, weekday, form, visit) }
        return """
            <button hidden></button>\
            <p class="hint">\(t("Leave both times empty on a day when you are closed. 00:00 to 00:00 is the whole day."))</p>
            <table class="hours"><caption class="hidden">\(t("Opening hours"))</caption><tbody>
            \(rows)</tbody></table>
            """
    }

    private func row(_ day: Int, _ weekday: Weekday, _ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        let name = t.weekdayName(weekday.number)
        let pairs = days[day].isEmpty ? [(opens: "", closes: "")] : days[day]
        let isClosed = pairs.allSatisfy { $0.opens.isEmpty && $0.closes.isEmpty }
        let ranges: [HTML] = pairs.enumerated().map { place, pair in
            """
            <span class="range"><label><span class="hidden">\(t("{day}, opens", ["day": name]))</span>\
            <input type="time" name="open-\(day)-\(place)" value="\(pair.opens)"></label><span aria-hidden="true">–</span>\
            <label><span class="hidden">\(t("{day}, closes", ["day": name]))</span>\
            <input type="time" name="close-\(day)-\(place)" value="\(pair.closes)"></label>\
            \(place == 0 ? "" : remove(day, place, name, visit))</span>
            """
        }
        return """
            <tr id="day-\(day)"\(isClosed ? " class=\"closed\"" as HTML : "")><th scope="row">\(name)</th><td><div class="ranges">\(ranges)\
            \(isClosed ? "<span class=\"soft\">\(t("Closed"))</span>" as HTML : "")</div>\(form.error("day-\(day)"))</td>\
            <td class="end"><button class="button quiet" name="add" value="\(day)">\(visit.ui.icon("plus"))\(t("Add a break"))\
            <span class="hidden">: \(name)</span></button></td></tr>

            """
    }

    private func remove(_ day: Int, _ place: Int, _ name: String, _ visit: Visit) -> HTML {
        let words = visit.t("{day}: remove this break", ["day": name])
        return """
            <button class="button quiet small icon-only" name="remove" value="\(day)-\(place)" aria-label="\(words)" title="\(words)">\(visit.ui.icon("close"))</button>
            """
    }

    func holidays(_ form: FormView, _ t: Words) -> HTML {
        form.select(
            "holidays", t("Public holidays"), value: country,
            [(value: "", words: t("None; we enter our own days"))]
                + HolidayCountry.allCases.map { (value: $0.rawValue, words: t($0.name)) },
            hint: t(
                "On these days the shop is closed without anyone entering them. Days that a government announces each year are not among them."
            ))
    }
}
