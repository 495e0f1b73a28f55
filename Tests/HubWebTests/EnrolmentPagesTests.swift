import Cryptography
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import HubWeb

@Suite struct EnrolmentPagesTests {
    @Test func aLineIsShownOnceAndWorks() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/agents/new"
            try await owner.get(path)
            try await owner.post(path, ["uses": "0", "hours": "1", "folders": "srv"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("This has to be 1 or more."))
            #expect(owner.page.text.contains("Each line is a whole path"))
            try await owner.post(
                path, ["uses": "2", "hours": "24", "folders": "/srv\r\n/var/it's here"])
            #expect(owner.page.status == 200)
            try await owner.get(owner.shownAgain)
            let text = try #require(owner.page.between("HOLDFAST_ENROLL_TOKEN=", ";"))
            let token = try #require(Token(text))
            let hash = try #require(TokenHash(token.digest.bytes))
            let record = try #require(try await site.store.token(hash))
            #expect(record.usesLeft == 2 && record.tenant == tenant)
            let all = try await site.store.tokens(for: .enrolment, of: tenant, at: site.clock.now)
            #expect(all.count == 1, "a reload makes no other")
            #expect(record.expires == record.created + .seconds(86_400))
            #expect(owner.page.text.contains("curl -fsSL http://hub.test/install.sh; } | sudo"))
            #expect(owner.page.text.contains("--hub=http://hub.test"))
            #expect(!owner.page.text.contains("--allow-restore"), "nobody asked for it")
            try await owner.get(path)
            let usual = try #require(
                owner.page.between("name=\"restore_folders\"", "</textarea>"))
            #expect(usual.hasSuffix(">/var/lib/holdfast-restores"))
            try await owner.post(path, ["uses": "1", "restore_folders": "restores"])
            #expect(owner.page.text.contains("href=\"#restore_folders\""))
            try await owner.post(path, ["uses": "1", "restore_folders": "/var/lib/back"])
            #expect(owner.page.text.contains("--allow-restore=/var/lib/back"))
            #expect(owner.page.text.contains("Waiting for the machine"))

