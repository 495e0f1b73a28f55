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

// bench-repository STATE SOURCE REPOSITORY: backs SOURCE up into a repository that is there, with
// the passphrase in RESTIC_PASSWORD.

let arguments = CommandLine.arguments
guard arguments.count == 4, let passphrase = unsafe getenv("RESTIC_PASSWORD") else {
    print("usage: RESTIC_PASSWORD=… bench-repository STATE SOURCE REPOSITORY")
    exit(2)
}
// As the program does.
Heap.returnLargeBlocks()
let owner = LockOwner(
    hostName: "bench", userName: "bench", pid: getpid(), uid: getuid(), gid: getgid())
let vault = try await RepositoryVault.open(
    at: LocalStorage(root: FilePath(SystemString(arguments[3]))),
    passphrase: Secret(unsafe String(cString: passphrase)),
    settings: RepositorySettings(workers: RepositoryEngine.processorCount, owner: owner))
let source = FilesSource([FilePath(SystemString(arguments[2]))])
let engine = RepositoryEngine(
    .init(stateFolder: FilePath(SystemString(arguments[1])), program: "bench"))
let job = BackupJob(
    run: IDSource().next(), source: source,
    details: SnapshotDetails(hostName: "bench", paths: [arguments[2]]), issuePolicy: .skip,
    started: WallClock.system.now)
let report = try await engine.backup(job, to: [vault], RunProgress())
for outcome in report.outcomes {
    switch outcome.verdict {
    case .stored(let snapshot): print("\(snapshot.entries) entries, sent \(outcome.sent)")
    case .failed(let error):
        print("failed: \(error)")
        exit(1)
    }
}
