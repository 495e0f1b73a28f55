import AgentProtocol
import Cron
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Synchronization
import Telemetry
import Testing
import Values

/// What nobody tells, found out by a clock that the test moves.
@Suite struct AlertWatchTests {
    /// Who is connected.
    private final class Links: RunLinks {
        private let connected = Mutex<Set<ID<Agent>>>([])

        func connect(_ agent: ID<Agent>) { connected.withLock { _ = $0.insert(agent) } }

        func readyAgents() -> [ReadyAgent] {
            connected.withLock(\.self).map {
                ReadyAgent(
                    id: $0, incarnation: Sample.id(), standing: .active, capacity: 2, skew: nil)
            }
        }

        func give(_ order: RunOrder, to agent: ID<Agent>) {}
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
    }

    /// Each is another life of the hub.
    private func watch(_ scene: KeptScene, _ links: Links) -> AlertWatch {
        AlertWatch(
            store: scene.run.world.store, links: links, zones: ZoneBook(), clock: scene.clock,
            log: scene.log)
    }

    private func alerts(_ scene: KeptScene) async throws -> [Alert] {
        try await scene.run.world.store.openAlerts(limit: 9)
    }

    @Test func aHubThatStartsKnowsOfNobodyThatTheyAreBack() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await KeptScene(in: world)
            let links = Links()
            let first = watch(scene, links)
            scene.pass(Agent.awayAfter)
            try await first.look(isThorough: false)
            let away = try await alerts(scene)
            #expect(away.map(\.condition) == [.agentAway(scene.run.agent.id)])

            let second = watch(scene, links)
            for _ in 0..<4 {
                try await second.look(isThorough: false)
                #expect(try await alerts(scene).map(\.id) == away.map(\.id))
                scene.pass(Agent.awayAfter / 2)
            }
            links.connect(scene.run.agent.id)
            try await watch(scene, links).look(isThorough: false)
            #expect(try await alerts(scene).isEmpty)
        }
    }

    /// Ten GiB a day less of a hundred, as an agent tells it.
    @Test func aVaultThatFillsIsToldOfBeforeItIsFull() async throws {
        try await StoreKind.memory.withWorld { world in
            let cadence = MaintenanceCadence(check: try CronExpression("0 3 1 1 *"))
            let scene = try await KeptScene(in: world) { $0.cadence = cadence }
            let (vault, agent, ids) = (scene.run.vault.id, scene.run.agent.id, IDSource())
            var names = RecordNames()
            names.vaults = [vault]
            let watch = watch(scene, Links())
            func isFilling() async throws -> Bool {
                try await watch.look(isThorough: true)
                return try await alerts(scene).map(\.condition).contains(.vaultFilling(vault))
            }
            for day in 0..<9 {
                #expect(try await isFilling() == (day > 7), "\(day)")
                let seen = scene.now
                _ = try await world.store.writeRecords(
                    of: ids.next(), by: agent, naming: names, at: seen,
                    ids: { ids.next(KnownSnapshot.self).uuid }
                ) { ledger in
                    ledger.journal.committed = 1
                    ledger.readings.append(
                        VaultReadingPage(
                            vault: vault, reading: ids.next(KnownSnapshot.self).uuid, page: 1,
                            isLast: true, began: seen, isBelieved: true,
                            space: VaultSpace(
                                seen: seen, free: .gibibytes(150 - 10 * day),
                                total: .gibibytes(500))))
                }
                scene.pass(.seconds(86_400))
            }
        }
    }

    /// Its place has room for years; what it is meant to hold is used up by the first reading, and
    /// there is room again when somebody raises the quota.
    @Test func aVaultBeyondItsQuotaIsToldOfAtOnce() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await KeptScene(in: world) { $0.quota = .gibibytes(10) }
            let (vault, ids) = (scene.run.vault.id, IDSource())
            let watch = watch(scene, Links())
            func isFilling() async throws -> Bool {
                try await watch.look(isThorough: true)
                return try await alerts(scene).map(\.condition).contains(.vaultFilling(vault))
            }
            #expect(try await !isFilling())
            var names = RecordNames()
            names.vaults = [vault]
            _ = try await world.store.writeRecords(
                of: ids.next(), by: scene.run.agent.id, naming: names, at: scene.now,
                ids: { ids.next(KnownSnapshot.self).uuid }
            ) { ledger in
                ledger.journal.committed = 1
                ledger.readings.append(
                    VaultReadingPage(
                        vault: vault, reading: ids.next(KnownSnapshot.self).uuid, page: 1,
                        isLast: true, began: scene.now, isBelieved: true,
                        space: VaultSpace(
                            seen: scene.now, free: .gibibytes(900), total: .gibibytes(1000),
                            held: .gibibytes(11))))
            }
            #expect(try await isFilling())
            _ = try await world.store.changeVault(
                vault, of: scene.run.tenant, version: nil, secrets: .init()
            ) {
                $0.quota = .gibibytes(20)
                return []
            }
            #expect(try await !isFilling())
        }
    }

    @Test func whatNothingFiresGrowsOldAllTheSame() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await KeptScene(in: world)
            let schedule = scene.run.schedule.id
            _ = try await world.store.changeSchedule(
                schedule, of: scene.run.tenant, version: nil
            ) {
                $0.isEnabled = false
                return []
            }
            let watch = watch(scene, Links())
            func isStale() async throws -> Bool {
                try await watch.look(isThorough: true)
                return try await alerts(scene).map(\.condition)
                    .contains(.sourceStale(scene.run.source.id))
            }
            scene.pass(StaleRule.ageWithoutSchedule - .seconds(1))
            #expect(try await !isStale())
            scene.pass(.seconds(1))
            #expect(try await isStale())
        }
    }
}
