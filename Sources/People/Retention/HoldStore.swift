import Core
import Storage

extension Reader {
    func holdCount(_ person: PersonalData.Person) throws -> Int {
        try value("SELECT count(*) FROM legal_hold WHERE customer_id IN \(person.ids)") ?? 0
    }
}

extension Tx {
    func forgetHolds(of person: PersonalData.Person) throws { try db.run("DELETE FROM legal_hold WHERE customer_id IN \(person.ids)") }
}
