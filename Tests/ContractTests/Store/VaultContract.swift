import Cron
import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct VaultContract {
    @Test(arguments: StoreKind.allCases)
    func aVaultIsKeptWholeWithItsSecrets(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await world.addAgent()
            let key = try await world.store.addKey(
                Sample.key(of: world.tenant.id), secrets: [], orGetNamed: false, audit: [])
            var vault = Sample.vault("Mäuse 🐭", of: world.tenant.id)
            vault.agents = [agent.id]
            vault.keeper = agent.id
            vault.keys = [key.id]
            vault.cadence = MaintenanceCadence(
                forget: try .init("@daily"), check: try .init("0 4 * * SUN"), checkPercent: 7,
                zone: "Asia/Shanghai")
            vault.cap = DeletionCap(count: 3, percent: 9)
            vault.quota = .gibibytes(5)
            vault.bandwidth = Bandwidth(upload: .mebibytes(2), download: .mebibytes(7))
            let secret = Sample.secret(
                .password, of: .vault(vault.id), in: world.tenant.id, for: .delete)
            let added = try await world.store.addVault(
                vault, secrets: [secret], once: nil,
                audit: [Sample.event(.vaultCreated, in: world.scope, on: AuditTarget(vault))])
            #expect(added == Versioned(vault, version: 1))
            #expect(try await world.store.vault(vault.id, of: world.tenant.id) == added)
            #expect(
                try await world.store.secrets(of: [.vault(vault.id)], in: world.tenant.id)
                    == [secret])
            #expect(try await world.eventCount() == 1)

            let stranger: ID<Tenant> = Sample.id()
            #expect(try await world.store.vault(vault.id, of: stranger) == nil)
            #expect(
                try await world.store.secrets(of: [.vault(vault.id)], in: stranger).isEmpty)
            #expect(
                try await world.store.deleteVault(vault.id, of: stranger, at: Sample.now) { _ in []
                }
                    == .absent)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatBoundsAVaultIsPutOnAndTakenAway(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let vault = try await world.addVault()
            func change(_ quota: ByteCount?, _ bandwidth: Bandwidth) async throws -> KnownVault {
                _ = try await world.store.changeVault(
                    vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
                ) {
                    $0.quota = quota
                    $0.bandwidth = bandwidth
                    return []
                }
                let figures = try await world.store.figures(
                    of: [vault.id], in: world.tenant.id, since: 0)
                #expect(figures[vault.id]?.quota == quota)
                return try #require(
                    await world.store.vault(vault.id, of: world.tenant.id)
                ).item
            }
            let most = ByteCount(Int64.max)
            let bounded = try await change(
                most, Bandwidth(upload: .kibibytes(1), download: most))
            #expect(bounded.quota == most)
            #expect(bounded.bandwidth == Bandwidth(upload: .kibibytes(1), download: most))
            let half = try await change(.mebibytes(1), Bandwidth(download: .kibibytes(9)))
            #expect(half.bandwidth == Bandwidth(download: .kibibytes(9)))
            let free = try await change(nil, .unbounded)
            #expect(free == vault)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whoeverReadAnOlderOneChangesNothing(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let vault = try await world.addVault()
            let changed = try await world.store.changeVault(
                vault.id, of: world.tenant.id, version: 1, secrets: SecretEdit()
            ) {
                $0.readiness = .ready
                return [Sample.event(.vaultChanged, in: world.scope)]
            }
            #expect(changed.version == 2 && changed.item.readiness == .ready)
            await expectRefusal(.versionMoved) {
                _ = try await world.store.changeVault(
                    vault.id, of: world.tenant.id, version: 1, secrets: SecretEdit()
                ) {
                    $0.name = "lost"
                    return []
                }
            }
            let same = try await world.store.changeVault(
                vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
            ) { _ in [Sample.event(.vaultChanged, in: world.scope)] }
            #expect(same == changed)
            #expect(try await world.eventCount() == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightChangesToOneVersionOneIsMade(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let vault = try await world.addVault()
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].changeVault(
                    vault.id, of: world.tenant.id, version: 1, secrets: SecretEdit()
                ) {
                    $0.name = "from \(number)"
                    return [Sample.event(.vaultChanged, in: world.scope)]
                }
            }
            #expect(outcomes.values.count == 1)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .versionMoved },
                "\(outcomes.errors)")
            #expect(try await world.eventCount() == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWithOneNameOneIsMade(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].addVault(
                    Sample.vault("same", of: world.tenant.id), secrets: [], once: nil,
                    audit: [Sample.event(.vaultCreated, in: world.scope)])
            }
            #expect(outcomes.values.count == 1)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .nameTaken },
                "\(outcomes.errors)")
            let events = try await world.eventCount()
            #expect(events == 1)
        }
    }

    /// The answer to the first request may have been lost on its way.
    @Test(arguments: StoreKind.allCases)
    func eightRequestsWithOneKeyMakeOneVault(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let key = Sample.idempotencyKey("once")
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].addVault(
                    Sample.vault("same", of: world.tenant.id), secrets: [], once: key,
                    audit: [Sample.event(.vaultCreated, in: world.scope)])
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(Set(outcomes.values.map(\.item.id)).count == 1)
            #expect(try await world.eventCount() == 1)
            await expectRefusal(.idempotencyKeyReused) {
                _ = try await world.store.addVault(
                    Sample.vault("other", of: world.tenant.id), secrets: [],
                    once: Sample.idempotencyKey("once", of: 2), audit: [])
            }
            let made = try #require(outcomes.values.first).item
            _ = try await world.store.deleteVault(made.id, of: world.tenant.id, at: Sample.now) {
                _ in []
            }
            await expectStoreError(.notFound) {
                _ = try await world.store.addVault(
                    Sample.vault("same", of: world.tenant.id), secrets: [], once: key, audit: [])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatAVaultNamesHasToBeThere(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await world.addAgent()
            let vault = try await world.addVault()
            func change(_ body: @escaping @Sendable (inout KnownVault) -> Void) async throws {
                _ = try await world.store.changeVault(
                    vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
                ) {
                    body(&$0)
                    return []
                }
            }
            await expectRefusal(.agentUnknown) { try await change { $0.owner = Sample.id() } }
            await expectRefusal(.agentUnknown) { try await change { $0.agents = [Sample.id()] } }
            await expectRefusal(.keyUnknown) { try await change { $0.keys = [Sample.id()] } }
            await expectRefusal(.keeperUnreachable) {
                try await change {
                    $0.agents = []
                    $0.keeper = agent.id
                }
            }
            _ = try await world.store.changeAgent(agent.id, of: nil) {
                $0.standing = .revoked
                return []
            }
            await expectRefusal(.agentUnknown) { try await change { $0.owner = agent.id } }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aVaultInUseStaysAndSaysWhoUsesIt(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await world.addAgent()
            let vault = try await world.addVault()
            let second = try await world.addSource(
                "b", at: .agent(agent.id), into: [vault.id])
            let first = try await world.addSource("a", at: .agent(agent.id), into: [vault.id])
            let users = [first, second].map { Usage(.source, id: $0.id.uuid, name: $0.name) }
            let removal = try await world.store.deleteVault(
                vault.id, of: world.tenant.id, at: Sample.now
            ) {
                [Sample.event(.vaultDeleted, in: world.scope, on: AuditTarget($0))]
            }
            #expect(removal == .used(by: users))
            #expect(try await world.eventCount() == 0)
            await #expect(throws: InUseError(users)) {
                try await world.store.changeVault(
                    vault.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
                ) {
                    $0.agents = []
                    return []
                }
            }
        }
    }

    /// Whoever is second finds the vault gone, or the source in it.
    @Test(arguments: StoreKind.allCases)
    func aVaultIsNeverDeletedUnderASource(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await world.addAgent()
            let vault = try await world.addVault()
            let outcomes = await eightAtOnce { number in
                if number.isMultiple(of: 2) {
                    let removal = try await world.peers[number].deleteVault(
                        vault.id, of: world.tenant.id, at: Sample.now
                    ) { _ in [] }
                    if case .used = removal { return }
                } else {
                    _ = try await world.peers[number].addSource(
                        Sample.source(
                            "s\(number)", of: world.tenant.id, at: .agent(agent.id),
                            into: [vault.id]),
                        secrets: [], once: nil, audit: [])
                }
            }
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .vaultUnknown },
                "\(outcomes.errors)")
            let isThere = try await world.store.vault(vault.id, of: world.tenant.id) != nil
            let sources = try await world.store.sources(
                of: world.tenant.id, matching: SourceFilter(), PageRequest())
            #expect(isThere == !sources.items.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func secretsArePutInPlaceOfOthersAndGoWithTheirVault(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let vault = try await world.addVault()
            let owner = SecretOwner.vault(vault.id)
            let first = Sample.secret(.password, of: owner, in: tenant, sealed: [1])
            let delete = Sample.secret(.password, of: owner, in: tenant, for: .delete)
            func edit(_ edit: SecretEdit) async throws -> Versioned<KnownVault> {
                try await store.changeVault(
                    vault.id, of: tenant, version: nil, secrets: edit
                ) { _ in [Sample.event(.vaultChanged, in: world.scope)] }
            }
            #expect(try await edit(SecretEdit(put: [first, delete])).version == 2)
            let second = Sample.secret(.password, of: owner, in: tenant, sealed: [2])
            #expect(try await edit(SecretEdit(put: [second])).version == 3)
            #expect(try await store.secrets(of: [owner], in: tenant) == [delete, second])
            #expect(try await store.reseal(second.id, from: [2], to: [3]))
            #expect(try await !store.reseal(second.id, from: [2], to: [4]))
            #expect(try await edit(SecretEdit(remove: [second.slot])).version == 4)
            #expect(try await edit(SecretEdit(remove: [second.slot])).version == 4)
            #expect(try await store.secrets(of: tenant, PageRequest()).items == [delete])
            #expect(try await world.eventCount() == 3)
            let removal = try await store.deleteVault(vault.id, of: tenant, at: Sample.now) { _ in
                []
            }
            guard case .removed = removal else {
                Issue.record("\(removal)")
                return
            }
            #expect(try await store.secrets(of: tenant, PageRequest()).items.isEmpty)
        }
    }

    /// What has to be changed when an agent is not trusted any more.
    @Test(arguments: StoreKind.allCases)
    func whatAnAgentWasToldIsFound(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let (agent, other) = (try await world.addAgent(), try await world.addAgent("db"))
            let key = try await store.addKey(
                Sample.key(of: tenant), secrets: [], orGetNamed: false, audit: [])
            let used = try await world.addVault("used") { $0.keys = [key.id] }
            let kept = try await world.addVault("kept") { $0.keeper = agent.id }
            let foreign = try await world.addVault("foreign") { $0.keeper = other.id }
            let source = try await world.addSource(at: .agent(agent.id), into: [used.id])
            func put(_ secrets: StoredSecret..., into vault: KnownVault) async throws {
                _ = try await store.changeVault(
                    vault.id, of: tenant, version: nil, secrets: SecretEdit(put: secrets)
                ) { _ in [] }
            }
            func secret(
                of vault: KnownVault, for purpose: SecretPurpose = .use
            ) -> StoredSecret {
                Sample.secret(.password, of: .vault(vault.id), in: tenant, for: purpose)
            }
            let (opens, deletes) = (secret(of: used), secret(of: used, for: .delete))
            try await put(opens, deletes, into: used)
            let takes = secret(of: kept, for: .delete)
            try await put(takes, into: kept)
            try await put(secret(of: foreign), into: foreign)
            let command = Sample.secret(.hookBefore, of: .source(source.id), in: tenant)
            _ = try await store.changeSource(
                source.id, of: tenant, version: nil, secrets: SecretEdit(put: [command])
            ) { _ in [] }
            let hook = Sample.secret(.hookAfter, of: .agent(agent.id), in: tenant)
            _ = try await store.changeAgent(
                agent.id, of: nil, secrets: SecretEdit(put: [hook])
            ) { _ in [] }
            func told(_ agent: Agent) async throws -> Set<StoredSecret> {
                Set(try await store.secrets(of: tenant, toldTo: agent.id, PageRequest()).items)
            }
            #expect(try await told(agent) == [opens, takes, command, hook])
            #expect(try await told(other).map(\.owner) == [.vault(foreign.id)])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func keysAreSharedByNameAndStayWhileNamed(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let outcomes = await eightAtOnce { number in
                let key = Sample.key("tenant", of: tenant)
                return try await world.peers[number].addKey(
                    key, secrets: [Sample.secret(.identity, of: .key(key.id), in: tenant)],
                    orGetNamed: true, audit: [Sample.event(.keyCreated, in: world.scope)])
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            let key = try #require(outcomes.values.first)
            #expect(Set(outcomes.values).count == 1)
            #expect(try await world.eventCount() == 1)
            #expect(try await store.keys(of: tenant, PageRequest()).items == [key])
            #expect(try await store.secrets(of: [.key(key.id)], in: tenant).count == 1)
            await expectRefusal(.nameTaken) {
                _ = try await store.addKey(
                    Sample.key("tenant", of: tenant), secrets: [], orGetNamed: false, audit: [])
            }
            let vault = try await world.addVault { $0.keys = [key.id] }
            let used = try await store.deleteKey(key.id, of: tenant) { _ in [] }
            #expect(used == .used(by: [Usage(.vault, id: vault.id.uuid, name: vault.name)]))
            _ = try await store.deleteVault(vault.id, of: tenant, at: Sample.now) { _ in [] }
            #expect(try await store.deleteKey(key.id, of: tenant) { _ in [] } == .removed(key))
            #expect(try await store.secrets(of: [.key(key.id)], in: tenant).isEmpty)
            #expect(try await store.deleteKey(key.id, of: tenant) { _ in [] } == .absent)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func listsAreFilteredAndCutIntoPages(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let (agent, other) = (try await world.addAgent(), try await world.addAgent("db"))
            let everybody = try await world.addVault("All")
            let local = try await world.addVault("100% local") { $0.owner = agent.id }
            let listed = try await world.addVault("Listed") {
                $0.agents = [other.id]
                $0.readiness = .ready
            }
            func names(_ filter: VaultFilter) async throws -> Set<String> {
                Set(
                    try await store.vaults(of: tenant, matching: filter, PageRequest()).items
                        .map(\.item.name))
            }
            #expect(try await names(VaultFilter(agent: agent.id)) == ["All", "100% local"])
            #expect(try await names(VaultFilter(agent: other.id)) == ["All", "Listed"])
            #expect(try await names(VaultFilter(readiness: .ready)) == ["Listed"])
            #expect(try await names(VaultFilter(text: "100%")) == ["100% local"])
            var (found, cursor): ([ID<KnownVault>], Cursor?) = ([], .start)
            while let after = cursor {
                let page = try await store.vaults(
                    of: tenant, matching: VaultFilter(), PageRequest(after: after, limit: 1))
                found += page.items.map(\.item.id)
                cursor = page.next
            }
            #expect(found.count == 3)
            #expect(Set(found) == [everybody.id, local.id, listed.id])
        }
    }
}
