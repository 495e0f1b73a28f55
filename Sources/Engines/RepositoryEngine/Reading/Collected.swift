internal import Engine
internal import Synchronization

/// Collects blobs that come in any order.
final class Collected: Sendable {
    private let blobs = Mutex<[BlobID: Result<[UInt8], EngineError>]>([:])

    func set(_ fetched: [BlobFetcher.Fetched]) {
        blobs.withLock { blobs in
            for (id, content) in fetched { blobs[id] = content }
        }
    }

    var all: [BlobID: Result<[UInt8], EngineError>] { blobs.withLock { $0 } }
}
