package import Cryptography
package import Engine
package import JSON
package import Values

/// `complete.json`: the signature that makes a snapshot.
package struct CompletionRecord: Hashable, Sendable {
    /// What is signed.
    package struct Statement: Hashable, Sendable {
        package let vault: UUID
        package let scope: ArchiveScope
        package let snapshot: UUID
        package let manifest: SHA256Digest
        package let index: SHA256Digest
        package let sums: SHA256Digest

        package init(
            vault: UUID, scope: ArchiveScope, snapshot: UUID, manifest: SHA256Digest,
            index: SHA256Digest, sums: SHA256Digest
        ) {
            self.vault = vault
            self.scope = scope
            self.snapshot = snapshot
            self.manifest = manifest
            self.index = index
            self.sums = sums
        }

        /// The text that the signature is over.
        var message: [UInt8] {
            let lines = [
                "holdfast-archive-complete-v1", "\(vault)", "\(scope.tenant)", "\(scope.source)",
                "\(snapshot)", "\(manifest)", "\(index)", "\(sums)",
            ]
            return Array(lines.map { $0 + "\n" }.joined().utf8)
        }
    }

    package let statement: Statement
    package let key: VerifyingKey
    package let signature: [UInt8]

    package init(_ statement: Statement, signedWith key: SigningKey) {
        self.statement = statement
        self.key = key.verifyingKey
        signature = key.sign(statement.message)
    }

    private init(statement: Statement, key: VerifyingKey, signature: [UInt8]) {
        self.statement = statement
        self.key = key
        self.signature = signature
    }

    /// Whether `expected` signed it. What is signed has still to be compared with what is there.
    /// - Throws: `.foreignSignature` for another key, `.damaged` for a signature that is not one.
    package func verify(_ expected: VerifyingKey) throws(EngineError) {
        guard key == expected else {
            throw EngineError(
                .foreignSignature,
                "\(Self.title) of snapshot \(statement.snapshot) is signed "
                    + "with a key that is not its source's")
        }
        guard key.verifies(signature, of: statement.message) else {
            throw .damaged(
                "the signature in \(Self.title) of snapshot \(statement.snapshot) "
                    + "does not fit what it is over")
        }
    }
}

extension CompletionRecord: FormatDocument {
    package static let kind = "complete"
    package static let title = SnapshotLayout.completionName

    package static let schema = Schema<CompletionRecord>.object(
        "ArchiveCompletion", "The signature that makes a snapshot.",
        .kind(kind), .version,
        Field("vault", \.statement.vault, .uuid),
        Field("tenant", \.statement.scope.tenant, .uuid),
        Field("source", \.statement.scope.source, .uuid),
        Field("snapshot", \.statement.snapshot, .uuid),
        Field("manifest", \.statement.manifest, .digest),
        Field("index", \.statement.index, .digest),
        Field("sums", \.statement.sums, .digest),
        Field("key", \.key, .verifyingKey),
        Field("signature", \.signature, .bytes(VerifyingKey.signatureSize))
    ) { _, _, vault, tenant, source, snapshot, manifest, index, sums, key, signature in
        CompletionRecord(
            statement: Statement(
                vault: vault, scope: ArchiveScope(tenant: tenant, source: source),
                snapshot: snapshot, manifest: manifest, index: index, sums: sums),
            key: key, signature: signature)
    }
}
