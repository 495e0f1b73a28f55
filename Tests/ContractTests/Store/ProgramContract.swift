import Domain
import Store
import StoreSupport
import Testing
import Values

/// Tokens of programs, and by what agents know the hub.
@Suite struct ProgramContract {
    @Test(arguments: StoreKind.allCases)
    func aTokenHasTheLesserOfItsRoleAndItsPersons(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .operator)
            for (role, expected) in [(Role.owner, Role.operator), (.viewer, .viewer)] {
                let token = Sample.apiToken(of: ann.id, in: world.tenant.id, role: role)
                try await world.store.issueAPIToken(token, audit: [])
                let bearer = try #require(try await world.store.bearer(of: token.hash))
                #expect(bearer.token == token)
                #expect(bearer.authority.roles == [world.tenant.id: expected])
            }
            let owners = Sample.apiToken(of: world.owner.id, in: world.tenant.id, role: .owner)
            try await world.store.issueAPIToken(owners, audit: [])
            let bearer = try #require(try await world.store.bearer(of: owners.hash))
            #expect(!bearer.authority.isHubAdministrator, "a token is no hub administrator")
            #expect(try await world.store.bearer(of: Sample.tokenHash()) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aTokenOfSomebodyWhoLeftMayNothing(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .admin)
            let token = Sample.apiToken(of: ann.id, in: world.tenant.id)
            try await world.store.issueAPIToken(token, audit: [])
            try await world.store.removeMember(ann.id, from: world.tenant.id, audit: [])
            #expect(try await world.store.bearer(of: token.hash)?.authority.roles == [:])
            await expectStoreError(.notFound) {
                try await world.store.issueAPIToken(
                    Sample.apiToken(of: ann.id, in: world.tenant.id), audit: [])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func tokensAreListedNotedAndRevokedInTheirTenant(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let tenant = world.tenant.id
            let token = Sample.apiToken(
                of: world.owner.id, in: tenant, expires: Sample.now + Sample.hour)
            let second = Sample.apiToken(
                of: world.owner.id, in: tenant, created: Sample.now + .seconds(1))
            for token in [token, second] {
                try await world.store.issueAPIToken(
                    token, audit: [Sample.event(.tokenIssued, in: world.scope)])
            }
            let first = try await world.store.apiTokens(of: tenant, PageRequest(limit: 1))
            #expect(first.items == [token] && first.next != nil)
            #expect(
                try await world.store.apiTokens(of: Sample.id(), PageRequest()).items.isEmpty)
            for (time, expected) in [(5, 5), (3, 5)] {
                try await world.store.touchAPIToken(token.id, at: Sample.now + .seconds(time))
                #expect(
                    try await world.store.bearer(of: token.hash)?.token.lastUsed
                        == Sample.now + .seconds(expected))
            }
            #expect(
                try await world.store.revokeAPIToken(token.id, of: Sample.id()) { _ in [] }
                    == false)
            for isThere in [true, false] {
                let wasThere = try await world.store.revokeAPIToken(token.id, of: tenant) {
                    [Sample.event(.tokenRevoked, in: world.scope, on: AuditTarget($0))]
                }
                #expect(wasThere == isThere)
            }
            #expect(try await world.store.bearer(of: token.hash) == nil)
            #expect(try await world.eventCount() == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func enrolmentTokensAreListedWhileTheyWork(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let tenant = world.tenant.id
            let token = Sample.token(.enrolment, tenant: tenant)
            let others = [Sample.token(.invitation, tenant: tenant), Sample.token(.enrolment)]
            for token in [token] + others {
                try await world.store.issueToken(token, replacing: false, audit: [])
            }
            func listed(at time: Timestamp) async throws -> [OneTimeToken] {
                try await world.store.tokens(for: .enrolment, of: tenant, at: time)
            }
            #expect(try await listed(at: Sample.now) == [token])
            #expect(try await listed(at: token.expires) == [])
            for (other, isThere) in [(others[0], false), (others[1], false), (token, true)] {
                #expect(
                    try await world.store.revokeToken(
                        other.id, for: .enrolment, of: tenant, audit: []) == isThere)
            }
            #expect(try await listed(at: Sample.now) == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightIdentitiesOneIsTheHubs(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let hub = try #require(try await world.store.hub()).id
            #expect(try await world.store.hubIdentity() == nil)
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].createHubIdentity(
                    HubIdentity(
                        hub: hub, incarnation: Sample.id(),
                        verifyingKey: Sample.tokenHash().bytes, sealedKey: [UInt8(number)]))
            }
            #expect(Set(outcomes.values).count == 1 && outcomes.errors.isEmpty)
            #expect(try await world.store.hubIdentity() == outcomes.values.first)
            await expectStoreError(.notFound) {
                _ = try await world.store.createHubIdentity(
                    HubIdentity(
                        hub: Sample.id(), incarnation: Sample.id(), verifyingKey: [],
                        sealedKey: []))
            }
        }
    }
}
