package import Connector
package import Cryptography

/// What the index says of one entry: a line of `entries.jsonl`.
package struct EntryRecord: Hashable, Sendable {
    /// Why content is not one state of its file.
    package enum Tear: String, Hashable, Sendable, CaseIterable {
        case shrank, grew, changed, replaced
        /// The rest could not be read.
        case unreadable
    }

    package var path: EntryPath
    package var kind: Entry.Kind
    package var metadata: EntryMetadata
    /// Of files: with holes.
    package var size: Int64 = 0
    /// Of files: bytes of data in the payload.
    package var dataSize: Int64 = 0
    /// Of that data. nil for other kinds, and where a file changed between two attempts of a run,
    /// so that what the first one wrote of it could not be hashed again.
    package var digest: SHA256Digest?
    /// Where in the tar its first header begins; nil for sockets.
    package var headerOffset: Int64?
    /// Where in the tar its content begins; nil for all but files.
    package var contentOffset: Int64?
    package var tear: Tear?
    package var identity: FileIdentity?

    package init(path: EntryPath, kind: Entry.Kind, metadata: EntryMetadata) {
        self.path = path
        self.kind = kind
        self.metadata = metadata
    }

    /// As connectors speak of it.
    package func entry(content: (any EntryContent)? = nil) -> Entry {
        Entry(
            path: path, kind: kind, metadata: metadata, size: size, identity: identity,
            content: content, digest: digest, dataSize: kind == .file ? dataSize : nil)
    }
}
