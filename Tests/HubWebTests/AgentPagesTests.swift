import Domain
import Host
import Store
import Testing
import Values

@Suite struct AgentPagesTests {
    @Test func theListSaysHowOldWhatThereIsOfEachIs() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            try await site.addAgent("bare", to: tenant)
            let there = try await site.addProtection("web", to: tenant)
            func ages() async throws -> [String] {
                try await owner.get("/tenants/\(tenant)/agents")
                return owner.page.text.split(separator: "data-label=\"All good as of\"")
                    .dropFirst().map { String($0.prefix(200)) }
            }
            // Its one backup has failed.
            var told = try await ages()
            #expect(told.count == 2 && told[0].contains("no source"), "\(told)")
            #expect(told[1].contains("never"), "\(told)")
            try await site.backUp(there, of: tenant)
            told = try await ages()
            #expect(told[1].contains("<time datetime="), "\(told)")
        }
    }

    @Test func machinesThatAskToJoinAreOneOfTheFilters() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let list = "/tenants/\(tenant)/agents"
            try await site.addAgent("web", to: tenant)
            try await owner.get("\(list)?waiting=1")
            #expect(owner.page.text.contains("Nobody asks right now"), "\(owner.page.text)")
            let asks = try await site.announce("laptop", to: tenant)
            try await owner.get(list)
            #expect(owner.page.text.contains("href=\"\(list)?waiting=1\""))
            try await owner.get("\(list)?waiting=1")
            #expect(owner.page.text.contains("announcements/\(asks.id)/approval"))
            #expect(owner.page.text.contains("aria-current=\"true\""))
            #expect(!owner.page.text.contains("class=\"opens\""), "no agents beside them")
            // Who may not let anybody in is shown the agents.
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get("\(list)?waiting=1")
            #expect(viewer.page.text.contains("class=\"opens\""))
            #expect(!viewer.page.text.contains("laptop"))
            #expect(!viewer.page.text.contains("Waiting for approval"))
        }
    }

    @Test func theListIsNarrowedDownAndGoesOn() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let list = "/tenants/\(tenant)/agents"
            try await owner.get(list)
            #expect(owner.page.text.contains("No agent yet"))
            #expect(owner.page.text.contains("href=\"\(list)/new\""))
            for index in 0..<53 {
                let site2 = index % 2 == 0 ? "north" : "south"
                try await site.addAgent("host-\(index)", to: tenant, labels: ["site": site2])
            }
            try await owner.get(list)
            #expect(owner.page.text.ranges(of: "class=\"opens\"").count == 50)
            let next = try #require(owner.page.between("\(list)?after=", "\""))
            try await owner.get("\(list)?after=\(next)")
            #expect(owner.page.text.ranges(of: "class=\"opens\"").count == 3)
            try await owner.get("\(list)?text=host-5")
            #expect(owner.page.text.ranges(of: "class=\"opens\"").count == 4)
            try await owner.get("\(list)?label=site%3Dsouth&text=host-1")
            #expect(owner.page.text.ranges(of: "class=\"opens\"").count == 6)
            try await owner.get("\(list)?standing=paused")
            #expect(owner.page.text.contains("No agent fits"))
        }
    }

    @Test func thoseThatLackSomethingAreFound() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let list = "/tenants/\(tenant)/agents"
            let silent = try await site.addAgent("silent", to: tenant, program: "holdfast 1.2.3")
            let old = try await site.addAgent("old", to: tenant)
            try await site.store.noteSeen([
                silent.id: site.clock.now - .seconds(600), old.id: site.clock.now,
            ])
            try await owner.get("\(list)?lack=away")
            #expect(owner.page.text.contains(">silent<") && !owner.page.text.contains(">old<"))
            // Whoever ticks all that fit means these.
            try await owner.get("\(list)/labels?lack=away&all=1&added=a%3Db")
            #expect(owner.page.text.contains("silent") && !owner.page.text.contains(">old<"))
            try await owner.get("\(list)?lack=behind")
            #expect(owner.page.text.contains(">old<") && !owner.page.text.contains(">silent<"))
            #expect(owner.page.text.contains("href=\"\(list)\""), "and all again")
            try await owner.get("\(list)?lack=nonsense")
            #expect(owner.page.text.contains(">old<") && owner.page.text.contains(">silent<"))
        }
    }

    @Test func anAgentShowsWhatIsProtectedThereAndWhatWasDone() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("<b>web</b>", to: tenant)
            let other = try await site.addAgent("empty", to: tenant)
            let list = "/tenants/\(tenant)/agents"
            try await owner.get("\(list)/\(there.agent)")
            #expect(owner.page.text.contains("/sources/\(there.source)\""))
            #expect(owner.page.text.contains("/runs/\(there.run)\""))
            #expect(owner.page.text.contains("\(list)/backups?agent=\(there.agent)"))
            #expect(!owner.page.text.contains("<b>web"))
            try await owner.get("\(list)/\(other.id)")
            #expect(owner.page.text.contains("No source yet"))
            #expect(!owner.page.text.contains("/runs/\(there.run)\""))
        }
    }

    @Test func aRevokedAgentTellsWhatHasToBeChanged() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let path = "/tenants/\(tenant)/agents/\(there.agent)"
            try await owner.get(path)
            try await owner.post("\(path)/hooks", ["before": "mount /disk", "after": ""])
            try await owner.get(path)
            #expect(!owner.page.text.contains("What it was told"))
            _ = try await site.store.changeAgent(there.agent, of: nil) {
                $0.standing = .revoked
                return []
            }
            try await owner.get(path)
            #expect(owner.page.text.contains("What it was told"))
            #expect(owner.page.text.contains("Command before"))
        }
    }

    @Test func aMachineIsGivenCommandsOnAPageOfItsOwn() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/agents/\(agent.id)"
            try await owner.get(path)
            #expect(owner.page.text.contains("href=\"\(path)/hooks\""))
            try await owner.get("\(path)/hooks")
            let long = String(repeating: "x", count: 20_000)
            try await owner.post("\(path)/hooks", ["before": "mount <disk>", "after": long])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("mount &lt;disk&gt;"))
            try await owner.post("\(path)/hooks", ["before": "mount <disk>", "after": ""])
            #expect(owner.page.status == 303)
            try await owner.get("\(path)/hooks")
            #expect(owner.page.text.contains("mount &lt;disk&gt;"))
            try await owner.get("/tenants/\(tenant)/audit")
            #expect(owner.page.text.contains("Hooks of a machine were changed"))
            #expect(!owner.page.text.contains("mount &lt;disk&gt;"))
        }
    }

    @Test func anAgentIsRenamedAndAWrongFormKeepsItsInput() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/agents/\(agent.id)"
            try await owner.get(path)
            try await owner.post(path, ["name": "", "labels": "site=north\nnonsense"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("site=north\nnonsense"))
            #expect(owner.page.text.contains("href=\"#name\""))
            #expect(owner.page.text.contains("“nonsense” has no equals sign"))
            #expect(owner.page.text.contains("aria-describedby=\"labels-error labels-hint\""))
            #expect(try await site.store.agent(agent.id)?.name == "web")

            try await owner.post(path, ["name": "网站", "labels": " site=北 \r\n\r\nrole="])
            #expect(owner.page.location == path)
            let changed = try await site.store.agent(agent.id)
            #expect(changed?.name == "网站" && changed?.labels == ["site": "北", "role": ""])
            try await owner.get(path)
            #expect(owner.page.text.contains("Saved."), "it is said once")
            try await owner.get(path)
            #expect(!owner.page.text.contains("Saved."))
        }
    }

    @Test func whatAnAgentTakesOfItsMachineIsLimitedOnAPageOfItsOwn() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/agents/\(agent.id)"
            try await owner.get(path)
            #expect(owner.page.text.contains("href=\"\(path)/limits\""))
            #expect(owner.page.text.contains("2, as usual"))
            try await owner.get("\(path)/limits")
            try await owner.post(
                "\(path)/limits",
                ["at_once": "65", "upload": "fast", "download": "1023B", "niceness": "a lot"])
            #expect(owner.page.status == 422)
            for name in ["at_once", "upload", "download", "niceness"] {
                #expect(owner.page.text.contains("href=\"#\(name)\""), "\(name)")
            }
            #expect(owner.page.text.contains("value=\"a lot\""), "it keeps what was typed")
            #expect(try await site.store.agent(agent.id) == agent)

            try await owner.post(
                "\(path)/limits",
                ["at_once": " 1 ", "upload": "4 MiB", "download": "", "niceness": "10"])
            #expect(owner.page.location == path)
            let limited = try await site.store.agent(agent.id)
            #expect(limited?.limits == AgentLimits(upload: .mebibytes(4), niceness: 10))
            #expect(limited?.runsAtOnce == 1)
            try await owner.get(path)
            #expect(owner.page.text.contains("4.0\u{a0}MiB a second"))
            try await owner.get("\(path)/limits")
            #expect(owner.page.text.contains("value=\"4MiB\""))
            try await owner.get("/tenants/\(tenant)/audit")
            #expect(owner.page.text.contains("4MiB/s"))

            try await owner.get("\(path)/limits")
            try await owner.post("\(path)/limits", ["at_once": "", "upload": ""])
            let free = try await site.store.agent(agent.id)
            #expect(free?.limits == AgentLimits.none && free?.runsAtOnce == nil)
        }
    }

    @Test func anAgentIsPausedResumedRevokedAndDeletedByName() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/agents/\(agent.id)"
            for standing in ["paused", "active", "draining", "active"] {
                try await owner.get(path)
                try await owner.post("\(path)/standing", ["standing": standing])
                #expect(owner.page.location == path)
                #expect(try await site.store.agent(agent.id)?.standing.rawValue == standing)
            }
            try await owner.get(path)
            try await owner.post("\(path)/standing", ["standing": "revoked"])
            #expect(owner.page.status == 404, "that needs the name")
            try await owner.get("\(path)/revocation")
            try await owner.post("\(path)/revocation", ["confirmation": "wbe"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("This is not the same name."))
            #expect(try await site.store.agent(agent.id)?.standing == .active)
            try await owner.post("\(path)/revocation", ["confirmation": "web"])
            #expect(try await site.store.agent(agent.id)?.standing == .revoked)
            try await owner.get(path)
            try await owner.post("\(path)/standing", ["standing": "active"])
            #expect(owner.page.status == 409)
            #expect(owner.page.text.contains("The agent was revoked, for good."))
            try await owner.get("\(path)/deletion")
            try await owner.post("\(path)/deletion", ["confirmation": "web"])
            #expect(owner.page.location == "/tenants/\(tenant)/agents")
            #expect(try await site.store.agent(agent.id) == nil)
        }
    }
}
