import Domain
import Store
import StoreSupport
import Testing
import Values

/// What is forgotten of runs that are over, and what never is.
@Suite struct HistoryContract {
    private func end(
        _ run: Run, _ step: RunStep, day: Int, in scene: RunScene
    ) async throws -> ID<Run> {
        let time = Sample.now + .seconds(Int64(day) * 86_400)
        _ = try await scene.world.store.startRun(about: run.subject, of: scene.tenant) { _ in
            var page = RunPage(run)
            page.note(.init(.queued), at: time, received: time)
            return .new(page, [])
        }
        for step in step == .cancel ? [step] : [.lease, .start, step] {
            _ = try await scene.world.store.changeRun(run.id, of: nil, at: time) {
                try $0.run.take(step, at: time)
                return []
            }
        }
        return run.id
    }

    private func run(
        _ kind: RunKind = .backup, _ cause: RunCause = .hub, day: Int, in scene: RunScene
    ) -> Run {
        var run = Run(
            id: Sample.id(), tenant: scene.tenant, kind: kind, cause: cause,
            subject: scene.run().subject, created: Sample.now + .seconds(Int64(day) * 86_400))
        run.agent = scene.agent.id
        return run
    }

    @Test(arguments: StoreKind.allCases)
    func runsOfLongAgoAreForgottenAndWhatTellsHowThingsStandIsNot(
        kind: StoreKind
    ) async throws {
        try await kind.withWorld(forgettingRuns: true) { world in
            let scene = try await RunScene(in: world)
            let store = world.store
            func add(
                _ step: RunStep, _ day: Int, _ kind: RunKind = .backup, _ cause: RunCause = .hub
            ) async throws -> ID<Run> {
                try await end(run(kind, cause, day: day, in: scene), step, day: day, in: scene)
            }
            let old = try await add(.finish(.succeeded), 1)
            _ = try await add(.finish(.succeeded), 2, .backup, .firing(scene.firing(1)))
            let cancelled = try await add(.cancel, 3)
            let fired = try await add(.cancel, 4, .backup, .firing(scene.firing(2)))
            let drill = try await add(.finish(.succeeded), 5, .drill)
            let check = try await add(.finish(.succeeded), 6, .check, .maintenance)
            let good = try await add(.finish(.warned), 7)
            let failed = try await add(.finish(.failed), 8)
            let last = try await add(.finish(.failed), 9)
            let young = try await add(.finish(.failed), 30, .check, .maintenance)
            let limit = Sample.now + .seconds(20 * 86_400)

            #expect(
                try await store.forgetRuns(of: Sample.id(), endedBefore: limit, limit: 10) == 0)
            #expect(
                try await store.forgetRuns(of: scene.tenant, endedBefore: limit, limit: 1) == 1)
            #expect(try await store.run(old, of: scene.tenant) == nil, "the oldest first")
            #expect(
                try await store.forgetRuns(of: scene.tenant, endedBefore: limit, limit: 10) == 4)
            let kept = try await store.runs(
                of: scene.tenant, matching: RunFilter(), PageRequest()
            ).items.map(\.id)
            #expect(kept == [young, last, good, drill, fired])
            for gone in [cancelled, check, failed] {
                #expect(try await store.run(gone, of: scene.tenant) == nil)
                #expect(
                    try await store.events(of: gone, in: scene.tenant, after: 0, limit: 9) == [])
            }
            #expect(
                try await store.forgetRuns(of: scene.tenant, endedBefore: limit, limit: 10) == 0)
            let days = try await store.overview(
                of: scene.tenant, since: .min, needyMax: 1, vaultsMax: 1
            ).days
            #expect(kind == .memory || days.count == 10, "what happened on a day stays counted")
        }
    }
}
