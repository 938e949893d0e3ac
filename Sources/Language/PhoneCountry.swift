/// How numbers are written at home in a country: what is dialled before them, and how long they are.
///
/// Lengths are those of the national numbering plans that ITU-T E.129 publishes; a number has at most 15 digits with its country (E.164).
public struct PhoneCountry: Sendable, Equatable {
    /// ISO 3166-1, or "+49" for a country that is known by its calling code alone.
    public var code: String
    /// "90".
    public var calling: String
    /// What is dialled before a number within the country: "0"; "" where nothing is.
    public var trunk: String
    /// Digits of a number without calling code and trunk.
    public var digits: ClosedRange<Int>

    init(_ code: String, _ calling: String, trunk: String = "0", _ digits: ClosedRange<Int>) {
        self.code = code
        self.calling = calling
        self.trunk = trunk
        self.digits = digits
    }

    /// The countries of the five languages. Canada's numbers are those of the United States.
    public static let home: [PhoneCountry] = [
        PhoneCountry("TR", "90", 10...10), PhoneCountry("FI", "358", 5...12), PhoneCountry("AM", "374", 8...8),
        PhoneCountry("ID", "62", 7...12), PhoneCountry("GB", "44", 7...10), PhoneCountry("US", "1", trunk: "1", 10...10),
    ]

    /// The country behind a setting: "TR", or "+49" for any other, of which only the code is known. Nil for what is neither.
    public init?(_ setting: String) {
        if let known = PhoneCountry.home.first(where: { $0.code == setting || "+\($0.calling)" == setting }) {
            self = known
            return
        }
        let calling = setting.dropFirst()
        guard setting.hasPrefix("+"), (1...3).contains(calling.utf8.count), calling.first != "0",
            calling.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        // Most countries dial a 0 at home; a number without one is left as it was typed.
        self.init(setting, String(calling), 4...13)
    }

    /// The first guess where nobody has chosen: by the time zone, else by the language.
    public static func guess(zone: String, language: Language) -> PhoneCountry? {
        let code: String? =
            switch zone {
            case "Europe/Istanbul", "Turkey", "Asia/Istanbul": "TR"
            case "Europe/Helsinki", "Europe/Mariehamn": "FI"
            case "Asia/Yerevan": "AM"
            case "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Pontianak": "ID"
            case "Europe/London", "Europe/Belfast": "GB"
            case "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto", "America/Vancouver":
                "US"
            default:
                switch language {
                case .tr: "TR"
                case .fi: "FI"
                case .hy: "AM"
                case .id: "ID"
                case .en, .pseudo: nil
                }
            }
        return code.flatMap { PhoneCountry($0) }
    }
}
