import Core
import Language
import Mail
import Net
import Storage
import Web

/// Conversations by mail: in, answered, out.
extension Capability {
    /// - Parameters:
    ///   - workers: the jailed readers of strangers' mail.
    ///   - sending: the way out; SMTP unless a test says otherwise.
    ///   - names: what domains say of themselves.
    public static func inbox(workers: ParseWorkers, sending: Sending = .smtp, names: NameRecords = .system) -> Capability {
        let watch = MailboxWatch(workers: workers)
        let presence = Presence()
        var inbox = Capability("inbox")
        inbox.migrations = inboxMigrations + writingMigrations + [Follow.migration]
        inbox.navigation = [
            NavigationEntry(
                "inbox", "/inbox", icon: "inbox", count: { db, _, now in try db.openCount(now) },
                beginning: .init("/inbox/new", icon: "mail", key: "c", .serve) { t in t("New message") }
            ) { t in t("Inbox") }
        ]
        inbox.cardPanels = [PersonConversations.panel]
        inbox.routes = { shop in
            let routes: [Route] = [
                .get("/inbox", .look) { try await InboxPages.list($0, shop) },
                .get("/inbox/new", .serve) { try await NewMessagePages.ask($0, shop) },
                .post("/inbox/new", .serve, bodyLimit: AnswerFile.bodyLimit) { try await NewMessagePages.send($0, shop) },
                .post("/inbox/new/files", .serve, bodyLimit: AnswerFile.bodyLimit) { try await NewMessagePages.attach($0, shop) },
                .post("/inbox/new/preview", .serve, bodyLimit: AnswerFile.bodyLimit) { try await NewMessagePages.preview($0, shop) },
                .post("/inbox/new/draft", .serve) { try await NewMessagePages.keep($0, shop) },
                .post("/inbox/new/discard", .serve) { try await NewMessagePages.discard($0, shop) },
                .get("/inbox/views", .look) { try await SavedViewPages.list($0, shop) },
                .post("/inbox/views", .serve) { try await SavedViewPages.save($0, shop) },
                .get("/inbox/views/new", .serve) { try await SavedViewPages.ask($0, shop) },
                .get("/inbox/views/:id", .serve) { try await SavedViewPages.edit($0, shop) },
                .post("/inbox/views/:id", .serve) { try await SavedViewPages.rename($0, shop) },
                .post("/inbox/views/:id/remove", .serve) { try await SavedViewPages.change($0, shop) },
                .post("/inbox/views/:id/restore", .serve) { try await SavedViewPages.change($0, shop) },
                .post("/inbox/views/:id/up", .serve) { try await SavedViewPages.change($0, shop) },
                .post("/inbox/views/:id/down", .serve) { try await SavedViewPages.change($0, shop) },
                .post("/inbox/bulk", .serve) { try await BulkPages.act($0, shop) },
                .post("/inbox/bulk/:id/undo", .serve) { try await BulkPages.undo($0, shop) },
                .get("/inbox/held", .look) { try await HeldPages.list($0, shop) },
                .get("/inbox/held/:id", .look) { try await HeldPages.show($0, shop, workers) },
                .get("/inbox/held/:id/raw", .look) { try await HeldPages.raw($0, shop) },
                .post("/inbox/held/:id/release", .serve) { try await HeldPages.release($0, shop, workers) },
                .post("/inbox/blocked", .serve) { try await HeldPages.block($0, shop) },
                .post("/inbox/blocked/remove", .serve) { try await HeldPages.unblock($0, shop) },
                .get("/inbox/:id", .look) { try await ConversationPages.show($0, shop, presence) },
                // Where a refused answer leaves the browser: who reloads it there, or comes back to it, wants the conversation.
                .get("/inbox/:id/answer", .look) { visit in .see(Link("/inbox/\(visit.parts["id"] ?? "")")) },
                .post("/inbox/:id/answer", .serve, bodyLimit: AnswerFile.bodyLimit) {
                    try await ConversationPages.answer($0, shop, presence)
                },
                .post("/inbox/:id/note", .serve) { try await ConversationPages.note($0, shop, presence) },
                .post("/inbox/notes/:id/undo", .serve) { try await ConversationPages.takeNoteBack($0, shop) },
                .post("/inbox/:id/files", .serve, bodyLimit: AnswerFile.bodyLimit) { try await ConversationPages.attach($0, shop) },
                .get("/inbox/:id/presence", .look) { try await ConversationPages.presence($0, shop, presence) },
                .post("/inbox/:id/here", .serve) { try await ConversationPages.here($0, shop, presence) },
                .post("/inbox/:id/draft", .serve) { try await ConversationPages.draft($0, shop) },
                .get("/inbox/:id/hand-over", .serve) { try await HandOverPages.form($0, shop) },
                .post("/inbox/:id/hand-over", .serve) { try await HandOverPages.ask($0, shop) },
                .get("/inbox/:id/take-over", .serve) { try await TakeOverPages.form($0, shop) },
                .post("/inbox/:id/take-over", .serve) { try await TakeOverPages.act($0, shop) },
                .post("/inbox/:id/wake", .serve) { try await Snooze.wake($0, shop) },
                .post("/inbox/hand-overs/:id/accept", .serve) { try await HandOverPages.accept($0, shop) },
                .post("/inbox/hand-overs/:id/decline", .serve) { try await HandOverPages.decline($0, shop) },
                .post("/inbox/hand-overs/:id/withdraw", .serve) { try await HandOverPages.withdraw($0, shop) },
                .get("/inbox/passed-on", .look) { try await HandOverPages.list($0, shop) },
                .post("/inbox/:id/take", .serve) { try await ConversationPages.take($0, shop) },
                .post("/inbox/:id/solve", .serve) { try await ConversationPages.solve($0, shop) },
                .post("/inbox/:id/reopen", .serve) { try await ConversationPages.reopen($0, shop) },
                .post("/inbox/:id/tags", .serve) { try await ConversationTags.act($0, shop) },
                .post("/inbox/:id/state", .serve) { try await OwnStates.choose($0, shop) },
                .post("/inbox/:id/block", .serve) { try await ConversationPages.block($0, shop) },
                .post("/inbox/:id/unblock", .serve) { try await ConversationPages.unblock($0, shop) },
                .post("/inbox/:id/snooze", .serve) { try await Snooze.act($0, shop) },
                .post("/inbox/messages/:id/undo", .serve) { try await ConversationPages.takeBack($0, shop) },
                .post("/inbox/messages/:id/again", .serve) { try await ConversationPages.again($0, shop) },
                .post("/inbox/messages/:id/retry", .serve) { try await ConversationPages.retry($0, shop) },
                .get("/inbox/messages/:id/body", .look) { try await MessageFiles.body($0, shop) },
                .get("/inbox/messages/:id/raw", .look) { try await MessageFiles.raw($0, shop) },
                .get("/inbox/messages/:id/files/:index", .look) { try await MessageFiles.file($0, shop, workers) },

                .get("/settings/mailboxes", .own) { try await MailboxPages.list($0, shop) },
                .get("/settings/mailboxes/new", .own) { try await MailboxPages.new($0, shop) },
                .post("/settings/mailboxes/new", .own) { try await MailboxPages.add($0, shop, watch, names) },
                .get("/settings/mailboxes/:id", .own) { try await MailboxPages.edit($0, shop) },
                .post("/settings/mailboxes/:id", .own) { try await MailboxPages.keep($0, shop, watch, names) },
                .get("/settings/mailboxes/:id/reading", .own) { try await MailboxReadingPages.show($0, shop) },
                .get("/settings/mailboxes/:id/rules", .own) { try await MailboxRulesPages.show($0, shop) },
                .post("/settings/mailboxes/:id/rules", .own) { try await MailboxRulesPages.keep($0, shop) },
                .get("/settings/mailboxes/:id/standing", .own) { try await MailStandingPages.show($0, shop) },
                .post("/settings/mailboxes/:id/standing", .own) { try await MailStandingPages.check($0, shop, sending, names) },
                .post("/settings/mailboxes/:id/pause", .own) { try await MailboxPages.pause($0, shop, watch) },
                .post("/settings/parked/:id/retry", .own) { try await MailboxPages.retryParked($0, shop, workers) },
                .get("/settings/parked/:id", .own) { try await MailboxPages.parked($0, shop) },

                .get("/settings/states", .own) { try await OwnStatePages.list($0, shop) },
                .post("/settings/states", .own) { try await OwnStatePages.add($0, shop) },
                .post("/settings/states/:id", .own) { try await OwnStatePages.rename($0, shop) },
                .post("/settings/states/:id/remove", .own) { try await OwnStatePages.remove($0, shop) },
                .post("/settings/states/:id/restore", .own) { try await OwnStatePages.restore($0, shop) },

                .get("/settings/signature", .serve) { try await SignaturePages.show($0, shop) },
                .post("/settings/signature", .serve) { try await SignaturePages.keep($0, shop) },

                .get("/welcome/mail", .own) { try await MailboxPages.welcome($0, shop) },
                .post("/welcome/mail", .own) { try await MailboxPages.add($0, shop, watch, names) },
            ]
            let more =
                WritingRoutes.all(shop, presence, workers) + TidyRoutes.all(shop) + FollowPages.routes(shop) + WhoSendsPages.routes(shop)
                + MailChoicePages.routes(shop) + UnansweredPastPages.routes(shop)
            return GonePages.watch(routes + more, shop)
        }
        inbox.api = { shop in InboxAPI.operations(shop, workers) }
        inbox.scopes = [
            "inbox:read": { t in t("Read conversations") },
            "inbox:write": { t in t("Answer, and change the state of conversations") },
            "inbox:delete": { t in t("Delete conversations, and bring them back") },
            "mail:deliver": { t in t("Bring in mail") },
        ]
        inbox.jobs = [
            Outbox.job(sending), Outbox.filingJob(sending), HeldMailSweep.job, MailWatchdog.job, DraftSweep.job, MessageTerms.refresh,
            MessageTerms.refreshNumbers,
            DeletionSweep.job, ClosingNotice.job,
        ]
        inbox.schedules = [
            Schedule("mail.sweep-held", every: .seconds(3600)), Schedule("mail.watchdog", every: MailWatchdog.every),
            Schedule("mail.sweep-drafts", every: .seconds(86_400)), Schedule(DeletionSweep.kind, every: .seconds(3600)),
            Schedule(ClosingNotice.kind, every: .seconds(3600)),
        ]
        inbox.dutyKinds = [ReplyDuty.dutyKind, ColleagueDuties.handOver, ColleagueDuties.mention, ColleagueDuties.passedOn]
        inbox.personalData = [MailData.data]
        inbox.retention = [MailRetention.kind]
        inbox.timeLine = [InboxTimeLine.messages, OwnStates.events]
        inbox.tagged = [Conversation.taggedKind]
        inbox.companyPanels = [CompanyConversations.panel]
        inbox.personActions = [NewMessagePages.write]
        inbox.searchSources = [InboxSearch.source]
        inbox.merging = [.rows("conversation") { n, t in t("{n} conversation", "{n} conversations", n) }, .rows("conversation_merge")]
        inbox.settingsPages = [
            SettingsPage(
                "/settings/mailboxes", icon: "mail", .own, in: .inbox, title: { t in t("Mailboxes") },
                hint: { t in t("Where mail comes in and goes out") }),
            SettingsPage(
                "/inbox/held", icon: "lock", .serve, in: .inbox, title: { t in t("Held back") },
                hint: { t in t("Mail that waits, and senders whose mail always does") }),
            MailChoicePages.entry,
            SettingsPage(
                "/settings/closing", icon: "clock", .manage, in: .inbox, title: { t in t("Closing by itself") },
                hint: { t in t("What becomes of matters that nobody answers") }),
            SettingsPage(
                "/inbox/deleted", icon: "trash", .manage, in: .inbox, title: { t in t("Deleted conversations") },
                hint: { t in t("What can be brought back") }),
            SettingsPage(
                "/inbox/passed-on", icon: "hand-over", .look, in: .inbox, title: { t in t("Passed on") },
                hint: { t in t("How often customers went from one to another") }),
            SettingsPage(
                "/inbox/prepared", icon: "book", .serve, in: .inbox, title: { t in t("Prepared texts") },
                hint: { t in t("Answers to what is asked again and again") }),
            SettingsPage(
                "/settings/states", icon: "check", .own, in: .inbox, title: { t in t("States") },
                hint: { t in t("Your own names for where a matter stands") }),
            WhoSendsPages.entry,
            SettingsPage(
                "/settings/signature", icon: "edit", .serve, in: .own, title: { t in t("Signature") },
                hint: { t in t("What stands below your answers") }),
        ]
        inbox.todayNotes = [{ db, view, shop in try UnansweredPastPages.todayNote(db, view, shop) }]
        inbox.firstThings = [
            { db, view in try UnansweredPastPages.firstThing(db, view) },
            { db, view in
                let t = view.t
                guard let box = try db.mailboxes().first(where: \.isActive) else {
                    return FirstThing(
                        "/settings/mailboxes/new", icon: "mail", title: t("Connect a mailbox"),
                        hint: t("Until then no mail comes in, and no answer goes out."))
                }
                return FirstThing(
                    "/inbox", icon: "inbox", title: t("See a mail arrive"),
                    hint: box.servers.isPOP3
                        ? t("Write to {address} from another address. It is looked for once a minute.", ["address": box.address])
                        : t("Write to {address} from another address. It stands in the inbox within seconds.", ["address": box.address]))
            },
        ]
        inbox.welcomeSteps = [WelcomeStep("/welcome/mail") { t in t("Mailbox") }]
        inbox.checks = [InboxChecks.run, JoinChecks.run]
        inbox.services = [{ shop in await watch.run(shop) }]
        inbox.noticeSubjects = [InboxTelling.subject, MailboxTelling.subject]
        inbox.staffPost = StaffLetters.post(sending)
        inbox.reactions =
            InboxTelling.reactions + [
                HandOver.onSolved, Mention.onAnswer, Snooze.onNote,
                // Snoozed, taken or reopened on Today: the lists follow in the same transaction.
                Reaction(
                    "inbox.derive", to: ["duty.taken", "duty.handed-over", "duty.snoozed", "duty.reopened", "duty.done", "duty.dropped"],
                    .sameTransaction { event, tx in
                        guard let id = event.subject?.id, let duty = try tx.db.duty(Duty.ID(number: id)), duty.kind == ReplyDuty.kind else {
                            return
                        }
                        try tx.derive(Conversation.ID(number: duty.subject))
                    }),
            ]
        inbox.webhookEvents = [
            ("message.received", "A customer wrote."), ("message.answered", "An answer was written."),
            ("message.sent", "The mail server took an answer."),
            ("message.forwarded", "Something was passed on to somebody outside."),
            ("message.aside", "Somebody outside answered what was passed on to them."), ("message.failed", "An answer could not be sent."),
            ("message.copy-refused", "A copy of an answer was refused; whoever it is for got it."),
            ("conversation.solved", "A conversation was solved."), ("conversation.reopened", "A solved conversation is open again."),
            ("conversation.merged", "Another conversation, `from`, was merged into this one."),
            ("conversation.left", "A conversation was merged into another one, `into`, to which its id leads."),
            ("conversation.parted", "A merge was undone."), ("conversation.split", "A conversation, `into`, was split off this one."),
            ("conversation.linked", "A conversation was said to belong with another."),
            ("conversation.unlinked", "A link between two conversations was removed."),
            ("conversation.closing-told", "A customer was told that their matter will be closed unless they answer."),
            ("conversation.deleted", "A conversation was deleted, and can be brought back for 30 days."),
            ("conversation.restored", "A deleted conversation was brought back."),
            ("conversation.erased", "A deleted conversation is gone for good."),
            ("conversation.noted", "A note for the team was written."),
            ("conversation.mentioned", "A colleague was asked for a word in a note."),
            ("hand-over.asked", "A colleague was asked to take a conversation over."),
            ("hand-over.accepted", "A conversation was taken over."), ("hand-over.declined", "A colleague declined to take one over."),
            ("conversation.stood", "A conversation was put at another state; `state` is its category: open, waiting, solved."),
            ("conversation.tagged", "A conversation got a tag."), ("conversation.untagged", "A tag was taken off a conversation."),
            ("mail.held", "A mail was held back; `reason` says why: blocked, spam, flood."),
        ]
        return inbox
    }
}
