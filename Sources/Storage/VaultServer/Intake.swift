internal import Cryptography
internal import HTTPServer
internal import RESTProtocol
internal import Storage
internal import Synchronization

/// What a client sends, on its way to the disk: hashed and counted as it comes, and held to the
/// hash that it was announced with. Whatever is wrong with it is known before the object has its
/// name.
final class Intake: ObjectReader {
    /// Beyond what one object of any format has; the disk and the quota end before it.
    static let lengthMax = 1 << 40

    private struct State: ~Copyable {
        var hash = SHA256()
        var count: Int64 = 0
        var digest: SHA256Digest?
    }

    let length: Int64?
    private let body: RequestBody
    private let expected: [SHA256Digest]
    private let admission: Admission
    /// Told when everything has come and is as announced, right before the object gets its name.
    private let finish: @Sendable () async throws -> Void
    private let state = Mutex(State())

    /// - Parameter expected: What its hash has to be, by its name or by what the client says.
    init(
        _ body: RequestBody, expected: [SHA256Digest], admission: Admission,
        finish: @escaping @Sendable () async throws -> Void
    ) {
        self.body = body
        self.expected = expected
        self.admission = admission
        self.finish = finish
        length = body.length.map { Int64($0) }
    }

    func next() async throws -> [UInt8]? {
        if let piece = try await body.next() {
            try admission.admit(Int64(piece.count))
            state.withLock { state in
                state.hash.update(piece)
                state.count += Int64(piece.count)
            }
            return piece
        }
        guard try isAtItsFirstEnd else { return nil }
        try await finish()
        return nil
    }

    /// Reads what is left and forgets it, for the hash.
    func drain() async throws {
        while try await next() != nil {}
    }

    /// Of all that came; nil before the end.
    var digest: SHA256Digest? { state.withLock { $0.digest } }
    var count: Int64 { state.withLock { $0.count } }

    private var isAtItsFirstEnd: Bool {
        get throws {
            let digest = state.withLock { state -> SHA256Digest? in
                guard state.digest == nil else { return nil }
                state.digest = state.hash.finish()
                return state.digest
            }
            guard let digest else { return false }
            guard expected.allSatisfy({ $0.matches(digest) }) else {
                throw VaultRefusal(
                    .badRequest, "what came is not what it should be: its SHA-256 is \(digest)")
            }
            return true
        }
    }
}
