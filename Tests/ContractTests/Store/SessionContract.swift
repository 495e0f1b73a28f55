import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct SessionContract {
    @Test(arguments: StoreKind.allCases)
    func aSessionIsFoundByItsTokenAlone(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let session = Sample.session(of: world.owner.id)
            try await world.store.openSession(session, audit: [])
            let found = try await world.store.signedIn(by: session.tokenHash)
            #expect(found?.session == session)
            let authority = try await world.store.authority(of: world.owner.id)
            #expect(found?.authority == authority)
            #expect(try await world.store.signedIn(by: Sample.tokenHash()) == nil)
            await expectStoreError(.notFound) {
                try await world.store.openSession(Sample.session(of: Sample.id()), audit: [])
            }
        }
    }

    /// Whoever came in with a password that was changed meanwhile is out.
    @Test(arguments: StoreKind.allCases)
    func aSessionIsOpenedByThePasswordOfNow(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, owner) = (world.store, world.owner)
            let old = try #require(owner.passwordHash)
            let before = try await store.sessions(of: owner.id).count
            let events = try await world.eventCount()
            #expect(
                try await store.setPassword(
                    of: owner.id, from: old, to: PasswordHash("new"),
                    keeping: world.setup.session.id, audit: []))
            let draft = Sample.event(.signedIn, in: world.scope)
            let late = Sample.session(of: owner.id)
            #expect(try await !store.openSession(late, by: old, audit: [draft]))
            #expect(try await !store.openSession(late, by: nil, audit: [draft]))
            #expect(try await store.sessions(of: owner.id).count == before)
            #expect(try await world.eventCount() == events)

            // Neither does the old one come back, by whoever looked at it before.
            try await store.renewPassword(of: owner.id, from: old, to: PasswordHash("old again"))
            #expect(
                try await !store.setPassword(
                    of: owner.id, from: old, to: PasswordHash("mine"), keeping: nil, audit: []))
            #expect(try await store.user(owner.id)?.passwordHash == PasswordHash("new"))
            #expect(try await store.sessions(of: owner.id).count == before)

            // The same by another effort is no change.
            try await store.renewPassword(
                of: owner.id, from: PasswordHash("new"), to: PasswordHash("newer"))
            #expect(try await store.user(owner.id)?.passwordHash == PasswordHash("newer"))
            #expect(try await store.sessions(of: owner.id).count == before)
            #expect(
                try await store.openSession(late, by: PasswordHash("newer"), audit: [draft]))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func nobodySignsInWithThePasswordThatIsReplaced(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .viewer)
            let outcomes = await eightAtOnce { number in
                if number == 4 {
                    _ = try await world.peers[number].setPassword(
                        of: ann.id, from: ann.passwordHash, to: PasswordHash("new"),
                        keeping: nil, audit: [])
                } else {
                    _ = try await world.peers[number].openSession(
                        Sample.session(of: ann.id), by: ann.passwordHash, audit: [])
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(try await world.store.user(ann.id)?.passwordHash == PasswordHash("new"))
            #expect(try await world.store.sessions(of: ann.id) == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func lastSeenNeverMovesBackAndNeverRevives(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, session) = (world.store, world.setup.session)
            for (time, expected) in [(10, 10), (5, 10), (20, 20)] {
                try await store.touchSession(session.id, at: Sample.now + .seconds(time))
                let lastSeen = try await store.signedIn(by: session.tokenHash)?.session.lastSeen
                #expect(lastSeen == Sample.now + .seconds(expected))
            }
            #expect(try await store.endSession(session.id, audit: []))
            try await store.touchSession(session.id, at: Sample.now + Sample.hour)
            #expect(try await store.signedIn(by: session.tokenHash) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func sessionsEndOnceAndAreAuditedOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let event = Sample.event(.signedOut, in: world.scope)
            let (store, owner) = (world.store, world.owner.id)
            let more = [Sample.session(of: owner), Sample.session(of: owner)]
            for session in more { try await store.openSession(session, audit: []) }
            #expect(try await store.endSession(world.setup.session.id, audit: [event]))
            #expect(try await store.endSession(world.setup.session.id, audit: [event]) == false)
            #expect(try await store.endSessions(of: owner, except: more[0].id, audit: [event]) == 1)
            #expect(try await store.endSessions(of: owner, except: more[0].id, audit: [event]) == 0)
            #expect(try await store.sessions(of: owner) == [more[0]])
            #expect(try await store.endSessions(of: owner, except: nil, audit: [event]) == 1)
            #expect(try await world.eventCount() == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func deadSessionsAreForgotten(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, owner) = (world.store, world.owner.id)
            let day = Duration.seconds(86_400)
            let live = Sample.session(of: owner, lastSeen: Sample.now + day - Sample.hour)
            let expired = Sample.session(
                of: owner, created: Sample.now - Sample.hour,
                lastSeen: Sample.now + day - Sample.hour)
            for session in [live, expired] { try await store.openSession(session, audit: []) }
            let now = Sample.now + day - .seconds(1)
            let count = try await store.removeDeadSessions(at: now, idleMax: .seconds(7200))
            #expect(count == 2)
            #expect(try await store.sessions(of: owner) == [live])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theSessionUnusedForLongestMakesRoom(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .viewer)
            // Opened in one order and used in the opposite one.
            var sessions: [Session] = []
            for number in 0..<Session.perUserMax {
                sessions.append(
                    Sample.session(
                        of: ann.id, created: Sample.now + .seconds(number),
                        lastSeen: Sample.now + .seconds(1000 - number)))
                try await world.store.openSession(sessions[number], audit: [])
            }
            let newest = Sample.session(of: ann.id, created: Sample.now + Sample.hour)
            try await world.store.openSession(newest, audit: [])
            let left = try await world.store.sessions(of: ann.id)
            #expect(left == sessions.dropLast() + [newest])
            #expect(try await world.store.sessions(of: world.owner.id).count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func nobodySignsInWhileBeingDisabled(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .viewer)
            let outcomes = await eightAtOnce { number in
                if number == 4 {
                    try await world.peers[number].disableUser(ann.id, at: Sample.now, audit: [])
                } else {
                    try await world.peers[number].openSession(
                        Sample.session(of: ann.id), audit: [])
                }
            }
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .userDisabled },
                "\(outcomes.errors)")
            #expect(try await world.store.user(ann.id)?.isDisabled == true)
            #expect(try await world.store.sessions(of: ann.id) == [])
        }
    }
}
