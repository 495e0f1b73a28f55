import AgentProtocol
import Domain
import HTTPServer
import Host
import Store
import StoreSupport
import Testing
import Values

/// What was lost comes back by pages: planned, confirmed, downloaded, and proven beforehand.
@Suite struct GivingBackPagesTests {
    /// Asks for a plan by the form, and lets it come out as an agent would.
    /// - Returns: the address of the plan's run.
    private func plan(
        _ form: [String: String], of path: String, _ site: SiteFixture, _ browser: inout Browser
    ) async throws -> String {
        try await browser.get(path)
        try await browser.post(path, form)
        #expect(browser.page.status == 303, "\(browser.page.text)")
        let address = try #require(browser.page.location)
        let run = try #require(ID<Run>(String(address.suffix(36))))
        let now = site.clock.now
        _ = try await site.store.changeRun(run, of: site.tenant(), at: now) { page in
            page.run.position.state = .succeeded
            page.run.started = now
            page.run.ended = now
            page.run.preview = RestorePreview(
                new: 3, unchanged: 1204, changed: 5, conflicts: 2, refused: 0,
                size: .mebibytes(7))
            return []
        }
        try await browser.get(address)
        #expect(browser.page.status == 200)
        return address
    }

    private func restores(_ site: SiteFixture) async throws -> [Run] {
        try await site.store.runs(
            of: site.tenant(), matching: RunFilter(kinds: [.restore]), PageRequest()
        ).items
    }

