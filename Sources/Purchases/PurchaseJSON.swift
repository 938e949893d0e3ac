import Core
import Language
import Storage
import Web

/// A purchase for programs.
enum PurchaseJSON {
    /// - Parameter isForPerson: for their own copy: without who served, and without the shop's margin.
    static func purchase(_ purchase: Purchase, _ items: [PurchaseItem], _ refunds: [Refund], isForPerson: Bool = false) -> JSON {
        var fields: [(String, JSON)] = [
            ("id", .text("\(purchase.id)")), ("person", .optional(purchase.customer) { .text("\($0)") }),
            ("at", .text(Words.iso(purchase.at.milliseconds))), ("day", .text(purchase.day.description)),
            ("amount", .number(purchase.amount)), ("net", .number(purchase.net)), ("currency", .text(purchase.currency)),
            ("state", .text(purchase.state.rawValue)), ("source", .text(purchase.source.rawValue)),
            ("reference", .optional(purchase.reference) { .text($0) }), ("note", .text(purchase.note)),
            (
                "items",
                .list(
                    items.map { item in
                        [
                            "name": .text(item.name), "quantity": .number(item.quantity), "price": .number(item.price),
                            "product": .optional(item.product) { .text($0) },
                        ]
                    })
            ),
            (
                "refunds",
                .list(
                    refunds.map { refund in
                        [
                            "id": .text("\(refund.id)"), "at": .text(Words.iso(refund.at.milliseconds)), "amount": .number(refund.amount),
                            "reference": .optional(refund.reference) { .text($0) }, "reason": .text(refund.reason),
                        ]
                    })
            ),
        ]
        if !isForPerson {
            fields.append(("margin", .optional(purchase.margin) { .number($0) }))
            fields.append(("staff", .optional(purchase.staff) { .text("\($0)") }))
        }
        return .object(fields)
    }

    static let schema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "person": ["type": ["string", "null"]], "at": ["type": "string", "format": "date-time"],
            "day": ["type": "string", "format": "date", "description": "On the shop's clock."],
            "amount": ["type": "integer", "description": "What was paid, in minor units."],
            "net": ["type": "integer", "description": "What of it stands after refunds; 0 where it was taken back."],
            "currency": ["type": "string", "description": "ISO 4217."],
            "state": ["type": "string", "enum": ["paid", "partly_refunded", "refunded", "voided"]],
            "source": ["type": "string", "enum": ["counter", "api", "import"]], "reference": ["type": ["string", "null"]],
            "note": ["type": "string"], "items": ["type": "array", "items": item],
            "refunds": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "id": ["type": "string"], "at": ["type": "string", "format": "date-time"], "amount": ["type": "integer"],
                        "reference": ["type": ["string", "null"]], "reason": ["type": "string"],
                    ],
                ],
            ],
            "margin": ["type": ["integer", "null"]], "staff": ["type": ["string", "null"]],
        ],
    ]

    static let item: JSON = [
        "type": "object", "required": ["name", "price"],
        "properties": [
            "name": ["type": "string"],
            "quantity": ["type": "integer", "description": "In thousandths: 1500 is one and a half. 1000 where it is left out."],
            "price": ["type": "integer", "description": "Of the whole line after discount, in minor units."],
            "product": ["type": ["string", "null"], "description": "What your till or web shop calls it."],
        ],
    ]
}
