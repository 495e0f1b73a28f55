import Domain
import Host
import HubCore
import Store
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
