import ArchiveEngine
import BenchPlaces
import Connector
import Cryptography
import Engine
import Glibc
import Host
import Storage
import Values

// bench-archive-read IDENTITY VAULT [PATH…]: reads the newest snapshot of the vault in the place
// VAULT, or some paths of it, with every content opened and compared with its hash, and throws it
// away. Says at the end what was read from the vault, everything counted.

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

// As the program does.
Heap.returnLargeBlocks()
let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    print("usage: bench-archive-read IDENTITY VAULT [PATH…]")
    exit(2)
}
let text = try Folder(at: FilePath(arguments[1]).parent).read(
    RelativePath(bytes: FilePath(arguments[1]).name.bytes), limit: .kibibytes(64))
let loop = try EventLoop(name: "vaults")
try loop.start()
let storage = MeteredStorage(try BenchPlace.open(arguments[2], on: loop))
let vault = try await ArchiveVault.open(
    at: storage, expecting: nil,
    keys: ArchiveKeys(identities: try AgeIdentity.parse(file: Secret(copying: text.span))),
    scope: nil)
guard let newest = try await vault.snapshots().snapshots.last else {
    print("there is no snapshot")
    exit(1)
}
let choice = EntryChoice(paths: arguments[3...].compactMap { EntryPath($0) })
let stream = try await vault.entries(of: newest.id, choice, RunProgress())
let taker = Taker(stream)
let thread = try ThreadPool(name: "taker", size: 1)
let counted = try await withTaskExecutorPreference(thread) { @concurrent in try taker.run() }
print("\(counted.entries) entries, \(counted.bytes) bytes of content")
let figures = storage.figures
print("read: \(figures.calls[.get] ?? 0) requests, \(figures.received) bytes")
