import Core
import Language
import Storage

/// Why something is not written down. The page says it at the field, the API by name.
public enum PurchaseRefusal: Error, Sendable, Equatable {
    /// What stands in the field is no amount.
    case noAmount(String)
    /// What stands in the field of the margin is no amount.
    case noMargin(String)
    case notPositive
    case tooMuch
    /// Dated later than now, beyond what clocks differ.
    case inFuture(Instant)
    case tooLongAgo
    case otherCurrency(String, shops: String)
    case marginAbove(Int64, currency: String)
    /// The lines add up to something else than the amount.
    case itemsDiffer(sum: Int64, amount: Int64, currency: String)
    case itemWithoutName(Int)
    case itemQuantity(Int)
    case itemPrice(Int)
    case tooManyItems
    case tooLong(field: String, most: Int)
    /// The same receipt was written down before with another amount, time or person.
    case otherContent(reference: String, known: Purchase.ID)
    case personGone
    /// No such purchase: a refund needs its sale.
    case noSale
    case moreThanPaid(left: Int64, currency: String)
    case beforeSale
    case refunded
    case voided
    case hasRefunds
    /// It was written down on another day; what is over is refunded, not taken back.
    case dayIsOver
    case refundDayIsOver

    /// The form's field, and the API's.
    public var field: String {
        switch self {
        case .noAmount, .notPositive, .tooMuch, .moreThanPaid: "amount"
        case .inFuture, .tooLongAgo, .beforeSale: "at"
        case .otherCurrency: "currency"
        case .noMargin, .marginAbove: "margin"
        case .itemsDiffer, .itemWithoutName, .itemQuantity, .itemPrice, .tooManyItems: "items"
        case .tooLong(let field, _): field
        case .otherContent: "reference"
        case .personGone: "person"
        case .noSale, .refunded, .voided, .hasRefunds, .dayIsOver, .refundDayIsOver: ""
        }
    }

    public func sentence(_ t: Words) -> String {
        switch self {
        case .noAmount(let text):
            text.isEmpty ? t("Write what was paid.") : Self.noAmount(text, t)
        case .noMargin(let text): Self.noAmount(text, t)
        case .notPositive: t("An amount is more than zero. What was given back is a refund of its sale.")
        case .tooMuch: t("This amount is too large.")
        case .inFuture(let at):
            t("{time} is in the future. Write down what has been bought.", ["time": t.dateTime(at.milliseconds)])
        case .tooLongAgo: t("This date is too long ago. Look at the year.")
        case .otherCurrency(let given, let shops):
            t("The shop’s currency is {currency}, not {given}. Convert the amount first.", ["currency": shops, "given": given])
        case .marginAbove(let amount, let currency):
            t("The margin is more than was paid ({amount}).", ["amount": t.money(minor: amount, currency: currency)])
        case .itemsDiffer(let sum, let amount, let currency):
            t(
                "The lines add up to {sum}, the amount is {amount}. Both have to agree: a discount goes into the lines, delivery is a line.",
                ["sum": t.money(minor: sum, currency: currency), "amount": t.money(minor: amount, currency: currency)])
        case .itemWithoutName(let place): t("Line {n} has no name.", ["n": t.number(place)])
        case .itemQuantity(let place): t("The quantity in line {n} is not more than zero.", ["n": t.number(place)])
        case .itemPrice(let place):
            t("The price in line {n} is less than zero or too large. A line that was given back is a refund.", ["n": t.number(place)])
        case .tooManyItems: t("At most {n} line.", "At most {n} lines.", PurchaseSlip.mostItems)
        case .tooLong(_, let most): t("This is too long: at most {n} character.", "This is too long: at most {n} characters.", most)
        case .otherContent(let reference, _):
            t(
                "Receipt {reference} was written down before with another amount, time or person. Look at it first; nothing was changed.",
                ["reference": reference])
        case .personGone: t("This person’s card is not here any more. Choose again.")
        case .noSale: t("This purchase is not here. A refund needs its sale.")
        case .moreThanPaid(let left, let currency):
            t("At most {amount} can be given back for this purchase.", ["amount": t.money(minor: left, currency: currency)])
        case .beforeSale: t("The refund is dated before its sale.")
        case .refunded: t("All of it was given back before.")
        case .voided: t("This purchase was taken back before.")
        case .hasRefunds: t("Something of it was given back already. Refund the rest instead.")
        case .refundDayIsOver: t("A refund can be taken back on the day it was written down.")
        case .dayIsOver: t("A purchase can be taken back on the day it was written down. Refund it instead.")
        }
    }
    private static func noAmount(_ text: String, _ t: Words) -> String {
        t(
            "“{text}” is not an amount. Write it with digits, as in {example}.",
            ["text": String(text.prefix(60)), "example": t.decimal(minor: 1250, digits: 2)])
    }
}
