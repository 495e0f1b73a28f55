import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct AlertContract {
    private func alerts(
        _ world: World, _ filter: AlertFilter = AlertFilter(), limit: Int = 50
    ) async throws -> [Alert] {
        try await world.store.alerts(
            of: world.scope, matching: filter, PageRequest(limit: limit)
        ).items
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoSeeTheSameOneAlertComes(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let condition = AlertCondition.backupFailed(Sample.id())
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].note(
                    AlertChanges(observed: [condition]), of: world.scope,
                    at: Sample.now + .seconds(number))
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            let found = try await alerts(world)
            #expect(found.map(\.condition) == [condition] && found.first?.count == 8)
            #expect(found.first?.lastSeen == Sample.now + .seconds(7))
            #expect(try await world.store.openAlerts(limit: 9) == found)
            #expect(try await world.store.alerts(of: .hub, matching: .init(), .init()).items == [])
            let id = try #require(found.first?.id)
            #expect(try await world.store.alert(id, of: .hub) == nil)
            #expect(try await world.store.alert(id, of: world.scope) == found.first)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsClearedIsResolvedAndComesAgainAsAnother(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let lasting = AlertCondition.agentCloned(Sample.id())
            let passing = AlertCondition.vaultFull(Sample.id())
            let observed = AlertChanges(observed: [lasting, passing])
            try await world.store.note(observed, of: world.scope, at: Sample.now)
            try await world.store.note(
                AlertChanges(cleared: [lasting, passing]), of: world.scope,
                at: Sample.now + .seconds(1))
            let open = try await alerts(world, AlertFilter(states: [.raised, .acknowledged]))
            #expect(open.map(\.condition) == [lasting], "a person has to say so")
            #expect(
                try await alerts(world, AlertFilter(states: [.resolved])).map(\.resolved)
                    == [Sample.now + .seconds(1)])
            try await world.store.note(observed, of: world.scope, at: Sample.now + .seconds(2))
            let all = try await alerts(world)
            #expect(all.count == 3 && all.first?.condition == passing)
            #expect(Set(all.map(\.id)).count == 3)
            #expect(try await alerts(world, AlertFilter(kind: "vault_full")).count == 2)
            #expect(try await alerts(world, AlertFilter(severity: .warning)).isEmpty)
            let first = try await world.store.alerts(
                of: world.scope, matching: AlertFilter(), PageRequest(limit: 2))
            let second = try await world.store.alerts(
                of: world.scope, matching: AlertFilter(),
                PageRequest(after: try #require(first.next), limit: 2))
            #expect(first.items + second.items == all && second.next == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoAcknowledgeTheFirstStays(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            try await world.store.note(
                AlertChanges(observed: [.hubFrozen]), of: .hub, at: Sample.now)
            let id = try #require(await world.store.openAlerts(limit: 1).first?.id)
            let before = try await world.store.auditHead(of: .hub).sequence
            let outcomes = await eightAtOnce { number in
                let user: ID<User> = Sample.id()
                return try await world.peers[number].changeAlert(id, of: .hub) { alert in
                    _ = alert.take(.acknowledge(user), now: Sample.now)
                    return [Sample.event(.alertAcknowledged, in: .hub)]
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(Set(outcomes.values.map(\.acknowledgedBy)).count == 1)
            #expect(outcomes.values.allSatisfy { $0.state == .acknowledged })
            #expect(try await world.store.auditHead(of: .hub).sequence == before + 1)
            await #expect(throws: StoreError.self) {
                _ = try await world.store.changeAlert(id, of: world.scope) { _ in [] }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theEndOfARunIsNotedWithIt(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let scene = try await RunScene(in: world)
            for step in [RunStep.finish(.failed), .finish(.succeeded)] {
                let run = try await scene.start()
                for step in [RunStep.lease, .start, step] {
                    _ = try await world.store.changeRun(run.id, of: nil, at: Sample.now) { page in
                        try page.run.take(step, at: Sample.now)
                        if step == .finish(.succeeded) {
                            _ = page.run.outcomes.record(
                                VaultOutcome(
                                    vault: scene.vault.id, attempt: 1,
                                    result: .stored(locator: "a")))
                        }
                        return []
                    }
                }
                let open = try await alerts(world, AlertFilter(states: [.raised]))
                #expect(
                    open.map(\.condition)
                        == (step == .finish(.failed) ? [.backupFailed(scene.source.id)] : []))
            }
        }
    }
}
