import Domain
import Store
import StoreSupport
import Testing
import Values

/// What is kept in a second vault as well, and what of it is still to be brought there.
@Suite struct CopyContract {
    /// A scene whose vault has a rule for another one.
    private func scene(
        in world: World, rules: RetentionRules? = nil
    ) async throws -> (scene: RunScene, target: KnownVault) {
        let scene = try await RunScene(in: world)
        let target = try await world.addVault("Far away") { $0.readiness = .ready }
        _ = try await world.change(scene.vault.id) {
            $0.readiness = .ready
            $0.copies = [CopyRule(target: target.id, rules: rules)]
        }
        return (scene, target)
    }

    @Test(arguments: StoreKind.allCases)
    func aRuleIsKeptWithItsVault(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let rules = RetentionRules(counts: [.daily: 30])
            let (scene, target) = try await scene(in: world, rules: rules)
            let third = try await world.addVault("Third")
            let both = [CopyRule(target: third.id), CopyRule(target: target.id, rules: rules)]
            let changed = try await world.change(scene.vault.id) { $0.copies = both }
            #expect(changed.copies == both)
            let page = try await world.store.copiedVaults(PageRequest(limit: 9))
            #expect(page.items == [changed] && page.next == nil)
            // One that is forgotten is nobody's target any more.
            _ = try await world.store.deleteVault(third.id, of: scene.tenant, at: Sample.now) { _ in
                []
            }
            #expect(
                try await world.store.vault(scene.vault.id, of: scene.tenant)?.item.copies
                    == [both[1]])
            _ = try await world.change(scene.vault.id) { $0.copies = [] }
            #expect(try await world.store.copiedVaults(PageRequest(limit: 9)).items.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatCannotBeCopiedThereIsRefused(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (scene, target) = try await scene(in: world)
            let format: KnownVault.Format = target.format == .archive ? .repository : .archive
            let other = KnownVault(
                id: Sample.id(), tenant: scene.tenant, name: "Other", format: format,
                place: "s3:https://example.com/other", created: Sample.now)
            _ = try await world.store.addVault(other, secrets: [], once: nil, audit: [])
            let refused: [(Refusal, [ID<KnownVault>])] = [
                (.vaultUnknown, [Sample.id()]), (.vaultTwice, [scene.vault.id]),
                (.vaultTwice, [target.id, target.id]), (.notCopiedThere, [other.id]),
            ]
            for (refusal, targets) in refused {
                await expectRefusal(refusal) {
                    _ = try await world.change(scene.vault.id) { vault in
                        vault.copies = targets.map { CopyRule(target: $0) }
                    }
                }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatTheTargetNeverHadIsToBeCopied(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let (scene, target) = try await scene(in: world)
            func sources(_ moment: Timestamp? = nil) async throws -> [ID<Source>] {
                try await world.store.sourcesToCopy(
                    from: scene.vault.id, to: target.id, arrivedSince: moment)
            }
            func locators(_ limit: Int = 9) async throws -> [String] {
                try await world.store.snapshotsToCopy(
                    of: scene.source.id, from: scene.vault.id, to: target.id, of: scene.tenant,
                    limit: limit
                ).map(\.locator)
            }
            let runs: [ID<Run>] = (0..<3).map { _ in Sample.id() }
            // What no run of ours made cannot be told from another one there.
            try await scene.see(["foreign"])
            #expect(try await sources().isEmpty)
            try await scene.see(["a", "b", "c"], of: runs)
            #expect(try await sources() == [scene.source.id])
            #expect(try await locators() == ["c", "b", "a"])
            #expect(try await locators(2) == ["c", "b"])
            #expect(try await sources(Sample.now + Sample.hour).isEmpty)
            try await scene.see(["x", "y"], of: [runs[0], runs[2]], in: target.id)
            #expect(try await locators() == ["b"])
            // What went from there by its keep rules is not brought again.
            try await scene.see(["y"], in: target.id, at: Sample.now + Sample.hour, isWhole: true)
            #expect(try await locators() == ["b"])
            try await scene.see(
                ["a", "c"], at: Sample.now + Sample.hour * 2, isWhole: true)
            #expect(try await locators().isEmpty)
            #expect(try await sources().isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func copiesAreKeptByTheRuleThatBringsThem(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let rules = RetentionRules(counts: [.yearly: 3])
            let (scene, target) = try await scene(in: world, rules: rules)
            try await scene.see(["x"], of: [Sample.id()], in: target.id)
            func share() async throws -> RetentionShare? {
                try await world.store.retentionShare(
                    of: scene.source.id, in: target.id, of: scene.tenant, goneSince: Sample.now,
                    limit: 9)
            }
            let found = try #require(await share())
            #expect(found.snapshots.map(\.locator) == ["x"])
            #expect(found.source.retention.rules(in: target.id) == rules)
            #expect(
                try await world.store.sources(storingIn: target.id, of: scene.tenant)
                    == [scene.source.id])
            // Without rules of its own, those of the source.
            _ = try await world.change(scene.vault.id) {
                $0.copies = [CopyRule(target: target.id)]
            }
            #expect(
                try await share()?.source.retention.rules(in: target.id)
                    == scene.source.retention.rules)
            // Copies that nothing brings any more are nobody's to forget.
            _ = try await world.change(scene.vault.id) { $0.copies = [] }
            #expect(try await share() == nil)
            #expect(
                try await world.store.sources(storingIn: target.id, of: scene.tenant).isEmpty)
        }
    }
}

extension World {
    fileprivate func change(
        _ vault: ID<KnownVault>, _ change: @Sendable @escaping (inout KnownVault) -> Void
    ) async throws -> KnownVault {
        try await store.changeVault(
            vault, of: tenant.id, version: nil, secrets: SecretEdit()
        ) {
            change(&$0)
            return []
        }.item
    }
}
