/// A row that was left out, and why.
public struct SaleProblem: Sendable, Equatable {
    public enum Kind: String, CaseIterable, Sendable {
        case missingField, noCustomer, wrongDate, wrongAmount, refundWithoutSale, notUTF8, openQuote
    }

    public var kind: Kind
    /// Of the file, from 1, where the row begins.
    public var line: Int
    /// What stood there, shortened.
    public var found: String

    /// What is wrong and what to do.
    public var sentence: String {
        switch kind {
        case .missingField:
            "Line \(line): the row ends before its \(found). It was left out; does it have as many fields as the first line?"
        case .noCustomer: "Line \(line): there is no customer. The row was left out; sales to nobody known say nothing about who returns."
        case .wrongDate: "Line \(line): “\(found)” is not a date. It was left out; write dates as 2026-11-23."
        case .wrongAmount:
            "Line \(line): “\(found)” is not an amount. It was left out; write amounts as 1234.50, without currency and without marks between thousands."
        case .refundWithoutSale:
            "Line \(line): \(found) more was given back than the customer had bought by then. The excess was left out; are earlier sales missing?"
        case .notUTF8: "Line \(line): the customer is not written in UTF-8. The row was left out; save the file as UTF-8."
        case .openQuote: "Line \(line): a quotation mark opens and is not closed. The row was left out; close it, or write it twice."
        }
    }
}

/// Why a whole file was not read.
public enum SalesRefusal: Error, Equatable, Sendable {
    case empty
    case notUTF8
    case noColumns(missing: [String], found: [String])
    case twice(String)
    case endlessLine(Int)

    public var sentence: String {
        switch self {
        case .empty: "The file is empty. Its first line must name the columns customer, date and amount."
        case .notUTF8: "The file is not UTF-8 but two bytes a letter (UTF-16). Save it as “CSV UTF-8”."
        case .noColumns(let missing, let found):
            "The first line has no column \(missing.joined(separator: " and none ")). It must name customer, date and amount, in any order; it names \(found.isEmpty ? "nothing" : found.joined(separator: ", "))."
        case .twice(let name): "The first line names \(name) twice. Rename one of the two columns."
        case .endlessLine(let line): "Line \(line) does not end. This is not a table of text with a sale a line."
        }
    }
}
