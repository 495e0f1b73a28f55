import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct UserContract {
    @Test(arguments: StoreKind.allCases)
    func whatIsKeptOfAUserComesBackAsItWas(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let full = Sample.user("zoe")
            var bare = User(
                id: Sample.id(), login: "o'brien", displayName: "备份 \u{1F512}\"'",
                created: Sample.now)
            for user in [full, bare] {
                try await world.store.addUser(user, as: nil, audit: [])
                #expect(try await world.store.user(user.id) == user)
                #expect(try await world.store.user(login: user.login) == user)
            }
            try await world.store.updateUser(
                bare.id, displayName: "e\u{301}", language: .chinese, audit: [])
            bare.displayName = "e\u{301}"
            bare.language = .chinese
            let found = try await world.store.user(bare.id)
            #expect(found == bare)
            #expect(found.map { Array($0.displayName.unicodeScalars) } == ["e", "\u{301}"])
            #expect(try await world.store.user(login: "nobody") == nil)
            #expect(try await world.store.user(Sample.id()) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aNameThatDiffersInBytesAloneIsAChange(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var names: [[Unicode.Scalar]] = []
            for name in ["\u{E9}", "e\u{301}", "e\u{301}"] {
                try await world.store.updateUser(
                    world.owner.id, displayName: name, language: nil,
                    audit: [Sample.event(.userChanged, in: world.scope)])
                let found = try await world.store.user(world.owner.id)
                names.append(Array(found?.displayName.unicodeScalars ?? "".unicodeScalars))
            }
            #expect(names == [["\u{E9}"], ["e", "\u{301}"], ["e", "\u{301}"]])
            #expect(try await world.eventCount() == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func textWithNULIsRefusedByEveryStore(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            await expectStoreError(.constraint) {
                try await world.store.updateUser(
                    world.owner.id, displayName: "a\0b", language: nil, audit: [])
            }
            var user = Sample.user("nul")
            user.displayName = "\0"
            await expectStoreError(.constraint) {
                try await world.store.addUser(user, as: nil, audit: [])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aLoginIsTakenOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            await expectRefusal(.loginTaken) {
                _ = try await world.add("owner", as: .viewer)
            }
            let users = try await world.store.users(PageRequest()).items
            #expect(users == [world.owner])
            #expect(try await world.eventCount() == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aUserOfAnUnknownTenantIsNotAdded(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let user = Sample.user("ann")
            await expectStoreError(.notFound) {
                try await world.store.addUser(
                    user,
                    as: Membership(
                        tenant: Sample.id(), user: user.id, role: .viewer, created: Sample.now),
                    audit: [])
            }
            let found = try await world.store.user(user.id)
            #expect(found == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoAskForOneLoginOneGetsIt(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let outcomes = await eightAtOnce {
                try await world.add("ann", as: .viewer, through: $0)
            }
            #expect(outcomes.values.count == 1)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .loginTaken },
                "\(outcomes.errors)")
            let users = try await world.store.users(PageRequest()).items
            #expect(users.count == 2)
            #expect(try await world.eventCount() == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aNewPasswordEndsTheOtherSessions(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let other = Sample.session(of: world.owner.id)
            try await world.store.openSession(other, audit: [])
            try await world.store.setPassword(
                of: world.owner.id, to: PasswordHash("new"), keeping: other.id,
                audit: [Sample.event(.passwordChanged, in: world.scope)])
            #expect(try await world.store.sessions(of: world.owner.id) == [other])
            let user = try await world.store.user(world.owner.id)
            #expect(user?.passwordHash == PasswordHash("new"))
            #expect(try await world.eventCount() == 1)
            await expectStoreError(.notFound) {
                try await world.store.setPassword(
                    of: Sample.id(), to: PasswordHash("x"), keeping: nil, audit: [])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func disablingEndsSessionsAndIsDoneOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let user = try await world.add("ann", as: .admin)
            try await world.store.openSession(Sample.session(of: user.id), audit: [])
            for _ in 0..<2 {
                try await world.store.disableUser(
                    user.id, at: Sample.now, audit: [Sample.event(.userDisabled, in: world.scope)])
            }
            #expect(try await world.store.sessions(of: user.id) == [])
            #expect(try await world.store.user(user.id)?.disabled == Sample.now)
            await expectRefusal(.userDisabled) {
                try await world.store.openSession(Sample.session(of: user.id), audit: [])
            }
            for _ in 0..<2 {
                try await world.store.enableUser(
                    user.id, audit: [Sample.event(.userEnabled, in: world.scope)])
            }
            #expect(try await world.store.user(user.id) == user)
            #expect(try await world.eventCount() == 3)
        }
    }
}
