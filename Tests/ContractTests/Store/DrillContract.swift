import Domain
import Store
import StoreSupport
import Testing
import Values

/// Restores with their terms and figures, and what rehearsed ones proved, alike in every store.
@Suite struct DrillContract {
    /// A run about a snapshot, in the store.
    private func add(_ kind: RunKind, in scene: RunScene, second: Int = 0) async throws -> Run {
        var subject = RunSubject(
            source: scene.source.id, vaults: [scene.vault.id], snapshot: Sample.id(),
            destination: kind == .restore ? .folder(path: "/srv/back") : nil,
            paths: ["srv/www"], agent: scene.agent.id)
        if kind == .restore {
            subject.terms = RestoreTerms(
                conflicts: .rename,
                moves: [.init(from: "srv/www", to: "www \"1\""), .init(from: "etc", to: nil)],
                confirmation: "web — 🐭")
            subject.bandwidth = Bandwidth(download: .kibibytes(1))
        }
        var run = Run(
            id: Sample.id(), tenant: scene.tenant, kind: kind, cause: .hub, subject: subject,
            created: Sample.now + .seconds(second))
        run.agent = scene.agent.id
        let added = run
        return try await scene.world.store.startRun(about: subject, of: scene.tenant) { _ in
            .new(RunPage(added), [])
        }
    }

    private func drill(_ run: Run, _ second: Int, hasPassed: Bool, isMeasured: Bool = true)
        -> KnownDrill
    {
        let measures = KnownDrill.Measures(
            firstByte: second == 2 ? nil : .milliseconds(7), restoreTime: .milliseconds(1234),
            verifyTime: .milliseconds(99), dataAge: .milliseconds(-5))
        return KnownDrill(
            run: run.id, tenant: run.tenant, source: run.subject.source,
            vault: run.subject.vaults[0], snapshot: run.subject.snapshot,
            agent: run.subject.agent ?? Sample.id(), time: Sample.now + .seconds(second),
            hasPassed: hasPassed, findings: hasPassed ? 0 : 3, files: 12,
            size: ByteCount(1 << 40), databases: 1, measures: isMeasured ? measures : nil)
    }

    /// As the records of an agent bring them in.
    private func take(_ drills: [KnownDrill], in scene: RunScene) async throws {
        _ = try await scene.world.store.writeRecords(
            of: Sample.id(), by: scene.agent.id, naming: RecordNames(), at: Sample.now,
            ids: { Sample.id(Run.self).uuid }
        ) { ledger in
            ledger.journal.committed = 1
            ledger.drills = drills
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aRestoreKeepsItsTermsAndItsFigures(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let run = try await add(.restore, in: scene)
            #expect(run.subject.terms?.moves.count == 2)
            #expect(run.subject.bandwidth?.download == .kibibytes(1))
            #expect(try await world.store.run(run.id, of: scene.tenant) == run)
            let preview = RestorePreview(
                new: 1, unchanged: 2, changed: 3, conflicts: 4, refused: 5, size: ByteCount(6))
            let changed = try await world.store.changeRun(
                run.id, of: scene.tenant, at: Sample.now
            ) { page in
                page.run.preview = preview
                page.run.skipped = 9
                return []
            }
            #expect(changed.preview == preview && changed.skipped == 9)
            #expect(try await world.store.run(run.id, of: scene.tenant) == changed)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func drillsAreListedAndTheLastThatPassedIsTheProof(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await RunScene(in: world, "other")
            #expect(
                try await world.store.lastProven(of: [scene.source.id], in: scene.tenant).isEmpty)
            var runs: [Run] = []
            for second in 0..<4 { runs.append(try await add(.drill, in: scene, second: second)) }
            let drills = [
                drill(runs[0], 0, hasPassed: true), drill(runs[1], 1, hasPassed: true),
                drill(runs[2], 2, hasPassed: false),
                drill(runs[3], 3, hasPassed: false, isMeasured: false),
            ]
            try await take(drills, in: scene)
            let elsewhere = drill(try await add(.drill, in: other), 9, hasPassed: true)
            try await take([elsewhere], in: other)
            let store = world.store
            #expect(
                try await store.lastProven(
                    of: [scene.source.id, other.source.id, Sample.id()], in: scene.tenant)
                    == [scene.source.id: drills[1], other.source.id: elsewhere])
            #expect(
                try await store.lastProven(of: [scene.source.id], in: Sample.id()).isEmpty)

            _ = try await RunScene(in: world, "never tried")
            let slowest = [drills[1], elsewhere].min {
                ($0.run.uuid.high, $0.run.uuid.low) < ($1.run.uuid.high, $1.run.uuid.low)
            }
            #expect(
                try await store.drillRecord(of: scene.tenant, since: drills[1].time)
                    == DrillRecord(
                        sources: 3, proven: 2, never: 1, drills: 4, passed: 2, slowest: slowest))
            #expect(
                try await store.drillRecord(of: scene.tenant, since: elsewhere.time).proven == 1)
            #expect(
                try await store.drillRecord(of: Sample.id(), since: Sample.now) == DrillRecord())

            let filter = DrillFilter(source: scene.source.id)
            let first = try await store.drills(
                of: scene.tenant, matching: filter, PageRequest(limit: 3))
            #expect(first.items == [drills[3], drills[2], drills[1]])
            let rest = try await store.drills(
                of: scene.tenant, matching: filter,
                PageRequest(after: try #require(first.next), limit: 3))
            #expect(rest.items == [drills[0]] && rest.next == nil)
            let failed = try await store.drills(
                of: scene.tenant, matching: DrillFilter(vault: scene.vault.id, hasPassed: false),
                PageRequest())
            #expect(failed.items == [drills[3], drills[2]])
            let one = try await store.drills(
                of: scene.tenant, matching: DrillFilter(run: drills[1].run), PageRequest())
            #expect(one.items == [drills[1]])
            #expect(
                try await store.drills(of: Sample.id(), matching: filter, PageRequest()).items
                    .isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aLaterAttemptCountsAndAnEndWithoutFiguresTakesTheirPlaceNever(
        kind: StoreKind
    ) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let run = try await add(.drill, in: scene)
            try await take([drill(run, 0, hasPassed: false)], in: scene)
            let second = drill(run, 5, hasPassed: true)
            try await take([second], in: scene)
            try await take([drill(run, 9, hasPassed: false, isMeasured: false)], in: scene)
            let found = try await world.store.drills(
                of: scene.tenant, matching: DrillFilter(), PageRequest())
            #expect(found.items == [second])
        }
    }
}
