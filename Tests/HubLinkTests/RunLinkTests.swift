import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values
import WebSocket

@testable import HubLink

/// Runs over a link: records acknowledged when they are committed, runs given, refused, ended.
@Suite(.timeLimit(.minutes(2))) struct RunLinkTests {
    /// An agent with a source and a configuration, as the machine that plays it.
    private struct Scene {
        let hub: LinkFixture
        let machine: TestMachine
        let vault: KnownVault
        let source: Source
        let incarnation = Sample.id(Incarnation.self)

        init(
            _ hub: LinkFixture, _ name: String = "web",
            _ readiness: KnownVault.Readiness = .ready
        ) async throws {
            self.hub = hub
            machine = try await hub.agent(name)
            vault = try await hub.world.addVault("Vault of \(name)") { $0.readiness = readiness }
            source = try await hub.world.addSource(
                name, at: .agent(machine.id), into: [vault.id])
        }

        /// A link of this machine that has been welcomed.
        func link(
            recorded: Int64 = 0, journals: [JournalSpan] = [], runs: [RunClaimed] = [],
            as incarnation: ID<Incarnation>? = nil
        ) async throws -> TestLink {
            let link = try await hub.dial()
            try await link.say(
                .hello(
                    machine.hello(
                        to: link, incarnation: incarnation ?? self.incarnation,
                        recorded: recorded, journals: journals, runs: runs)))
            _ = try #require(try await link.welcome())
            return link
        }

        func backUp() async throws -> Run {
            try await hub.runs.backUp(source.id, of: hub.tenant, by: hub.somebody)
        }

        func run(_ id: ID<Run>) async throws -> Run {
            try await hub.runs.run(id, of: hub.tenant)
        }

        /// The next order, passing over whatever else is said.
        func order(_ link: TestLink) async throws -> RunOrder {
            while let message = try await link.nextAnsweringPings() {
                if case .start(let order) = message { return order }
            }
            throw Unexpected("no order")
        }

        func batch(_ events: [RunEvent], from first: Int64 = 1) -> RecordBatch {
            RecordBatch(
                incarnation: incarnation,
                records: events.enumerated().map { index, event in
                    JournalRecord(
                        sequence: first + Int64(index), time: hub.time.clock.now, event: event)
                })
        }

        func send(_ events: [RunEvent], from first: Int64 = 1, on link: TestLink) async throws
            -> Received
        {
            try await link.say(.records(batch(events, from: first)))
            while let message = try await link.nextAnsweringPings() {
                if case .received(let received) = message { return received }
            }
            throw Unexpected("nothing was acknowledged")
        }

        func whole(_ attempt: RunAttempt) -> [RunEvent] {
            [
                .began(
                    RunBegan(attempt: attempt, kind: .backup, firing: nil, vaults: [vault.id])),
                .finalizing(attempt),
                .outcome(
                    attempt.run,
                    VaultOutcome(
                        vault: vault.id, attempt: attempt.attempt,
                        result: .stored(locator: attempt.run.description))),
                .ended(RunEnded(attempt: attempt, verdict: .succeeded)),
            ]
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aRunThatSomebodyWantsIsGivenDoneAndKept(kind: StoreKind) async throws {
        try await LinkFixture.with(kind) { hub in
            let scene = try await Scene(hub)
            // While the agent is away it waits, and asking again is asking once.
            let run = try await scene.backUp()
            #expect(try await scene.backUp().id == run.id)
            let link = try await scene.link()
            let order = try await scene.order(link)
            #expect(order.attempt == RunAttempt(run: run.id, attempt: 1, fence: 1))
            #expect(order.kind == .backup && order.source?.id == scene.source.id)
            #expect(order.vaults.map(\.id) == [scene.vault.id])
            try await link.say(.reply(RunReply(attempt: order.attempt, state: .leased)))
            let received = try await scene.send(scene.whole(order.attempt), on: link)
            #expect(received == Received(incarnation: scene.incarnation, through: 4))
            let ended = try await scene.run(run.id)
            #expect(ended.position.state == .succeeded && ended.incarnation == scene.incarnation)
            let events = try await hub.runs.events(of: run.id, in: hub.tenant, after: 0)
            #expect(
                events.map(\.kind) == [.queued, .given, .began, .finalizing, .outcome, .ended])
        }
    }

    @Test func theWelcomeSaysWhatIsCommitted() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let run = try await scene.backUp()
            let link = try await scene.link()
            let order = try await scene.order(link)
            _ = try await scene.send(Array(scene.whole(order.attempt).prefix(2)), on: link)
            let gap = try await scene.send(scene.whole(order.attempt), from: 9, on: link)
            #expect(gap == Received(incarnation: scene.incarnation, through: 2, rewinds: true))
            await link.socket.finish()

            let again = try await hub.dial()
            let span = JournalSpan(incarnation: scene.incarnation, first: 1, last: 4)
            let earlier = JournalSpan(incarnation: Sample.id(), first: 5, last: 7)
            let claim = RunClaimed(
                run: run.id, claim: HubRepair.Claim(attempt: 1, fence: 1, state: .finalizing))
            try await again.say(
                .hello(
                    scene.machine.hello(
                        to: again, incarnation: scene.incarnation, recorded: 4,
                        journals: [span, earlier], runs: [claim])))
            let welcome = try #require(try await again.welcome())
            #expect(
                welcome.received == [
                    Received(incarnation: scene.incarnation, through: 2),
                    Received(incarnation: earlier.incarnation, through: 4),
                ])
            let rest = Array(scene.whole(order.attempt).suffix(2))
            #expect(try await scene.send(rest, from: 3, on: again).through == 4)
            #expect(try await scene.run(run.id).position.state == .succeeded)
        }
    }

    @Test func aMachineThatWasRolledBackBeginsAnotherIncarnation() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            _ = try await scene.backUp()
            let link = try await scene.link()
            let order = try await scene.order(link)
            _ = try await scene.send(scene.whole(order.attempt), on: link)
            await link.socket.finish()
            let rolledBack = try await hub.dial()
            try await rolledBack.say(
                .hello(
                    scene.machine.hello(
                        to: rolledBack, incarnation: scene.incarnation, recorded: 3)))
            #expect(try await rolledBack.goodbye() == "reincarnate")
        }
    }

    @Test func recordsOfALifeThatWasNotNamedEndTheLink() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let link = try await scene.link()
            let batch = RecordBatch(
                incarnation: Sample.id(),
                records: [
                    JournalRecord(
                        sequence: 1, time: Sample.now,
                        event: .line(RunLine(run: Sample.id(), level: .info, text: "x")))
                ])
            try await link.say(.records(batch))
            #expect(try await link.goodbye() == "out_of_order")
        }
    }

    @Test func whatAnAgentRefusesWaitsOrFails() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let run = try await scene.backUp()
            let link = try await scene.link()
            let first = try await scene.order(link)
            try await link.say(.reply(RunReply(attempt: first.attempt, refusal: .busy)))
            try await link.sync()
            let waiting = try await scene.run(run.id)
            #expect(waiting.position == RunPosition(state: .queued, attempt: 1, fence: 1))
            #expect(waiting.notBefore == hub.time.clock.now + .seconds(5))
            hub.time.advance(by: .seconds(6))
            hub.dispatcher.wake()
            let second = try await scene.order(link)
            #expect(second.attempt == RunAttempt(run: run.id, attempt: 1, fence: 2))
            // A late answer to the first changes nothing.
            try await link.say(.reply(RunReply(attempt: first.attempt, refusal: .policy)))
            try await link.sync()
            #expect(try await scene.run(run.id).position.state == .leased)
            try await link.say(
                .reply(RunReply(attempt: second.attempt, refusal: .policy, message: "Not here.")))
            try await link.sync()
            let failed = try await scene.run(run.id)
            #expect(failed.position.state == .failed && failed.failure?.code == "policy")
            #expect(failed.failure?.message == "Not here.")
        }
    }

    @Test func aRunIsCancelledWhereverItIs() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            // Nobody has it yet.
            let waiting = try await scene.backUp()
            let ended = try await hub.runs.cancel(waiting.id, of: hub.tenant, by: hub.somebody)
            #expect(ended.position.state == .cancelled)
            _ = try await hub.runs.cancel(waiting.id, of: hub.tenant, by: hub.somebody)
            // Its agent has it.
            let run = try await scene.backUp()
            let link = try await scene.link()
            let order = try await scene.order(link)
            _ = try await scene.send(Array(scene.whole(order.attempt).prefix(1)), on: link)
            let cancelling = try await hub.runs.cancel(run.id, of: hub.tenant, by: hub.somebody)
            #expect(cancelling.position.state == .cancelling)
            while let message = try await link.nextAnsweringPings() {
                if case .cancel(let word) = message {
                    #expect(word.attempt == order.attempt)
                    break
                }
            }
            // It ended well in the very moment: it is cancelled nevertheless.
            let rest = Array(scene.whole(order.attempt).dropFirst())
            _ = try await scene.send(rest, from: 2, on: link)
            #expect(try await scene.run(run.id).position.state == .cancelled)
            await expectRefusal(.runMoved) {
                let done = try await scene.backUp()
                let order = try await scene.order(link)
                _ = try await scene.send(scene.whole(order.attempt), from: 5, on: link)
                _ = try await hub.runs.cancel(done.id, of: hub.tenant, by: hub.somebody)
            }
        }
    }

    /// The run waited while its keeper was away, and the snapshot is held since.
    @Test func whatIsHeldIsNotGivenAwayToBeDeleted() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let first = try await scene.link()
            let listing = VaultListing(
                vault: scene.vault.id, reading: Sample.id(Run.self).uuid, page: 1, isLast: true,
                items: ["old", "new"].map {
                    VaultListing.Item(
                        locator: $0, source: scene.source.id, run: nil, time: Sample.now,
                        size: ByteCount(1))
                })
            _ = try await scene.send([.listing(listing)], on: first)
            await first.socket.finish()
            _ = try await hub.world.store.changeVault(
                scene.vault.id, of: hub.tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.keeper = scene.machine.id
                return []
            }
            let known = try await hub.world.store.snapshots(
                of: hub.tenant, matching: SnapshotFilter(), PageRequest()
            ).items
            let old = try #require(known.first { $0.locator == "old" })
            let run = try await hub.runs.lookAfter(
                scene.vault.id, of: hub.tenant, .delete, snapshot: old.id, by: hub.somebody)
            let hold = SnapshotHold(id: Sample.id(), reason: "court", placed: Sample.now)
            _ = try await hub.world.store.changeSnapshot(old.id, of: hub.tenant) {
                snapshot, isLeaving in
                #expect(!isLeaving)
                snapshot.holds = [hold]
                return []
            }
            let backup = try await scene.backUp()
            let link = try await scene.link(recorded: 1)
            // What comes first is what somebody asked for later.
            #expect(try await scene.order(link).attempt.run == backup.id)
            // The hub goes on by itself behind what it has said.
            while try await scene.run(run.id).position.state != .cancelled {
                try Task.checkCancellation()
                try await link.sync()
            }
            let events = try await hub.runs.events(of: run.id, in: hub.tenant, after: 0)
            #expect(events.map(\.kind) == [.queued, .given, .cancelling])
        }
    }

    @Test func anAgentThatComesBackWithoutItsRunHasLostIt() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let run = try await scene.backUp()
            let link = try await scene.link()
            let order = try await scene.order(link)
            _ = try await scene.send(Array(scene.whole(order.attempt).prefix(1)), on: link)
            await link.socket.finish()
            // Its records are not all there yet: nothing is decided.
            let span = JournalSpan(incarnation: scene.incarnation, first: 1, last: 2)
            let back = try await scene.link(
                journals: [span], as: Sample.id(Incarnation.self))
            try await back.sync()
            #expect(try await scene.run(run.id).position.state == .running)
            _ = try await scene.send(
                [scene.whole(order.attempt)[1]], from: 2, on: back)
            try await back.sync()
            let lost = try await scene.run(run.id)
            #expect(lost.position.state == .failed && lost.failure?.code == "interrupted")
        }
    }

    @Test func aRunThatWaitedTooLongIsDroppedAndSaidSo() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let run = try await scene.backUp()
            hub.time.advance(by: scene.source.retry.patience)
            try await hub.dispatcher.look()
            let dropped = try await scene.run(run.id)
            #expect(dropped.position.state == .skipped && dropped.skipReason == .expired)
            let log = try await hub.world.store.auditEvents(
                in: hub.world.scope, matching: AuditFilter(action: .runDropped), before: nil,
                limit: 5)
            #expect(log.map(\.draft.detail) == [["reason": "expired"]])
        }
    }

    @Test func runsOfADeletedAgentEnd() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            // A vault that it made: nothing else needs the agent.
            let other = try await hub.agent("other")
            let vault = try await hub.world.addVault("Other") { $0.keeper = nil }
            func add(_ state: RunState) async throws -> Run {
                var run = Run(
                    id: Sample.id(), tenant: hub.tenant, kind: .check, cause: .hub,
                    subject: RunSubject(vaults: [vault.id], agent: other.id),
                    position: RunPosition(state: state, attempt: 1, fence: 1),
                    created: hub.time.clock.now)
                run.agent = other.id
                let made = run
                return try await hub.world.store.startRun(
                    about: RunSubject(), of: hub.tenant
                ) { _ in .new(RunPage(made), []) }
            }
            let runs = [
                try await add(.queued), try await add(.leased), try await add(.running),
                try await add(.cancelling),
            ]
            _ = try await hub.fleet.delete(other.id, of: hub.tenant, by: hub.somebody)
            hub.time.advance(by: .seconds(61))
            try await hub.dispatcher.look()
            var states: [RunState] = []
            for run in runs { states.append(try await scene.run(run.id).position.state) }
            #expect(states == [.skipped, .failed, .failed, .cancelled])
        }
    }

    @Test func oneAfterAnotherOnOneSource() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let link = try await scene.link()
            _ = try await scene.backUp()
            let order = try await scene.order(link)
            await expectRefusal(.runOverlaps) { _ = try await scene.backUp() }
            _ = try await scene.send(scene.whole(order.attempt), on: link)
            _ = try await scene.backUp()
            #expect(try await scene.order(link).attempt.run != order.attempt.run)
        }
    }

    @Test func aVaultIsMadeByTheAgentThatMayAndBackupsWaitForIt() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub, "web", .new)
            _ = try await Scene(hub, "other", .new)
            let backup = try await scene.backUp()
            let link = try await scene.link()
            try await hub.maker.look()
            try await hub.maker.look()
            let order = try await scene.order(link)
            #expect(order.kind == .initialize && order.vaults.map(\.id) == [scene.vault.id])
            #expect(try await scene.run(backup.id).position.state == .queued)
            _ = try await scene.send(
                [
                    .began(
                        RunBegan(
                            attempt: order.attempt, kind: .initialize, firing: nil,
                            vaults: [scene.vault.id])),
                    .ended(RunEnded(attempt: order.attempt, verdict: .succeeded)),
                ], on: link)
            let vault = try await hub.world.store.vault(scene.vault.id, of: hub.tenant)
            #expect(vault?.item.readiness == .ready)
            hub.dispatcher.wake()
            #expect(try await scene.order(link).attempt.run == backup.id)
            #expect(try await hub.world.store.vaultsToMake(limit: 9).count == 1)
        }
    }

    @Test func progressOfSomebodyElsesRunIsNotPassedOn() async throws {
        try await LinkFixture.with { hub in
            let scene = try await Scene(hub)
            let hostile = try await Scene(hub, "hostile")
            let run = try await scene.backUp()
            let link = try await scene.link()
            let order = try await scene.order(link)
            func progress(_ entries: Int64) -> AgentMessage {
                .progress(
                    ProgressReport(
                        attempt: order.attempt, entries: entries, bytes: ByteCount(1),
                        transferred: ByteCount(1), bytesExpected: nil, current: "/srv"))
            }
            let other = try await hostile.link()
            try await other.say(progress(666))
            try await other.sync()
            #expect(hub.feed.progress(of: run.id) == nil)
            try await link.say(progress(7))
            try await link.sync()
            #expect(hub.feed.progress(of: run.id)?.entries == 7)
            _ = try await scene.send(scene.whole(order.attempt), on: link)
            #expect(hub.feed.progress(of: run.id) == nil)
        }
    }
}

extension TestLink {
    /// Returns when the hub has done with everything that was said before.
    func sync() async throws {
        let time = Sample.now + .seconds(Int.random(in: 1...1_000_000_000))
        try await say(.ping(Ping(time: time)))
        while let message = try await nextAnsweringPings() {
            if case .pong(let pong) = message, pong.asked == time { return }
        }
        throw Unexpected("no pong")
    }
}
