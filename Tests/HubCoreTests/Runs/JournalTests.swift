import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// Lives of agents, and what lies in vaults.
@Suite struct JournalTests {
    @Test(arguments: StoreKind.allCases)
    func whatAJournalDroppedIsCountedAndNeverWaitedFor(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            book.whole(book.scene.firing())
            try await book.send(1...2)
            let intake = book.intake()
            func open(_ first: Int64) async throws -> Int64? {
                let span = JournalSpan(incarnation: book.incarnation, first: first, last: 9)
                return try await intake.open([span], of: book.scene.agent.id).first?.through
            }
            #expect(try await open(1) == 2)
            #expect(try await open(3) == 2)
            #expect(try await open(5) == 4)
            let journal = try await world.store.journals(
                [book.incarnation], of: book.scene.agent.id
            ).first
            #expect(journal?.missing == 2 && journal?.committed == 4)
            #expect(try await book.send(5...5).received.through == 5)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func livesOfOtherAgentsAreOtherLives(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            var clone = AgentBook(try await RunScene(in: world, "other"), book.incarnation)
            book.whole(book.scene.firing())
            clone.whole(clone.scene.firing())
            try await book.send()
            // Another agent that uses the same name for its life takes nothing from anybody.
            #expect(try await clone.send(1...2).received.through == 2)
            #expect(try await clone.send().received.through == 5)
            #expect(try await clone.run(clone.scene.firing())?.position.state == .succeeded)
            #expect(try await book.run(book.scene.firing())?.position.state == .succeeded)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsNotInAReadingAnyMoreIsGone(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let time = SettableTime()
            var book = AgentBook(try await RunScene(in: world), time: time)
            book.whole(book.scene.firing(0))
            book.whole(book.scene.firing(1))
            try await book.send()
            let kept = AgentBook.id(book.scene.firing(1))
            time.advance(by: .seconds(60))
            func listing(_ page: Int, _ names: [String], isLast: Bool) -> RunEvent {
                .listing(
                    VaultListing(
                        vault: book.vault, reading: UUID(high: 1, low: 1), page: page,
                        isLast: isLast,
                        items: names.map {
                            VaultListing.Item(
                                locator: $0, source: book.scene.source.id, run: nil,
                                time: Sample.now, size: ByteCount(7))
                        }))
            }
            book.write(listing(1, [kept.description], isLast: false))
            try await book.send()
            #expect(try await book.snapshots().count == 2, "it counts when the last page is there")
            time.advance(by: .seconds(1))
            book.write(listing(2, ["foreign"], isLast: true))
            try await book.send()
            let there = try await book.snapshots()
            #expect(Set(there.map(\.locator)) == [kept.description, "foreign"])
            #expect(there.first { $0.run == kept }?.size == ByteCount(7))
            let gone = try await book.snapshots(includingGone: true).filter { $0.gone != nil }
            #expect(gone.map(\.run) == [AgentBook.id(book.scene.firing(0))])
        }
    }

    /// It cannot be read as one: that is not the same as not being there.
    @Test(arguments: StoreKind.allCases)
    func aDamagedSnapshotIsThereAndNotGood(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let time = SettableTime()
            var book = AgentBook(try await RunScene(in: world), time: time)
            let kept = AgentBook.id(book.scene.firing())
            func reading(isDamaged: Bool) -> RunEvent {
                .listing(
                    VaultListing(
                        vault: book.vault, reading: Sample.id(Run.self).uuid, page: 1,
                        isLast: true,
                        items: [
                            VaultListing.Item(
                                locator: kept.description, source: book.scene.source.id,
                                run: isDamaged ? nil : kept,
                                time: Sample.now + .seconds(isDamaged ? 90 : 0),
                                size: ByteCount(isDamaged ? 0 : 7), isDamaged: isDamaged)
                        ]))
            }
            book.whole(book.scene.firing())
            for isDamaged in [false, true, false] {
                time.advance(by: .seconds(60))
                book.write(reading(isDamaged: isDamaged))
                try await book.send()
                let there = try await book.snapshots()
                #expect(there.map(\.isGood) == [!isDamaged])
                #expect(there.map(\.run) == [kept] && there.map(\.size) == [ByteCount(7)])
                #expect(there.map(\.claimedTime) == [Sample.now])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anAgentIsNotBelievedAboutOthersSnapshots(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let victim = try await RunScene(in: world, "victim")
            var book = AgentBook(try await RunScene(in: world, "hostile"))
            let run = try await victim.start()
            func listing(of vault: ID<KnownVault>) -> RunEvent {
                .listing(
                    VaultListing(
                        vault: vault, reading: Sample.id(Run.self).uuid, page: 1, isLast: true,
                        items: [
                            VaultListing.Item(
                                locator: "phantom", source: victim.source.id, run: run.id,
                                time: Sample.now, size: ByteCount(7))
                        ]))
            }
            book.write(listing(of: victim.vault.id))
            book.write(listing(of: Sample.id()))
            let taken = try await book.send()
            #expect(taken.refused == 1)
            let found = try await book.snapshots()
            #expect(found.map(\.source) == [nil] && found.map(\.run) == [nil])
        }
    }

    /// Of an agent that was away: what it saw is older than what the hub knows by now.
    @Test(arguments: StoreKind.allCases)
    func aReadingFromLongAgoTakesNothingAway(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let time = SettableTime()
            var away = AgentBook(try await RunScene(in: world), time: time)
            away.write(
                .listing(
                    VaultListing(
                        vault: away.vault, reading: UUID(high: 1, low: 1), page: 1, isLast: true,
                        items: [])))
            time.advance(by: .seconds(3600))
            var book = AgentBook(away.scene, time: time)
            book.whole(book.scene.firing())
            try await book.send()
            time.advance(by: .seconds(3600))
            try await away.send()
            #expect(try await book.snapshots().count == 1)
        }
    }

    /// A long reading: what others bring while it lasts is not gone because it lacks it, and what
    /// they take is not there again because it has it. An older agent does not say when it began.
    @Test(arguments: StoreKind.allCases, [true, false])
    func aReadingSaysNothingOfWhatCameSince(kind: StoreKind, tells: Bool) async throws {
        try await kind.withWorld { world in
            let (time, skew) = (SettableTime(), Duration.seconds(700))
            var book = AgentBook(try await RunScene(in: world), time: time)
            book.whole(book.scene.firing(0))
            try await book.send()
            let (first, second) = (
                AgentBook.id(book.scene.firing(0)), AgentBook.id(book.scene.firing(1))
            )
            let began = time.clock.now + skew
            time.advance(by: .seconds(600))
            book.whole(book.scene.firing(1))
            try await book.send()
            time.advance(by: .seconds(600))
            // Another agent, whose clock is ahead, has read all the while.
            let ahead = SettableTime()
            ahead.advance(by: time.clock.now - ahead.clock.now + skew)
            var other = AgentBook(book.scene, time: ahead)
            other.write(
                .listing(
                    VaultListing(
                        vault: book.vault, reading: UUID(high: 1, low: 1), page: 1, isLast: true,
                        items: [
                            VaultListing.Item(
                                locator: first.description, source: nil, run: nil,
                                time: Sample.now, size: ByteCount(7))
                        ], began: tells ? began : nil)))
            let batch = RecordBatch(incarnation: other.incarnation, records: other.records)
            _ = try await book.intake().take(batch, from: book.scene.agent.id, offset: skew)
            let there = try await book.snapshots().map(\.run)
            #expect(Set(there) == (tells ? [first, second] : [first]))
            guard tells else { return }
            // It is told once more after somebody took the first one and has read the vault since.
            time.advance(by: .seconds(60))
            book.write(
                .listing(
                    VaultListing(
                        vault: book.vault, reading: UUID(high: 2, low: 2), page: 1, isLast: true,
                        items: [], began: time.clock.now)))
            try await book.send()
            #expect(try await book.snapshots().isEmpty)
            other.write(other.records[0].event)
            let again = RecordBatch(
                incarnation: other.incarnation, records: [other.records[1]])
            _ = try await book.intake().take(again, from: book.scene.agent.id, offset: skew)
            #expect(try await book.snapshots().isEmpty)
        }
    }

    private func room(
        _ vault: ID<KnownVault>, _ world: World
    ) async throws -> [VaultSpace] {
        try await world.store.figures(of: [vault], in: world.tenant.id, since: 0)[vault]?.space
            ?? []
    }

    @Test(arguments: StoreKind.allCases)
    func theRoomAtAVaultsPlaceIsKeptOnceADay(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let time = SettableTime()
            var book = AgentBook(try await RunScene(in: world), time: time)
            func reading(free: Int?, total: Int?) -> RunEvent {
                .listing(
                    VaultListing(
                        vault: book.vault, reading: Sample.id(Run.self).uuid, page: 1,
                        isLast: true, items: [], free: free.map { ByteCount($0) },
                        total: total.map { ByteCount($0) }))
            }
            let day = Duration.seconds(86_400)
            for (free, total) in [(90, 100), (80, 100), (nil, nil)] as [(Int?, Int?)] {
                book.write(reading(free: free, total: total))
                try await book.send()
                time.advance(by: .seconds(1))
            }
            #expect(try await room(book.vault, world).map(\.free) == [ByteCount(80)])
            time.advance(by: day)
            // What is more than all of it is no whole.
            book.write(reading(free: 70, total: 60))
            try await book.send()
            let both = try await room(book.vault, world)
            #expect(both.map(\.free) == [ByteCount(80), ByteCount(70)])
            #expect(both.map(\.total) == [ByteCount(100), nil])
            #expect(
                try await world.store.figures(
                    of: [book.vault], in: Sample.id(), since: 0
                ).isEmpty)
            let later = try await world.store.figures(
                of: [book.vault], in: world.tenant.id, since: both[1].seen.day)[book.vault]
            #expect(later?.space == [both[1]] && later?.read != nil)
        }
    }

    /// A place that tells nothing is counted all the same, where somebody wants to know.
    @Test(arguments: StoreKind.allCases)
    func whatLiesInAVaultIsKeptOnceADay(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let time = SettableTime()
            var book = AgentBook(try await RunScene(in: world), time: time)
            for (free, held) in [(90, 7), (nil, 8)] as [(Int?, Int)] {
                book.write(
                    .listing(
                        VaultListing(
                            vault: book.vault, reading: Sample.id(Run.self).uuid, page: 1,
                            isLast: true, items: [], free: free.map { ByteCount($0) },
                            total: ByteCount(100), held: ByteCount(held))))
                try await book.send()
                time.advance(by: .seconds(86_400))
            }
            let measures = try await room(book.vault, world)
            #expect(measures.map(\.held) == [ByteCount(7), ByteCount(8)])
            #expect(measures.map(\.free) == [ByteCount(90), nil])
            #expect(measures.map(\.total) == [ByteCount(100), nil], "a whole of nothing")
        }
    }

    /// Whoever only stores in a vault may see another part of its place than its keeper.
    @Test(arguments: StoreKind.allCases)
    func ofAVaultWithAKeeperTheKeepersWordCounts(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            var book = AgentBook(try await RunScene(in: world))
            let keeper = try await world.addAgent("keeper").id
            _ = try await world.store.changeVault(
                book.vault, of: world.tenant.id, version: nil, secrets: .init()
            ) { vault in
                vault.keeper = keeper
                return []
            }
            book.write(
                .listing(
                    VaultListing(
                        vault: book.vault, reading: Sample.id(Run.self).uuid, page: 1,
                        isLast: true, items: [], free: ByteCount(5), total: ByteCount(9))))
            try await book.send()
            #expect(try await room(book.vault, world).isEmpty)
        }
    }
}
