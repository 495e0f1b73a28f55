internal import Cryptography
internal import Engine
internal import Storage

/// Reads a whole pack and holds everything in it against what it should be.
struct PackCheck: Sendable {
    struct Outcome: Sendable {
        var bytes: Int64 = 0
        var faults: [String] = []
        /// Blobs that cannot be had from this pack.
        var lost: Set<BlobID> = []
    }

    let vault: RepositoryVault
    let shelf: OpenerShelf

    /// - Parameter entries: What the index says of it.
    /// - Throws: What is not damage.
    func check(_ pack: ObjectID, _ entries: [PackEntry]) async throws -> Outcome {
        var outcome = Outcome()
        let bytes: [UInt8]
        do {
            bytes = try await PackReader(vault: vault).read(pack, nil)
        } catch {
            let fault = EngineError(reading: error, of: "pack \(pack)")
            guard fault.kind == .damaged else { throw fault }
            outcome.faults = [fault.message]
            outcome.lost = Set(entries.map(\.id))
            return outcome
        }
        outcome.bytes = Int64(bytes.count)
        let isAsNamed = ObjectID.hash(bytes.span) == pack
        checkHeader(bytes, entries, &outcome)
        checkBlobs(bytes, entries, &outcome)
        if !isAsNamed, outcome.faults.isEmpty {
            outcome.faults.append("its bytes are not those that were written")
        }
        outcome.faults = outcome.faults.map { "pack \(pack): \($0)" }
        return outcome
    }

    private func checkHeader(
        _ bytes: [UInt8], _ entries: [PackEntry], _ outcome: inout Outcome
    ) {
        do {
            if try PackReader(vault: vault).header(in: bytes) != entries {
                outcome.faults.append("its header is not what the index says")
            }
        } catch {
            outcome.faults.append("\(error)")
        }
    }

    private func checkBlobs(_ bytes: [UInt8], _ entries: [PackEntry], _ outcome: inout Outcome) {
        var content: [UInt8] = []
        for entry in entries {
            do {
                guard entry.offset + entry.length <= bytes.count else {
                    throw EngineError.damaged("it is missing")
                }
                let sealed = bytes.span.extracting(entry.offset..<entry.offset + entry.length)
                try shelf.withOpener {
                    try $0.open(
                        sealed, entry.id, plainLength: entry.plainLength, into: &content)
                }
            } catch {
                outcome.lost.insert(entry.id)
                outcome.faults.append("blob \(entry.id): \(error)")
            }
        }
    }
}
