import Cryptography
import Domain
import HubCore
import Store
import TestSupport
import Testing
import Values

@Suite struct FirstRunTests {
    @Test func theFirstOwnerIsMadeAndSignedIn() async throws {
        try await HubFixture.with { hub in
            let opened = try await hub.setUp()
            let signedIn = try #require(try await hub.sessions.signedIn(by: opened.token))
            #expect(signedIn.authority.user.login == "mara@example.org")
            #expect(signedIn.authority.isHubAdministrator)
            #expect(Array(signedIn.authority.roles.values) == [.owner])
            #expect(try await hub.firstRun.hub().setUp != nil)
        }
    }

    @Test func anOldATooOldAndAUsedTokenAreRefused() async throws {
        try await HubFixture.with { hub in
            _ = try await hub.firstRun.hub()
            let old = try await hub.firstRun.issueToken()
            let token = try await hub.firstRun.issueToken()
            #expect(try await !hub.firstRun.accepts(old))
            #expect(try await hub.firstRun.accepts(token))
            #expect(try await !hub.firstRun.accepts(Token.random()))
            await #expect(throws: StoreError.self) {
                try await hub.firstRun.createOwner(
                    HubFixture.form, token: old, visitor: HubFixture.visitor)
            }
            hub.time.advance(by: FirstRun.linkLifetime)
            #expect(try await !hub.firstRun.accepts(token))
            try await hub.setUp()
            await #expect(throws: StoreError.self) { try await hub.setUp() }
        }
    }

    @Test func ofManyWhoSetUpTogetherOneSucceeds() async throws {
        try await HubFixture.with { hub in
            _ = try await hub.firstRun.hub()
            let token = try await hub.firstRun.issueToken()
            let successes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            _ = try await hub.firstRun.createOwner(
                                HubFixture.form, token: token, visitor: HubFixture.visitor)
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(successes == 1)
            #expect(try await hub.store.users(PageRequest(limit: 10)).items.count == 1)
        }
    }

    @Test func everyFieldSaysWhatIsWrongWithIt() {
        let form = FirstRun.Form(name: "", login: "a b", password: "short", language: .chinese)
        #expect(
            form.violations.map { "\($0.field) \($0.code)" } == [
                "display_name missing", "login character", "password too_short",
            ])
        #expect(HubFixture.form.violations.isEmpty)
    }
}
