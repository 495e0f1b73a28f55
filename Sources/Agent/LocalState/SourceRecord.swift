package import Cryptography
package import JSON
package import Values

/// A source of this machine: the same paths are the same source, run after run.
package struct SourceRecord: Sendable {
    /// What it is called in vaults.
    package let source: UUID
    package let paths: [[UInt8]]
    /// Signs its snapshots; whoever reads them knows them by its public half.
    package let signingKey: SigningKey

    package init(source: UUID, paths: [[UInt8]], signingKey: SigningKey) {
        self.source = source
        self.paths = paths
        self.signingKey = signingKey
    }

    static func fresh(id: UUID, paths: [[UInt8]]) -> SourceRecord {
        SourceRecord(source: id, paths: paths, signingKey: .random())
    }
}

extension SourceRecord: JSONCoded {
    package static let schema = Schema<SourceRecord>.object(
        "Source", "A source of this machine.",
        Field("source", \.source, .uuid),
        Field("paths", \.paths, .list(of: .path, 1...10_000)),
        Field("signingSeed", \.signingKey, .signingKey),
        make: SourceRecord.init)
}

extension Schema where Value == SigningKey {
    fileprivate static var signingKey: Schema {
        .string(
            format: nil, expected: "a key",
            parse: { text in
                guard var seed = Base64.standard.decode(text) else { return nil }
                return SigningKey(seed: Secret(taking: &seed))
            },
            print: { key in
                Base64.standard.encode(key.seed.withBytes { [UInt8](copying: $0) })
            })
    }
}
