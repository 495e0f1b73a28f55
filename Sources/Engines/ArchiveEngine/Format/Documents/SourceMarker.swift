package import Cryptography
internal import Engine
package import JSON

/// `source.json`: whose signature makes a snapshot of a source.
package struct SourceMarker: Hashable, Sendable {
    package let scope: ArchiveScope
    package let key: VerifyingKey

    package init(scope: ArchiveScope, key: VerifyingKey) {
        self.scope = scope
        self.key = key
    }
}

extension SourceMarker: FormatDocument {
    package static let kind = "source"
    package static let title = "source.json"

    package static let schema = Schema<SourceMarker>.object(
        "ArchiveSourceMarker", "Whose signature makes a snapshot.",
        .kind(kind), .version,
        Field("tenant", \.scope.tenant, .uuid),
        Field("source", \.scope.source, .uuid),
        Field("key", \.key, .verifyingKey)
    ) { _, _, tenant, source, key in
        SourceMarker(scope: ArchiveScope(tenant: tenant, source: source), key: key)
    }
}
