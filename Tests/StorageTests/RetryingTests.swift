import Storage
import StorageSupport
import StoreSupport
import TestSupport
import Testing
import Values

/// Failures that pass, and those that do not.
@Suite(.timeLimit(.minutes(2))) struct RetryingTests {
    private let name: ObjectName = "data/object"
    private let content = Pattern(size: 3_000_000).all

    /// A retrying location over a faulty one in memory, on a clock that moves when all wait.
    private func with(
        _ faults: [Fault], policy: RetryPolicy = RetryPolicy(),
        _ body: (RetryingStorage, MemoryStorage, Shared<[StorageRetry]>) async throws -> Void
    ) async throws {
        let clock = TestClock()
        let memory = MemoryStorage()
        let reports = Shared<[StorageRetry]>([])
        try await withFaults(faults, in: memory, clock: clock) { faulty in
            let storage = RetryingStorage(
                faulty, policy: policy, clock: clock, random: SeededGenerator(seed: 7),
                report: { retry in reports.change { $0.append(retry) } })
            _ = try await clock.driving { try await body(storage, memory, reports) }
        }
    }

    @Test(arguments: [
        StorageError.Kind.unreachable, .timeout, .failed, .rateLimited(retryAfter: nil),
    ])
    func callsAreMadeAgain(kind: StorageError.Kind) async throws {
        let calls: [StorageCall] = [.put, .get, .head, .list, .delete, .space, .sweep]
        let faults = calls.flatMap {
            [Fault($0, nil, .refused(kind)), Fault($0, nil, .refused(kind))]
        }
        try await with(faults) { storage, memory, reports in
            try await storage.put(name, content, .create)
            #expect(areEqual(try await storage.content(name), content))
            #expect(try await storage.head(name)?.size == 3_000_000)
            #expect(try await storage.names() == [name.text])
            try await storage.delete(name)
            _ = try await storage.space()
            _ = try await storage.sweep(before: Timestamp(seconds: 0))
            #expect(try await memory.names() == [])
            #expect(reports.value.map(\.call) == calls.flatMap { [$0, $0] })
            #expect(reports.value.map(\.failures) == calls.flatMap { _ in [1, 2] })
            #expect(reports.value.first?.object == name)
            #expect(reports.value.allSatisfy { $0.error.kind == kind && $0.place == "memory:" })
        }
    }

    @Test(arguments: [
        StorageError.Kind.denied, .full, .untrusted, .badConfiguration, .notFound, .unexpected,
        .unsupported, .cancelled, .alreadyExists,
    ])
    func whatDoesNotPassIsThrownAtOnce(kind: StorageError.Kind) async throws {
        try await with([Fault(.put, nil, .refused(kind)), Fault(.get, nil, .refused(kind))]) {
            storage, memory, reports async throws in
            await expectStorageError(kind) { try await storage.put(name, content, .create) }
            await expectStorageError(kind) { _ = try await storage.get(name, nil) }
            #expect(reports.value.isEmpty)
        }
    }

    @Test func delaysDoubleWithChanceUpToALimit() async throws {
        let faults = (0..<9).map { _ in Fault(.head, nil, .refused(.unreachable)) }
        let policy = RetryPolicy(firstDelay: .seconds(1), delayMax: .seconds(20))
        try await with(faults, policy: policy) { storage, _, reports in
            _ = try await storage.head(name)
            let delays = reports.value.map(\.delay)
            let full = [1, 2, 4, 8, 16, 20, 20, 20, 20].map { Duration.seconds($0) }
            for (delay, full) in zip(delays, full) { #expect((full / 2...full).contains(delay)) }
            #expect(delays.count == 9 && Set(delays).count == 9, "no chance in \(delays)")
        }
    }

    @Test func patienceEndsWithTheLastError() async throws {
        // The pauses are between 5 and 10 seconds: at least four of them fit, at most nine.
        let faults = (0..<4).map { _ in Fault(.head, nil, .refused(.timeout)) }
        let policy = RetryPolicy(
            firstDelay: .seconds(10), delayMax: .seconds(10), patience: .seconds(15))
        try await with(faults, policy: policy) { storage, _, reports in
            var failed = 0
            while failed + reports.value.count < 4 {
                do {
                    _ = try await storage.head(name)
                } catch let error as StorageError {
                    #expect(error.kind == .timeout)
                    failed += 1
                }
            }
            #expect(failed > 0, "patience never ended")
            #expect(reports.value.count > 0, "nothing was tried again")
        }
    }

    @Test func whatTheLocationAsksForIsWaited() async throws {
        let asked = Duration.seconds(90)
        try await with([Fault(.head, nil, .refused(.rateLimited(retryAfter: asked)))]) {
            storage, _, reports async throws in
            _ = try await storage.head(name)
            #expect(reports.value.map(\.delay) == [asked])
        }
        let tooLong = StorageError.Kind.rateLimited(retryAfter: .seconds(3600))
        try await with([Fault(.head, nil, .refused(tooLong))]) { storage, _, reports in
            await expectStorageError(tooLong) { _ = try await storage.head(name) }
            #expect(reports.value.isEmpty)
        }
    }

    // MARK: Bodies

    @Test func bodyThatIsRepeatableIsSentAnew() async throws {
        let faults = [
            Fault(.put, nil, .broken(after: 1_000_000, .unreachable)),
            Fault(.put, nil, .broken(after: 2_999_999, .failed)),
        ]
        try await with(faults) { storage, memory, _ in
            try await storage.put(name, .pattern(Pattern(size: 3_000_000)), .create)
            #expect(areEqual(try await memory.content(name), content))
        }
    }

    /// Whether the first attempt came as far as opening it or not.
    @Test func aBodyIsAskedBeforeEachAttemptButTheFirst() async throws {
        struct NotAnyMore: Error {}
        let faults = [
            Fault(.put, nil, .refused(.unreachable)),
            Fault(.put, nil, .broken(after: 1, .unreachable)),
            Fault(.put, nil, .refused(.timeout)),
        ]
        for allowed in 0...3 {
            let asked = Shared(0)
            let body = ObjectBody.bytes([1, 2, 3]) {
                asked.change { $0 += 1 }
                if asked.value > allowed { throw NotAnyMore() }
            }
            try await with(Array(faults.prefix(allowed + 1))) { storage, memory, _ in
                // As it is in a decorator's hands.
                let outer = ThrottledStorage(
                    storage, upload: BandwidthLimit(perSecond: ByteCount(1000)))
                if allowed == 3 {
                    try await outer.put(name, body, .create)
                    #expect(try await memory.content(name) == [1, 2, 3])
                } else {
                    await #expect(throws: NotAnyMore.self) {
                        try await outer.put(name, body, .create)
                    }
                    #expect(try await memory.names() == [])
                }
                #expect(asked.value == min(allowed + 1, 3))
            }
        }
    }

    @Test func bodyThatIsNotRepeatableIsSentOnce() async throws {
        let opened = Shared(0)
        let body = ObjectBody(length: 3_000_000, isRepeatable: false) { [content] in
            opened.change { $0 += 1 }
            return BytesReader(content)
        }
        // Not opened yet: it may be tried again.
        try await with([
            Fault(.put, nil, .refused(.unreachable)), Fault(.put, nil, .broken(after: 5, .timeout)),
        ]) {
            storage, memory, reports async throws in
            await expectStorageError(.timeout) { try await storage.put(name, body, .create) }
            #expect(reports.value.count == 0 || opened.value == 1)
            #expect(opened.value == 1)
            #expect(try await memory.names() == [])
        }
    }

    @Test(arguments: [PutRule.create, .replace])
    func lostAnswerOfAPutIsASuccess(rule: PutRule) async throws {
        try await with([Fault(.put, nil, .answerLost(.timeout))]) { storage, memory, _ in
            try await storage.put(name, content, rule)
            #expect(areEqual(try await memory.content(name), content))
        }
    }

    /// Somebody else has created another object under the name while we were not answered.
    @Test(arguments: [[1, 2, 3], [9, 9, 9, 9], [9, 9, 9], [1, 2], []] as [[UInt8]])
    func anotherObjectUnderTheNameIsNotTakenForOurs(other: [UInt8]) async throws {
        try await with([Fault(.put, nil, .refused(.timeout))]) { storage, memory, _ in
            try await memory.put(name, other, .create)
            if other == [1, 2, 3] {
                try await storage.put(name, [1, 2, 3], .create)
            } else {
                await expectStorageError(.alreadyExists) {
                    try await storage.put(name, [1, 2, 3], .create)
                }
            }
            #expect(try await memory.content(name) == other)
        }
    }

    // MARK: Reading and listing

    @Test(arguments: [nil, 100_000..<2_900_000] as [Range<Int64>?])
    func readingGoesOnWhereItBroke(range: Range<Int64>?) async throws {
        let faults = [
            Fault(.get, nil, .broken(after: 1_200_000, .unreachable)),
            Fault(.get, nil, .refused(.timeout)), Fault(.get, nil, .broken(after: 0, .failed)),
            Fault(.get, nil, .broken(after: 700_001, .cutShort)),
        ]
        try await with(faults) { storage, memory, reports in
            try await memory.put(name, content, .create)
            let found = try await storage.content(name, range)
            let expected = range.map { Array(content[Int($0.lowerBound)..<Int($0.upperBound)]) }
            #expect(areEqual(found, expected ?? content))
            #expect(reports.value.map(\.failures) == [1, 2, 3, 1])
        }
    }

    /// What is too short stays so: it is said at once, and not after all patience.
    @Test func whatIsReallyTooShortIsNotTriedAgain() async throws {
        try await with([]) { storage, memory, reports in
            try await memory.put(name, [1, 2, 3], .create)
            await expectStorageError(.cutShort) { _ = try await storage.content(name, 0..<4) }
            let body = ObjectBody(length: 9, isRepeatable: true) { BytesReader([1]) }
            await expectStorageError(.cutShort) { try await storage.put("b", body, .create) }
            #expect(reports.value.isEmpty)
        }
    }

    @Test func anotherObjectInTheMiddleIsNoticed() async throws {
        try await with([Fault(.get, nil, .broken(after: 1_200_000, .unreachable))]) {
            storage, memory, _ in
            try await memory.put(name, content, .create)
            let reader = try await storage.get(name, nil)
            _ = try await reader.next()
            try await memory.put(name, Pattern(size: 3_000_001, seed: 9).all, .replace)
            let error = await expectStorageError(.unexpected) {
                while try await reader.next() != nil {}
            }
            #expect(error?.message.contains("replaced") == true)
        }
    }

    @Test func brokenListingGivesEachObjectOnce() async throws {
        let faults = [
            Fault(.list, nil, .broken(after: 1700, .unreachable)),
            Fault(.list, nil, .broken(after: 30, .timeout)),
            Fault(.list, nil, .answerLost(.failed)),
        ]
        try await with(faults) { storage, memory, _ in
            for number in 0..<2500 { try await memory.put(ObjectName("a/\(number)"), [], .create) }
            let seen = Shared<[ObjectName]>([])
            try await storage.list(nil) { batch in seen.change { $0 += batch.map(\.name) } }
            #expect(seen.value.count == 2500 && Set(seen.value).count == 2500)
        }
    }

    @Test func takersOwnFailureIsNotRetried() async throws {
        try await with([]) { storage, memory, reports in
            try await memory.put(name, [], .create)
            await expectStorageError(.timeout) {
                try await storage.list(nil) { _ in throw StorageError(.timeout, "the taker's own") }
            }
            #expect(reports.value.isEmpty)
        }
    }

    @Test func cancellingEndsThePause() async throws {
        let clock = TestClock()
        let memory = MemoryStorage()
        try await withFaults([Fault(.head, nil, .refused(.timeout))], in: memory) { faulty in
            let storage = RetryingStorage(faulty, clock: clock)
            let head = Task { [name] in _ = try await storage.head(name) }
            await clock.sleepers(1)
            head.cancel()
            await expectStorageError(.cancelled) { try await head.value }
        }
    }
}
