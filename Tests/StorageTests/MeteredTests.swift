import Storage
import StorageSupport
import Testing
import Values

@Suite struct MeteredTests {
    @Test func callsAndBytesAreCounted() async throws {
        let storage = MeteredStorage(MemoryStorage())
        try await storage.put("a", Pattern(size: 3_000_000).all, .create)
        await expectStorageError(.alreadyExists) { try await storage.put("a", [1, 2], .create) }
        #expect(try await storage.content("a", 10..<2_000_010).count == 2_000_000)
        // Only what was taken counts.
        _ = try await storage.get("a", nil).next()
        _ = try await storage.head("a")
        await expectStorageError(.notFound) { _ = try await storage.get("b", nil) }
        _ = try await storage.names()
        try await storage.delete("a")
        var expected = StorageFigures()
        expected.calls = [.put: 2, .get: 3, .head: 1, .list: 1, .delete: 1]
        expected.failures = [.put: 1, .get: 1]
        expected.sent = 3_000_002
        expected.received = 2_000_000 + 1 << 20
        #expect(storage.figures == expected)
        #expect(storage.reset() == expected)
        #expect(storage.figures == StorageFigures())
    }
}
