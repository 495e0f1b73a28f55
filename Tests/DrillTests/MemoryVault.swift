import Connector
import Cryptography
import Engine
import FilesSupport
import Values

/// A vault that gives the entries of one snapshot from memory.
struct MemoryVault: Vault {
    var entries: [Entry]
    /// After this many entries with content the rest is damaged.
    var soundEntries = Int.max

    let format = VaultFormat.archive
    let place = "memory"
    let ownName = "memory"

    struct Unasked: Error {}

    func snapshots() async throws -> SnapshotList { SnapshotList() }

    func space() async throws -> (free: ByteCount, total: ByteCount?)? { nil }

    func entries(
        of snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> sending any EntryStream {
        MemoryStream(
            entries.filter { choice.admits($0.path, $0.kind) },
            soundEntries: choice.hasContent ? soundEntries : .max)
    }

    func verify(_ scope: VerifyScope, _ progress: RunProgress) async throws -> VerifyReport {
        throw Unasked()
    }

    func forget(_ snapshots: [SnapshotID], _ progress: RunProgress) async throws {}

    func prune(
        unfinishedBefore moment: Timestamp, inUse: Set<SnapshotID>, mayEmpty: Bool,
        isRehearsal: Bool, _ progress: RunProgress
    ) async throws -> PruneReport { throw Unasked() }

    func close() async {}
}

private final class MemoryStream: EntryStream {
    let contentOutlivesNext = false
    private var rest: ArraySlice<Entry>
    private var sound: Int

    init(_ entries: [Entry], soundEntries: Int) {
        rest = entries[...]
        sound = soundEntries
    }

    func next() throws -> StreamItem? {
        guard sound > 0 else { throw EngineError(.damaged, "payload.part000002 is damaged") }
        sound -= 1
        return rest.popFirst().map { .entry($0) }
    }
}

extension Entry {
    static func path(_ text: String) -> EntryPath {
        guard let path = EntryPath(text) else { preconditionFailure("\(text) is a path") }
        return path
    }

    static func metadata(_ permissions: UInt16) -> EntryMetadata {
        EntryMetadata(
            permissions: permissions, user: .init(id: 12), group: .init(id: 34),
            modified: FileTime(seconds: 1_600_000_000, nanoseconds: 123),
            attributes: [.init(name: Array("user.a".utf8), value: [1, 2])])
    }

    static func folder(_ path: String) -> Entry {
        Entry(path: Self.path(path), kind: .folder, metadata: metadata(0o755))
    }

    static func file(
        _ path: String, _ data: [UInt8], size: Int64? = nil, extents: [DataExtent]? = nil,
        isTorn: Bool = false
    ) -> Entry {
        let size = size ?? Int64(data.count)
        return Entry(
            path: Self.path(path), kind: .file, metadata: metadata(0o640), size: size,
            content: MemoryContent(
                data, size: size, extents: extents, ending: isTorn ? .torn : .whole),
            digest: SHA256.hash(data), dataSize: Int64(data.count))
    }

    static func link(_ path: String, to target: String) -> Entry {
        var metadata = metadata(0o777)
        metadata.attributes = []
        return Entry(path: Self.path(path), kind: .link(Array(target.utf8)), metadata: metadata)
    }

    var withoutDigest: Entry {
        Entry(
            path: path, kind: kind, metadata: metadata, size: size, content: content,
            dataSize: dataSize)
    }

    static func pipe(_ path: String) -> Entry {
        var metadata = metadata(0o600)
        metadata.attributes = []
        return Entry(path: Self.path(path), kind: .fifo, metadata: metadata)
    }

    static func hardLink(_ path: String, to first: String) -> Entry {
        Entry(
            path: Self.path(path), kind: .hardLink(Self.path(first)), metadata: metadata(0o640))
    }
}
