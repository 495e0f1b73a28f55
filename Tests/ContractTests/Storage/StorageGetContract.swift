import Storage
import StorageSupport
import StoreSupport
import Testing

/// What every location promises of `get` and `head`.
@Suite(.timeLimit(.minutes(5))) struct StorageGetContract {
    private let name: ObjectName = "data/object"

    @Test(arguments: StorageFixtures.all)
    func rangesAreExact(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let pattern = Pattern(size: 2_500_000)
            let size = pattern.size
            try await lent.storage.put(name, .pattern(pattern), .create)
            let ranges: [Range<Int64>] = [
                0..<1, 0..<size, size - 1..<size, 1..<2, 65_535..<65_537, 32_768..<65_536,
                1_000_000..<2_200_000, 0..<0, 77..<77, size..<size,
            ]
            for range in ranges {
                let bytes = try await lent.other.content(name, range)
                #expect(areEqual(bytes, pattern.bytes(range)), "\(range)")
            }
            #expect(areEqual(try await lent.other.content(name), pattern.all))
        }
    }

    @Test(arguments: StorageFixtures.all)
    func rangesPastTheEndAreCutShort(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let empty: ObjectName = "data/empty"
            try await lent.storage.put(name, Array("0123456789".utf8), .create)
            try await lent.storage.put(empty, [], .create)
            #expect(try await lent.other.content(empty) == [])
            #expect(try await lent.other.content(empty, 0..<0) == [])
            let ranges: [(ObjectName, Range<Int64>)] = [
                (name, 0..<11), (name, 9..<11), (name, 10..<11), (name, 500..<600), (empty, 0..<1),
            ]
            for (name, range) in ranges {
                await expectStorageError(.cutShort) {
                    _ = try await lent.other.content(name, range)
                }
            }
        }
    }

    @Test(arguments: StorageFixtures.all)
    func whatIsMissingIsNotFound(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            try await lent.storage.put("data/folder/object", [1], .create)
            // A folder is no object, and neither is what would be below an object.
            for text in ["data/none", "nowhere/at/all", "data/folder", "data"] {
                let missing = try ObjectName(text)
                for range in [nil, 0..<1, 0..<0] as [Range<Int64>?] {
                    let error = await expectStorageError(.notFound) {
                        // From `get` itself, not from its reader.
                        _ = try await lent.other.get(missing, range)
                    }
                    #expect(error?.object == missing)
                }
                #expect(try await lent.other.head(missing) == nil, "\(text)")
            }
            let below: ObjectName = "data/folder/object/below"
            #expect(try await lent.other.head(below) == nil)
            await expectStorageError(.notFound) { _ = try await lent.other.get(below, nil) }
        }
    }

    /// Readers that are let go of hold up nobody.
    @Test(arguments: StorageFixtures.all)
    func readersMayBeDroppedInTheMiddle(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let pattern = Pattern(size: 6 << 20)
            try await lent.storage.put(name, .pattern(pattern), .create)
            for turn in 0..<20 {
                let reader = try await lent.storage.get(name, nil)
                guard !turn.isMultiple(of: 3) else { continue }
                let piece = try #require(try await reader.next())
                #expect(!piece.isEmpty && pattern.matches(piece, at: 0))
            }
            #expect(areEqual(try await lent.storage.content(name, 5..<50), pattern.bytes(5..<50)))
        }
    }

    /// A reader that has begun gets the object it began with, or is told that it cannot.
    @Test(arguments: StorageFixtures.all)
    func readersNeverMixTwoObjects(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            guard !lent.storage.traits.isAppendOnly, fixture.hidesPutsUnderWay else { return }
            let (old, new) = (Pattern(size: 9 << 20, seed: 1), Pattern(size: 9 << 20, seed: 2))
            try await lent.storage.put(name, .pattern(old), .create)
            let reader = try await lent.storage.get(name, nil)
            var content = try #require(try await reader.next())
            try await lent.other.put(name, .pattern(new), .replace)
            do {
                while let piece = try await reader.next() { content += piece }
                #expect(old.matches(content, at: 0) && content.count == 9 << 20)
            } catch is StorageError {
                // It noticed, which is as good.
            }
            #expect(areEqual(try await lent.storage.content(name), new.all))
        }
    }
}
