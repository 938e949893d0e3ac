/// Names of weekdays and months, from CLDR (checked against it in FormatTests).
extension Language {
    /// Weekdays as they stand alone, Monday first.
    var weekdays: [String] { names.weekdays }
    var shortWeekdays: [String] { names.shortWeekdays }
    /// Months as they stand alone.
    var months: [String] { names.months }
    /// Months as they stand beside a day: Finnish and Armenian inflect them.
    var monthsWithDay: [String] { names.monthsWithDay }
    var shortMonths: [String] { names.shortMonths }

    private var names: Names {
        switch self {
        case .en, .pseudo: Self.english
        case .tr: Self.turkish
        case .fi: Self.finnish
        case .hy: Self.armenian
        case .id: Self.indonesian
        }
    }

    private struct Names: Sendable {
        let weekdays, shortWeekdays, months, monthsWithDay, shortMonths: [String]

        init(_ weekdays: String, short: String, months: String, withDay: String? = nil, shortMonths: String) {
            func split(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
            self.weekdays = split(weekdays)
            self.shortWeekdays = split(short)
            self.months = split(months)
            self.monthsWithDay = split(withDay ?? months)
            self.shortMonths = split(shortMonths)
        }
    }

    private static let english = Names(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday", short: "Mon Tue Wed Thu Fri Sat Sun",
        months: "January February March April May June July August September October November December",
        shortMonths: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")

    private static let turkish = Names(
        "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar", short: "Pzt Sal Çar Per Cum Cmt Paz",
        months: "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        shortMonths: "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara")

    private static let finnish = Names(
        "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai", short: "ma ti ke to pe la su",
        months: "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
        withDay: "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta"
            + " joulukuuta",
        shortMonths: "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu")

    private static let armenian = Names(
        "երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի", short: "երկ երք չրք հնգ ուր շբթ կիր",
        months: "հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր",
        withDay: "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի",
        shortMonths: "հնվ փտվ մրտ ապր մյս հնս հլս օգս սեպ հոկ նոյ դեկ")

    private static let indonesian = Names(
        "Senin Selasa Rabu Kamis Jumat Sabtu Minggu", short: "Sen Sel Rab Kam Jum Sab Min",
        months: "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
        shortMonths: "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des")
}
