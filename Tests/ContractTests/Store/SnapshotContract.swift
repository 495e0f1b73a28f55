import Domain
import Store
import StoreSupport
import Testing
import Values

/// Which snapshots are found.
@Suite struct SnapshotContract {
    @Test(arguments: StoreKind.allCases)
    func theyAreFoundByAgentAndDay(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await RunScene(in: world, "other")
            let day = Duration.seconds(86_400)
            try await scene.see(["a", "b", "c"])
            try await other.see(["x"])
            func found(_ filter: SnapshotFilter) async throws -> [String] {
                try await world.store.snapshots(
                    of: scene.tenant, matching: filter, PageRequest()
                ).items.map(\.locator)
            }
            #expect(try await Set(found(SnapshotFilter())) == ["a", "b", "c", "x"])
            #expect(try await found(SnapshotFilter(agent: scene.agent.id)) == ["c", "b", "a"])
            #expect(try await found(SnapshotFilter(agent: other.agent.id)) == ["x"])
            #expect(try await found(SnapshotFilter(agent: Sample.id())).isEmpty)
            let before = SnapshotFilter(times: (Sample.now - day)..<Sample.now)
            #expect(try await found(before) == ["b"], "a day ends before the next")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theNewestOfEachSourceIsFoundHoweverManyOthersHave(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            let other = try await RunScene(in: world, "other")
            try await other.see(["old", "new"], at: Sample.now - .seconds(900_000))
            try await scene.see(["a", "b", "c"])
            let store = world.store
            let all = try await store.newestSnapshots(of: scene.tenant, PageRequest())
            #expect(Set(all.items.map(\.locator)) == ["c", "new"] && all.next == nil)
            #expect(try await store.newestSnapshots(of: Sample.id(), PageRequest()).items.isEmpty)
            var page = PageRequest(limit: 1)
            var seen: [String] = []
            while true {
                let some = try await store.newestSnapshots(of: scene.tenant, page)
                #expect(some.items.count <= 1)
                seen += some.items.map(\.locator)
                guard let next = some.next else { break }
                page = PageRequest(after: next, limit: 1)
            }
            #expect(seen == all.items.map(\.locator))
            // What is in its vault no more was the newest before.
            try await scene.see(["a", "b"], at: Sample.now + .seconds(60), isWhole: true)
            let left = try await store.newestSnapshots(of: scene.tenant, PageRequest())
            #expect(Set(left.items.map(\.locator)) == ["b", "new"])
        }
    }
}
