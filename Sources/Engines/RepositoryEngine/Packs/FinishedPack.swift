package import Storage
internal import Synchronization

/// A whole pack with its name, on its way into the vault.
package struct FinishedPack: Sendable {
    package let id: ObjectID
    package let kind: BlobKind
    package let length: Int
    package let entries: [PackEntry]
    private let content: Content

    /// Where its bytes are.
    enum Content: Sendable {
        case pieces([[UInt8]])
        case spool(PackSpool)
    }

    init(id: ObjectID, kind: BlobKind, length: Int, entries: [PackEntry], content: Content) {
        self.id = id
        self.kind = kind
        self.length = length
        self.entries = entries
        self.content = content
    }

    package var name: ObjectName { RepositoryLayout.object(.data, id) }

    /// May be sent more than once.
    package var body: ObjectBody {
        ObjectBody(length: Int64(length), isRepeatable: true) { [content, length] in
            switch content {
            case .pieces(let pieces): PieceReader(pieces)
            case .spool(let spool): PackSpoolReader(spool, length: length)
            }
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
