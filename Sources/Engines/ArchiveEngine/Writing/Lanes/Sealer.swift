internal import Cryptography
internal import Engine

/// Seals one object for one vault, and hashes what comes out while it is in the cache.
final class Sealer {
    private var encryptor: AgeEncryptor?
    private var hash = SHA256()
    private(set) var size: Int64 = 0

    /// A new file key for each; none is ever used for a second object.
    init(for marker: VaultMarker) throws {
        if marker.encryption == .age {
            encryptor = try AgeEncryptor(to: marker.recipients.map(\.recipient))
        }
    }

    func update(_ content: Span<UInt8>, into output: inout [UInt8]) {
        let start = output.count
        if encryptor == nil {
            unsafe content.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
        } else {
            encryptor?.update(content, into: &output)
        }
        count(output, from: start)
    }

    /// Appends the end.
    /// - Returns: The hash of the whole object.
    func finish(into output: inout [UInt8]) -> SHA256Digest {
        let start = output.count
        if let encryptor = encryptor.take() { encryptor.finish(into: &output) }
        count(output, from: start)
        return hash.finish()
    }

    private func count(_ output: [UInt8], from start: Int) {
        hash.update(output.span.extracting(start...))
        size += Int64(output.count - start)
    }
}
