internal import HTTPClient
internal import HTTPStorage
internal import Storage
internal import Synchronization

/// Whether the service keeps to "only if there is none", found out by trying: those that do not
/// know it take the request as if it were not there.
final class S3Conditions: Sendable {
    /// No object is called so, since their names begin with no dot.
    private static let key = ".holdfast-create-probe"

    private let known = Mutex<Bool?>(nil)

    var areKept: Bool? { known.withLock { $0 } }

    func areKept(by storage: S3Storage) async throws -> Bool {
        if let known = areKept { return known }
        let found = try await probe(storage)
        known.withLock { $0 = found }
        return found
    }

    /// Puts an empty object twice; the second must be refused.
    private func probe(_ storage: S3Storage) async throws -> Bool {
        let url = storage.bucket.url(ofKey: storage.bucket.prefix + Self.key)
        for _ in 0..<2 {
            var request = ClientRequest("PUT", url)
            request.headers = [ClientHeader("If-None-Match", "*")]
            let reply = try await storage.remote.send(request, .short)
            guard !reply.isSuccess else {
                try await reply.finish()
                continue
            }
            let fault = try await S3Fault(reply)
            // Another writer is trying at this moment.
            let isRefused = fault.isTaken || reply.status == 409
            if isRefused { await remove(url, storage) }
            if isRefused || fault.isNotOffered || reply.status == 400 { return isRefused }
            throw fault.error(storage.bucket, clock: storage.clock)
        }
        await remove(url, storage)
        return false
    }

    /// A key that may not delete leaves an empty object behind, once.
    private func remove(_ url: String, _ storage: S3Storage) async {
        await Cleanup.run { [remote = storage.remote] in
            try await remote.send(ClientRequest("DELETE", url), .short).finish()
        }
    }
}
