import Domain
import Host
import HubCore
import Store
import StoreSupport
import Testing
import Values

/// The queue of snapshots that are to go, and people who want them kept meanwhile.
@Suite struct DeletionTests {
    private struct Scene {
        let kept: KeptScene
        let queue: DeletionQueue
        let desk: DeletionDesk
        let snapshots: SnapshotDesk
        /// The newer first.
        let known: [ID<KnownSnapshot>]

        var tenant: ID<Tenant> { kept.run.tenant }
        var somebody: Requester { Requester(AuditActor(kept.run.world.owner), from: "192.0.2.7") }

        init(_ world: World) async throws {
            kept = try await KeptScene(in: world)
            let (store, run) = (world.store, kept.run)
            _ = try await store.changeVault(
                run.vault.id, of: run.tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.keeper = run.agent.id
                return []
            }
            try await run.see(["old", "new"])
            let ids = IDSource(clock: kept.clock)
            queue = DeletionQueue(store: store, desk: kept.desk, clock: kept.clock)
            desk = DeletionDesk(store: store, clock: kept.clock, ids: ids)
            snapshots = SnapshotDesk(store: store, clock: kept.clock, ids: ids)
            known = try await store.snapshots(
                of: run.tenant, matching: SnapshotFilter(), PageRequest()
            ).items.map(\.id)
        }

        func ask(isForced: Bool = false) async throws -> Deletion {
            try await desk.ask(
                for: known[1], of: tenant, isForced: isForced, grace: .zero, by: somebody)
        }

        func state(of deletion: Deletion) async throws -> Deletion.State {
            try await desk.deletion(deletion.id, of: tenant).state
        }

        func hold() async throws {
            _ = try await snapshots.hold(
                known[1], of: tenant, reason: "court", until: nil, by: somebody)
        }
    }

    /// Its keeper is away, so that the run waits; the hold comes first.
    @Test(arguments: StoreKind.allCases)
    func aRunThatWaitsDoesNotOutliveAHold(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await Scene(world)
            let deletion = try await scene.ask()
            try await scene.queue.look()
            #expect(try await scene.kept.runs([.delete]).map(\.position.state) == [.queued])
            #expect(try await scene.state(of: deletion) == .running)
            try await scene.hold()
            try await scene.queue.look()
            #expect(try await scene.kept.runs([.delete]).map(\.position.state) == [.cancelled])
            try await scene.queue.look()
            #expect(try await scene.state(of: deletion) == .blocked)
            _ = try await scene.desk.retry(deletion.id, of: scene.tenant, by: scene.somebody)
            try await scene.queue.look()
            #expect(try await scene.state(of: deletion) == .blocked)
            #expect(try await scene.kept.runs([.delete]).count == 1)
        }
    }

    @Test func nobodyIsPromisedWhatIsBeingTakenAway() async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(world)
            _ = try await scene.ask()
            try await scene.queue.look()
            let run = try #require(try await scene.kept.runs([.delete]).first)
            let now = scene.kept.now
            _ = try await world.store.changeRun(run.id, of: nil, at: now) {
                try $0.run.take(.lease, at: now)
                return []
            }
            await expectStoreError(.refused(.snapshotLeaving)) { try await scene.hold() }
            await expectStoreError(.refused(.snapshotLeaving)) {
                _ = try await scene.snapshots.pin(
                    scene.known[1], of: scene.tenant, note: "", by: scene.somebody)
            }
            // The other one of the vault stays whatever becomes of this.
            _ = try await scene.snapshots.hold(
                scene.known[0], of: scene.tenant, reason: "court", until: nil, by: scene.somebody)
            #expect(
                try await world.store.snapshot(scene.known[1], of: scene.tenant)?.holds.isEmpty
                    == true)
        }
    }

    /// The younger one goes otherwise while this one waits for its grace to be over.
    @Test(arguments: [false, true])
    func oneThatBecameTheLastGoodOneStays(isForced: Bool) async throws {
        try await StoreKind.memory.withWorld { world in
            let scene = try await Scene(world)
            let deletion = try await scene.ask(isForced: isForced)
            try await scene.kept.run.see(["old"], at: Sample.now + Sample.hour, isWhole: true)
            try await scene.queue.look()
            #expect(try await scene.state(of: deletion) == (isForced ? .running : .blocked))
            #expect(try await scene.kept.runs([.delete]).count == (isForced ? 1 : 0))
        }
    }
}
