import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct LimitContract {
    @Test(arguments: StoreKind.allCases)
    func anAgentHasAsManySourcesAsItCanBeToldOf(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            for number in 1..<ConfigurationLimits.sourcesMax {
                _ = try await world.addSource(
                    "source \(number)", at: .agent(scene.agent.id), into: [scene.vault.id])
            }
            await expectRefusal(.tooMany) {
                _ = try await world.addSource(
                    "one more", at: .agent(scene.agent.id), into: [scene.vault.id])
            }
            let other = try await world.addAgent("other")
            let vault = try await world.addVault("Vault of other")
            _ = try await world.addSource("one more", at: .agent(other.id), into: [vault.id])
            let edited = try await world.store.changeSource(
                scene.source.id, of: scene.tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.name = "another name"
                return []
            }
            #expect(edited.item.name == "another name", "what is there may still be changed")
        }
    }

    /// From eight connections, exactly as many come as there is room for.
    @Test(arguments: StoreKind.allCases)
    func ofEightVaultsAsManyComeAsThereIsRoomFor(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let agent = try await world.addAgent()
            for number in 0..<(ConfigurationLimits.vaultsMax - 3) {
                _ = try await world.addVault("vault \(number)") { $0.owner = agent.id }
            }
            let outcomes = await eightAtOnce { number in
                var vault = Sample.vault("more \(number)", of: world.tenant.id)
                vault.owner = agent.id
                return try await world.peers[number].addVault(
                    vault, secrets: [], once: nil, audit: [])
            }
            #expect(outcomes.values.count == 3)
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .tooMany },
                "\(outcomes.errors)")
        }
    }

    /// There is room for three more: from eight connections exactly three come, of everything.
    @Test(arguments: StoreKind.allCases, TenantLimits.Thing.allCases)
    func ofEightThatATenantMakesAsManyComeAsItMayHave(
        kind: StoreKind, thing: TenantLimits.Thing
    ) async throws {
        var limits = TenantLimits.standard
        limits[thing] = 5
        try await kind.withWorld(limits: limits) { world in
            let vault = try await world.addVault()
            let agent = try await world.addAgent()
            let source = try await world.addSource(at: .agent(agent.id), into: [vault.id])
            let maker = Maker(world: world, agent: agent.id, vault: vault.id, source: source.id)
            for number in try await count(of: thing, in: world)..<2 {
                try await maker.make(thing, 10 + number)
            }
            let outcomes = await eightAtOnce { try await maker.make(thing, $0) }
            #expect(outcomes.values.count == 3, "\(outcomes.errors)")
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .tooMany },
                "\(outcomes.errors)")
            #expect(try await count(of: thing, in: world) == 5)
            let room = try await world.store.room(of: world.tenant.id)
            #expect(room.contains(TenantRoom(thing, count: 5, most: 5)))
        }
    }

    private func count(of thing: TenantLimits.Thing, in world: World) async throws -> Int {
        try await world.store.room(of: world.tenant.id).first { $0.thing == thing }?.count ?? -1
    }

    @Test(arguments: StoreKind.allCases)
    func aVaultDoesNotSlipOntoTheHubsDisk(kind: StoreKind) async throws {
        var limits = TenantLimits.standard
        limits[.hostedVaults] = 1
        try await kind.withWorld(limits: limits) { world in
            let first = try await world.addVault("first") { $0.place = "hub:a" }
            let second = try await world.addVault("second")
            await expectRefusal(.tooMany) {
                _ = try await world.store.changeVault(
                    second.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
                ) {
                    $0.place = "hub:b"
                    return []
                }
            }
            let kept = try await world.store.changeVault(
                first.id, of: world.tenant.id, version: nil, secrets: SecretEdit()
            ) {
                $0.name = "kept"
                return []
            }
            #expect(kept.item.name == "kept", "what is there may still be changed")
        }
    }
}

/// Makes one of something, through the connection of its number.
private struct Maker: Sendable {
    let world: World
    let agent: ID<Agent>
    let vault: ID<KnownVault>
    let source: ID<Source>

    func make(_ thing: TenantLimits.Thing, _ number: Int) async throws {
        let (tenant, store) = (world.tenant.id, world.peers[number % 8])
        let name = "new \(number)"
        switch thing {
        case .agents:
            let token = Sample.token(.enrolment, tenant: tenant)
            try await store.issueToken(token, replacing: false, audit: [])
            let agent = Sample.agent(name, of: .tenant(tenant))
            _ = try await store.enrol(agent.key, by: token.hash, at: Sample.now) { _ in
                (agent, [])
            }
        case .sources:
            _ = try await store.addSource(
                Sample.source(name, of: tenant, at: .agent(agent), into: [vault]), secrets: [],
                once: nil, audit: [])
        case .schedules:
            _ = try await store.addSchedule(
                try Sample.schedule(name, of: tenant, firing: [source]), once: nil, audit: [])
        case .vaults, .hostedVaults:
            var vault = Sample.vault(name, of: tenant)
            if thing == .hostedVaults { vault.place = "hub:\(number)" }
            _ = try await store.addVault(vault, secrets: [], once: nil, audit: [])
        case .keys:
            _ = try await store.addKey(
                Sample.key(name, of: tenant), secrets: [], orGetNamed: false, audit: [])
        case .members: _ = try await world.add("user\(number)", as: .viewer, through: number % 8)
        case .apiTokens:
            try await store.issueAPIToken(
                Sample.apiToken(of: world.owner.id, in: tenant), audit: [])
        case .oneTimeTokens:
            try await store.issueToken(
                Sample.token(.enrolment, tenant: tenant), replacing: false, audit: [])
        }
    }
}
