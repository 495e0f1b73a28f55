internal import Engine
internal import Synchronization

/// Collects blobs that come in any order.
final class Collected: Sendable {
    private let blobs = Mutex<[BlobID: Result<[UInt8], EngineError>]>([:])

    func set(_ id: BlobID, _ result: Result<[UInt8], EngineError>) {
        blobs.withLock { $0[id] = result }
    }

    var all: [BlobID: Result<[UInt8], EngineError>] { blobs.withLock { $0 } }
}
