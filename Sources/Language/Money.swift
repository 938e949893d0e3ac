/// What a currency is, as far as showing an amount needs it.
public enum Currency {
    /// Digits after the decimal mark in an amount's minor unit (ISO 4217): 2 for most, 0 for JPY, 3 for KWD.
    public static func minorDigits(_ code: String) -> Int {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF": 0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }

    /// Currencies whose hundredths exist on paper only: whole amounts are shown without them (CLDR's cash digits), others with.
    static func hidesZeroFraction(_ code: String) -> Bool { code == "IDR" || code == "AMD" }

    /// The sign that readers of `language` know for the currency, or its code. From CLDR.
    static func symbol(_ code: String, _ language: Language) -> String {
        switch (code, language) {
        case ("EUR", _): "€"
        case ("GBP", _): "£"
        case ("TRY", .tr): "₺"
        case ("AMD", .hy): "֏"
        case ("IDR", .id): "Rp"
        case ("USD", .tr), ("USD", .fi), ("USD", .hy): "$"
        case ("USD", _): "US$"
        case ("JPY", .tr), ("JPY", .fi): "¥"
        case ("JPY", _): "JP¥"
        default: code
        }
    }
}

extension Words {
    /// An amount in minor units of an ISO 4217 currency: €1,234.50 · ₺1.234,50 · 1 234,50 € · 1 234 ֏ · Rp25.000.
    public func money(minor: Int64, currency: String) -> String {
        var digits = Currency.minorDigits(currency)
        var amount = minor.magnitude
        if Currency.hidesZeroFraction(currency) && amount % 100 == 0 {
            digits = 0
            amount /= 100
        }
        let sign = minor < 0 ? language.minus : ""
        let figure = unsigned(amount, digits: digits)
        let symbol = Currency.symbol(currency, language)
        switch language {
        case .fi, .hy: return "\(sign)\(figure)\u{A0}\(symbol)"
        case .en, .tr, .id, .pseudo:
            // A code is set apart from the figure, a sign is not; "Rp" is a sign.
            let gap = symbol == currency ? "\u{A0}" : ""
            let text = "\(sign)\(symbol)\(gap)\(figure)"
            return language == .pseudo ? "⟦\(text)⟧" : text
        }
    }
}
