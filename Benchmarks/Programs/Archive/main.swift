import ArchiveEngine
import BenchPlaces
import Connector
import Cryptography
import Engine
import FilesConnector
import Glibc
import Host
import Storage
import Values

// bench-archive RECIPIENT STATE SOURCE VAULT…: backs SOURCE up to a new vault in each place VAULT,
// and says at the end how much memory that took.

// As the program does.
Heap.returnLargeBlocks()
let loop = try EventLoop(name: "vaults")
try loop.start()

func open(_ place: String, _ recipient: AgeRecipient, _ ids: IDSource) async throws
    -> ArchiveVault
{
    let storage = try BenchPlace.open(place, on: loop)
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
BenchPlace.printPeak()
