import Core
import People
import Storage

extension Guest {
    /// What they mostly have, by their key.
    static let usual: [String: String] = [
        "ayse": "iki simit, bir filtre kahve", "hasan": "iki simit, demli çay", "pekka": "ruisleipä, viipaloituna",
        "anahit": "գաթա առանց դարչինի", "dewi": "roti pandan", "eleanor": "sourdough, crust dark", "priya": "vegan rye, oat flat white",
        "nermin": "çavdar ekmeği",
    ]
}

extension Tx {
    /// What a guest's card has beyond the words on it.
    func dress(_ person: Customer.ID, _ guest: Guest) throws {
        if guest.key == "eleanor" { try putSamplePhoto(Picture.portrait(), on: person) }
    }
}

extension Picture {
    /// Somebody's face as a child would draw it: nobody's photo.
    static func portrait() -> [UInt8] {
        let side = 160
        var rows: [UInt8] = []
        for y in 0..<side {
            rows.append(0)
            for x in 0..<side { rows += face(x, y) }
        }
        return png(width: side, height: side, rows: rows)
    }

    private static func face(_ x: Int, _ y: Int) -> [UInt8] {
        func isIn(_ cx: Int, _ cy: Int, _ rx: Int, _ ry: Int) -> Bool {
            (x - cx) * (x - cx) * ry * ry + (y - cy) * (y - cy) * rx * rx < rx * rx * ry * ry
        }
        if isIn(62, 74, 5, 6) || isIn(98, 74, 5, 6) { return [60, 52, 48] }
        if isIn(80, 96, 22, 14), y > 98 { return [190, 84, 84] }
        if isIn(80, 80, 42, 50), y > 48 { return [240, 206, 178] }
        if isIn(80, 70, 54, 58), y < 120 { return [206, 202, 200] }
        if isIn(80, 176, 70, 54) { return [86, 140, 180] }
        return [232, 238, 240]
    }
}

extension Tx {
    /// What hangs on the cards of the sample's people and on nothing else. `people` is a SELECT of their ids in brackets.
    func takeOutPeoplesThings(_ people: SQL) throws {
        for table: SQL in ["person_photo"] { try db.run("DELETE FROM \(table) WHERE customer_id IN \(people)") }
    }
}
