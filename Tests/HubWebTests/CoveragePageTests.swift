import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Testing
import Values

/// What of a machine is protected, and what is not.
@Suite struct CoveragePageTests {
    private static func item(_ name: String, _ kind: TreePage.Item.Kind = .folder) -> TreePage.Item
    {
        TreePage.Item(
            name: FileName(Array(name.utf8)), kind: kind, size: ByteCount(0), modified: nil)
    }

    private static let folders = [
        "/": [item("etc"), item("home"), item("srv"), item("proc"), item("<b>opt</b>")],
        "/srv": [item("uploads"), item("cache")],
    ]

    private func protect(
        _ paths: [String], named name: String, of there: SiteFixture.Protection,
        _ site: SiteFixture, isEnabled: Bool = true
    ) async throws -> ID<Source> {
        var source = Sample.source(
            name, of: try await site.tenant(), at: .agent(there.agent), into: [there.vault])
        source.isEnabled = isEnabled
        if case .files(var files) = source.configuration {
            files.paths = paths
            files.excludes = name == "home" ? ["*.tmp"] : []
            source.configuration = .files(files)
        }
        let added = source
        _ = try await site.store.addSource(added, secrets: [], once: nil, audit: [])
        return added.id
    }

    private func row(_ path: String, _ browser: Browser) throws -> String {
        let table = try #require(browser.page.between("<tbody", "</tbody>"), "\(browser.page.text)")
        let rows = table.ranges(of: "<tr").map { table[$0.lowerBound...] }.map { rest in
            String(rest.range(of: "</tr>").map { rest[..<$0.upperBound] } ?? rest)
        }
        return try #require(rows.first { $0.contains("<bdi>\(path)</bdi>") }, "\(path)")
    }

    @Test func eachFolderSaysWhoTakesIt() async throws {
        try await SiteFixture.with(folders: Self.folders) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("main", to: tenant)
            let home = try await protect(["/home"], named: "home", of: there, site)
            _ = try await protect(["/srv/uploads"], named: "uploads", of: there, site)
            _ = try await protect(["/etc"], named: "old", of: there, site, isEnabled: false)
            let schedule = try Sample.schedule("nightly", of: tenant, firing: [home])
            _ = try await site.store.addSchedule(schedule, once: nil, audit: [])
            let path = "/tenants/\(tenant)/agents/\(there.agent)"
            try await owner.get(path)
            let panel = try #require(owner.page.between("id=\"coverage\"", "</section>"))
            #expect(panel.contains("paths are protected by 3 sources."))
            try await owner.get("\(path)/coverage")
            let whole = try row("/home", owner)
            #expect(whole.contains("Protected") && whole.contains("nightly"))
            #expect(whole.contains("leaves out what a pattern names"))
            let part = try row("/srv", owner)
            #expect(part.contains("In part") && part.contains("uploads"))
            #expect(part.contains("<bdi>main</bdi>"), "its schedule")
            let off = try row("/etc", owner)
            #expect(off.contains("Not protected") && off.contains("switched off"))
            #expect(try row("/proc", owner).contains("Made anew by the machine"))
            #expect(try row("/&lt;b&gt;opt&lt;/b&gt;", owner).contains("Not protected"))
            try await owner.get("\(path)/coverage?folder=srv")
            let uploads = try row("/srv/uploads", owner)
            #expect(uploads.contains("Protected") && uploads.contains("Only when asked"))
            #expect(!uploads.contains("/protect?"))
            let cache = try row("/srv/cache", owner)
            #expect(cache.contains("Not protected"))
            // The way from what nobody takes to a source that does.
            let link = "/tenants/\(tenant)/protect?agent=\(there.agent)&amp;paths=%2Fsrv%2Fcache"
            #expect(cache.contains(link), "\(cache)")
            try await owner.get(link.replacing("&amp;", with: "&"))
            #expect(owner.page.text.contains(">/srv/cache</textarea>"), "\(owner.page.text)")
            #expect(owner.page.text.contains("value=\"/srv/cache of main\""))
            try await owner.get("/tenants/\(tenant)/protect?agent=\(there.agent)&paths=srv")
            #expect(owner.page.text.contains("value=\"Files of main\""), "a path is whole")
            owner.cookies["holdfast-language"] = "zh-CN"
            try await owner.get("\(path)/coverage?folder=srv")
            #expect(try row("/srv/cache", owner).contains("未保护"))
        }
    }

    /// Of a tenant with so many schedules that no list has them all.
    @Test func itsScheduleIsNamedHoweverManyThereAre() async throws {
        try await SiteFixture.with(folders: Self.folders) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("main", to: tenant)
            for number in 0..<PageRequest.limitMax {
                let other = try Sample.schedule("other \(number)", of: tenant, firing: [])
                _ = try await site.store.addSchedule(other, once: nil, audit: [])
            }
            let home = try await protect(["/home"], named: "home", of: there, site)
            let late = try Sample.schedule(
                "late", of: tenant, firing: [home], created: Sample.now + .seconds(1))
            _ = try await site.store.addSchedule(late, once: nil, audit: [])
            try await owner.get("/tenants/\(tenant)/agents/\(there.agent)/coverage")
            let row = try row("/home", owner)
            #expect(row.contains("late") && !row.contains("Only when asked"), "\(row)")
        }
    }

    @Test func aMachineThatDoesNotAnswerSaysSo() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant).id
            let path = "/tenants/\(tenant)/agents/\(agent)"
            try await owner.get(path)
            #expect(owner.page.text.contains("No folder of it is protected."))
            try await owner.get("\(path)/coverage")
            #expect(owner.page.status == 200)
            #expect(owner.page.text.contains("The machine shows nothing of itself"))
            #expect(owner.page.text.contains("placeholder=\"Go to a folder\""))
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(path)
            #expect(!viewer.page.text.contains("Look for what is not"))
            try await viewer.get("\(path)/coverage")
            #expect(viewer.page.status == 403)
        }
    }

    @Test func aPathIsTakenByWhatNamesItOrSomethingAbove() {
        func source(_ paths: [String]) -> Source {
            var source = Sample.source("x", of: Sample.id(), at: .pool, into: [])
            source.configuration = .files(FilesConfiguration(paths: paths))
            return source
        }
        let coverage = PathCoverage([source(["/srv/web/", "/var/lib"])])
        for (path, standing) in [
            ("/srv/web", .whole), ("/srv/web/a", .whole), ("/srv", .part), ("/", .part),
            ("/srv/webs", .nothing), ("/va", .nothing), ("/tmp", .passing),
            ("/srv/tmp", .nothing),
        ] as [(String, PathCoverage.Standing)] {
            #expect(coverage.look(at: path).standing == standing, "\(path)")
        }
        #expect(PathCoverage([source(["/"])]).look(at: "/tmp").standing == .whole)
    }
}
