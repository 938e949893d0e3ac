import Core
import Language
import People
import Storage
import Web

/// A mail that gives somebody the link by which they see and change what they agreed to. It stands in the composer in their language, is read
/// by whoever sends it, and goes by the same rules as every mail of the shop's own accord.
enum ConsentLetter {
    static func make(to customer: Customer, _ visit: Visit, _ shop: Shop) -> (subject: String, text: String) {
        let language = customer.language.flatMap { Language(rawValue: $0) } ?? shop.language
        let t = Words(language, timeZone: shop.timeZone)
        let link = ConsentLink.address(for: customer.id, visit, shop, now: Instant(milliseconds: visit.now))
        return (
            t("What we may write to you about"),
            t(
                """
                Here you see and change what we may write to you about:

                {link}

                The link is yours alone, please do not pass it on. It works for {n} days.
                """, ["link": link, "n": t.number(ConsentLink.days)])
        )
    }
}
