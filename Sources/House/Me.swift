import Core
import Storage
import Web

extension Visit {
    /// The member of staff who calls; throws ``Refused/signInFirst`` for a stranger.
    func me() throws -> Staff.ID { Staff.ID(number: try staff().staff) }
    /// Who stands in the events of what this call does.
    func actor() throws -> Actor { .staff(try me()) }

    /// How the outside reaches this program: the address that the owner set, else the one that this call came to.
    func outsideAddress(_ shop: Shop) -> String {
        shop.setting(ShopSettings.publicURL) ?? "http://\(headers["host"] ?? "127.0.0.1:8080")"
    }
}
