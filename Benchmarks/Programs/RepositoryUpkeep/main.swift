import Connector
import Cryptography
import Engine
import FilesConnector
import Glibc
import Host
import LocalStorage
import RepositoryEngine
import Storage
import Values

// bench-repository-upkeep restore REPOSITORY FOLDER: restores the newest snapshot into FOLDER, as
// the command does, and leaves bringing it to the disk to the kernel, as restic does.
// bench-repository-upkeep check REPOSITORY: reads and compares everything.
// bench-repository-upkeep prune REPOSITORY: forgets all snapshots but the newest, and leaves
// nothing that is not needed.
//
// The passphrase is in RESTIC_PASSWORD.

let arguments = CommandLine.arguments
guard arguments.count >= 3, let passphrase = unsafe getenv("RESTIC_PASSWORD") else {
    print(
        "usage: bench-repository-upkeep restore|check|prune REPOSITORY [FOLDER]")
    exit(2)
}
let owner = LockOwner(
    hostName: "bench", userName: "bench", pid: getpid(), uid: getuid(), gid: getgid())
let vault = try await RepositoryVault.open(
    at: LocalStorage(root: FilePath(SystemString(arguments[2]))),
    passphrase: Secret(unsafe String(cString: passphrase)),
    settings: RepositorySettings(workers: RepositoryEngine.processorCount, owner: owner))
switch arguments[1] {
case "restore": try await restore(to: arguments[3])
case "check":
    let report = try await vault.verify(VerifyScope(reading: .everything), RunProgress())
    print("\(report.objects) objects, \(report.bytesRead) read, \(report.findings.count) findings")
    if !report.findings.isEmpty { exit(1) }
default:
    let old = try await vault.snapshots().snapshots.dropLast().map(\.id)
    try await vault.forget(Array(old), RunProgress())
    let plan = try await vault.prune(
        PruneSettings(
            unusedMax: .bytes(0), unindexedBefore: Timestamp(milliseconds: .max / 2)),
        isRehearsal: false, RunProgress())
    print("\(plan.rewritten.count) packs rewritten, \(plan.copied) copied, \(plan.freed) freed")
}
await vault.close()

func restore(to folder: String) async throws {
    guard let newest = try await vault.snapshots().snapshots.last else {
        print("there is no snapshot")
        exit(1)
    }
    let thread = try ThreadPool(name: "taker", size: 1)
    let stream = Given(try await vault.entries(of: newest.id, EntryChoice(), RunProgress()))
    var options = RestoreOptions()
    options.isDurable = false
    let target = FileRestore(into: FilePath(SystemString(folder)), options)
    let report = try await withTaskExecutorPreference(thread) { @concurrent in
        try target.restore(stream.stream) { _ in }
    }
    print("\(report.entries) entries, \(report.size.bytes) bytes, \(report.issues.count) issues")
    if !report.issues.isEmpty { exit(1) }
}

/// A stream on its way to the thread that takes it.
final class Given: @unchecked Sendable {
    // `@unchecked Sendable`: one thread makes it and one takes from it, one after the other.
    let stream: any EntryStream

    init(_ stream: any EntryStream) {
        self.stream = stream
    }
}
