import Connector
import Engine
import Glibc
import Host
import Synchronization
import TestSupport
import Testing
import Values

@testable import StandAlone

/// One walk for several engines.
@Suite(.timeLimit(.minutes(5))) struct SharedReadingTests {
    /// Numbered folders, which nobody has to open.
    private final class Numbers: Connector {
        struct Broken: Error {}

        let count: Int
        let endsBroken: Bool
        let walks = Atomic(0)
        let taken = Atomic(0)
        var title: String { "numbers" }

        init(_ count: Int, endsBroken: Bool = false) {
            self.count = count
            self.endsBroken = endsBroken
        }

        func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals { SourceTotals() }

        func entries() throws -> any EntryStream {
            walks.add(1, ordering: .relaxed)
            return Walk(self)
        }

        final class Walk: EntryStream {
            let contentOutlivesNext = true
            private let source: Numbers
            private var number = 0

            init(_ source: Numbers) { self.source = source }

            func next() throws -> StreamItem? {
                guard number < source.count else {
                    if source.endsBroken { throw Broken() }
                    return nil
                }
                defer { number += 1 }
                source.taken.add(1, ordering: .relaxed)
                let path = try #require(EntryPath("n\(number)"))
                return .entry(
                    Entry(
                        path: path, kind: .folder,
                        metadata: EntryMetadata(
                            permissions: 0o755, modified: FileTime(seconds: 0, nanoseconds: 0))))
            }
        }
    }

    /// The names that a reader gets, and what ended them.
    private func names(
        _ source: any Connector, atEach: (Int) throws -> Void = { _ in }
    ) -> (names: [String], error: (any Error)?) {
        var names: [String] = []
        do {
            let stream = try source.entries()
            while let item = try stream.next() {
                guard case .entry(let entry) = item else { continue }
                names.append(entry.path.description)
                try atEach(names.count)
            }
        } catch {
            return (names, error)
        }
        return (names, nil)
    }

    @Test func allGetEverythingInOrderFromOneWalk() async throws {
        let source = Numbers(20_000)
        let reading = SharedReading(source, readers: 3)
        let all = try await withThrowingTaskGroup(of: [String].self) { group in
            for reader in 0..<3 {
                group.addTask {
                    try await blocking { self.names(reading.source(for: reader)).names }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let wanted = (0..<20_000).map { "n\($0)" }
        #expect(all == [wanted, wanted, wanted])
        #expect(source.walks.load(ordering: .relaxed) == 1)
    }

    /// What is read is not kept for somebody who is slow, or does not even begin, without bound.
    @Test func nobodyGetsFarAheadOfAnotherUntilThatOneLeaves() async throws {
        let source = Numbers(50_000)
        let reading = SharedReading(source, readers: 2)
        async let first = blocking { self.names(reading.source(for: 0)).names.count }
        try await blocking {
            let stream = try reading.source(for: 1).entries()
            var mine = 0
            while mine < 10_000, try stream.next() != nil {
                mine += 1
                #expect(source.taken.load(ordering: .relaxed) < mine + 10_000)
            }
        }
        // The second one's stream is gone by now.
        #expect(try await first == 50_000)
    }

    @Test func whoNeverBeginsHoldsNobodyUpAfterLeaving() async throws {
        let reading = SharedReading(Numbers(50_000), readers: 2)
        async let first = blocking { self.names(reading.source(for: 0)).names.count }
        reading.leave(1)
        #expect(try await first == 50_000)
    }

    @Test func waitingEndsWithACancellation() async throws {
        let source = Numbers(50_000)
        let reading = SharedReading(source, readers: 2)
        let halfway = Flag()
        async let first = blocking {
            self.names(reading.source(for: 0)) { if $0 == 4000 { halfway.raise() } }
        }
        try await blocking { halfway.wait() }
        reading.cancel()
        let (names, error) = try await first
        #expect(names.count < 50_000)
        #expect(error is CancellationError)
    }

    @Test func whatEndsTheWalkEndsItForAllAfterWhatCameBefore() async throws {
        let source = Numbers(300, endsBroken: true)
        let reading = SharedReading(source, readers: 2)
        for reader in 0..<2 {
            let (names, error) = try await blocking { self.names(reading.source(for: reader)) }
            #expect(names.count >= 256)
            #expect(error is Numbers.Broken)
        }
    }

    /// As of vaults that were interrupted at different places.
    @Test func aSecondWalkIsOnesOwn() async throws {
        let source = Numbers(1000)
        let reading = SharedReading(source, readers: 2)
        let own = reading.source(for: 0)
        #expect(try await blocking { self.names(own).names.count } == 1000)
        #expect(try await blocking { self.names(own).names.count } == 1000)
        #expect(source.walks.load(ordering: .relaxed) == 2)
        #expect(
            try await blocking { self.names(reading.source(for: 1)).names.count } == 1000)
        #expect(source.walks.load(ordering: .relaxed) == 2)
    }

    /// Two who work on one run have snapshots of their own, whatever they read by.
    @Test func anotherReadingIsTheSameJob() {
        let ids = IDSource()
        let job = BackupJob(
            run: ids.next(), snapshot: ids.next(), source: Numbers(1),
            details: SnapshotDetails(hostName: "web", paths: ["/srv"], tags: []),
            issuePolicy: .skip, started: Timestamp(seconds: 1))
        let other = job.reading(Numbers(2))
        #expect(other.run == job.run && other.snapshot == job.snapshot)
        #expect(other.snapshot != other.run)
    }

    private final class Flag: Sendable {
        private let state = Monitor(false)
        func raise() { state.change { $0 = true } }
        func wait() { let _: Bool = state.wait { $0 ? true : nil } }
    }
}
