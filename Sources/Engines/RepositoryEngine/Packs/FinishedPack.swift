package import Storage
internal import Synchronization

/// A whole pack with its name, on its way into the vault.
package struct FinishedPack: Sendable {
    package let id: ObjectID
    package let kind: BlobKind
    package let length: Int
    package let entries: [PackEntry]
    private let pieces: [[UInt8]]

    init(id: ObjectID, kind: BlobKind, length: Int, entries: [PackEntry], pieces: [[UInt8]]) {
        self.id = id
        self.kind = kind
        self.length = length
        self.entries = entries
        self.pieces = pieces
    }

    package var name: ObjectName { RepositoryLayout.object(.data, id) }

    /// May be sent more than once.
    package var body: ObjectBody {
        ObjectBody(length: Int64(length), isRepeatable: true) { [pieces] in
            PieceReader(pieces)
        }
    }
}

/// Hands out pieces that are in memory, as they are.
private final class PieceReader: ObjectReader {
    private let rest: Mutex<ArraySlice<[UInt8]>>

    init(_ pieces: [[UInt8]]) {
        rest = Mutex(pieces[...])
    }

    func next() async throws -> [UInt8]? {
        rest.withLock { $0.popFirst() }
    }
}
