import ArchiveEngine
import Connector
import Cryptography
import Engine
import FilesConnector
import Glibc
import Host
import LocalStorage
import Storage
import Values

// bench-archive RECIPIENT STATE SOURCE VAULT…: backs SOURCE up to a new vault in each folder VAULT.
// A folder that is given as `spool:FOLDER` is treated as if it were not on this machine.

/// A local folder that says it is elsewhere, so that parts go through spools.
struct Elsewhere: Storage {
    let inner: LocalStorage

    var place: String { inner.place }
    var traits: StorageTraits {
        var traits = inner.traits
        traits.isLocal = false
        return traits
    }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await inner.put(name, body, rule)
    }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        try await inner.get(name, range)
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

func open(_ place: String, _ recipient: AgeRecipient, _ ids: IDSource) async throws
    -> ArchiveVault
{
    let isElsewhere = place.hasPrefix("spool:")
    let path = isElsewhere ? String(place.dropFirst("spool:".count)) : place
    let local = try LocalStorage(root: FilePath(path))
    let storage: any Storage = isElsewhere ? Elsewhere(inner: local) : local
    guard let name = KeyName("bench") else { preconditionFailure("bench is a name") }
    let recipients = [NamedRecipient(name: name, recipient: recipient)]
    let id = ids.next()
    try await ArchiveVault.create(
        at: storage, NewVault(id: id, created: WallClock.system.now, recipients: recipients))
    return try await ArchiveVault.open(
        at: storage, expecting: id,
        keys: ArchiveKeys(recipients: recipients, signing: SigningKey.random()),
        scope: ArchiveScope(tenant: ids.next(), source: ids.next()))
}

let arguments = CommandLine.arguments
guard arguments.count >= 5 else {
    print("usage: bench-archive RECIPIENT STATE SOURCE VAULT…")
    exit(2)
}
let ids = IDSource()
let recipient = try AgeRecipient(arguments[1])
var vaults: [ArchiveVault] = []
for place in arguments[4...] { vaults.append(try await open(place, recipient, ids)) }
let engine = ArchiveEngine(.init(stateFolder: FilePath(arguments[2]), program: "bench"))
let job = BackupJob(
    run: ids.next(), source: FilesSource([FilePath(arguments[3])]),
    details: SnapshotDetails(hostName: "bench", paths: [arguments[3]]), issuePolicy: .skip,
    started: WallClock.system.now)
let report = try await engine.backup(job, to: vaults, RunProgress())
for outcome in report.outcomes {
    switch outcome.verdict {
    case .stored(let snapshot): print("\(snapshot.entries) entries, sent \(outcome.sent)")
    case .failed(let error):
        print("failed: \(error)")
        exit(1)
    }
}
