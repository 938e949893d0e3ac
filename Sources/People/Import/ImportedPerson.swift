import Core
import Language
import Storage
import Web

/// What a row says of a person. A cell that is empty says nothing.
struct ImportedPerson: Sendable, Equatable {
    var row: Int
    var key: String?
    var name = ""
    var pronunciation = ""
    var language: String?
    var note = ""
    var usual = ""
    var company = ""
    var role = ""
    var wishes: [Treatment.Key: String] = [:]
    var addresses: [Customer.Address] = []
    /// In which column an address stood.
    var columns: [String: Int] = [:]
}

/// Why a row is not taken. Holds no words: what was wrong stands in the file.
struct ImportProblem: Error, Sendable, Equatable, Codable {
    enum Kind: String, Sendable, Codable {
        case nobody, email, phone, language, long, taken, many, wishes
        case openQuote, longCell, nul, manyCells, ragged
    }
    /// As a spreadsheet counts it.
    var row: Int
    /// From 0; nil where it is the row as a whole.
    var column: Int?
    var kind: Kind
    /// On whose card an address or key stands.
    var holder: Int64?

    /// - Parameters:
    ///   - cell: what stands in the column.
    ///   - name: how the holder is called.
    func sentence(_ cell: String, name: String, _ t: Words) -> String {
        let text = String(cell.prefix(60))
        return switch kind {
        case .nobody: t("There is no name, no e-mail address and no phone number in this row.")
        case .email: CardProblem.notAnEmail(text).sentence(t)
        case .phone: CardProblem.notAPhone(text).sentence(t)
        case .language: CardProblem.notALanguage(text).sentence(t)
        case .long: t("This is too long for a card.")
        case .wishes:
            t("“{text}” cannot be read. Write words such as “no calls; e-mail; not before 10:00”.", ["text": text])
        case .many: t("These are more addresses and numbers than a card holds.")
        case .taken: t("{address} stands on the card of {name}.", ["address": text, "name": name])
        case .openQuote: t("A quotation mark is opened here and never closed, so the rest of the file is in this row.")
        case .longCell: t("This cell is too long to be read.")
        case .nul: t("There are bytes here that are no text.")
        case .manyCells: t("This row has too many cells to be read.")
        case .ragged:
            t("This row has more cells than the table has columns. A comma or semicolon may stand in a cell without quotation marks.")
        }
    }
}

extension ImportedPerson {
    /// - Parameter columns: what each column means.
    static func read(_ row: CSVRow, _ columns: [ImportColumn]) throws(ImportProblem) -> ImportedPerson {
        switch row.oddity {
        case nil: break
        case .openQuote: throw ImportProblem(row: row.number, column: max(0, row.count - 1), kind: .openQuote)
        case .longCell(let column): throw ImportProblem(row: row.number, column: column, kind: .longCell)
        case .nul(let column): throw ImportProblem(row: row.number, column: column, kind: .nul)
        case .manyCells: throw ImportProblem(row: row.number, kind: .manyCells)
        }
        if row.count > columns.count, let extra = (columns.count..<row.count).first(where: { !row[$0].trimmed.isEmpty }) {
            throw ImportProblem(row: row.number, column: extra, kind: .ragged)
        }
        var person = ImportedPerson(row: row.number)
        var (first, last) = ("", "")
        var notes: [String] = []
        for (column, meaning) in columns.enumerated() where meaning != .none {
            let cell = CSVWriter.unguarded(row[column].trimmed)
            guard !cell.isEmpty else { continue }
            switch meaning {
            case .none: break
            case .name: person.name = Card.oneLine(cell)
            case .firstName: first = Card.oneLine(cell)
            case .lastName: last = Card.oneLine(cell)
            case .pronunciation: person.pronunciation = Card.oneLine(cell)
            case .note: notes.append(cell)
            case .usual: person.usual = Card.oneLine(cell)
            case .company: person.company = Card.oneLine(cell)
            case .role: person.role = Card.oneLine(cell)
            case .key: person.key = Card.oneLine(cell)
            case .wishes:
                guard let wishes = ImportWishes.read(cell) else { throw ImportProblem(row: row.number, column: column, kind: .wishes) }
                person.wishes = wishes
            case .language:
                guard let code = code(of: cell) else { throw ImportProblem(row: row.number, column: column, kind: .language) }
                person.language = code
            case .email, .phone:
                for part in cell.split(whereSeparator: { $0 == ";" || $0 == "," || $0.isNewline }) where !part.trimmed.isEmpty {
                    let text = Card.oneLine(String(part))
                    let isGood = meaning == .email ? Card.isEmail(text) : Card.isPhone(text)
                    guard isGood, text.count <= Card.longestLine else {
                        throw ImportProblem(row: row.number, column: column, kind: meaning == .email ? .email : .phone)
                    }
                    let address = meaning == .email ? Customer.Address.email(text) : .phone(text)
                    if person.columns[address.key] == nil {
                        person.columns[address.key] = column
                        person.addresses.append(address)
                    }
                }
            }
        }
        if person.name.isEmpty { person.name = [first, last].filter { !$0.isEmpty }.joined(separator: " ") }
        person.note = notes.joined(separator: "\n")
        if person.name.isEmpty, person.addresses.isEmpty { throw ImportProblem(row: row.number, kind: .nobody) }
        if (person.key?.count ?? 0) > Card.longestLine {
            throw ImportProblem(row: row.number, column: columns.firstIndex(of: .key), kind: .long)
        }
        if person.company.count > Card.longestLine {
            throw ImportProblem(row: row.number, column: columns.firstIndex(of: .company), kind: .long)
        }
        if let problem = person.over(Card()).problems.first { throw problem.inRow(row.number, columns) }
        return person
    }

