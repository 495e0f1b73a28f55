import Cryptography
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@Suite struct SignInTests {
    private let password = HubFixture.form.password

    @Test func theRightPasswordOpensAndTheWrongOneDoesNot() async throws {
        try await HubFixture.with { hub in
            try await hub.setUp()
            guard case .opened(let opened) = try await hub.attempt("MARA@example.org", password)
            else { throw Unexpected() }
            #expect(try await hub.sessions.signedIn(by: opened.token) != nil)
            for (login, password) in [
                ("mara@example.org", "something else"), ("nobody@example.org", password),
                ("", ""), ("mara@example.org", password + " "),
            ] {
                guard case .refused = try await hub.attempt(login, password)
                else { throw Unexpected() }
            }
        }
    }

    @Test func guessingIsSlowedDownAndTimeHelps() async throws {
        try await HubFixture.with { hub in
            try await hub.setUp()
            for _ in 0..<5 { _ = try await hub.attempt("mara@example.org", "wrong") }
            guard case .wait(let span) = try await hub.attempt("mara@example.org", password)
            else { throw Unexpected() }
            #expect(span == .seconds(1))
            guard
                case .opened = try await hub.attempt(
                    "mara@example.org", password, from: "198.51.100.9")
            else { throw Unexpected() }
            hub.time.advance(by: .seconds(1))
            guard case .opened = try await hub.attempt("mara@example.org", password)
            else { throw Unexpected() }
        }
    }

    /// While the old one is looked at, which takes a tenth of a second.
    @Test func aPasswordThatIsChangedMeanwhileLetsNobodyIn() async throws {
        try await HubFixture.with { hub in
            try await hub.setUp()
            let mara = try #require(try await hub.store.user(login: "mara@example.org"))
            let passwords = PasswordDesk(cost: PasswordCost(memoryKibibytes: 8, passes: 1))
            let new = try await passwords.hash(Secret("another sentence that is good"))
            func signIn(
                _ meanwhile: @escaping @Sendable () async throws -> Void, effort: Int = 1
            ) async throws -> SignIn.Outcome {
                let store = Untouchable(store: hub.store, kind: .full, meanwhile: meanwhile)
                let office = SessionOffice(
                    store: store, clock: hub.time.clock, ids: IDSource(clock: hub.time.clock))
                return try await SignIn(
                    users: hub.store, audit: hub.store, sessions: office,
                    passwords: PasswordDesk(
                        cost: PasswordCost(memoryKibibytes: 8, passes: effort)),
                    clock: hub.time.clock
                ).attempt(
                    login: mara.login, password: Secret(password),
                    visitor: HubFixture.visitor)
            }
            // Looked at again, the same password that was made anew lets its owner in.
            let same = try await passwords.hash(Secret(password))
            guard
                case .opened = try await signIn({
                    _ = try await hub.store.setPassword(
                        of: mara.id, from: mara.passwordHash, to: same, keeping: nil, audit: [])
                })
            else { throw Unexpected() }
            for effort in [1, 2] {
                let before = try await hub.store.user(mara.id)?.passwordHash
                guard
                    case .refused = try await signIn(
                        {
                            try await hub.store.setPassword(
                                of: mara.id, to: new, keeping: nil, audit: [])
                        }, effort: effort)
                else { throw Unexpected() }
                #expect(try await hub.store.user(mara.id)?.passwordHash == new)
                #expect(try await hub.store.sessions(of: mara.id).isEmpty)
                try await hub.store.setPassword(
                    of: mara.id, to: try #require(before), keeping: nil, audit: [])
            }
            // Another effort is no other password: nobody's session ends.
            guard case .opened(let opened) = try await hub.attempt(mara.login, password),
                case .opened = try await signIn({}, effort: 2)
            else { throw Unexpected() }
            #expect(try await hub.sessions.signedIn(by: opened.token) != nil)
            #expect(try await hub.store.user(mara.id)?.passwordHash != same)
        }
    }

    @Test func refusalsAreAuditedWithoutTheTypedLogin() async throws {
        try await HubFixture.with { hub in
            try await hub.setUp()
            _ = try await hub.attempt("my secret password", "x")
            _ = try await hub.attempt("mara@example.org", "x")
            let events = try await hub.store.auditEvents(
                in: .hub, matching: .init(action: .signInFailed), before: nil, limit: 10)
            #expect(events.map { $0.draft.target?.name } == ["mara@example.org", nil])
            #expect(events.allSatisfy { !"\($0)".contains("secret") })
        }
    }

    @Test func disabledPeopleStayOut() async throws {
        try await HubFixture.with { hub in
            let opened = try await hub.setUp()
            let second = User(
                id: ID(UUID(high: 7, low: 7)), login: "jon@example.org", displayName: "Jon",
                passwordHash: try await hub.store.user(login: "mara@example.org")?.passwordHash,
                created: hub.time.clock.now)
            try await hub.store.addUser(second, as: nil, audit: [])
            guard case .opened(let session) = try await hub.attempt("jon@example.org", password)
            else { throw Unexpected() }
            try await hub.store.disableUser(second.id, at: hub.time.clock.now, audit: [])
            #expect(try await hub.sessions.signedIn(by: session.token) == nil)
            guard case .refused = try await hub.attempt("jon@example.org", password)
            else { throw Unexpected() }
            #expect(try await hub.sessions.signedIn(by: opened.token) != nil)
        }
    }

    @Test func sessionsEndWhenUnusedOldOrSignedOut() async throws {
        try await HubFixture.with { hub in
            let opened = try await hub.setUp()
            hub.time.advance(by: SessionOffice.idleMax - .seconds(1))
            #expect(try await hub.sessions.signedIn(by: opened.token) != nil)
            hub.time.advance(by: SessionOffice.idleMax - .seconds(1))
            let kept = try #require(try await hub.sessions.signedIn(by: opened.token))
            try await hub.sessions.end(kept, visitor: HubFixture.visitor)
            #expect(try await hub.sessions.signedIn(by: opened.token) == nil)

            guard case .opened(let next) = try await hub.attempt("mara@example.org", password)
            else { throw Unexpected() }
            hub.time.advance(by: SessionOffice.idleMax)
            #expect(try await hub.sessions.signedIn(by: next.token) == nil)
            try await hub.sessions.sweep()
            #expect(try await hub.store.sessions(of: next.session.user).isEmpty)
        }
    }
}

struct Unexpected: Error {}
