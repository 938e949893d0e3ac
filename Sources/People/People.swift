import Core
import Language
import Storage
import Web

/// Who the shop's customers are: the list, the card with its time line, and who has not been spoken to lately (R1, R2).
extension Capability {
    public static var people: Capability {
        var people = Capability("people")
        people.migrations = peopleMigrations + photoMigrations + companyMigrations
        people.navigation = [NavigationEntry("people", "/people", icon: "people") { t in t("People") }]
        people.firstThings = [
            { _, view in
                let t = view.t
                return FirstThing(
                    "/people/new", icon: "people", title: t("Make a card for a regular"),
                    hint: t("Whoever writes gets a card without you. Those you know by face can have one now."))
            }
        ]
        people.routes = { shop in
            [
                .get("/people", .look) { try await PeoplePages.list($0, shop) },
                .get("/people/find", .look) { try await PeoplePages.find($0, shop) },
                .get("/people/quiet", .look) { try await QuietPages.list($0, shop) },
                .post("/people/quiet", .manage) { try await QuietPages.keepDays($0, shop) },
                .get("/people/alike", .tend) { try await AlikePages.list($0, shop) },
                .post("/people/alike/different", .tend) { try await AlikePages.tellApart($0, shop) },
                .post("/people/alike/again", .tend) { try await AlikePages.again($0, shop) },
                .post("/people/merges/:merge/undo", .tend) { try await MergePages.undo($0, shop) },
                .get("/people/import", .manage) { try await ImportPages.list($0, shop) },
                .post("/people/import", .manage, bodyLimit: PeopleImport.mostBytes + (1 << 20)) { try await ImportPages.bring($0, shop) },
                .get("/people/import/:id", .manage) { try await ImportPages.show($0, shop) },
                .post("/people/import/:id", .manage) { try await ImportPages.read($0, shop) },
                .post("/people/import/:id/start", .manage) { try await ImportPages.start($0, shop) },
                .post("/people/import/:id/undo", .manage) { try await ImportPages.undo($0, shop) },
                .post("/people/import/:id/forget", .manage) { try await ImportPages.forget($0, shop) },
                .get("/people/import/:id/errors.csv", .manage) { try await ImportPages.errors($0, shop) },
                .get("/people/companies", .look) { try await CompanyPages.list($0, shop) },
                .get("/people/companies/new", .serve) { try await CompanyForms.blank($0, shop) },
                .post("/people/companies", .serve) { try await CompanyDeeds.add($0, shop) },
                .get("/people/companies/:id", .look) { try await CompanyPages.show($0, shop) },
                .get("/people/companies/:id/edit", .serve) { try await CompanyForms.edit($0, shop) },
                .post("/people/companies/:id", .serve) { try await CompanyDeeds.change($0, shop) },
                .post("/people/companies/:id/people", .serve) { try await CompanyDeeds.join($0, shop) },
                .post("/people/companies/members/:member/leave", .serve) { try await CompanyDeeds.leave($0, shop) },
                .post("/people/companies/members/:member/back", .serve) { try await CompanyDeeds.comeBack($0, shop) },
                .post("/people/companies/:id/remove", .serve) { try await CompanyDeeds.remove($0, shop) },
                .post("/people/companies/:id/give-back", .serve) { try await CompanyDeeds.giveBack($0, shop) },
                .post("/people/companies/:id/merge", .tend) { try await CompanyDeeds.merge($0, shop) },
                .post("/people/companies/merges/:merge/undo", .tend) { try await CompanyDeeds.undo($0, shop) },
                .post("/people/:id/companies", .serve) { try await CompanyDeeds.joinByName($0, shop) },
                .get("/people/:id/consent", .look) { try await ConsentPages.show($0, shop) },
                .post("/people/:id/consent", .serve) { try await ConsentPages.keep($0, shop) },
                .post("/people/:id/consent/:batch/undo", .serve) { try await ConsentPages.undo($0, shop) },
                Route(.get, "/consent/:token", .anyone) { try await ConsentPages.theirs($0, shop) },
                Route(.post, "/consent/:token", .anyone) { try await ConsentPages.theyKeep($0, shop) },
                .get("/people/consent-wording", .manage) { try await ConsentPages.wording($0, shop) },
                .post("/people/consent-wording", .manage) { try await ConsentPages.keepWording($0, shop) },
                .get("/people/:id/treatment", .serve) { try await TreatmentPages.edit($0, shop) },
                .post("/people/:id/treatment", .serve) { try await TreatmentPages.keep($0, shop) },
                .post("/people/:id/treatment/undo", .serve) { try await TreatmentPages.undo($0, shop) },
                .get("/people/house-style", .manage) { try await TreatmentPages.house($0, shop) },
                .post("/people/house-style", .manage) { try await TreatmentPages.keepHouse($0, shop) },
                .get("/people/overrides", .look) { try await OverridePages.list($0, shop) },
                .get("/people/retention", .manage) { try await RetentionPages.show($0, shop) },
                .post("/people/retention", .manage) { try await RetentionPages.keep($0, shop) },
                .post("/people/:id/addresses/proof", .serve) { try await ProofPages.act($0, shop) },
                .post("/people/:id/hold", .manage) { try await RetentionPages.hold($0, shop) },
                .post("/people/:id/hold/end", .manage) { try await RetentionPages.end($0, shop) },
                .get("/people/numbers", .manage) { try await NumberPages.show($0, shop) },
                .post("/people/numbers", .manage) { try await NumberPages.keep($0, shop) },
                .get("/people/:id/photo", .look) { try await PhotoPages.show($0, shop) },
                .get("/people/:id/photo/edit", .serve) { try await PhotoPages.ask($0, shop) },
                .post("/people/:id/photo", .serve, bodyLimit: PhotoBytes.most + (1 << 16)) { try await PhotoPages.put($0, shop) },
                .post("/people/:id/photo/withdraw", .serve) { try await PhotoPages.withdraw($0, shop) },
                .post("/people/:id/photo/give-back", .serve) { try await PhotoPages.giveBack($0, shop) },
                .get("/people/new", .serve) { try await PersonFormPages.blank($0, shop) },
                .post("/people", .serve) { try await PersonFormPages.add($0, shop) },
                .get("/people/:id", .look) { try await PersonPages.show($0, shop) },
                .get("/people/erasures", .manage) { try await ErasePages.list($0, shop) },
                .get("/people/erasures/:id", .manage) { try await ErasePages.certificate($0, shop) },
                .get("/people/erasures/:id/certificate.txt", .manage) { try await ErasePages.download($0, shop) },
                .get("/people/:id/data", .manage) { try await ErasePages.data($0, shop) },
                .get("/people/:id/export.zip", .manage) { try await ErasePages.export($0, shop) },
                .get("/people/:id/erase", .manage) { try await ErasePages.ask($0, shop) },
                .post("/people/:id/erase", .manage) { try await ErasePages.erase($0, shop) },
                .get("/people/:id/edit", .serve) { try await PersonFormPages.edit($0, shop) },
                .post("/people/:id", .serve) { try await PersonFormPages.change($0, shop) },
                .get("/people/:id/merge", .tend) { try await MergePages.ask($0, shop) },
                .post("/people/:id/merge", .tend) { try await MergePages.merge($0, shop) },
                .post("/people/:id/tags", .serve) { try await PersonTags.act($0, shop) },
                .post("/people/:id/take-back", .serve) { try await PersonFormPages.takeBack($0, shop) },
                .post("/people/:id/undo/:before", .serve) { try await PersonFormPages.undo($0, shop) },
            ]
        }
        people.api = { shop in
            let card = PeopleAPI.operations(shop) + PhotoAPI.operations(shop) + CompanyAPI.operations(shop)
            let wishes =
                ConsentAPI.operations(shop) + TreatmentAPI.operations(shop) + ContactAPI.operations(shop)
                + HoldAPI.operations(shop)
            let tags = TagAPIOfThings.operations("people", scope: "people:write", shop) { number, db in
                try db.survivor(of: Customer.ID(number: number)).map { .person($0) }
            }
            return card + wishes + tags + MergeAPI.operations(shop) + [ImportAPI.operation(shop)] + EraseAPI.operations(shop)
        }
        people.scopes = [
            "people:read": { t in t("Read cards of people") },
            "people:write": { t in t("Make and change cards of people") },
            "people:erase": { t in t("Erase people for good") },
        ]
        people.personalData = [
            PhotoData.data, CompanyViews.data, ConsentWords.data, TreatmentData.data, ContactData.data, RetentionPages.data,
        ]
        people.retention = [SilentPeople.retention]
        people.cards = [CardData.data]
        people.personActions = [ErasePages.action]
        people.settingsPages = [
            SettingsPage(
                "/people/erasures", icon: "trash", .manage, in: .people, title: { t in t("Erased people") },
                hint: { t in t("Certificates, without a name") }),
            SettingsPage(
                "/people/house-style", icon: "person", .manage, in: .people, title: { t in t("House style") },
                hint: { t in t("How you treat who has not said how they want it") }),
            SettingsPage(
                "/people/overrides", icon: "warning", .look, in: .people, title: { t in t("Done otherwise") },
                hint: { t in t("Where somebody was reached in a way they do not want") }),
            SettingsPage(
                "/people/consent-wording", icon: "check", .manage, in: .people, title: { t in t("Words of consent") },
                hint: { t in t("What people are asked before you write of your own accord") }),
            SettingsPage(
                "/people/retention", icon: "clock", .manage, in: .people, title: { t in t("How long things are kept") },
                hint: { t in t("Deleting what is old, and who is held") }),
            SettingsPage(
                "/people/numbers", icon: "phone", .manage, in: .people, title: { t in t("Phone numbers") },
                hint: { t in t("The country of numbers without one") }),
        ]
        people.timeLine = [
            PersonAside.cardEvents, MergeTimeLine.events, PersonTags.events, PhotoData.timeLine, CompanyViews.timeLine,
            ConsentWords.timeLine, TreatmentWords.timeLine, RetentionPages.timeLine,
        ]
        people.cardPanels = [PersonAside.facts, PersonTags.panel, TreatmentWords.panel, CompanyViews.panel, ConsentWords.panel]
        people.tagged = [PersonTags.kind]
        people.searchSources = [PeopleSearch.source, CompanyViews.search]
        people.reactions = [PeopleOrder.reaction, LikenessWatch.reaction]
        people.merging = [.cardsBefore, .oldKeys, .imports, .importWishes, .photos, .rows("company_member"), .consents]
        people.jobs = [
            LikenessWatch.job, MergeStep.forgetJob, ImportRun.jobKind, ImportRun.sweep, Erasure.scrub, PeopleSearch.refresh,
            PeopleSearch.refreshNumbers,
            NumberJob.job, PhotoData.job, RetentionPages.job,
        ]
        people.schedules = [
            Schedule(LikenessWatch.jobName, every: .seconds(86_400)), Schedule(MergeStep.forgetJobName, every: .seconds(86_400)),
            Schedule(NumberJob.name, every: .seconds(86_400)), Schedule("people.sweep-photos", every: .seconds(3600)),
            Schedule("people.sweep-imports", every: .seconds(86_400)), Schedule("people.retention", every: .seconds(86_400)),
        ]
        people.webhookEvents = [
            (kind: "customer.added", meaning: "A person got a card, by hand, by a first message or through the API."),
            (kind: "customer.erased", meaning: "Everything that was kept of a person was erased. Erase it in your copy too."),
            (kind: "customer.changed", meaning: "A person's name, addresses, language or note changed."),
            (kind: "customer.tagged", meaning: "A person got a tag."),
            (kind: "customer.untagged", meaning: "A tag was taken off a person."),
            (kind: "customer.merged", meaning: "Another card, named by `from`, went into this one. Its id leads here from now on."),
            (kind: "customer.parted", meaning: "A merge was undone; once for each of the two cards."),
        ]
        return people
    }
}

/// The choices of the shop about its people.
public enum PeopleSettings {
    /// Days without contact after which a person stands in the list of those who were not spoken to lately. Our own choice: no source names
    /// a number (R1 asks for N days).
    public static let quietDays = Setting("people.quiet_days", 90)
}
