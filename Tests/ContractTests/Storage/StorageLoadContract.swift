import Storage
import StorageSupport
import StoreSupport
import TestSupport
import Testing
import Values

/// What every location promises of many calls, slow callers, cancelled tasks and large objects.
@Suite(.timeLimit(.minutes(5))) struct StorageLoadContract {
    private let name: ObjectName = "data/object"

    @Test(arguments: StorageFixtures.all)
    func thirtyTwoTransfersAtOnce(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<32 {
                    group.addTask {
                        let name = try ObjectName("load/\(number % 3)/\(number)")
                        let pattern = Pattern(size: 1 << 20, seed: UInt64(number))
                        try await lent.storage.put(name, .pattern(pattern), .create)
                        let range = Int64(number * 100)..<Int64(900_000 + number)
                        async let part = lent.storage.content(name, range)
                        async let whole = lent.storage.content(name)
                        #expect(areEqual(try await part, pattern.bytes(range)))
                        #expect(areEqual(try await whole, pattern.all))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await lent.other.listAll("load").count == 32)
        }
    }

    @Test(arguments: StorageFixtures.all)
    func putThatIsCancelledEndsAndStoresNothing(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let isStuck = Shared(false)
            let storage = lent.storage
            let put = Task { [name] in
                let body = ObjectBody.stepped(length: 3 << 20) { number in
                    if number == 1 {
                        isStuck.change { $0 = true }
                        try await waitForCancellation()
                    }
                    return [UInt8](repeating: 1, count: 1 << 20)
                }
                try await storage.put(name, body, .create)
            }
            try await until { isStuck.value }
            put.cancel()
            await expectStorageError(.cancelled) { try await put.value }
            if fixture.hidesPutsUnderWay {
                #expect(try await lent.other.names() == [])
            } else {
                // It learns of the end when the connection tells it, and takes away then what it
                // had written in place.
                while try await lent.other.names() != [] { await Task.yield() }
            }
            // The location works on as if nothing had been.
            try await lent.storage.put(name, [1, 2], .create)
            #expect(try await lent.other.content(name) == [1, 2])
        }
    }

    @Test(arguments: StorageFixtures.all)
    func readerOfACancelledTaskEnds(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let pattern = Pattern(size: 20 << 20)
            try await lent.storage.put(name, .pattern(pattern), .create)
            let storage = lent.storage
            let hasBegun = Shared(false)
            let get = Task { [name] in
                let reader = try await storage.get(name, nil)
                _ = try await reader.next()
                hasBegun.change { $0 = true }
                try? await waitForCancellation()
                while try await reader.next() != nil {}
            }
            try await until { hasBegun.value }
            get.cancel()
            await expectStorageError(.cancelled) { try await get.value }
            #expect(try await storage.content(name, 7..<9) == pattern.bytes(7..<9))
        }
    }

    @Test(arguments: StorageFixtures.all)
    func cancelledTasksBeginNothing(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let storage = lent.storage
            try await storage.put(name, [1], .create)
            let calls: [@Sendable () async throws -> Void] = [
                { try await storage.put("another", [1], .create) },
                { [name] in _ = try await storage.get(name, nil) },
                { [name] in _ = try await storage.head(name) },
                { try await storage.list(nil) { _ in } },
                { [name] in try await storage.delete(name) },
            ]
            for call in calls {
                let cancelled = Task {
                    try? await waitForCancellation()
                    try await call()
                }
                cancelled.cancel()
                await expectStorageError(.cancelled) { try await cancelled.value }
            }
            #expect(try await lent.other.names() == [name.text])
        }
    }

    /// Whoever gives and takes slowly is waited for.
    @Test(arguments: StorageFixtures.all)
    func slowBodiesAndReadersAreWaitedFor(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let pattern = Pattern(size: 3000)
            let body = ObjectBody.stepped(length: pattern.size) { number in
                guard number < 3000 else { return nil }
                for _ in 0..<10 { await Task.yield() }
                return pattern.bytes(Int64(number)..<Int64(number + 1))
            }
            try await lent.storage.put(name, body, .create)
            let reader = try await lent.other.get(name, nil)
            var content: [UInt8] = []
            while let piece = try await reader.next() {
                for _ in 0..<1000 { await Task.yield() }
                content += piece
            }
            #expect(content == pattern.all)
        }
    }

    @Test(arguments: StorageFixtures.all)
    func endedReadersStayEnded(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            try await lent.storage.put(name, [1], .create)
            let reader = try await lent.storage.get(name, nil)
            #expect(try await reader.next() == [1])
            #expect(try await reader.next() == nil)
            #expect(try await reader.next() == nil)
        }
    }

    /// In a process of its own, since memory is counted for all of it.
    @Test(arguments: StorageFixtures.all.filter { !$0.keepsObjectsInMemory })
    func largeObjectsFlowThroughLittleMemory(fixture: any StorageFixture) async {
        await #expect(processExitsWith: .success) { [name = fixture.name as String] in
            let fixture = try #require(StorageFixtures.named(name))
            try await fixture.withStorage { lent in
                let object: ObjectName = "large"
                // The first round settles what is made once.
                try await Self.pass(Pattern(size: 8 << 20), as: object, through: lent)
                let before = try Self.peakBytes()
                try await Self.pass(Pattern(size: 100 << 20), as: object, through: lent)
                let growth = try Self.peakBytes() - before
                precondition(growth < 24 << 20, "memory grew by \(growth >> 20) MiB")
            }
        }
    }

    private static func pass(
        _ pattern: Pattern, as object: ObjectName, through lent: LentStorage
    ) async throws {
        let isAppendOnly = lent.storage.traits.isAppendOnly
        let name = try isAppendOnly ? ObjectName("large\(pattern.size)") : object
        try await lent.storage.put(name, .pattern(pattern), isAppendOnly ? .create : .replace)
        let reader = try await lent.other.get(name, nil)
        var offset: Int64 = 0
        while let piece = try await reader.next() {
            precondition(pattern.matches(piece, at: offset), "another byte at \(offset) or beyond")
            offset += Int64(piece.count)
        }
        precondition(offset == pattern.size, "\(offset) bytes came")
    }

    /// The kernel's own count, which begins anew with each program, unlike `getrusage`'s.
    private static func peakBytes() throws -> Int {
        let status = String(decoding: try readFile("/proc/self/status"), as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let words = (line ?? "").split { $0 == " " || $0 == "\t" }
        return (Int(words.dropFirst().first ?? "") ?? 0) << 10
    }

    @Test(arguments: StorageFixtures.all)
    func placesAreNamedWithoutSecrets(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            #expect(!lent.storage.place.isEmpty)
            #expect(!lent.storage.place.contains("hunter2"))
            let space = try await lent.storage.space()
            if let space, let total = space.total { #expect(space.free <= total) }
            #expect((1...64).contains(lent.storage.traits.transfersMax))
        }
    }
}
