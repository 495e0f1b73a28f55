import Storage
import StorageSupport
import StoreSupport
import TestSupport
import Testing
import Values

/// Bandwidth on a clock of the test's own.
@Suite(.timeLimit(.minutes(2))) struct ThrottledTests {
    @Test func transfersTakeTheTimeThatTheLimitSays() async throws {
        let clock = TestClock()
        let limit = BandwidthLimit(perSecond: .mebibytes(1), clock: clock)
        let storage = ThrottledStorage(MemoryStorage(), upload: limit)
        let took = try await clock.driving {
            try await storage.put("a", .pattern(Pattern(size: 8 << 20)), .create)
            // Reading has no limit here.
            _ = try await storage.content("a")
        }
        #expect((Duration.seconds(7)...Duration.seconds(9)).contains(took), "\(took)")
    }

    @Test func locationsThatShareALimitShareTheTime() async throws {
        let clock = TestClock()
        let limit = BandwidthLimit(perSecond: .mebibytes(1), clock: clock)
        let memory = MemoryStorage()
        try await memory.put("a", .pattern(Pattern(size: 4 << 20)), .create)
        let storages = [
            ThrottledStorage(memory, upload: limit, download: limit),
            ThrottledStorage(memory, upload: limit, download: limit),
        ]
        let took = try await clock.driving {
            async let up: Void = storages[0].put("b", .pattern(Pattern(size: 4 << 20)), .create)
            async let down = storages[1].content("a")
            _ = try await (up, down)
        }
        #expect((Duration.seconds(7)...Duration.seconds(9)).contains(took), "\(took)")
        #expect(areEqual(try await memory.content("b"), Pattern(size: 4 << 20).all))
    }

    /// What waits by a limit that is another meanwhile does not wait for it.
    @Test func aLimitThatChangesHoldsForWhatGoesOn() async throws {
        let clock = TestClock()
        let rate = Shared(ByteCount?.some(.kibibytes(1)))
        let limit = BandwidthLimit(clock: clock) { rate.value }
        let storage = ThrottledStorage(MemoryStorage(), upload: limit)
        let took = try await clock.driving {
            async let sent: Void = storage.put("a", .pattern(Pattern(size: 8 << 20)), .create)
            try await clock.sleep(for: .seconds(20))
            rate.change { $0 = .mebibytes(1) }
            try await sent
            rate.change { $0 = nil }
            try await storage.put("b", .pattern(Pattern(size: 64 << 20)), .create)
        }
        #expect((Duration.seconds(27)...Duration.seconds(30)).contains(took), "\(took)")
        #expect(!limit.holdsBack)
    }

    /// A large piece does not hold up the small ones of somebody else for long.
    @Test func piecesAreCutIntoPortions() async throws {
        let clock = TestClock()
        let limit = BandwidthLimit(perSecond: .kibibytes(64), clock: clock)
        let largest = Shared(0)
        let memory = MemoryStorage()
        try await memory.put("a", Pattern(size: 256 << 10).all, .create)
        let storage = ThrottledStorage(memory, download: limit)
        _ = try await clock.driving {
            let reader = try await storage.get("a", nil)
            while let piece = try await reader.next() {
                largest.change { $0 = max($0, piece.count) }
            }
        }
        #expect(largest.value == 16 << 10)
    }
}
