import Connector
import Cryptography
import Engine
import Host
import JSON
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

@Suite struct PackTests {
    /// Contents of many sizes; the second is incompressible.
    static func contents(_ count: Int, seed: UInt64) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { number in
            let size = Int.random(in: 1...60_000, using: &random)
            let letter = UInt8.random(in: 0...255, using: &random)
            return (0..<size).map {
                number % 2 == 0
                    ? letter &+ UInt8($0 / 97 & 3) : UInt8.random(in: 0...255, using: &random)
            }
        }
    }

    static func pack(
        _ contents: [[UInt8]], _ key: MasterKey, _ kind: BlobKind = .data
    ) throws -> FinishedPack {
        var sealer = try BlobSealer(key)
        var draft = try PackDraft(kind)
        for content in contents {
            let id = sealer.id(of: content.span)
            try sealer.withSealed(content.span, id, kind) { try draft.append($0, $1) }
        }
        var closing = RepositorySealer(key)
        return try draft.finish(&closing)
    }

    @Test(arguments: Restic.all)
    func upstreamReadsOurPacks(restic: Restic) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let contents = Self.contents(60, seed: 11)
            let pack = try Self.pack(contents, ours.vault.key)
            try await ours.vault.store(pack)
            var draft = IndexDraft()
            draft.add(pack)
            try await ours.vault.store(draft.takeDocument(), in: .index)
            for content in [contents[0], contents[1], contents[59]] {
                let id = ObjectID.hash(content.span)
                #expect(try await restic.blob(ours.path, id.description) == content)
            }
            // Nothing refers to the blobs, which is no error.
            try await restic(ours.path, "check", "--read-data")
            let index = try await ours.vault.loadIndex()
            #expect(index.count == 60 && index.packs == [pack.id])
        }
    }

    @Test func headersAreReadAsWritten() throws {
        let entries = IndexTests.entries(50, seed: 2)
        let bytes = PackHeader.encode(entries)
        #expect(try PackHeader.decode(bytes.span) == entries)
        #expect(PackHeader.size(of: entries) == bytes.count + 36)
        for count in 1..<50 where count != 41 && count != 37 {
            #expect(throws: EngineError.self) {
                try PackHeader.decode(bytes.span.extracting(0..<count))
            }
        }
    }
}
