internal import Cryptography

/// The hash of one file after the other: a context for each of a million would cost more than
/// hashing most of them.
final class ContentHash {
    static let ofNothing = SHA256.hash([UInt8]())

    private var hash = SHA256()
    private var hasBegun = false

    /// Forgets what a file that was not finished has left.
    func begin() {
        if hasBegun { _ = hash.finish() }
        hasBegun = false
    }

    func update(_ bytes: Span<UInt8>) {
        hasBegun = true
        hash.update(bytes)
    }

    var digestSoFar: SHA256Digest { hash.digestSoFar() }

    func finish() -> SHA256Digest {
        hasBegun = false
        return hash.finish()
    }
}
