import Core
import Language
import People
import Storage
import Web

/// What people buy: written down at the counter in ten seconds, sent by a till or a web shop, or brought from a table; given back whole or in
/// part; and the rhythm in which each person comes (R5, R53).
extension Capability {
    public static var purchases: Capability {
        var purchases = Capability("purchases")
        purchases.migrations = purchasesMigrations
        purchases.navigation = [NavigationEntry("purchases", "/purchases", icon: "receipt") { t in t("Purchases") }]
        purchases.routes = { shop in
            [
                .get("/purchases", .look) { try await PurchaseListPages.list($0, shop) },
                .get("/purchases/new", .serve) { try await TillPages.form($0, shop) },
                .post("/purchases", .serve) { try await TillPages.record($0, shop) },
                .get("/purchases/import", .manage) { try await SalesPages.list($0, shop) },
                .post("/purchases/import", .manage, bodyLimit: SalesImport.mostBytes + (1 << 20)) { try await SalesPages.bring($0, shop) },
                .get("/purchases/import/:id", .manage) { try await SalesPages.show($0, shop) },
                .post("/purchases/import/:id", .manage) { try await SalesPages.read($0, shop) },
                .post("/purchases/import/:id/start", .manage) { try await SalesPages.start($0, shop) },
                .post("/purchases/import/:id/undo", .manage) { try await SalesPages.undo($0, shop) },
                .post("/purchases/import/:id/forget", .manage) { try await SalesPages.forget($0, shop) },
                .get("/purchases/import/:id/errors.csv", .manage) { try await SalesPages.errors($0, shop) },
                .get("/purchases/:id", .look) { try await PurchasePages.show($0, shop) },
                .post("/purchases/:id/refund", .tend) { try await PurchasePages.refund($0, shop) },
                .post("/purchases/refunds/:refund/undo", .tend) { try await PurchasePages.undoRefund($0, shop) },
                .post("/purchases/:id/void", .serve) { try await TillPages.void($0, shop) },
                .get("/people/:id/purchases", .look) { try await PurchaseListPages.ofPerson($0, shop) },
            ]
        }
        purchases.api = { shop in PurchasesAPI.operations(shop) }
        purchases.scopes = [
            "purchases:read": { t in t("Read what was bought, with amounts") },
            "purchases:write": { t in t("Write down purchases and refunds") },
        ]
        purchases.jobs = [SalesRun.jobKind, SalesRun.sweep]
        purchases.schedules = [Schedule("purchases.sweep-imports", every: .seconds(86_400))]
        purchases.timeLine = [PurchaseViews.timeLine]
        purchases.cardPanels = [PurchasePanel.panel]
        purchases.searchSources = [PurchaseViews.search]
        purchases.merging = PurchaseMerge.steps
        purchases.webhookEvents = [
            (kind: "purchase.recorded", meaning: "Something was bought: `amount` in minor units, `currency`, `at`, `source`."),
            (kind: "purchase.refunded", meaning: "Money was given back: `amount`, and what is `left` of the purchase."),
            (kind: "purchase.refund-taken-back", meaning: "A refund was taken back on its day: `amount` stands again."),
            (kind: "purchase.voided", meaning: "A purchase was taken back on its day and counts nowhere."),
        ]
        purchases.policies.holdsMoney = { db in try db.value("SELECT 1 FROM purchase LIMIT 1", as: Int.self) != nil }
        purchases.personalData = [PurchaseData.data]
        purchases.retention = [PurchaseData.retention]
        purchases.checks = [{ db in try db.purchaseFindings() }]
        return purchases
    }
}

/// Who may see what.
enum PurchaseSight {
    /// Amounts of single purchases: whoever serves types them.
    static func amounts(_ visitor: Visitor?) -> Bool { visitor?.may(.serve) == true }
    /// What a person is worth, and what the till has taken: nobody at the counter is to treat people by it (228).
    static func value(_ visitor: Visitor?) -> Bool { visitor?.may(.manage) == true }
}
