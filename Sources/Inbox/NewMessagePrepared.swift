import Core
import People
import Storage
import Web

/// Prepared texts in a new message: found by their titles, inserted with their files, filled for whoever it is to.
extension NewMessagePages {
    static func findPrepared(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        try await PreparedElsewhere.options(visit, shop, back: "/inbox/new", namesCustomer: true)
    }

    /// For a script the files alone, which lie with what is begun; without one the whole page, with the text in it.
    static func insertPrepared(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let begun = try typed(visit)
        let filled = try await PreparedElsewhere.wanted(visit, shop, namesCustomer: true)
        var complaints = Complaints()
        // Of a script's request no file is taken away: it names none.
        if !visit.wantsFragment { _ = try await takeFiles(visit, shop, begun, of: me, &complaints) }
        let files = try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            let there = try tx.db.begunFiles(begun.key, of: me)
            let new = try tx.db.preparedUploads(filled.text, beside: there)
            if !new.isEmpty {
                if try tx.db.begunMessage(begun.key, of: me) == nil { try tx.keep(begun, of: me) }
                try tx.keepBegunFiles(new, drop: [], in: begun.key, of: me)
            }
            return try tx.db.begunFiles(begun.key, of: me)
        }
        if visit.wantsFragment { return .fragment(AnswerFile.list(files, visit.t)) }
        let form = PreparedElsewhere.form(visit.form, with: filled)
        return .page(page(visit, try await shown(begun, files, visit, shop), FormView(visit, typed: form, complaints: complaints), shop))
    }

    /// A form that came back, with what stands around it.
    static func shown(_ begun: BegunMessage, _ files: [AnswerFile], _ visit: Visit, _ shop: Shop) async throws -> Shown {
        let me = Staff.ID(number: try visit.staff().staff)
        let from = Customer.ID(visit.form["card"])
        return try await shop.read { db in
            let card = try PreparedElsewhere.person(begun.to, db)
            let treatment = try card.map { try db.treatment(of: $0.id, shop) } ?? Treatment()
            return Shown(
                message: begun, isKept: try db.begunMessage(begun.key, of: me) != nil, files: files, others: [],
                card: try from.flatMap { try db.customer($0) }?.id,
                wishes: card.map { TreatmentWords.banner(treatment, language: $0.language, visit.ui, visit.t) } ?? "",
                waysOut: try db.waysOut(), treatment: treatment,
                offer: try db.preparedOffer(PreparedOffer.Ask(to: card, visit, shop), shop))
        }
    }
}
