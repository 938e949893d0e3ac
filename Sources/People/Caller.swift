import Core
import Language
import Storage

/// Who was there, from one line of typing: "Ayşe Kaya", "0532 123 45 67", "Ayşe 0532 123 45 67", "ayse@example.com".
public struct Caller: Sendable, Equatable {
    public var name: String
    public var addresses: [Customer.Address]

    public init(_ typed: String) {
        var words: [Substring] = []
        var addresses: [Customer.Address] = []
        var number: [Substring] = []
        func endNumber() {
            let text = number.joined(separator: " ")
            if Card.isPhone(text) { addresses.append(.phone(text)) } else { words += number }
            number = []
        }
        for word in typed.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" || $0 == "<" || $0 == ">" }) {
            if word.allSatisfy({ "0123456789+-()./".contains($0) }), word.contains(where: \.isNumber) {
                number.append(word)
                continue
            }
            endNumber()
            if Card.isEmail(String(word)) { addresses.append(.email(String(word))) } else { words.append(word) }
        }
        endNumber()
        name = words.joined(separator: " ")
        self.addresses = addresses
    }

    public var isNobody: Bool { name.isEmpty && addresses.isEmpty }
    public var card: Card { Card(name: name, addresses: addresses) }
}

/// Whom a line of typing means.
public enum Recognised: Sendable, Equatable {
    case known(Customer.ID)
    case new(Card)
    /// A person has to say which.
    case several([Customer.ID])
}

/// Why nobody is found in what was typed.
public enum CallerProblem: Error, Sendable, Equatable {
    case nobody
    /// The person who was chosen is not there any more.
    case gone
    /// Several people may be meant, by their ids; or one whom a new number does not prove.
    case several([Customer.ID])
    case card(CardProblem)

    public func sentence(_ t: Words) -> String {
        switch self {
        case .nobody: t("Write who it was: a name, a number or an e-mail address.")
        case .gone: t("This person’s card is not here any more. Choose again.")
        case .several: t("Who is meant? Choose below, or make a new card.")
        case .card(let problem): problem.sentence(t)
        }
    }
}

extension Reader {
    /// An address that is on a card decides. Without one the name decides where exactly one person has it; a known name with a new address,
    /// or a part of known names, may be the same person or another, which only somebody who was there can tell.
    public func recognise(_ caller: Caller, _ shop: Shop) throws -> Recognised {
        var holders: [Customer.ID] = []
        for address in caller.addresses {
            if let holder = try person(at: address, shop), !holders.contains(holder) { holders.append(holder) }
        }
        if holders.count == 1 { return .known(holders[0]) }
        if holders.count > 1 { return .several(holders) }
        let called = caller.name.isEmpty ? [] : try people(called: caller.name, shop).map(\.id)
        if called.isEmpty {
            // "Väänänen" alone is most likely Marja Väänänen, and a second card for her would be hard to see.
            let alike = caller.addresses.isEmpty ? try people(named: caller.name, shop).map(\.id) : []
            return alike.isEmpty ? .new(caller.card) : .several(alike)
        }
        return called.count == 1 && caller.addresses.isEmpty ? .known(called[0]) : .several(called)
    }
}

extension Tx {
    /// The person whom a form or a program means: the one that was chosen, the one that is recognised, or a new card.
    ///
    /// Throws ``CallerProblem``.
    /// - Parameter chosen: an id, "new" for a new card whatever names are known, or "" to go by what was typed.
    public func caller(_ typed: String, chosen: String) throws -> (id: Customer.ID, isNew: Bool) {
        let caller = Caller(typed)
        if !chosen.isEmpty, chosen != "new" {
            guard let id = try Customer.ID(chosen).flatMap({ try db.survivor(of: $0) }) else { throw CallerProblem.gone }
            return (id, false)
        }
        if caller.isNobody { throw CallerProblem.nobody }
        let recognised = chosen == "new" ? .new(caller.card) : try db.recognise(caller, shop)
        switch recognised {
        case .known(let id): return (id, false)
        case .several(let ids): throw CallerProblem.several(ids)
        case .new(let card):
            do {
                return (try add(card), true)
            } catch let problem as CardProblem {
                throw CallerProblem.card(problem)
            }
        }
    }
}
