import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct SetupContract {
    @Test(arguments: StoreKind.allCases)
    func aNewDatabaseHasNoHubAndTheFirstOneCreatedStays(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let none = try await store.hub()
            #expect(none == nil)
            let first = Hub(id: Sample.id(), created: Sample.now)
            #expect(try await store.createHub(first) == first)
            let second = Hub(id: Sample.id(), created: Sample.now + Sample.hour)
            #expect(try await store.createHub(second) == first)
            #expect(try await store.hub() == first)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func setupMakesEverythingTheFirstOwnerNeeds(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let store = world.store
            #expect(try await store.hub()?.setUp == Sample.now)
            #expect(try await store.tenant(world.tenant.id) == world.tenant)
            #expect(try await store.user(login: "owner") == world.owner)
            #expect(try await store.hubAdministrators() == [world.owner])
            let signedIn = try await store.signedIn(by: world.setup.session.tokenHash)
            #expect(signedIn?.session == world.setup.session)
            #expect(signedIn?.authority.roles == [world.tenant.id: .owner])
            #expect(signedIn?.authority.isHubAdministrator == true)
            let actions = try await store.auditChain(of: .hub, after: 0, limit: 10).map {
                $0.draft.action
            }
            #expect(actions == [.tokenIssued, .hubSetUp])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func setupNeedsAHubATokenAndNobodyBefore(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let token = Sample.token(.setup)
            let setup = World.firstSetup("ann", token: token)
            await expectStoreError(.notFound) { try await store.setUp(setup, audit: []) }
            _ = try await store.createHub(Hub(id: Sample.id(), created: Sample.now))
            await expectRefusal(.tokenRefused) { try await store.setUp(setup, audit: []) }

            let other = Sample.token(.invitation)
            try await store.issueToken(other, replacing: false, audit: [])
            await expectRefusal(.tokenRefused) {
                try await store.setUp(World.firstSetup("ann", token: other), audit: [])
            }
            #expect(try await store.user(login: "ann") == nil)

            try await store.issueToken(token, replacing: false, audit: [])
            try await store.setUp(setup, audit: [])
            let more = Sample.token(.setup)
            try await store.issueToken(more, replacing: false, audit: [])
            await expectRefusal(.alreadySetUp) {
                try await store.setUp(World.firstSetup("bob", token: more), audit: [])
            }
            #expect(try await store.token(more.hash)?.usesLeft == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoSetUpTogetherOneBecomesTheOwner(kind: StoreKind) async throws {
        try await kind.withPeers { peers in
            let store = peers[0]
            // Eight uses, so that the token alone does not decide it.
            let token = Sample.token(.setup, uses: 8)
            _ = try await store.createHub(Hub(id: Sample.id(), created: Sample.now))
            try await store.issueToken(token, replacing: false, audit: [])
            let outcomes = await eightAtOnce { number in
                try await peers[number].setUp(
                    World.firstSetup("user\(number)", token: token),
                    audit: [Sample.event(.hubSetUp)])
            }
            #expect(outcomes.values.count == 1)
            #expect(
                outcomes.errors.allSatisfy {
                    ($0 as? StoreError)?.kind == .refused(.alreadySetUp)
                }, "\(outcomes.errors)")
            #expect(try await store.users(PageRequest()).items.count == 1)
            #expect(try await store.tenants(PageRequest()).items.count == 1)
            #expect(try await store.hubAdministrators().count == 1)
            #expect(try await store.token(token.hash)?.usesLeft == 7)
            #expect(try await store.auditHead(of: .hub).sequence == 1)
        }
    }
}
