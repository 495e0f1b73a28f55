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
}
