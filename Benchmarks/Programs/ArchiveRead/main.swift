import ArchiveEngine
import Connector
import Cryptography
import Engine
import Glibc
import Host
import LocalStorage
import Storage
import Synchronization
import Values

// bench-archive-read IDENTITY VAULT [PATH…]: reads the newest snapshot of the vault in the folder
// VAULT, or some paths of it, with every content opened and compared with its hash, and throws it
// away. Prints what was read from the vault.

/// Counts what is read from a location.
final class Counted: Storage {
    private final class Reader: ObjectReader {
        private let inner: any ObjectReader
        private let owner: Counted

        init(_ inner: any ObjectReader, _ owner: Counted) {
            self.inner = inner
            self.owner = owner
        }

        func next() async throws -> [UInt8]? {
            let piece = try await inner.next()
            owner.bytes.add(piece?.count ?? 0, ordering: .relaxed)
            return piece
        }
    }

    private let inner: LocalStorage
    let bytes = Atomic(0)
    let requests = Atomic(0)

    init(_ inner: LocalStorage) {
        self.inner = inner
    }

    var place: String { inner.place }
    var traits: StorageTraits { inner.traits }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        requests.add(1, ordering: .relaxed)
        return Reader(try await inner.get(name, range), self)
    }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await inner.put(name, body, rule)
    }

    func head(_ name: ObjectName) async throws -> ObjectInfo? { try await inner.head(name) }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await inner.list(folder, take)
    }

    func delete(_ name: ObjectName) async throws { try await inner.delete(name) }
    func space() async throws -> StorageSpace? { try await inner.space() }

    func sweep(before moment: Timestamp) async throws -> Int {
        try await inner.sweep(before: moment)
    }

    func close() async { await inner.close() }
}

/// Takes the stream on a thread of its own.
final class Taker: @unchecked Sendable {
    // `@unchecked Sendable`: the stream goes to the one thread that takes from it.
    private let stream: any EntryStream

    init(_ stream: any EntryStream) {
        self.stream = stream
    }

    func run() throws -> (entries: Int, bytes: Int) {
        var (entries, bytes) = (0, 0)
        var buffer: [UInt8] = []
        while let item = try stream.next() {
            guard case .entry(let entry) = item else { continue }
            entries += 1
            guard let reader = try entry.content?.open() else { continue }
            while true {
                buffer.removeAll(keepingCapacity: true)
                try buffer.append(addingCapacity: 1 << 20) { room in
                    try reader.read(into: &room)
                }
                guard !buffer.isEmpty else { break }
                bytes += buffer.count
            }
            _ = try reader.finish()
        }
        return (entries, bytes)
    }
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    print("usage: bench-archive-read IDENTITY VAULT [PATH…]")
    exit(2)
}
let text = try Folder(at: FilePath(arguments[1]).parent).read(
    RelativePath(bytes: FilePath(arguments[1]).name.bytes), limit: .kibibytes(64))
let storage = Counted(try LocalStorage(root: FilePath(arguments[2])))
let vault = try await ArchiveVault.open(
    at: storage, expecting: nil,
    keys: ArchiveKeys(identities: try AgeIdentity.parse(file: Secret(copying: text.span))),
    scope: nil)
guard let newest = try await vault.snapshots().snapshots.last else {
    print("there is no snapshot")
    exit(1)
}
let listing = (storage.requests.load(ordering: .relaxed), storage.bytes.load(ordering: .relaxed))
let choice = EntryChoice(paths: arguments[3...].compactMap { EntryPath($0) })
let stream = try await vault.entries(of: newest.id, choice, RunProgress())
let taker = Taker(stream)
let thread = try ThreadPool(name: "taker", size: 1)
let counted = try await withTaskExecutorPreference(thread) { @concurrent in try taker.run() }
print("\(counted.entries) entries, \(counted.bytes) bytes of content")
print("list: \(listing.0) requests, \(listing.1) bytes")
print(
    "read: \(storage.requests.load(ordering: .relaxed) - listing.0) requests, "
        + "\(storage.bytes.load(ordering: .relaxed) - listing.1) bytes")