            try await owner.get("/tenants/\(tenant)/enrolment-tokens")
            #expect(!owner.page.text.contains(text), "only its hash is kept")
            let revocation = "/tenants/\(tenant)/enrolment-tokens/\(record.id)/revocation"
            try await owner.post(revocation, [:])
            #expect(try await site.store.token(hash) == nil)
        }
    }

    @Test func aLineSaysWhatIsBackedUpOfWhoeverJoins() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/agents/new"
            try await owner.get(path)
            #expect(!owner.page.text.contains("name=\"vault\""), "there is none to choose")
            let agent = try await site.addAgent("db", to: tenant)
            let vault = Sample.vault("Disk", of: tenant)
            var own = Sample.vault("Of one machine", of: tenant)
            own.owner = agent.id
            for vault in [vault, own] {
                _ = try await site.store.addVault(vault, secrets: [], once: nil, audit: [])
            }
            let nightly = try Sample.schedule(of: tenant, firing: [])
            _ = try await site.store.addSchedule(nightly, once: nil, audit: [])
            try await owner.get(path)
            #expect(owner.page.text.contains(">Disk</option>"))
            #expect(!owner.page.text.contains("Of one machine"))
            var sent = [
                "uses": "3", "hours": "1", "folders": "", "vault": vault.id.description,
                "schedule": nightly.id.description,
            ]
            try await owner.post(path, sent)
            #expect(owner.page.text.contains("Say which folders are backed up."))
            sent["folders"] = "/srv\r\n/etc"
            try await owner.post(path, sent)
            let records = try await site.store.tokens(
                for: .enrolment, of: tenant, at: site.clock.now)
            #expect(
                records.map(\.protects) == [
                    FirstProtection(
                        paths: ["/srv", "/etc"], vault: vault.id, schedule: nightly.id)
                ])
            try await owner.get("/tenants/\(tenant)/enrolment-tokens")
            #expect(owner.page.text.contains("<bdi>Disk</bdi>"))
        }
    }

    /// The line is taken apart by a real shell.
    @Test(arguments: [
        "/srv", "/var/it's here", "/a b/$(touch x)/`id`", "/\"quoted\" & more; rm -rf /",
        "/日本語/مجلد", "/new\\line", "/*",
    ])
    func foldersAreOneWordOfTheLine(folder: String) async throws {
        let line = JoinLine(hub: "https://hub:9876", token: "t", folders: [folder])
        let script = """
            holdfast() { [ "$2" != enroll ] || printf '%s\\n' "$@"; }
            curl() {
                [ "$2" = https://hub:9876/install.sh ] || return
                echo '[ "$HOLDFAST_ENROLL_TOKEN" = t ] && printf "%s\\n" "$@"'
            }
            sudo() { env -- "$@"; }

            """
        for (line, expected) in [
            (line.running, ["agent", "enroll", "--hub=https://hub:9876"]), (line.installing, []),
        ] {
            let outcome = try await runProgram("bash", ["-euc", script + line])
            let words = outcome.text.split(separator: "\n").map(String.init)
            #expect(words == expected + ["--allow-read=\(folder)"], "\(outcome.errorText)")
        }
    }

    @Test func plainHTTPAbroadIsAskedForAtBothEnds() {
        let far = JoinLine(hub: "http://backup.lan:9876", token: "t", folders: [])
        let near = JoinLine(hub: "http://127.0.0.1:9876", token: "t", folders: [])
        #expect(far.installing.contains("--insecure-http"))
        #expect(!near.running.contains("--insecure-http"))
    }

    @Test func aMachineThatAsksIsLetInOrRefused() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            try await site.addAgent("db", to: tenant)
            let one = try await site.announce("db", to: tenant)
            let two = try await site.announce("laptop", to: tenant)
            try await owner.get("/tenants/\(tenant)/agents")
            #expect(owner.page.text.contains("2 machines ask to join."))
            try await owner.get("/tenants/\(tenant)/agents/new")
            #expect(owner.page.text.contains("Another machine has the host name db too."))
            let shown = one.key.fingerprint
            #expect(owner.page.text.contains("value=\"\(shown)\""))
            let decisions = "/tenants/\(tenant)/announcements"
            try await owner.post(
                "\(decisions)/\(one.id)/approval", ["fingerprint": two.key.fingerprint])
            #expect(owner.page.status == 409)
            #expect(owner.page.text.contains("The fingerprints differ."))
            try await owner.get("/tenants/\(tenant)/agents/new")
            try await owner.post("\(decisions)/\(one.id)/approval", ["fingerprint": shown])
            #expect(owner.page.status == 303)
            #expect(try await site.store.agent(signingWith: one.key.signing) != nil)
            try await owner.get("/tenants/\(tenant)/agents/new")
            try await owner.post("\(decisions)/\(two.id)/refusal", [:])
            #expect(try await site.store.agent(signingWith: two.key.signing) == nil)
            try await owner.get("/tenants/\(tenant)/agents/new")
            #expect(owner.page.text.contains("Nobody asks right now"))
        }
    }

    @Test func aTokenOfAProgramIsShownOnceAndRevoked() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let path = "/tenants/\(tenant)/api-tokens"
            try await owner.get(path)
            #expect(owner.page.text.contains("No token yet"))
            try await owner.post(path, ["name": "", "role": "viewer"])
            #expect(owner.page.status == 422)
            try await owner.post(path, ["name": "scripts", "role": "operator", "days": "30"])
            let text = try #require(owner.page.between("data-copied=\"\">", "<"))
            let token = try #require(Token(text))
            let bearer = try await TokenOffice(
                store: site.store, clock: site.clock, ids: site.ids
            ).bearer(of: token)
            #expect(bearer?.token.role == .operator)
            try await owner.get(path)
            #expect(!owner.page.text.contains(text))
            let id = try #require(bearer?.token.id)
            try await owner.post("\(path)/\(id)/revocation", [:])
            try await owner.get(path)
            #expect(owner.page.text.contains("No token yet"))
        }
    }
}
