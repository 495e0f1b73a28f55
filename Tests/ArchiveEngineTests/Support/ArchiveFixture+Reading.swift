import Compression
import Cryptography
import Engine
import Storage
import Synchronization
import TestSupport
import Testing

@testable import ArchiveEngine

final class Counter: Sendable {
    private let value = Mutex(0)

    func add() { value.withLock { $0 += 1 } }
    var count: Int { value.withLock { $0 } }
}

/// An index that was read whole.
struct WholeIndex {
    var details: SnapshotDetails?
    var entries: [EntryRecord] = []
    var parts: [PartFrames] = []
    var end = IndexEnd(entries: 0, tar: 0, parts: 0)
}

/// Small snapshots, read whole and in memory.
extension ArchiveFixture {
    func manifest(_ vault: ArchiveVault) async throws -> Manifest {
        try Manifest(
            parsing: try await vault.storage.get(layout.manifest, limit: Manifest.sizeMax))
    }

    /// The tar file.
    func payload(of vault: ArchiveVault) async throws -> [UInt8] {
        var tar: [UInt8] = []
        for part in try await manifest(vault).parts {
            tar += try await plain(layout.part(part.name), of: vault)
        }
        return tar
    }

    func index(of vault: ArchiveVault) async throws -> WholeIndex {
        var reader = IndexLineReader()
        reader.push(try await plain(layout.index(vault.marker.encryption), of: vault))
        var index = WholeIndex()
        while let line = try reader.next() {
            switch line {
            case .details(let details): index.details = details
            case .entry(let record): index.entries.append(record)
            case .part(let frames): index.parts.append(frames)
            case .end(let end): index.end = end
            }
        }
        try reader.finish()
        return index
    }

    private func plain(_ name: ObjectName, of vault: ArchiveVault) async throws -> [UInt8] {
        let sealed = try await vault.storage.get(name, limit: 200 << 20)
        var compressed = sealed
        if vault.marker.encryption == .age {
            compressed = []
            var decryptor = AgeDecryptor(.identities([identity]))
            try decryptor.update(sealed, into: &compressed)
            try decryptor.finish(into: &compressed)
        }
        var plain: [UInt8] = []
        var decompressor = try ZstdDecompressor()
        try decompressor.decompressWhole(compressed.span, into: &plain, atMost: 500 << 20)
        return plain
    }
}
