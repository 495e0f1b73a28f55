import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct PageContract {
    /// Walks a list in pages of three.
    private func walk<Item>(
        _ next: (PageRequest) async throws -> Page<Item>
    ) async throws -> [Item] {
        var items: [Item] = []
        var cursor: Cursor? = .start
        while let after = cursor {
            // By its text, as a client passes it back.
            let read = try #require(Cursor(after.description))
            let page = try await next(PageRequest(after: read, limit: 3))
            #expect(page.items.count <= 3)
            items += page.items
            cursor = page.next
        }
        return items
    }

    private func isBefore(_ a: (Timestamp, UUID), _ b: (Timestamp, UUID)) -> Bool {
        (a.0.milliseconds, a.1.high, a.1.low) < (b.0.milliseconds, b.1.high, b.1.low)
    }

    @Test(arguments: StoreKind.allCases)
    func usersAndMembersAreListedByTimeThenID(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var people = [world.owner]
            for number in 0..<9 {
                // Three at each moment, the moments out of order, one of them before 1970.
                let created = Timestamp(milliseconds: [5, -5, 0][number % 3])
                let user = Sample.user("user\(number)", created: created)
                try await world.store.addUser(
                    user,
                    as: Membership(
                        tenant: world.tenant.id, user: user.id, role: .viewer, created: created),
                    audit: [])
                people.append(user)
            }
            people.sort { isBefore(($0.created, $0.id.uuid), ($1.created, $1.id.uuid)) }
            #expect(try await walk { try await world.store.users($0) } == people)
            let members = try await walk {
                try await world.store.members(of: world.tenant.id, $0)
            }
            #expect(members.map(\.user) == people)
            let strangers = try await world.store.members(of: Sample.id(), PageRequest())
            #expect(strangers.items.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func tenantsAreListedAndNamedOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var tenants = [world.tenant]
            for number in 0..<6 {
                let tenant = Sample.tenant("t\(number)", created: Sample.now + .seconds(-number))
                try await world.store.addTenant(
                    tenant, owner: world.owner.id, audit: [Sample.event(.tenantCreated)])
                tenants.insert(tenant, at: number == 0 ? 1 : 0)
            }
            tenants.sort { isBefore(($0.created, $0.id.uuid), ($1.created, $1.id.uuid)) }
            #expect(try await walk { try await world.store.tenants($0) } == tenants)
            #expect(try await world.store.tenant(named: "t3")?.name == "t3")
            await expectRefusal(.tenantNameTaken) {
                try await world.store.addTenant(
                    Sample.tenant("t3"), owner: world.owner.id, audit: [])
            }
            await expectStoreError(.notFound) {
                try await world.store.addTenant(
                    Sample.tenant("t9"), owner: Sample.id(), audit: [])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoMakeOneTenantOneDoes(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].addTenant(
                    Sample.tenant("new"), owner: world.owner.id,
                    audit: [Sample.event(.tenantCreated)])
            }
            #expect(outcomes.values.count == 1)
            #expect(
                outcomes.errors.allSatisfy {
                    ($0 as? StoreError)?.refusal == .tenantNameTaken
                }, "\(outcomes.errors)")
            let tenants = try await world.store.tenants(PageRequest()).items
            #expect(tenants.count == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func changingATenantIsAuditedOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            for _ in 0..<2 {
                let scope = world.scope
                let changed = try await world.store.changeTenant(world.tenant.id) {
                    ($0.displayName, $0.historyDays) = ("新名", 400)
                    return [Sample.event(.tenantRenamed, in: scope)]
                }
                #expect(changed.displayName == "新名" && changed.historyDays == 400)
                #expect(try await world.store.tenant(world.tenant.id) == changed)
            }
            #expect(try await world.eventCount() == 1)
            await expectStoreError(.notFound) {
                _ = try await world.store.changeTenant(Sample.id()) { _ in [] }
            }
        }
    }
}
