import Connector
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// How much of an archive is read for what is wanted of it. Everything counts: completion record,
/// manifest, index, headers and frames.
@Suite struct ReadBudgetTests {
    @Test(.timeLimit(.minutes(2))) func oneFileReadsItsFramesAndTheIndex() async throws {
        try await withTree { tree in
            let frame = 16_384
            let fixture = try await SealedFixture.make(tree, .init(frame: frame, part: 400_000))
            let counting = CountingStorage(fixture.storage)
            let vault = try await fixture.open(through: counting)
            let path = try #require(
                EntryPath(
                    "docs.d/with-a-name-that-is-far-too-long-for-the-"
                        + "header-of-old-" + (1...40).map(String.init).joined(separator: "-")))
            _ = counting.take()
            let found = try await restore(vault, fixture.id, EntryChoice(paths: [path]))
            #expect(found.first?.content == Array("y".utf8))
            let count = counting.take()
            let fixed = try await ["complete.json", "manifest.json", "entries.jsonl.zst.age"]
                .asyncSum { try await fixture.bytes($0).count }
            let source = try await fixture.storage.get(
                ArchiveScope(vault: fixture).marker, limit: .max
            ).count
            // Two frames at most, the chunks they begin and end in, and what a part begins with.
            let payload = count.bytes - fixed - source
            #expect(payload <= 2 * frame + 2 * 65_552 + 131_072 + 1000, "\(count)")
            #expect(count.names.filter { $0.hasPrefix("payload") }.count <= 2, "\(count.names)")
        }
    }

    @Test(.timeLimit(.minutes(2))) func aListingReadsNoPayload() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let counting = CountingStorage(fixture.storage)
            let vault = try await fixture.open(through: counting)
            _ = counting.take()
            let found = try await restore(vault, fixture.id, EntryChoice(hasContent: false))
            #expect(found.count == fixture.entryCount)
            #expect(found.allSatisfy { $0.entry.content == nil })
            #expect(
                counting.take().names == [
                    "source.json", "complete.json", "manifest.json", "entries.jsonl.zst.age",
                ])
        }
    }

    /// Each part once, in one request, and not a byte twice.
    @Test(.timeLimit(.minutes(2))) func everythingIsReadOnce() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let counting = CountingStorage(fixture.storage)
            let vault = try await fixture.open(through: counting)
            _ = counting.take()
            _ = try await restore(vault, fixture.id)
            let count = counting.take()
            #expect(count.requests == 4 + fixture.partCount, "\(count.names)")
            var stored = 0
            for name in Set(count.names) where name != "source.json" {
                stored += try await fixture.bytes(name).count
            }
            #expect(count.bytes <= stored + 500)
        }
    }
}

extension ArchiveScope {
    fileprivate init(vault fixture: SealedFixture) {
        let parts = fixture.folder.split(separator: "/")
        guard let tenant = UUID(parts[1]), let source = UUID(parts[3]) else {
            preconditionFailure("folders of tests have ids")
        }
        self.init(tenant: tenant, source: source)
    }
}

extension [String] {
    fileprivate func asyncSum(_ size: (String) async throws -> Int) async rethrows -> Int {
        var sum = 0
        for name in self { sum += try await size(name) }
        return sum
    }
}
