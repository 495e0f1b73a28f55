import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct ConfigurationContract {
    private func configuration(_ serial: Int64, hash: UInt8) -> KeptConfiguration {
        KeptConfiguration(
            serial: serial, basis: Array(repeating: hash, count: 32), content: [1, 2],
            signature: Array(repeating: 3, count: 64), hash: Array(repeating: hash, count: 32),
            made: Sample.now)
    }

    @Test(arguments: StoreKind.allCases)
    func theBasisIsWhatConcernsTheAgentAndNothingElse(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let (agent, other) = (try await world.addAgent(), try await world.addAgent("db"))
            let key = try await store.addKey(
                Sample.key(of: tenant), secrets: [], orGetNamed: false, audit: [])
            let used = try await world.addVault("used") { $0.keys = [key.id] }
            let kept = try await world.addVault("kept") { $0.keeper = agent.id }
            let foreign = try await world.addVault("foreign")
            let mine = try await world.addSource(at: .agent(agent.id), into: [used.id])
            let theirs = try await world.addSource(
                "other", at: .agent(other.id), into: [foreign.id])
            let both = try await world.addSchedule("both", firing: [mine.id, theirs.id])
            _ = try await world.addSchedule("theirs", firing: [theirs.id])
            let owner = SecretOwner.vault(used.id)
            let secret = Sample.secret(.password, of: owner, in: tenant)
            _ = try await store.changeVault(
                used.id, of: tenant, version: nil,
                secrets: SecretEdit(put: [
                    secret, Sample.secret(.password, of: owner, in: tenant, for: .delete),
                ])
            ) { _ in [] }
            let hook = Sample.secret(.hookAfter, of: .agent(agent.id), in: tenant)
            for (machine, secret) in [
                (agent, hook),
                (other, Sample.secret(.hookAfter, of: .agent(other.id), in: tenant)),
            ] {
                _ = try await store.changeAgent(
                    machine.id, of: .tenant(tenant), secrets: SecretEdit(put: [secret])
                ) { _ in [] }
            }
            #expect(try await store.secrets(of: [.agent(agent.id)], in: tenant) == [hook])
            let basis = try #require(try await store.basis(of: agent.id))
            #expect(basis.agent.id == agent.id)
            #expect(basis.sources.map(\.item) == [mine])
            #expect(Set(basis.vaults.map(\.item.id)) == [used.id, kept.id])
            #expect(basis.schedules.map(\.item) == [both])
            #expect(basis.keys == [key])
            #expect(Set(basis.secrets) == [secret, hook], "what deletes stays here")
            #expect(try await store.agents(using: .vault(used.id)) == [agent.id])
            #expect(try await store.agents(using: .vault(kept.id)) == [agent.id])
            #expect(try await store.agents(using: .source(theirs.id)) == [other.id])
            #expect(try await store.agents(using: .schedule(both.id)) == [agent.id, other.id])
            _ = try await store.changeAgent(agent.id, of: nil) {
                $0.standing = .revoked
                return []
            }
            #expect(try await store.basis(of: agent.id) == nil)
        }
    }

    /// What a machine has goes with it.
    @Test(arguments: StoreKind.allCases)
    func theSecretsOfAnAgentGoWithIt(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (store, tenant) = (world.store, world.tenant.id)
            let agent = try await world.addAgent()
            let hook = Sample.secret(.hookBefore, of: .agent(agent.id), in: tenant)
            _ = try await store.changeAgent(
                agent.id, of: nil, secrets: SecretEdit(put: [hook])
            ) { _ in [] }
            #expect(try await store.secrets(of: tenant, PageRequest()).items == [hook])
            _ = try await store.deleteAgent(agent.id, of: .tenant(tenant)) { _, _ in [] }
            #expect(try await store.secrets(of: tenant, PageRequest()).items.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func serialsFollowEachOther(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let store = world.store
            let agent = try await world.addAgent().id
            #expect(try await store.configuration(of: agent) == nil)
            #expect(try await !store.keep(configuration(2, hash: 1), of: agent))
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].keep(
                    configuration(1, hash: UInt8(number)), of: agent)
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(outcomes.values.filter(\.self).count == 1)
            let second = configuration(2, hash: 9)
            #expect(try await store.keep(second, of: agent))
            #expect(try await store.configuration(of: agent) == second)
            #expect(try await !store.keep(configuration(1, hash: 1), of: Sample.id()))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsAppliedIsTheWantedOneOrItIsNot(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let store = world.store
            let agent = try await world.addAgent().id
            let (old, new) = (configuration(1, hash: 1), configuration(2, hash: 2))
            #expect(
                try await store.noteApplied(old.hash, failure: nil, by: agent, at: Sample.now)
                    == nil)
            _ = try await store.keep(old, of: agent)
            let first = try await store.noteApplied(
                old.hash, failure: nil, by: agent, at: Sample.now)
            #expect(first?.applied == 1 && first?.isApplied == true)
            _ = try await store.keep(new, of: agent)
            let failure = RunFailure(
                code: "policy", message: "Not here.", disposition: .needsOperator)
            let later = Sample.now + .seconds(5)
            let drifted = try await store.noteApplied(
                old.hash, failure: failure, by: agent, at: later)
            #expect(drifted?.applied == 1 && drifted?.wanted == 2)
            #expect(drifted?.failure == failure && drifted?.appliedAt == Sample.now)
            let caughtUp = try await store.noteApplied(
                new.hash, failure: nil, by: agent, at: later)
            #expect(caughtUp?.isApplied == true && caughtUp?.failure == nil)
            #expect(caughtUp?.appliedAt == later)
            #expect(
                try await store.configurationStates(of: [agent, Sample.id()])
                    == [agent: try #require(caughtUp)])
        }
    }
}
