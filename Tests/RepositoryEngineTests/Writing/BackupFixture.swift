import Connector
import Cryptography
import Engine
import FilesConnector
import Glibc
import Host
import LocalStorage
import Storage
import TestSupport
import Values

@testable import RepositoryEngine

/// A source and a place for a repository, for one test.
struct BackupFixture: Sendable {
    let folder: String
    private let ids = IDSource()

    var source: String { "\(folder)/source" }
    var repository: String { "\(folder)/r" }
    /// Folders that a backup has above the source: while it goes on, others may change them.
    var foldersAbove: Int64 { Int64(folder.split(separator: "/").count) }

    static func with(_ body: (BackupFixture) async throws -> Void) async throws {
        try await withScratchFolder { try await body(BackupFixture(folder: $0)) }
    }

    static let vaultSettings = RepositorySettings(
        owner: LockOwner(
            hostName: "test", userName: "tester", pid: getpid(), uid: getuid(), gid: getgid()),
        keyCost: Scrypt.Cost(rounds: 1024, blockSize: 8, lanes: 1))

    func storage(_ name: String = "r") async throws -> LocalStorage {
        let path = "\(folder)/\(name)"
        return try await blocking {
            mkdir(path, 0o700)
            return try LocalStorage(root: FilePath(SystemString(path)))
        }
    }

    /// A new repository, with a key that is quick to try.
    func create(_ name: String = "r", storage: (any Storage)? = nil) async throws
        -> RepositoryVault
    {
        let place: any Storage
        if let storage { place = storage } else { place = try await self.storage(name) }
        return try await RepositoryVault.create(
            at: place,
            NewRepository(
                passphrase: Secret(Restic.passphrase)),
            settings: Self.vaultSettings)
    }

    func open(_ name: String = "r") async throws -> RepositoryVault {
        try await RepositoryVault.open(
            at: storage(name), passphrase: Secret(Restic.passphrase),
            settings: Self.vaultSettings)
    }

    func settings(_ change: (inout RepositoryEngine.Settings) -> Void = { _ in })
        -> RepositoryEngine.Settings
    {
        var settings = RepositoryEngine.Settings(
            stateFolder: FilePath(SystemString("\(folder)/state")), program: "holdfast test")
        settings.workers = 4  // More than there may be processors.
        change(&settings)
        return settings
    }

    func job(
        _ connector: (any Connector)? = nil, run: UUID? = nil,
        policy: IssuePolicy = .failFast
    ) -> BackupJob {
        BackupJob(
            run: run ?? ids.next(),
            source: connector ?? FilesSource([FilePath(SystemString(source))]),
            details: SnapshotDetails(hostName: "test", paths: [source]), issuePolicy: policy,
            started: WallClock.system.now)
    }

    /// Backs the source up, which has to succeed in the one vault.
    @discardableResult
    func backUp(
        _ vault: RepositoryVault, _ job: BackupJob? = nil,
        _ change: (inout RepositoryEngine.Settings) -> Void = { _ in }
    ) async throws -> (snapshot: SnapshotFile, id: ObjectID, report: BackupReport) {
        let report = try await RepositoryEngine(settings(change)).backup(
            job ?? self.job(), to: [vault], RunProgress())
        switch report.outcomes[0].verdict {
        case .failed(let error): throw error
        case .stored(let snapshot):
            guard let id = ObjectID(snapshot.id.text) else { throw Unexpected() }
            let document = try await vault.document(id, in: .snapshots)
            return (try SnapshotFile(decoding: document), id, report)
        }
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        mkdir(source, 0o755)
        try writeFile(bytes, to: "\(source)/\(name)")
    }

    struct Unexpected: Error {}

    static func noise(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let word = generator.next()
            for shift in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift)))
            }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}

/// Another connector, of whose files it is counted how often they are opened, and something may be
/// done with each that has been opened and not been read.
final class CountingSource: Connector {
    typealias Deed = @Sendable (EntryPath) throws -> Void

    private let inner: FilesSource
    private let deed: Deed
    let opened = Counter()

    init(_ inner: FilesSource, afterOpening deed: @escaping Deed = { _ in }) {
        self.inner = inner
        self.deed = deed
    }

    var title: String { inner.title }

    func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
        try inner.measure(report)
    }

    func entries() throws -> any EntryStream { Stream(try inner.entries(), opened, deed) }

    private final class Stream: EntryStream {
        private let inner: any EntryStream
        private let opened: Counter
        private let deed: Deed

        init(_ inner: any EntryStream, _ opened: Counter, _ deed: @escaping Deed) {
            self.inner = inner
            self.opened = opened
            self.deed = deed
        }

        var contentOutlivesNext: Bool { inner.contentOutlivesNext }

        func next() throws -> StreamItem? {
            guard let item = try inner.next() else { return nil }
            guard case .entry(let entry) = item, let content = entry.content else { return item }
            return .entry(
                Entry(
                    path: entry.path, kind: entry.kind, metadata: entry.metadata,
                    size: entry.size, identity: entry.identity,
                    content: Content(
                        path: entry.path, inner: content, opened: opened, deed: deed)))
        }

    }

    private struct Content: EntryContent {
        let path: EntryPath
        let inner: any EntryContent
        let opened: Counter
        let deed: Deed

        func open() throws -> any ContentReader {
            opened.add()
            let reader = try inner.open()
            try deed(path)
            return reader
        }
    }
}
