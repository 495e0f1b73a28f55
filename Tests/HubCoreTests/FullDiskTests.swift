import Cryptography
import Domain
import Host
import HubCore
import Store
import TestSupport
import Testing
import Values

@Suite struct FullDiskTests {
    /// Noting the visit is a write, and a page that only shows something must not fail by it.
    @Test(arguments: [StoreError.Kind.full, .readOnly])
    func whoIsSignedInStaysSoWhereNothingCanBeWritten(kind: StoreError.Kind) async throws {
        try await HubFixture.with { hub in
            let opened = try await hub.setUp()
            hub.time.advance(by: .seconds(3600))
            let office = SessionOffice(
                store: Untouchable(store: hub.store, kind: kind), clock: hub.time.clock,
                ids: IDSource(clock: hub.time.clock))
            let found = try await office.signedIn(by: opened.token)
            #expect(found?.session.id == opened.session.id)
        }
    }

    @Test func anyOtherFailureIsTold() async throws {
        try await HubFixture.with { hub in
            let opened = try await hub.setUp()
            hub.time.advance(by: .seconds(3600))
            let office = SessionOffice(
                store: Untouchable(store: hub.store, kind: .corrupt), clock: hub.time.clock,
                ids: IDSource(clock: hub.time.clock))
            await #expect(throws: StoreError.self) {
                _ = try await office.signedIn(by: opened.token)
            }
        }
    }
}

/// A store that notes no visit, and in which something may happen before somebody is let in.
struct Untouchable: SessionStore {
    let store: any Store
    let kind: StoreError.Kind
    /// Done before a session is opened.
    var meanwhile: @Sendable () async throws -> Void = {}

    func touchSession(_ id: ID<Session>, at time: Timestamp) async throws {
        throw StoreError(kind, "nothing can be written")
    }

    func openSession(
        _ session: Session, by hash: Domain.PasswordHash?, audit: [AuditDraft]
    ) async throws -> Bool {
        try await meanwhile()
        return try await store.openSession(session, by: hash, audit: audit)
    }

    func signedIn(by token: TokenHash) async throws -> SignedIn? {
        try await store.signedIn(by: token)
    }

    func sessions(of user: ID<User>) async throws -> [Session] {
        try await store.sessions(of: user)
    }

    func endSession(_ id: ID<Session>, audit: [AuditDraft]) async throws -> Bool {
        try await store.endSession(id, audit: audit)
    }

    func endSessions(
        of user: ID<User>, except kept: ID<Session>?, audit: [AuditDraft]
    ) async throws -> Int {
        try await store.endSessions(of: user, except: kept, audit: audit)
    }

    func removeDeadSessions(at now: Timestamp, idleMax: Duration) async throws -> Int {
        try await store.removeDeadSessions(at: now, idleMax: idleMax)
    }
}
