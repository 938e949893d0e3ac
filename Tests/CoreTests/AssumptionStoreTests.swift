import Foundation
import Language
import Storage
import Testing

@testable import Core

struct AssumptionStoreTests {
    private let noon = Instant(milliseconds: 1_800_000_000_000)

    @Test(arguments: AssumptionDatabase.engines) func `an edit is in force, has its history, and can be reset`(engine: Engine) throws {
        let fresh = try AssumptionDatabase(engine)
        let noon = noon
        try fresh.database.blockingWrite { db in
            let change = try AssumptionStore.set(.waitLimit, to: 3, reason: "Our customers are hurried", by: 7, asOf: noon, id: 101, in: db)
            #expect(change?.old == 5)
            let claims = try AssumptionStore.read(db)
            #expect(claims[.waitLimit] == 3)
            #expect(claims.shown(.waitLimit).label == .edited)
            #expect(claims.edit(of: AssumptionRegister.assumption(.waitLimit)!) == .init(value: 3, staff: 7, at: noon))
            // Others stay as they are.
            #expect(claims[.loyalMultiple] == 10)

            try AssumptionStore.set(.unhappyTell, to: .range(10, 15), reason: "", by: nil, asOf: noon, id: 102, in: db)
            #expect(try AssumptionStore.read(db)[.unhappyTell] == .range(10, 15))

            let reset = try AssumptionStore.reset(.waitLimit, reason: "Back", by: 8, asOf: noon, id: 103, in: db)
            #expect(reset?.isReset == true)
            #expect(try AssumptionStore.read(db)[.waitLimit] == 5)
            #expect(try AssumptionStore.read(db).shown(.waitLimit).label == .claim)

            let history = try AssumptionStore.history(.waitLimit, in: db)
            #expect(
                history.map { "\($0.old)>\($0.new) \($0.staff ?? 0) \($0.reason) \($0.isReset)" } == [
                    "3>5 8 Back true", "5>3 7 Our customers are hurried false",
                ])
            #expect(try AssumptionStore.history(in: db).map(\.id) == [103, 102, 101])
            #expect(try AssumptionStore.history(before: 103, limit: 1, in: db).map(\.id) == [102])
        }
    }

    @Test(arguments: AssumptionDatabase.engines) func `nothing changes when nothing is new or something is wrong`(engine: Engine) throws {
        let fresh = try AssumptionDatabase(engine)
        let noon = noon
        try fresh.database.blockingWrite { db in
            let same = try AssumptionStore.set(.waitLimit, to: 5, reason: "", by: 1, asOf: noon, id: 1, in: db)
            #expect(same == nil)
            let back = try AssumptionStore.reset(.waitLimit, reason: "", by: 1, asOf: noon, id: 1, in: db)
            #expect(back == nil)
            func refused(_ refusal: AssumptionRefusal, _ key: AssumptionKey, _ value: AssumptionValue) {
                #expect(throws: refusal) { try AssumptionStore.set(key, to: value, reason: "", by: 1, asOf: noon, id: 1, in: db) }
            }
            refused(.outside(0, allowed: 1...240), .waitLimit, 0)
            refused(.unknownKey("claim.none"), AssumptionKey(rawValue: "claim.none"), 1)
            refused(.wrongShape, .waitLimit, .range(1, 2))
            refused(.aboveOther(.advocateBand, limit: 9), .watchBand, 9)
            refused(.belowOther(.watchBand, limit: 6), .advocateBand, 6)
            refused(.belowOther(.advocateBand, limit: 9), .surveyMax, 5)
            #expect(db.rowsChanged == 0)
            // The warning before the limit never stands in the way of a shorter limit.
            try AssumptionStore.set(.waitLimit, to: 3, reason: "", by: 1, asOf: noon, id: 1, in: db)
            #expect(try AssumptionStore.read(db)[.waitLimit] == 3)
        }
    }

    @Test(arguments: AssumptionDatabase.engines) func `a default that would contradict another edit is not put back`(engine: Engine) throws
    {
        let fresh = try AssumptionDatabase(engine)
        let noon = noon
        try fresh.database.blockingWrite { db in
            try AssumptionStore.set(.watchBand, to: 3, reason: "", by: 1, asOf: noon, id: 1, in: db)
            try AssumptionStore.set(.advocateBand, to: 5, reason: "", by: 1, asOf: noon, id: 2, in: db)
            #expect(throws: AssumptionRefusal.aboveOther(.advocateBand, limit: 5)) {
                try AssumptionStore.reset(.watchBand, reason: "", by: 1, asOf: noon, id: 3, in: db)
            }
            try AssumptionStore.reset(.advocateBand, reason: "", by: 1, asOf: noon, id: 4, in: db)
            try AssumptionStore.reset(.watchBand, reason: "", by: 1, asOf: noon, id: 5, in: db)
            #expect(try AssumptionStore.read(db)[.watchBand] == 6)
        }
    }

    @Test(arguments: AssumptionDatabase.engines) func `the share heard and the silent per complaint are one setting`(engine: Engine) throws
    {
        let fresh = try AssumptionDatabase(engine)
        let noon = noon
        try fresh.database.blockingWrite { db in
            let change = try AssumptionStore.set(.heardShare, to: 0.05, reason: "", by: 1, asOf: noon, id: 1, in: db)
            #expect(change?.key == .silentPerComplaint)
            var claims = try AssumptionStore.read(db)
            #expect(claims[.silentPerComplaint] == 19)
            #expect(claims[.heardShare] == 0.05)
            #expect(claims.shown(.heardShare).label == .edited)
            #expect(try AssumptionStore.history(.heardShare, in: db).count == 1)
            try AssumptionStore.set(.silentPerComplaint, to: 24, reason: "", by: 1, asOf: noon, id: 2, in: db)
            claims = try AssumptionStore.read(db)
            #expect(claims[.heardShare] == 0.04)
            try AssumptionStore.reset(.heardShare, reason: "", by: 1, asOf: noon, id: 3, in: db)
            #expect(try AssumptionStore.read(db)[.silentPerComplaint] == 26)

            try AssumptionStore.set(.weightResult, to: 0.4, reason: "", by: 1, asOf: noon, id: 4, in: db)
            #expect(try AssumptionStore.read(db)[.weightTreated] == 0.6)
        }
    }

    @Test(arguments: AssumptionDatabase.engines) func `own data replace an edited claim as soon as the shop's own number is reached`(
        engine: Engine
    ) throws {
        let fresh = try AssumptionDatabase(engine)
        let noon = noon
        try fresh.database.blockingWrite { db in
            try AssumptionStore.set(.ownCases, to: 50, reason: "", by: 1, asOf: noon, id: 1, in: db)
            try AssumptionStore.set(.loyalMultiple, to: 6, reason: "", by: 1, asOf: noon, id: 2, in: db)
            let claims = try AssumptionStore.read(db)
            #expect(claims.shown(.loyalMultiple, own: OwnFigure(8.3, cases: 49)).label == .edited)
            let own = claims.shown(.loyalMultiple, own: OwnFigure(8.3, cases: 50))
            #expect(own.label == .own(cases: 50))
            #expect(own.comparison == 6)
        }
    }

    @Test(arguments: AssumptionDatabase.engines) func `what another version stored is not trusted blindly`(engine: Engine) throws {
        let fresh = try AssumptionDatabase(engine)
        let noon = noon
        try fresh.database.blockingWrite { db in
            for (key, low) in [("claim.of_tomorrow", "1"), ("wait.max_minutes", "999999"), ("claim.loyal_multiple", "plenty")] {
                try db.run(
                    "INSERT INTO assumption_value (key, value_low, edited_at) VALUES (\(key), \(low), \(noon))"
                )
            }
            let claims = try AssumptionStore.read(db)
            #expect(claims[.waitLimit] == 5)
            #expect(claims[.loyalMultiple] == 10)
        }
    }

    @Test(arguments: AssumptionDatabase.engines) func `reading every assumption is one statement`(engine: Engine) throws {
        let fresh = try AssumptionDatabase(engine)
        try fresh.database.blockingRead { db in
            let before = db.statementCount
            _ = try AssumptionStore.read(db)
            #expect(db.statementCount == before + 1)
        }
    }

    @Test func `the export has every claim and every assumption, in files other programs read`() throws {
        let t = Words(.en, timeZone: .utc)
        let edit = Assumptions.Edit(value: 3, staff: 7, at: noon)
        let export = AssumptionExport(Assumptions(edits: [.waitLimit: edit]), own: [.loyalMultiple: OwnFigure(8.3, cases: 40)], t: t)
        #expect(Set((1...45).map { "A\($0)" }).isSubset(of: Set(export.rows.map(\.register))))
        for assumption in AssumptionRegister.assumptions {
            #expect(export.rows.count { $0.key == assumption.key.rawValue } == 1)
        }
        let wait = try #require(export.rows.first { $0.key == "wait.max_minutes" })
        #expect((wait.value, wait.standard, wait.label, wait.editedBy) == ("3", "5", "edited", "7"))
        #expect(wait.editedAt == "2027-01-15T08:00:00.000Z")
        let loyal = try #require(export.rows.first { $0.key == "claim.loyal_multiple" })
        #expect((loyal.value, loyal.label) == ("8.3", "own 40"))

        let json = try export.json()
        let back = try JSONDecoder().decode([AssumptionExport.Row].self, from: Data(json.utf8))
        #expect(back == export.rows)
        let lines = export.csv.components(separatedBy: "\r\n")
        #expect(lines.count == export.rows.count + 2)
        #expect(lines[0].hasPrefix("register,key,claim,"))
        #expect(export.csv.contains("\"For every complaint, 26 other dissatisfied customers stay silent.\""))
    }
}
