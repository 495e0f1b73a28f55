import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// What the hub makes of the records of agents.
@Suite struct IntakeTests {
    @Test(arguments: StoreKind.allCases)
    func aRunOfAScheduleComesInWhole(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let firing = book.scene.firing()
            book.whole(firing)
            let taken = try await book.send()
            #expect(taken.received == Received(incarnation: book.incarnation, through: 5))
            #expect(taken.refused == 0)
            let run = try #require(await book.run(firing))
            #expect(run.position == RunPosition(state: .succeeded, attempt: 1, fence: 0))
            #expect(run.isOwn && run.cause == .firing(firing) && run.agent == book.scene.agent.id)
            #expect(run.subject.vaults == [book.vault] && run.outcomes.unfinished.isEmpty)
            #expect(run.started == book.time.clock.now && run.ended == book.time.clock.now)
            #expect(run.tally.entries == 3 && run.tally.content == ByteCount(100))
            let events = try await book.events(run.id)
            #expect(events.map(\.kind) == [.began, .line, .finalizing, .outcome, .ended])
            #expect(events.map(\.number) == [1, 2, 3, 4, 5])
            #expect(events.compactMap(\.origin?.sequence) == [1, 2, 3, 4, 5])
            let snapshot = try #require(await book.snapshots().first)
            #expect(snapshot.locator == run.id.description && snapshot.run == run.id)
            #expect(snapshot.source == book.scene.source.id && snapshot.vault == book.vault)
        }
    }

    /// A hub that was restored from an earlier moment does not know that it gave the run.
    @Test(arguments: StoreKind.allCases)
    func whatWasGivenAfterTheMomentThatIsComeBackToCounts(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let run = try await book.scene.start()
            let attempt = RunAttempt(run: run.id, attempt: 2, fence: 5)
            book.write(
                .began(
                    RunBegan(attempt: attempt, kind: .backup, firing: nil, vaults: [book.vault])))
            book.stored(run.id, "snapshot", attempt: 2)
            book.ended(run.id, attempt: 2, fence: 5)
            #expect(try await book.send().refused == 0)
            let now = try #require(await world.store.run(run.id, of: book.scene.tenant))
            #expect(now.position == RunPosition(state: .succeeded, attempt: 2, fence: 5))
        }
    }

    /// What it was given in that time and the hub knows nothing of at all is named for people to
    /// look for, once, and nothing else is.
    @Test(arguments: StoreKind.allCases)
    func aRunThatTheHubLostIsNamed(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let now = book.time.clock.now
            func tell(_ run: ID<Run>) {
                let attempt = RunAttempt(run: run, attempt: 1, fence: 1)
                book.write(
                    .began(RunBegan(attempt: attempt, kind: .restore, firing: nil, vaults: [])))
                book.ended(run, attempt: 1, fence: 1)
            }
            let (before, lost) = (Sample.id(Run.self), Sample.id(Run.self))
            tell(before)
            #expect(try await book.send().refused == 2)
            try await world.store.record([
                AuditDraft(
                    .hubFrozen, in: .hub, by: .system, at: now + .seconds(60),
                    detail: HubGap(from: now - .seconds(60), to: now).detail)
            ])
            #expect(
                try await world.store.gap()
                    == HubGap(from: now - .seconds(60), to: now + .seconds(60)))
            tell(lost)
            try await book.send()
            try await book.send()
            book.time.advance(by: .seconds(300))
            tell(Sample.id())
            try await book.send()
            let named = try await world.store.auditEvents(
                in: world.scope, matching: AuditFilter(action: .runUnknown), before: nil, limit: 9)
            #expect(named.map(\.draft.target?.id) == [lost.uuid])
            #expect(named.first?.draft.target?.name == "restore")
            #expect(named.first?.draft.detail["name"] == book.scene.agent.name)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsSentAgainChangesNothingAndAGapIsRefused(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let firing = book.scene.firing()
            book.whole(firing)
            let gap = try await book.send(2...5)
            #expect(gap.received.through == 0 && gap.received.rewinds)
            #expect(try await book.run(firing) == nil)
            try await book.send(1...3)
            let before = try await book.run(firing)
            let again = try await book.send(1...3)
            #expect(again.received.through == 3 && !again.received.rewinds)
            #expect(try await book.run(firing) == before)
            // A batch that begins with what is known goes on with what is new.
            let rest = try await book.send(2...5)
            #expect(rest.received.through == 5)
            let events = try await book.events(AgentBook.id(firing))
            #expect(events.compactMap(\.origin?.sequence) == [1, 2, 3, 4, 5])
            #expect(try await book.snapshots().count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoSendTheSameEachEventIsThereOnce(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let firing = book.scene.firing()
            book.whole(firing)
            let sent = book
            let outcomes = await eightAtOnce { number in
                try await sent.send(1...Int64(1 + number % 5), through: number)
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            try await book.send()
            let events = try await book.events(AgentBook.id(firing))
            #expect(events.compactMap(\.origin?.sequence) == [1, 2, 3, 4, 5])
            #expect(events.map(\.number) == [1, 2, 3, 4, 5])
            #expect(try await book.snapshots().count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsNoneOfAnAgentsBusinessIsCountedAndHoldsUpNothing(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let victim = AgentBook(try await RunScene(in: world))
            var book = AgentBook(try await RunScene(in: world, "hostile"))
            let foreign = victim.scene.firing()
            let mine = book.scene.firing()
            // Somebody else's source; a run whose id does not follow; somebody else's run.
            book.began(foreign, vaults: [])
            book.write(
                .began(
                    RunBegan(
                        attempt: RunAttempt(run: Sample.id(), attempt: 1, fence: 0),
                        kind: .backup, firing: mine, vaults: [])))
            book.write(
                .began(
                    RunBegan(
                        attempt: RunAttempt(run: Sample.id(), attempt: 1, fence: 0),
                        kind: .restore, firing: nil, vaults: [])))
            let run = try await victim.scene.start()
            book.stored(run.id, "stolen")
            book.ended(run.id)
            book.line(run.id, "hello")
            book.write(.skipped(foreign, .overlap))
            book.whole(mine)
            let taken = try await book.send()
            #expect(taken.received.through == Int64(book.records.count))
            #expect(taken.refused == 7)
            #expect(try await world.store.run(run.id, of: world.tenant.id) == run)
            #expect(try await book.events(run.id).count == 1)
            #expect(try await victim.run(foreign) == nil)
            #expect(try await book.run(mine)?.position.state == .succeeded)
            #expect(try await book.snapshots().map(\.run) == [AgentBook.id(mine)])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aVaultThatItsAgentDoesNotReachIsLeftOut(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let other = try await world.addAgent("other")
            let local = try await world.addVault("Local") { $0.owner = other.id }
            let firing = book.scene.firing()
            book.began(firing, vaults: [book.vault, local.id, Sample.id(), book.vault])
            let taken = try await book.send()
            #expect(taken.refused == 2)
            #expect(try await book.run(firing)?.subject.vaults == [book.vault])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aLateSuccessNeverOverwritesCancelledAndItsSnapshotIsKnown(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let firing = book.scene.firing()
            book.began(firing)
            try await book.send()
            let run = AgentBook.id(firing)
            _ = try await world.store.changeRun(run, of: nil, at: Sample.now) { page in
                try page.run.take(.cancel, at: Sample.now)
                try page.run.take(.interrupt, at: Sample.now)
                return []
            }
            book.stored(run, "late")
            book.ended(run)
            try await book.send()
            let now = try #require(await book.run(firing))
            #expect(now.position.state == .cancelled)
            #expect(try await book.snapshots().map(\.locator) == ["late"])
            #expect(try await book.events(run).map(\.kind) == [.began, .outcome, .ended])
        }
    }

    @Test func anAgentIsBelievedAboutItsOwnRunsWhateverWasLost() async throws {
        try await StoreKind.memory.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let firing = book.scene.firing()
            // The first attempt's records are gone.
            book.began(firing, attempt: 3)
            let run = AgentBook.id(firing)
            book.ended(run, .failed, attempt: 2)
            try await book.send()
            #expect(try await book.run(firing)?.position.attempt == 3)
            #expect(try await book.run(firing)?.position.state == .running)
            let again = RunAttempt(run: run, attempt: 3, fence: 0)
            book.write(
                .retried(
                    RunRetried(
                        attempt: again, failure: .interrupted,
                        notBefore: book.time.clock.now + .seconds(60))))
            try await book.send()
            let waiting = try #require(await book.run(firing))
            #expect(waiting.position == RunPosition(state: .queued, attempt: 4, fence: 0))
            #expect(waiting.notBefore == book.time.clock.now + .seconds(60))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aFiringThatDidNotBeginIsARunThatWasSkipped(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            book.write(.skipped(book.scene.firing(1), .overlap))
            book.write(.skipped(book.scene.firing(1), .overlap))
            try await book.send()
            let run = try #require(await book.run(book.scene.firing(1)))
            #expect(run.position.state == .skipped && run.skipReason == .overlap)
            #expect(run.ended != nil)
        }
    }

    @Test func endlessLinesAreCountedAndNotKept() async throws {
        try await StoreKind.sqlite.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let firing = book.scene.firing()
            let run = AgentBook.id(firing)
            book.began(firing)
            let long = String(repeating: "x", count: 4096)
            for _ in 0..<1100 { book.line(run, long) }
            var first: Int64 = 1
            while first <= Int64(book.records.count) {
                let last = min(first + 199, Int64(book.records.count))
                try await book.send(first...last)
                first = last + 1
            }
            let kept = try #require(await book.run(firing))
            #expect(kept.tally.lines == 1024 && kept.tally.linesDropped == 76)
            #expect(kept.tally.lineBytes <= RunTally.lineBytesMax)
        }
    }

    @Test func anAgentMayNotFillTheHubWithRunsItThinksUp() async throws {
        try await StoreKind.memory.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            for number in 0..<(RunLedger.openMax + 10) { book.began(book.scene.firing(number)) }
            let taken = try await book.send()
            #expect(taken.refused == 10)
            #expect(try await world.store.openRuns(limit: 9999).count == RunLedger.openMax)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func twoSnapshotsOfOneRunInOneVaultAreAnAlarm(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let firing = book.scene.firing()
            let run = AgentBook.id(firing)
            book.began(firing)
            book.stored(run, "one")
            book.stored(run, "two", attempt: 2)
            try await book.send()
            let found = try await book.snapshots().sorted { $0.locator < $1.locator }
            #expect(found.map(\.locator) == ["one", "two"])
            #expect(found.map(\.run) == [run, nil])
        }
    }
}
