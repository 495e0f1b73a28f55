internal import Connector
internal import Host

/// What lies in the scratch folder, by the paths that it has in the snapshot.
final class ScratchStream {
    private let base: any EntryStream
    private let folder: [UInt8]

    /// - Parameter folder: Without links on the way to it.
    init(_ base: any EntryStream, below folder: FilePath) {
        self.base = base
        self.folder = Array(folder.string.bytes.dropFirst()) + [UInt8(ascii: "/")]
    }

    /// nil after the last.
    func next() throws -> StreamItem? {
        while let item = try base.next() {
            guard case .entry(let entry) = item else { return item }
            // The folders above come along, as with every root.
            guard let path = inside(entry.path) else { continue }
            var kind = entry.kind
            if case .hardLink(let first) = kind, let first = inside(first) {
                kind = .hardLink(first)
            }
            return .entry(
                Entry(
                    path: path, kind: kind, metadata: entry.metadata, size: entry.size,
                    identity: entry.identity, content: entry.content))
        }
        return nil
    }

    private func inside(_ path: EntryPath) -> EntryPath? {
        guard path.bytes.starts(with: folder) else { return nil }
        return EntryPath(bytes: path.bytes.dropFirst(folder.count))
    }
}