    @Test func aPlanThatIsRefusedLeadsBackToWhatWasAskedFor() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let path = "/tenants/\(tenant)/snapshots/\(there.snapshot)/restore"
            try await owner.get(path)
            try await owner.post(
                path,
                [
                    "paths": "srv/a&b", "into": "/etc", "agent": "\(there.agent)",
                    "where": "folder", "conflicts": "fail",
                ])
            let address = try #require(owner.page.location)
            try await owner.get(address)
            #expect(owner.page.text.contains("nas is not connected"))
            let run = try #require(ID<Run>(String(address.suffix(36))))
            _ = try await site.store.changeRun(run, of: tenant, at: site.clock.now) { page in
                page.run.position.state = .failed
                page.run.ended = site.clock.now
                page.run.failure = RunFailure(
                    code: "policy_refused", message: "not there", disposition: .needsOperator)
                return []
            }
            try await owner.get(address)
            #expect(!owner.page.text.contains("nas is not connected"))
            let again = try #require(owner.page.between("href=\"\(path)?", "\""))
            try await owner.get("\(path)?\(again.replacing("&amp;", with: "&"))")
            #expect(owner.page.text.contains("value=\"/etc\""))
            #expect(owner.page.text.contains("srv/a&amp;b"))
        }
    }

    @Test func aPlanIsShownAndDoneAsItWasPlanned() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("<b>nas</b>", to: tenant)
            let path = "/tenants/\(tenant)/snapshots/\(there.snapshot)/restore"
            let address = try await plan(
                [
                    "paths": "srv/<i>one</i>\nsrv/two", "into": "/var/<i>back</i>",
                    "agent": "\(there.agent)", "where": "folder", "conflicts": "rename",
                ], of: path, site, &owner)
            let page = owner.page.text
            #expect(page.contains("Restore plan of &lt;b&gt;nas&lt;/b&gt;"))
            #expect(page.contains("1,204") && page.contains("7.0\u{a0}MiB"))
            #expect(!page.contains("<i>") && !page.contains("<b>nas"))
            #expect(!page.contains("name=\"confirmation\""), "a folder asks for no name")
            #expect(try await restores(site).count == 1, "nothing was begun yet")
            // The form of the page, as a browser sends it.
            var form = ["confirmed": "yes"]
            for name in ["paths", "into", "agent", "where", "conflicts"] {
                form[name] = try #require(
                    owner.page.between("name=\"\(name)\" value=\"", "\""), "\(name)"
                ).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            }
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            #expect(owner.page.location != address)
            let run = try #require(try await restores(site).first { !$0.subject.isRehearsal })
            #expect(run.subject.paths == ["srv/<i>one</i>", "srv/two"])
            #expect(run.subject.destination == .folder(path: "/var/<i>back</i>"))
            #expect(run.subject.terms?.conflicts == .rename && run.agent == there.agent)
        }
    }

    @Test func whatGoesBackInPlaceAsksForTheNameOfTheMachine() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let path = "/tenants/\(tenant)/snapshots/\(there.snapshot)/restore"
            let form = ["paths": "srv/one", "agent": "\(there.agent)", "where": "origin"]
            _ = try await plan(form, of: path, site, &owner)
            #expect(owner.page.text.contains("Type nas to confirm"))
            for typed in ["", "NAS", "other"] {
                try await owner.post(
                    path, form.merging(["confirmed": "yes", "confirmation": typed]) { $1 })
                #expect(owner.page.status == 422)
                #expect(owner.page.text.contains("Type it exactly as it is shown."))
            }
            #expect(try await restores(site).count == 1)
            try await owner.post(
                path, form.merging(["confirmed": "yes", "confirmation": "nas"]) { $1 })
            #expect(owner.page.status == 303)
            let run = try #require(try await restores(site).first { !$0.subject.isRehearsal })
            #expect(run.subject.destination == .inPlace)
        }
    }

    @Test func anotherMachineNeedsTheRightAndAWayToOpenTheVault() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let other = try await site.addAgent("other", to: tenant)
            let path = "/tenants/\(tenant)/snapshots/\(there.snapshot)/restore"
            let form = ["into": "/var/back", "agent": "\(other.id)", "where": "folder"]
            try await owner.get(path)
            #expect(owner.page.text.contains("nas, where it is from"))
            #expect(owner.page.text.contains(">other</option>"))
            try await owner.post(path, form)
            #expect(owner.page.status == 422, "nobody seals for it here")
            #expect(owner.page.text.contains("would have to be given what"))
            var hand = try await site.browser(of: .operator, in: tenant)
            try await hand.get(path)
            #expect(!hand.page.text.contains(">other</option>"))
            try await hand.post(path, form)
            #expect(hand.page.status == 403)
            try await hand.get(path)
            try await hand.post(path, form.merging(["agent": "\(there.agent)"]) { $1 })
            #expect(hand.page.status == 303, "\(hand.page.text)")
            #expect(try await restores(site).map(\.agent) == [there.agent])
        }
    }

    /// More machines than a form offers: the one that the snapshot is of is offered in any case.
    @Test func theMachineThatItIsOfIsOfferedInALargeFleet() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            for index in 0..<201 { try await site.addAgent("host-\(index)", to: tenant) }
            let there = try await site.addProtection("nas", to: tenant)
            try await owner.get("/tenants/\(tenant)/snapshots/\(there.snapshot)/restore")
            #expect(owner.page.text.contains("nas, where it is from"))
            try await owner.get("/tenants/\(tenant)/protect?agent=\(there.agent)")
            #expect(owner.page.text.contains("value=\"\(there.agent)\" selected"))
        }
    }

    @Test func filesAreDownloadedByALinkThatIsNoPartOfAnAddress() async throws {
        try await SiteFixture.with(answers: { _ in .reached("") }) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let base = "/tenants/\(tenant)/snapshots/\(there.snapshot)"
            try await owner.get(base)
            try await owner.post("\(base)/choice", ["deed": "download"])
            #expect(owner.page.status == 200, "\(owner.page.text)")
            let token = try #require(owner.page.between("name=\"token\" value=\"", "\""))
            #expect(token.count == 43)
            #expect(owner.page.text.contains("action=\"/api/v1/downloads\""))
            #expect(owner.page.text.contains("http://hub.test/download#\(token)"))
            #expect(!owner.page.text.contains("href=\"/download"), "nothing leads there by itself")
            try await owner.get("/download")
            #expect(owner.page.status == 200 && !owner.page.text.contains(token))
            #expect(owner.page.text.contains("name=\"token\""))

            try await owner.get(base)
            try await owner.post("\(base)/choice", ["deed": "restore", "path": "srv/~<b>"])
            #expect(owner.page.location == "\(base)/restore?path=srv%2F~%3Cb%3E")
            try await owner.get(base)
            try await owner.post(
                "\(base)/choice", ["deed": "restore", "path": String(repeating: "x", count: 5000)])
            #expect(owner.page.status == 200 && owner.page.text.contains("xxxx</textarea>"))

            var hand = try await site.browser(of: .operator, in: tenant)
            try await hand.get(base)
            try await hand.post("\(base)/choice", ["deed": "download"])
            #expect(hand.page.status == 403, "files leave the machines")
        }
    }

    @Test func drillsTellWhatTheyProved() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("<b>nas</b>", to: tenant)
            let base = "/tenants/\(tenant)"
            try await owner.get("\(base)/drills")
            #expect(owner.page.text.contains("Nothing was rehearsed yet"))
            #expect(owner.page.text.contains(">never"), "of each source it is said")
            try await owner.post("\(base)/sources/\(there.source)/drills", [:])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let address = try #require(owner.page.location)
            let run = try #require(ID<Run>(String(address.suffix(36))))
            try await end(run, of: there, hasPassed: true, site)
            try await owner.get(address)
            for part in ["What it proved", "48,210", "0.4\u{a0}s", "6\u{a0}min", "6\u{a0}h"] {
                #expect(owner.page.text.contains(part), "\(part)")
            }
            try await owner.get("\(base)/drills")
            #expect(owner.page.text.contains("Passed") && owner.page.text.contains("8\u{a0}min"))
            let proof = try #require(owner.page.between("id=\"proof\"", "</section>"))
            #expect(!proof.contains(">never") && !owner.page.text.contains("<b>nas"))
            try await end(run, of: there, hasPassed: false, site)
            try await owner.get("\(base)/drills")
            #expect(owner.page.text.contains("Failed: 3 differ"))
        }
    }

    @Test func aSourceWithoutASnapshotIsNotRehearsed() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let source = Sample.source("web", of: tenant, at: .agent(agent.id), into: [])
            _ = try await site.store.addSource(source, secrets: [], once: nil, audit: [])
            try await owner.get("/tenants/\(tenant)/drills")
            try await owner.post("/tenants/\(tenant)/sources/\(source.id)/drills", [:])
            #expect(owner.page.status == 409)
            #expect(owner.page.text.contains("There is no snapshot of it yet."))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get("/tenants/\(tenant)/drills")
            #expect(viewer.page.status == 200)
            #expect(!viewer.page.text.contains("sources/\(source.id)/drills"))
        }
    }

    /// As the records of an agent bring it in.
    private func end(
        _ run: ID<Run>, of there: SiteFixture.Protection, hasPassed: Bool, _ site: SiteFixture
    ) async throws {
        let now = site.clock.now
        let tenant = try await site.tenant()
        let drill = KnownDrill(
            run: run, tenant: tenant, source: there.source, vault: there.vault,
            snapshot: there.snapshot, agent: there.agent, time: now, hasPassed: hasPassed,
            findings: hasPassed ? 0 : 3, files: 48_210, size: .gibibytes(31), databases: 4,
            measures: KnownDrill.Measures(
                firstByte: .milliseconds(410), restoreTime: .seconds(360),
                verifyTime: .seconds(120), dataAge: .seconds(6 * 3600)))
        _ = try await site.store.writeRecords(
            of: Sample.id(), by: there.agent, naming: RecordNames(), at: now,
            ids: { Sample.id(Run.self).uuid }
        ) { ledger in
            ledger.journal.committed = 1
            ledger.drills = [drill]
        }
    }
}

extension RunSubject {
    fileprivate var isRehearsal: Bool { terms?.isRehearsal == true }
}
