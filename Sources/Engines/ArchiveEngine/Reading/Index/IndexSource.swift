internal import Cryptography
internal import Engine

/// A snapshot's index that was found to be the signed one and can be read, with what it has to
/// agree with. Gone through by any number of cursors at once.
final class IndexSource: Sendable {
    let snapshot: SealedSnapshot
    private let spool: IndexSpool
    private let key: AgeFileKey?

    /// - Throws: `.keyMissing` and `.wrongKey`, with who could read it.
    init(
        _ spool: IndexSpool, of snapshot: SealedSnapshot, _ identities: [AgeIdentity]
    ) throws(EngineError) {
        self.spool = spool
        self.snapshot = snapshot
        key = try Self.fileKey(of: spool, snapshot, identities)
    }

    var manifest: Manifest { snapshot.manifest }
    var title: String { snapshot.manifest.index.name }

    func text() throws -> IndexText {
        try IndexText(spool, key: key, title: title)
    }

    private static func fileKey(
        of spool: IndexSpool, _ snapshot: SealedSnapshot, _ identities: [AgeIdentity]
    ) throws(EngineError) -> AgeFileKey? {
        guard snapshot.encryption == .age else { return nil }
        try snapshot.requireIdentity(identities)
        do {
            let start = try spool.read(at: 0, count: AgeHeader.byteCountMax)
            var reader = AgeHeaderReader()
            _ = try reader.update(start.span)
            try reader.requireComplete()
            return try reader.header?.fileKey(for: .identities(identities))
        } catch {
            throw snapshot.refusal(error, of: snapshot.manifest.index.name)
        }
    }
}

extension SealedSnapshot {
    /// Throws `.keyMissing` where a key is needed and none is there.
    func requireIdentity(_ identities: [AgeIdentity]) throws(EngineError) {
        guard encryption == .age, identities.isEmpty else { return }
        throw EngineError(
            .keyMissing,
            "snapshot \(run) is encrypted and no key was given; it is readable to \(readers)")
    }

    /// The same error for every object that a key does not open, and whatever else befell it.
    func refusal(_ error: any Error, of object: String) -> EngineError {
        if let error = error as? CryptographyError, error.kind == .wrongKey {
            return EngineError(
                .wrongKey,
                "none of the keys given opens snapshot \(run); it is readable to \(readers)",
                underlying: error)
        }
        return EngineError(reading: error, of: "\(object) of snapshot \(run)")
    }
}
