import Domain
import Store
import StoreSupport
import Testing
import Values

/// What is asked before a snapshot is taken away, and what is told to whoever wants it kept.
@Suite struct DeletionContract {
    @Test(arguments: StoreKind.allCases)
    func whoeverPinsOrHoldsItMeanwhileKeepsIt(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await RunScene(in: world, "other")
            try await other.see(["theirs"])
            try await scene.see(["old", "new"])
            let (new, old) = try await scene.pair()
            try await scene.ask(for: old, isForced: true)
            func refusal(of snapshot: ID<KnownSnapshot>) async throws -> SnapshotRefusal? {
                try await world.store.deletionRefusal(
                    of: snapshot, in: scene.tenant, at: Sample.now)
            }
            #expect(try await refusal(of: old) == nil)
            #expect(try await refusal(of: Sample.id()) == nil)
            // Force was for what was so when it was asked: the one that is pinned since stays.
            try await scene.change(old) {
                $0.pin = SnapshotPin(user: world.owner.id, time: Sample.now)
            }
            #expect(try await refusal(of: old) == .pinned)
            let over = SnapshotHold(
                id: Sample.id(), reason: "law", placed: Sample.now, until: Sample.now)
            let held = SnapshotHold(id: Sample.id(), reason: "law", placed: Sample.now)
            try await scene.change(old) {
                $0.pin = nil
                $0.holds = [over]
            }
            #expect(try await refusal(of: old) == nil)
            #expect(try await scene.kept([new, old]).isEmpty)
            try await scene.change(old) { $0.holds.append(held) }
            #expect(try await refusal(of: old) == .held)
            #expect(
                try await world.store.deletionRefusal(of: old, in: Sample.id(), at: Sample.now)
                    == nil)
            try await scene.change(new) {
                $0.pin = SnapshotPin(user: world.owner.id, time: Sample.now)
            }
            #expect(try await scene.kept([new, old]) == [new, old])
            #expect(try await scene.kept([old, Sample.id()]) == [old])
            #expect(try await scene.kept([]).isEmpty)
            try await scene.change(old) {
                for index in $0.holds.indices { $0.holds[index].released = Sample.now }
            }
            #expect(try await scene.kept([new, old]) == [new])
        }
    }

    /// One that became the last good one while it waited stays, unless it was asked for by force.
    @Test(arguments: StoreKind.allCases)
    func theLastGoodOneGoesByForceAlone(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            try await scene.see(["old", "new"])
            let (_, old) = try await scene.pair()
            func refusal() async throws -> SnapshotRefusal? {
                try await world.store.deletionRefusal(of: old, in: scene.tenant, at: Sample.now)
            }
            let asked = try await scene.ask(for: old, isForced: false)
            #expect(try await refusal() == nil)
            try await scene.see(["old"], at: Sample.now + Sample.hour, isWhole: true)
            #expect(try await refusal() == .lastGood)
            // Withdrawn, and asked for by force.
            _ = try await world.store.changeDeletion(asked.id, of: scene.tenant, at: Sample.now) {
                _ = $0.take(.ignore, now: Sample.now)
                return []
            }
            try await scene.ask(for: old, isForced: true, at: Sample.now + .seconds(1))
            #expect(try await refusal() == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whoeverWantsToKeepItIsToldThatItIsLeaving(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await RunScene(in: world, "other")
            try await scene.see(["old", "new"])
            let (new, old) = try await scene.pair()
            func leaving() async throws -> [Bool] {
                try await [scene.isLeaving(new), scene.isLeaving(old)]
            }
            #expect(try await leaving() == [false, false])
            for (kind, isWipe, expected) in [
                (RunKind.delete, false, [false, true]), (.forget, false, [true, true]),
                (.prune, false, [false, false]), (.prune, true, [true, true]),
                (.check, false, [false, false]),
            ] {
                let run = try await scene.begin(
                    kind, kind == .delete ? old : nil, isWipe: isWipe)
                #expect(try await leaving() == [false, false], "\(kind) waits")
                for step in [RunStep.lease, .start, .cancel] {
                    try await scene.take(step, run)
                    #expect(try await leaving() == expected, "\(kind) \(step)")
                }
                try await scene.take(.finish(.cancelled), run)
                #expect(try await leaving() == [false, false], "\(kind) ended")
            }
            let elsewhere = try await other.begin(.forget, nil)
            try await other.take(.lease, elsewhere)
            #expect(try await leaving() == [false, false])
        }
    }

    /// A run is given and the snapshot is held in the same moment: one of the two hears no.
    @Test(arguments: StoreKind.allCases)
    func aHoldAndADeletionNeverBothSucceed(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            for round in 0..<12 {
                try await scene.see(
                    ["old\(round)", "new\(round)"], at: Sample.now + Sample.hour * round,
                    isWhole: true)
                let (_, old) = try await scene.pair()
                let kind = round % 2 == 0 ? RunKind.delete : .forget
                let run = try await scene.begin(kind, kind == .delete ? old : nil)
                let outcomes = await eightAtOnce { number in
                    if number == 0 {
                        try await scene.take(.lease, run, through: 0)
                        return try await scene.mayGo(old, by: kind) ? "goes" : "stays"
                    }
                    guard number == 1 else { return "looks on" }
                    return try await scene.hold(old) ? "held" : "refused"
                }
                #expect(outcomes.errors.isEmpty)
                #expect(!Set(outcomes.values).isSuperset(of: ["goes", "held"]), "round \(round)")
                #expect(!Set(outcomes.values).isSuperset(of: ["stays", "refused"]))
                try await scene.take(.start, run)
                try await scene.take(.finish(.succeeded), run)
            }
        }
    }
}

