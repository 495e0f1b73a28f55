import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct MembershipContract {
    @Test(arguments: StoreKind.allCases)
    func authorityGathersEveryRole(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .operator)
            let second = Sample.tenant("second")
            try await world.store.addTenant(second, owner: ann.id, audit: [])
            #expect(
                try await world.store.authority(of: ann.id)
                    == Authority(
                        user: ann, roles: [world.tenant.id: .operator, second.id: .owner],
                        isHubAdministrator: false))
            #expect(try await world.store.authority(of: Sample.id()) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func membershipsAreAddedChangedAndRemoved(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let store = world.store
            let ann = Sample.user("ann")
            try await store.addUser(ann, as: nil, audit: [])
            let joined = Membership(
                tenant: world.tenant.id, user: ann.id, role: .viewer, created: Sample.now)
            let event = Sample.event(.memberAdded, in: world.scope)
            try await store.addMember(joined, audit: [event])
            await expectRefusal(.alreadyMember) {
                try await store.addMember(joined, audit: [event])
            }
            for _ in 0..<2 {
                try await store.setRole(
                    .admin, of: ann.id, in: world.tenant.id, audit: [event])
            }
            #expect(
                try await store.authority(of: ann.id)?.roles == [world.tenant.id: .admin])
            var member = Member(user: ann, membership: joined)
            member.membership.role = .admin
            #expect(try await store.member(ann.id, of: world.tenant.id) == member)
            #expect(try await store.member(ann.id, of: Sample.id()) == nil)
            try await store.removeMember(ann.id, from: world.tenant.id, audit: [event])
            #expect(try await store.authority(of: ann.id)?.roles == [:])
            await expectStoreError(.notFound) {
                try await store.removeMember(ann.id, from: world.tenant.id, audit: [event])
            }
            await expectStoreError(.notFound) {
                try await store.setRole(.admin, of: ann.id, in: world.tenant.id, audit: [event])
            }
            #expect(try await world.eventCount() == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whoHasNoPartAnyMoreHasNoLinkEither(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, ann) = (world.store, try await world.add("ann", as: .viewer))
            let second = Sample.tenant("second")
            try await store.addTenant(second, owner: world.owner.id, audit: [])
            try await store.addMember(
                Membership(tenant: second.id, user: ann.id, role: .viewer, created: Sample.now),
                audit: [])
            let link = Sample.token(.passwordReset, user: ann.id)
            try await store.issueToken(link, replacing: true, audit: [])
            try await store.removeMember(ann.id, from: second.id, audit: [])
            #expect(try await store.token(link.hash) != nil, "it is for their other part")
            try await store.removeMember(ann.id, from: world.tenant.id, audit: [])
            #expect(try await store.token(link.hash) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func strangersCannotBeMadeMembers(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            for (tenant, user) in [(world.tenant.id, Sample.id()), (Sample.id(), world.owner.id)] {
                await expectStoreError(.notFound) {
                    try await world.store.addMember(
                        Membership(tenant: tenant, user: user, role: .viewer, created: Sample.now),
                        audit: [])
                }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theLastOwnerStaysWhateverIsTried(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, owner, tenant) = (world.store, world.owner.id, world.tenant.id)
            // Others who do not count: an administrator, and an owner who may not sign in.
            _ = try await world.add("ann", as: .admin)
            let bob = try await world.add("bob", as: .owner)
            try await store.disableUser(bob.id, at: Sample.now, audit: [])
            await expectRefusal(.lastOwner) {
                try await store.setRole(.admin, of: owner, in: tenant, audit: [])
            }
            await expectRefusal(.lastOwner) {
                try await store.removeMember(owner, from: tenant, audit: [])
            }
            await expectRefusal(.lastOwner) {
                try await store.disableUser(owner, at: Sample.now, audit: [])
            }
            try await store.enableUser(bob.id, audit: [])
            try await store.setRole(.admin, of: owner, in: tenant, audit: [])
            #expect(try await store.authority(of: owner)?.roles == [tenant: .admin])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theLastHubAdministratorStays(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let store = world.store
            let ann = try await world.add("ann", as: .owner)
            await expectRefusal(.lastHubAdministrator) {
                try await store.removeHubAdministrator(world.owner.id, audit: [])
            }
            await expectRefusal(.lastHubAdministrator) {
                try await store.disableUser(world.owner.id, at: Sample.now, audit: [])
            }
            let event = Sample.event(.administratorAdded)
            let before = try await store.auditHead(of: .hub).sequence
            for _ in 0..<2 {
                try await store.addHubAdministrator(
                    ann.id, at: Sample.now + Sample.hour, audit: [event])
            }
            #expect(try await store.auditHead(of: .hub).sequence == before + 1)
            #expect(try await store.hubAdministrators() == [world.owner, ann])
            try await store.removeHubAdministrator(world.owner.id, audit: [event])
            #expect(try await store.hubAdministrators() == [ann])
            await expectStoreError(.notFound) {
                try await store.removeHubAdministrator(world.owner.id, audit: [event])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightOwnersWhoLeaveTogetherOneStays(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var owners = [world.owner]
            for number in 1..<8 { owners.append(try await world.add("o\(number)", as: .owner)) }
            // Somebody else administers the hub, so that owners alone are at stake.
            let administrator = try await world.add("root", as: .viewer)
            try await world.store.addHubAdministrator(
                administrator.id, at: Sample.now, audit: [])
            let before = try await world.eventCount()
            let outcomes = await eightAtOnce { [owners] number in
                let (store, user, tenant) = (
                    world.peers[number], owners[number].id, world.tenant.id
                )
                let audit = [Sample.event(.memberRemoved, in: world.scope)]
                switch number % 3 {
                case 0: try await store.removeMember(user, from: tenant, audit: audit)
                case 1: try await store.setRole(.viewer, of: user, in: tenant, audit: audit)
                default: try await store.disableUser(user, at: Sample.now, audit: audit)
                }
            }
            #expect(outcomes.values.count == 7)
            #expect(
                outcomes.errors.map { ($0 as? StoreError)?.refusal } == [.lastOwner],
                "\(outcomes.errors)")
            let members = try await world.store.members(of: world.tenant.id, PageRequest()).items
            let active = members.filter { $0.membership.role == .owner && !$0.user.isDisabled }
            #expect(active.count == 1)
            #expect(try await world.eventCount() == before + 7)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightAdministratorsWhoLeaveTogetherOneStays(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var people = [world.owner]
            for number in 1..<8 {
                let user = try await world.add("a\(number)", as: .owner)
                try await world.store.addHubAdministrator(user.id, at: Sample.now, audit: [])
                people.append(user)
            }
            let outcomes = await eightAtOnce { [people] number in
                try await world.peers[number].removeHubAdministrator(
                    people[number].id, audit: [Sample.event(.administratorRemoved)])
            }
            #expect(outcomes.values.count == 7)
            #expect(
                outcomes.errors.map { ($0 as? StoreError)?.refusal }
                    == [.lastHubAdministrator], "\(outcomes.errors)")
            #expect(try await world.store.hubAdministrators().count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoAddOneMemberOneDoes(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = Sample.user("ann")
            try await world.store.addUser(ann, as: nil, audit: [])
            let roles: [Role] = [.owner, .admin, .operator, .viewer]
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].addMember(
                    Membership(
                        tenant: world.tenant.id, user: ann.id, role: roles[number % 4],
                        created: Sample.now), audit: [Sample.event(.memberAdded, in: world.scope)])
            }
            #expect(outcomes.values.count == 1)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .alreadyMember },
                "\(outcomes.errors)")
            #expect(try await world.eventCount() == 1)
        }
    }
}
