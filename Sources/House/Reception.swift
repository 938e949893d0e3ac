import Core
import Language
import Storage
import Web
import Synchronization

/// What the site asks of the house: who calls, in which language, and what stands around a page.
public struct Reception: Sendable {
    let shop: Shop
    public init(_ shop: Shop) { self.shop = shop }

    public var host: Site.Host {
        let shop = shop
        return Site.Host(
            recognise: { cookie, bearer, now in try await Reception.recognise(shop, cookie, bearer, Instant(milliseconds: now)) },
            frame: { page, visit in try await Frame.page(page, visit, shop) },
            trouble: { status, visit in TroublePages.page(status, visit) },
            words: { visitor, accept in Reception.words(shop, visitor, accept) },
            now: { shop.clock.now.milliseconds },
            publicURL: { shop.setting(ShopSettings.publicURL) },
            entrance: {
                let isOpen = try await shop.read { db in try db.value("SELECT 1 FROM staff LIMIT 1", as: Int.self) != nil }
                return isOpen ? "/sign-in" : "/welcome"
            })
    }

    static func recognise(_ shop: Shop, _ cookie: String?, _ bearer: String?, _ now: Instant) async throws -> Visitor? {
        if let bearer { return try await APIToken.recognise(bearer, now: now, shop) }
        guard let cookie, !cookie.isEmpty else { return nil }
        guard let found = try await shop.glance({ db in try Session.find(cookie, now: now, db) }) else { return nil }
        if found.isStale { try await shop.write(as: .staff(Staff.ID(number: found.visitor.staff))) { tx in try Session.touch(cookie, tx) } }
        return found.visitor
    }

    /// The reader's own language; for strangers the browser's; else the shop's.
    static func words(_ shop: Shop, _ visitor: Visitor?, _ accept: String?) -> Words {
        let own = visitor?.language.flatMap { Language(rawValue: $0) }
        let language =
            own ?? (visitor == nil ? Language.best(for: accept) : nil) ?? shop.language
        return Words(language, timeZone: shop.timeZone)
    }
}
