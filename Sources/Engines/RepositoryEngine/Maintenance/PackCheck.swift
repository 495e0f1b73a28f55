internal import Cryptography
internal import Engine
internal import Storage

/// Reads whole packs and holds everything in them against what it should be. Of a pack no more is
/// held than the blob that is being looked at.
struct PackCheck: Sendable {
    struct Outcome: Sendable {
        var bytes: Int64 = 0
        var faults: [String] = []
        /// Blobs that cannot be had from this pack.
        var lost: Set<BlobID> = []
    }

    let vault: RepositoryVault
    let shelf: OpenerShelf

    /// - Parameter entries: What the index says of it, in the order of their places.
    /// - Throws: What is not damage.
    func check(_ pack: ObjectID, _ entries: [PackEntry]) async throws -> Outcome {
        var sweep = PackSweep(entries, shelf)
        do {
            let reader = try await vault.storage.get(RepositoryLayout.object(.data, pack), nil)
            while let piece = try await reader.next() { sweep.take(piece) }
        } catch {
            let fault = EngineError(reading: error, of: "pack \(pack)")
            guard fault.kind == .damaged else { throw fault }
            return Outcome(faults: [fault.message], lost: Set(entries.map(\.id)))
        }
        sweep.finish()
        var outcome = sweep.outcome
        let fault = try await headerFault(of: pack, entries, outcome.bytes, tail: sweep.tail)
        if let fault { outcome.faults.append(fault) }
        if outcome.faults.isEmpty, sweep.id != pack {
            outcome.faults.append("its bytes are not those that were written")
        }
        outcome.faults = outcome.faults.map { fault in
            fault.contains("pack \(pack)") ? fault : "pack \(pack): \(fault)"
        }
        return outcome
    }

    /// What is wrong with what the pack says of itself; nil for nothing.
    /// - Parameter tail: Its last bytes, as far as they are here already.
    func headerFault(
        of pack: ObjectID, _ entries: [PackEntry], _ size: Int64, tail: [UInt8] = []
    ) async throws -> String? {
        do {
            let reader = PackReader(vault: vault)
            var header = try reader.header(in: tail, size: size)
            if header == nil { header = try await reader.header(of: pack, size: size) }
            return header == entries ? nil : "pack \(pack): its header is not what the index says"
        } catch {
            let fault = EngineError(reading: error, of: "pack \(pack)")
            guard fault.kind == .damaged else { throw fault }
            return fault.naming("pack \(pack)").message
        }
    }
}

/// A pack as it goes by.
private struct PackSweep: ~Copyable {
    private let entries: [PackEntry]
    private let shelf: OpenerShelf
    private var hash = SHA256()
    private var next = 0
    /// What has come and is still needed, and where that begins in the pack.
    private var pending: [UInt8] = []
    private var start = 0
    private var content: [UInt8] = []
    private(set) var outcome = PackCheck.Outcome()
    private(set) var id: ObjectID?

    init(_ entries: [PackEntry], _ shelf: OpenerShelf) {
        self.entries = entries
        self.shelf = shelf
    }

    /// What comes behind the last blob.
    var tail: [UInt8] { pending }

    mutating func take(_ piece: [UInt8]) {
        hash.update(piece.span)
        outcome.bytes += Int64(piece.count)
        pending += piece
        let end = start + pending.count
        while next < entries.count, entries[next].offset + entries[next].length <= end {
            check(entries[next])
            next += 1
        }
        // What a blob that is still to come begins with stays, and so does the header.
        let needed =
            next < entries.count
            ? entries[next].offset : entries.last.map { $0.offset + $0.length } ?? 0
        let passed = min(max(0, needed - start), pending.count)
        pending.removeFirst(passed)
        start += passed
    }

    mutating func finish() {
        for entry in entries[next...] { lose(entry, "it is missing") }
        id = ObjectID(hash.finish())
    }

    private mutating func check(_ entry: PackEntry) {
        // Blobs that lie over each other are in no pack that anybody writes.
        guard entry.offset >= start else { return lose(entry, "it lies over another") }
        let first = entry.offset - start
        var content: [UInt8] = []
        swap(&content, &self.content)
        defer { swap(&content, &self.content) }
        do {
            let sealed = pending.span.extracting(first..<first + entry.length)
            try shelf.withOpener {
                try $0.open(sealed, entry.id, plainLength: entry.plainLength, into: &content)
            }
        } catch {
            lose(entry, "\(error)")
        }
    }

    private mutating func lose(_ entry: PackEntry, _ reason: String) {
        outcome.lost.insert(entry.id)
        outcome.faults.append("blob \(entry.id): \(reason)")
    }
}
