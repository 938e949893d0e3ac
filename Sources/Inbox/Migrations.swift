import Core
import Storage

let inboxMigrations: [Migration] = [
    Migration("inbox", 1) { db in
        try db.createTable(
            "mailbox",
            [
                .id("id"), .text("name"), .text("address"), .text("folder"), .text("servers"),
                // User names and passwords, sealed with the shop's key.
                .blob("secret"), .bool("is_active"), .time("created_at"), .int("uid_validity").nullable, .int("last_uid"),
                .time("fetched_at").nullable, .text("problem").nullable, .text("problem_detail").nullable, .time("problem_at").nullable,
            ], unique: [["address"]])
        try db.createTable(
            "conversation",
            [
                .id("id"), .id("customer_id").references("customer"), .id("mailbox_id").nullable.references("mailbox"), .text("channel"),
                .text("subject"), .text("state"), .text("snippet"), .int("message_count"), .id("last_message_id").nullable,
                .time("created_at"), .time("changed_at"), .id("follows").nullable,
                // Derived from the reply duty by Conversation.derive, for the lists; proven by `regulars check`.
                .id("owner_id").nullable, .id("line_id").nullable, .time("due_at").nullable,
            ])
        // One index a list: the first page costs the same whatever lies behind it.
        try db.createIndex("conversation_due", on: "conversation", ["due_at", "id"], where: "due_at IS NOT NULL")
        try db.createIndex("conversation_mine", on: "conversation", ["owner_id", "due_at", "id"], where: "due_at IS NOT NULL")
        try db.createIndex("conversation_unowned", on: "conversation", ["due_at", "id"], where: "due_at IS NOT NULL AND owner_id IS NULL")
        try db.createIndex("conversation_state", on: "conversation", ["state", "changed_at", "id"])
        try db.createIndex("conversation_changed", on: "conversation", ["changed_at", "id"])
        try db.createIndex("conversation_customer", on: "conversation", ["customer_id", "changed_at", "id"])
        // How many there are in each state: kept, never counted by a page.
        try db.createTable("conversation_count", [.text("state"), .int("n")], primaryKey: ["state"])
        for state in ["new", "open", "waiting", "solved"] {
            try db.run("INSERT INTO conversation_count (state, n) VALUES (\(state), 0)")
        }

        try db.createTable(
            "message",
            [
                .id("id"), .id("conversation_id").references("conversation"), .text("kind"), .id("staff_id").nullable,
                .text("from_name"), .text("from_address"), .text("to_list"), .text("cc_list"), .text("subject"), .text("text"),
                .text("visible_text"), .text("html").nullable, .text("attachments"), .time("at"), .text("rfc_id").nullable,
                .text("in_reply_to").nullable, .text("reference_ids"), .text("automatic").nullable, .text("matched").nullable,
                .text("proof").nullable, .text("out_state").nullable, .text("out_error").nullable, .time("out_at").nullable,
            ])
        try db.createIndex("message_by_conversation", on: "message", ["conversation_id", "id"])
        try db.createIndex("message_by_rfc_id", on: "message", ["rfc_id"], where: "rfc_id IS NOT NULL")
        // The mail as it came, compressed: a mistake in reading it can be mended later.
        try db.createTable(
            "raw_message", [.id("message_id").references("message"), .blob("bytes"), .int("size")], primaryKey: ["message_id"])
        // What each mailbox has taken in, by Message-ID or, where there is none, by content.
        try db.createTable(
            "mail_seen", [.id("mailbox_id"), .text("mark"), .id("message_id").nullable, .time("at")], primaryKey: ["mailbox_id", "mark"])
        try db.createIndex("mail_seen_mark", on: "mail_seen", ["mark"])
        // Mail that could not be read: parked with its bytes, shown, and the rest goes on.
        try db.createTable(
            "parked_mail", [.id("id"), .id("mailbox_id").nullable, .blob("bytes"), .int("size"), .text("reason"), .time("at")])
        try db.createTable(
            "draft", [.id("conversation_id").references("conversation"), .id("staff_id").references("staff"), .text("text"), .time("at")],
            primaryKey: ["conversation_id", "staff_id"])
    },
    Migration("inbox", 2) { db in
        // The name under which the mailbox's own server writes down what it found out about senders.
        try db.addColumn(.text("judge").nullable, to: "mailbox")
        // The folder of sent mail: null is not looked for yet, empty is none.
        try db.addColumn(.text("sent_folder").nullable, to: "mailbox")
        try db.addColumn(.int("sent_uid_validity").nullable, to: "mailbox")
        try db.addColumn(.int("sent_last_uid").default(0), to: "mailbox")
        // ``MailHistory`` as JSON; null where none was wanted.
        try db.addColumn(.text("history").nullable, to: "mailbox")
        // Letters of the past come in any order: an answer may be here before what it answers.
        try db.createIndex("message_by_in_reply_to", on: "message", ["in_reply_to"], where: "in_reply_to IS NOT NULL")
    },
    Migration("inbox", 3) { db in
        // Addresses at which mail did not arrive, folded as those of people are.
        try db.createTable("address_trouble", [.text("folded"), .text("kind"), .text("reason"), .time("at")], primaryKey: ["folded"])
        // What stands below a person's answers, and below all that leave by a mailbox; and what stood below an answer when it was written.
        try db.createTable(
            "staff_signature", [.id("staff_id").references("staff"), .text("text")], primaryKey: ["staff_id"])
        try db.addColumn(.text("signature").default(""), to: "mailbox")
        try db.addColumn(.text("signature").nullable, to: "message")
        // Files of our own answers. Without a message they belong to the draft of a person in a conversation.
        try db.createTable(
            "answer_file",
            [
                .id("id"), .id("conversation_id").references("conversation"), .id("staff_id").references("staff"),
                .id("message_id").nullable, .text("name"), .text("type"), .int("size"), .blob("bytes"), .time("at"),
            ])
        try db.createIndex("answer_file_message", on: "answer_file", ["message_id", "id"], where: "message_id IS NOT NULL")
        try db.createIndex("answer_file_draft", on: "answer_file", ["conversation_id", "staff_id", "id"], where: "message_id IS NULL")
    },
    Migration("inbox", 4) { db in
        // Mail that was held back, with its bytes until it is let in or its time is over.
        try db.createTable(
            "held_mail",
            [
                .id("id"), .id("mailbox_id").nullable, .text("mark"), .text("from_name"), .text("from_address"), .text("subject"),
                .text("excerpt"), .text("reason"), .blob("bytes"), .int("size"), .time("at"),
            ])
        // Folded addresses, and whole domains as "@example.com".
        try db.createTable(
            "blocked_sender", [.text("sender"), .id("staff_id").nullable, .time("at")], primaryKey: ["sender"])
        // ``MailRules`` as JSON.
        try db.addColumn(.text("rules").default("{}"), to: "mailbox")
        // What Outlook keeps a thread together by.
        try db.addColumn(.text("thread_index").nullable, to: "message")
        // What somebody began to write to somebody new: one a person.
        try db.createTable(
            "new_message_draft", [.id("staff_id").references("staff"), .text("to_list"), .text("subject"), .text("text"), .time("at")],
            primaryKey: ["staff_id"])
        // Ids that relays gave to our mail.
        try db.createTable(
            "relay_id", [.text("token"), .id("message_id").references("message"), .time("at")], primaryKey: ["token", "message_id"])
        // ``MailStanding`` as JSON; null until somebody has looked.
        try db.addColumn(.text("standing").nullable, to: "mailbox")
        // How many letters a sender has written since when: see Tx.reasonToHold.
        try db.createTable("sender_pace", [.text("sender"), .time("since"), .int("n")], primaryKey: ["sender"])
    },
    Migration("inbox", 5) { db in
        // Messages to somebody, begun and not sent: any number a person. One that lay in the table before has its writer's number as its key.
        try db.createTable(
            "begun_message",
            [
                .id("staff_id").references("staff"), .text("key"), .text("to_list"), .text("subject"), .text("text"), .time("at"),
            ], primaryKey: ["staff_id", "key"])
        try db.run(
            """
            INSERT INTO begun_message (staff_id, key, to_list, subject, text, at)
            SELECT staff_id, 'before-version-5', to_list, subject, text, at FROM new_message_draft
            """)
        try db.dropTable("new_message_draft")
        try db.createTable(
            "begun_file",
            [
                .id("id"), .id("staff_id").references("staff"), .text("begun_key"), .text("name"), .text("type"), .int("size"),
                .blob("bytes"),
            ])
        // What lies in maildrops that are read by POP3, by the ids of their servers.
        try db.createTable(
            "pop3_mail", [.id("mailbox_id").references("mailbox"), .text("uid"), .bool("is_past")], primaryKey: ["mailbox_id", "uid"])
        // Of a mail that came with its header alone: how large it is.
        try db.addColumn(.int("whole_size").nullable, to: "message")
        // Who had an answer of a machine, and when.
        try db.createTable("automatic_answer", [.text("address"), .time("at")], primaryKey: ["address"])
        try db.createIndex("begun_file_of", on: "begun_file", ["staff_id", "begun_key", "id"])
    },
    Migration("inbox", 6) { db in
        // Matters that somebody wants to pass on, or has passed on; the words are a note of the conversation.
        try db.createTable(
            "hand_over",
            [
                .id("id"), .id("conversation_id").references("conversation"), .id("note_id").references("message"),
                .id("from_staff").nullable.references("staff"), .id("to_staff").references("staff"), .text("reason"), .text("state"),
                .id("asked_by").references("staff"), .time("asked_at"), .time("answered_at").nullable,
                .id("answered_by").nullable.references("staff"),
            ])
        try db.createIndex("hand_over_of", on: "hand_over", ["conversation_id", "id"])
        // One question at a time: two people who ask at once ask one after the other.
        try db.createIndex("hand_over_asked", on: "hand_over", ["conversation_id"], unique: true, where: "state = 'asked'")
        try db.createIndex("hand_over_done", on: "hand_over", ["answered_at", "id"], where: "state = 'accepted'")
        // Colleagues who are asked for a word in a note.
        try db.createTable(
            "mention",
            [
                .id("id"), .id("note_id").references("message"), .id("conversation_id").references("conversation"),
                .id("staff_id").references("staff"), .id("asked_by").references("staff"), .time("at"),
            ])
        try db.createIndex("mention_of", on: "mention", ["conversation_id", "staff_id"])
        try db.createIndex("mention_in", on: "mention", ["note_id"])
    },
    Migration("inbox", 7) { db in
        // Derived from the reply duty, as its due time is.
        try db.addColumn(.time("snoozed_until").nullable, to: "conversation")
        try db.run(
            """
            UPDATE conversation SET snoozed_until = (
                SELECT d.snoozed_until FROM duty d WHERE d.kind = 'reply' AND d.subject_id = conversation.id AND d.state = 'open')
            WHERE due_at IS NOT NULL
            """)
        try db.createIndex("conversation_snoozed", on: "conversation", ["snoozed_until", "id"], where: "snoozed_until IS NOT NULL")
        try db.createIndex(
            "conversation_of_line", on: "conversation", ["line_id", "due_at", "id"], where: "due_at IS NOT NULL AND owner_id IS NULL")
        // What was done to several conversations at once, for the way back; forgotten after a day.
        try db.createTable("bulk_deed", [.id("id"), .id("staff_id").references("staff"), .text("verb"), .time("at")])
        try db.createTable(
            "bulk_row",
            [
                .id("bulk_id").references("bulk_deed"), .id("conversation_id").references("conversation"), .text("state"),
                .id("duty_id").nullable, .time("snoozed_until").nullable,
            ], primaryKey: ["bulk_id", "conversation_id"])
        try db.createIndex("bulk_row_of", on: "bulk_row", ["conversation_id"])
    },
    Migration("inbox", 8) { db in
        // Keyed digests of addresses whose owner was erased lately, and when: see ``ErasedMail``.
        try db.createTable("erased_address", [.text("mark"), .time("at")], primaryKey: ["mark"])
    },
    // Letters of before are found by the names of their files from now on.
    Migration("inbox", 9) { db in try SearchRefresh.queue(MessageTerms.refreshName, number: 2, ifAnyIn: "message", db) },
    Migration("inbox", 10) { db in
        // A state of the shop's own, by its id in the setting of them; null for the plain one.
        try db.addColumn(.id("own_state").nullable, to: "conversation")
        try db.createIndex("conversation_own", on: "conversation", ["own_state", "changed_at", "id"], where: "own_state IS NOT NULL")
        // Lists that are narrowed to one of these, in order of their last change.
        try db.createIndex("conversation_by_owner", on: "conversation", ["owner_id", "changed_at", "id"])
        try db.createIndex("conversation_by_line", on: "conversation", ["line_id", "changed_at", "id"], where: "line_id IS NOT NULL")
        try db.createIndex("conversation_by_mailbox", on: "conversation", ["mailbox_id", "changed_at", "id"])
        try db.createIndex("customer_by_language", on: "customer", ["language", "id"], where: "language IS NOT NULL")
        // With what filters ask for, so that what is owed is counted without its rows.
        try db.dropIndex("conversation_due")
        try db.createIndex(
            "conversation_due", on: "conversation",
            ["due_at", "id", "snoozed_until", "owner_id", "line_id", "mailbox_id", "own_state", "customer_id"], where: "due_at IS NOT NULL")
        // The way back from a deed to several: where it stood, and which tags were put on.
        try db.addColumn(.id("own_state").nullable, to: "bulk_row")
        try db.addColumn(.text("tags").nullable, to: "bulk_row")
    },
    Migration("inbox", 11) { db in
        // Conversations that became one. Kept for good, since numbers of the one lead to the other; `way_back` is JSON of
        // ``ConversationMerge/WayBack``, numbers alone. `customer_id` is whose the one that stays was before, where that changed.
        try db.createTable(
            "conversation_merge",
            [
                .id("id"), .id("from_id"), .id("into_id"), .time("at"), .id("staff_id").nullable, .time("undone_at").nullable,
                .id("undone_by").nullable, .id("customer_id").nullable, .bool("of_two").default(0), .text("way_back"),
            ])
        try db.createIndex("conversation_merge_into", on: "conversation_merge", ["into_id", "id"])
        try db.createIndex("conversation_merge_from", on: "conversation_merge", ["from_id"], unique: true, where: "undone_at IS NULL")
        // What came along: messages, and ends of links.
        try db.createTable(
            "conversation_merge_row", [.id("merge_id").references("conversation_merge"), .text("kind"), .id("row_id")],
            primaryKey: ["merge_id", "kind", "row_id"], withoutRowID: true)
        // Conversations that belong together, and what was split off what ("split": `other_id` came out of `one_id`). The word is the staff's.
        try db.createTable(
            "conversation_link",
            [
                .id("id"), .id("one_id").references("conversation"), .id("other_id").references("conversation"), .text("kind"),
                .text("word"), .time("at"), .id("staff_id").nullable,
            ])
        try db.createIndex("conversation_link_one", on: "conversation_link", ["one_id", "id"])
        try db.createIndex("conversation_link_other", on: "conversation_link", ["other_id", "id"])
        try db.createIndex("conversation_follows", on: "conversation", ["follows", "id"], where: "follows IS NOT NULL")
        // Conversations that wait to be gone for good, with what they were before. `duty_id` is what was owed.
        try db.createTable(
            "deleted_conversation",
            [
                .id("conversation_id").references("conversation"), .time("at"), .id("staff_id").nullable, .text("state"),
                .id("duty_id").nullable,
            ], primaryKey: ["conversation_id"])
        try db.createIndex("deleted_conversation_at", on: "deleted_conversation", ["at", "conversation_id"])
        // Who was told that their matter will be closed, and when.
        try db.createTable(
            "closing_notice",
            [.id("conversation_id").references("conversation"), .id("message_id").references("message"), .time("at")],
            primaryKey: ["conversation_id"])
        for state in ["merged", "deleted"] { try db.run("INSERT INTO conversation_count (state, n) VALUES (\(state), 0)") }
    },
    Migration("inbox", 12) { db in
        // Put together again by the way back from splitting: nobody merged anything, and there is nothing to take apart.
        try db.addColumn(.bool("is_way_back").default(0), to: "conversation_merge")
        // Letters of before are found by the last digits of the numbers in them from now on.
        try SearchRefresh.queue(MessageTerms.numberRefreshName, number: 3, ifAnyIn: "message", db)
    },
    Migration("inbox", 13) { db in
        // Where a letter wants its answer, when that is not where it came from.
        try db.addColumn(.text("reply_to").nullable, to: "message")
        // Why nothing leaves by it, and since when.
        try db.addColumn(.text("out_problem").nullable, to: "mailbox")
        try db.addColumn(.time("out_problem_at").nullable, to: "mailbox")
    },
]
