import ArchiveEngine
import Connector
import Cryptography
import Engine
import FilesConnector
import Glibc
import Host
import LocalStorage
import Values

// bench-archive-restore IDENTITY VAULT FOLDER: restores the newest snapshot of the vault in the
// folder VAULT into FOLDER, as the command does, and leaves bringing it to the disk to the kernel,
// as tar does.

// As the program does.
Heap.returnLargeBlocks()
let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    print("usage: bench-archive-restore IDENTITY VAULT FOLDER")
    exit(2)
}
let text = try Folder(at: FilePath(arguments[1]).parent).read(
    RelativePath(bytes: FilePath(arguments[1]).name.bytes), limit: .kibibytes(64))
let vault = try await ArchiveVault.open(
    at: LocalStorage(root: FilePath(arguments[2])), expecting: nil,
    keys: ArchiveKeys(identities: try AgeIdentity.parse(file: Secret(copying: text.span))),
    scope: nil)
guard let newest = try await vault.snapshots().snapshots.last else {
    print("there is no snapshot")
    exit(1)
}
let choice = EntryChoice(paths: [])
let thread = try ThreadPool(name: "taker", size: 1)
let stream = Given(try await vault.entries(of: newest.id, choice, RunProgress()))
var options = RestoreOptions()
options.isDurable = false
let target = FileRestore(into: FilePath(arguments[3]), options)
let report = try await withTaskExecutorPreference(thread) { @concurrent in
    try target.restore(stream.stream) { _ in }
}
print("\(report.entries) entries, \(report.size.bytes) bytes, \(report.issues.count) issues")

/// A stream on its way to the thread that takes it.
final class Given: @unchecked Sendable {
    // `@unchecked Sendable`: one thread makes it and one takes from it, one after the other.
    let stream: any EntryStream

    init(_ stream: any EntryStream) {
        self.stream = stream
    }
}