    /// `card` with what the row says: names and language take its place, a note stands below the one that is there, addresses come to
    /// those that are there, and nothing is emptied.
    func over(_ card: Card) -> Card {
        var card = card
        if !name.isEmpty { card.name = name }
        if !pronunciation.isEmpty { card.pronunciation = pronunciation }
        if let language { card.language = language }
        if !usual.isEmpty { card.usual = usual }
        if card.note.isEmpty { card.note = note } else if !note.isEmpty, !card.note.contains(note) { card.note += "\n" + note }
        var known = Set(card.addresses.map(\.key))
        var numbers = card.phones.reduce(into: Set<String>()) { $0.formUnion(PeopleSearch.numbers(in: $1.shown)) }
        for address in addresses where known.insert(address.key).inserted {
            if address.kind == .phone {
                // +90 532… and 0532… are one number.
                let own = PeopleSearch.numbers(in: address.shown)
                if !own.isDisjoint(with: numbers) { continue }
                numbers.formUnion(own)
            }
            card.addresses.append(address)
        }
        return card
    }

    /// "fi", "FI", "fi_FI", "Finnish", "Suomi".
    static func code(of text: String) -> String? {
        let tag = text.replacing("_", with: "-")
        let parts = tag.split(separator: "-", maxSplits: 1)
        if let first = parts.first, first.utf8.count <= 3 {
            let code = parts.count > 1 ? "\(first.lowercased())-\(parts[1])" : first.lowercased()
            if Card.isLanguageCode(code) { return code }
        }
        let folded = SearchAnalysis.fold(text)
        if let own = Language.offered.first(where: { SearchAnalysis.fold($0.ownName) == folded }) { return own.rawValue }
        return names[folded]
    }

    private static let names: [String: String] = [
        "english": "en", "ingilizce": "en", "englanti": "en", "անգլերեն": "en", "inggris": "en", "turkish": "tr", "turkki": "tr",
        "թուրքերեն": "tr", "turki": "tr", "finnish": "fi", "fince": "fi", "ֆիններեն": "fi", "finlandia": "fi", "armenian": "hy",
        "ermenice": "hy", "armenia": "hy", "indonesian": "id", "endonezce": "id", "indonesia": "id", "ինդոնեզերեն": "id", "bahasa": "id",
        "swedish": "sv", "ruotsi": "sv", "russian": "ru", "rusca": "ru", "venaja": "ru", "ռուսերեն": "ru", "german": "de", "almanca": "de",
        "saksa": "de", "arabic": "ar", "arapca": "ar",
    ]
}

extension CardProblem {
    /// The problem at the column that it comes from.
    func inRow(_ row: Int, _ columns: [ImportColumn]) -> ImportProblem {
        func at(_ kind: ImportProblem.Kind, _ meanings: ImportColumn...) -> ImportProblem {
            ImportProblem(row: row, column: columns.firstIndex { meanings.contains($0) }, kind: kind)
        }
        return switch self {
        case .nobody: at(.nobody)
        case .tooLong(let field, _):
            switch field {
            case "name": at(.long, .name, .firstName)
            case "pronunciation": at(.long, .pronunciation)
            case "note": at(.long, .note)
            case "usual": at(.long, .usual)
            default: at(.many, .email, .phone)
            }
        case .notAnEmail: at(.email, .email)
        case .notAPhone, .wrongDigits: at(.phone, .phone)
        case .notALanguage: at(.language, .language)
        case .taken(let address, let holder, _):
            ImportProblem(
                row: row, column: columns.firstIndex(of: address.kind == .email ? .email : .phone), kind: .taken, holder: holder.number)
        }
    }
}