extension RunScene {
    /// The two that there are, the newer first.
    fileprivate func pair() async throws -> (ID<KnownSnapshot>, ID<KnownSnapshot>) {
        let found = try await world.store.snapshots(
            of: tenant, matching: SnapshotFilter(source: source.id), PageRequest(limit: 9)
        ).items.map(\.id)
        try #require(found.count == 2)
        return (found[0], found[1])
    }

    @discardableResult
    fileprivate func ask(
        for snapshot: ID<KnownSnapshot>, isForced: Bool, at now: Timestamp = Sample.now
    ) async throws -> Deletion {
        let deletion = Deletion(id: Sample.id(), tenant: tenant, snapshot: snapshot, created: now)
        return try await world.store.askDeletion(of: snapshot, in: tenant) { known, _ in
            DeletionWish(
                deletion,
                audit: [
                    AuditDraft(
                        .deletionAsked, in: .tenant(tenant), by: .system, at: now,
                        on: AuditTarget(kind: "snapshot", id: snapshot.uuid, name: known.locator),
                        detail: .asked(isForced: isForced))
                ])
        }
    }

    fileprivate func change(
        _ snapshot: ID<KnownSnapshot>, _ body: @Sendable (inout KnownSnapshot) -> Void
    ) async throws {
        _ = try await world.store.changeSnapshot(snapshot, of: tenant) { known, _ in
            body(&known)
            return []
        }
    }

    /// Whether the hold was placed, which it is not where the snapshot may be leaving.
    fileprivate func hold(_ snapshot: ID<KnownSnapshot>) async throws -> Bool {
        let hold = SnapshotHold(id: Sample.id(), reason: "law", placed: Sample.now)
        let held = try await world.peers[1].changeSnapshot(snapshot, of: tenant) {
            known, isLeaving in
            if !isLeaving { known.holds.append(hold) }
            return []
        }
        return held.holds.contains(hold)
    }

    fileprivate func mayGo(
        _ snapshot: ID<KnownSnapshot>, by kind: RunKind
    ) async throws -> Bool {
        if kind == .forget { return try await kept([snapshot]).isEmpty }
        return try await world.store.deletionRefusal(of: snapshot, in: tenant, at: Sample.now)
            == nil
    }

    fileprivate func kept(
        _ snapshots: [ID<KnownSnapshot>]
    ) async throws -> Set<ID<KnownSnapshot>> {
        try await world.store.kept(among: snapshots, of: tenant, at: Sample.now)
    }

    fileprivate func isLeaving(_ snapshot: ID<KnownSnapshot>) async throws -> Bool {
        var found = false
        do {
            _ = try await world.store.changeSnapshot(snapshot, of: tenant) { _, isLeaving in
                throw Told(isLeaving: isLeaving)
            }
        } catch let told as Told {
            found = told.isLeaving
        }
        return found
    }

    private struct Told: Error {
        let isLeaving: Bool
    }

    /// A run of the vault that waits.
    fileprivate func begin(
        _ kind: RunKind, _ snapshot: ID<KnownSnapshot>?, isWipe: Bool = false
    ) async throws -> ID<Run> {
        var subject = RunSubject(vaults: [vault.id], snapshot: snapshot, agent: agent.id)
        subject.isWipe = isWipe
        var run = Run(
            id: Sample.id(), tenant: tenant, kind: kind, cause: .maintenance, subject: subject,
            created: Sample.now)
        run.agent = agent.id
        let fresh = run
        let begun = try await world.store.startRun(about: run.subject, of: tenant) { _ in
            .new(RunPage(fresh), [])
        }
        #expect(try await world.store.run(begun.id, of: tenant)?.subject == subject)
        return begun.id
    }

    fileprivate func take(_ step: RunStep, _ run: ID<Run>, through peer: Int = 0) async throws {
        _ = try await world.peers[peer].changeRun(run, of: nil, at: Sample.now) {
            try $0.run.take(step, at: Sample.now)
            return []
        }
    }
}
