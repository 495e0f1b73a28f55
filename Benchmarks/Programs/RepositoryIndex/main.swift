internal import Cryptography
internal import Engine
internal import Glibc
internal import Host
internal import LocalStorage
internal import RepositoryEngine
internal import Values

// bench-repository-index FOLDER BLOBS: stores index objects of so many made-up blobs in a new
// repository below FOLDER, loads them, asks for some, and prints what that took.

/// Numbers that look like hashes, and are the same in every run.
struct Mixer: RandomNumberGenerator {
    var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func id() -> ObjectID? {
        var text = ""
        for _ in 0..<4 {
            let word = String(next(), radix: 16)
            text += String(repeating: "0", count: 16 - word.count) + word
        }
        return ObjectID(text)
    }
}

func residentBytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard unsafe fgets(&buffer, 128, file) != nil else { return 0 }
    let text = String(decoding: buffer.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
}

func seconds(_ start: UInt64) -> String {
    "\((MonotonicTime.nanoseconds - start) / 1_000_000) ms"
}

let arguments = Swift.CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[2]),
    let cost = Scrypt.Cost(rounds: 1024, blockSize: 8, lanes: 1)
else {
    print("bench-repository-index FOLDER BLOBS")
    exit(2)
}
let pool = try ThreadPool(name: "bench", size: 1)
let owner = LockOwner(hostName: "bench", userName: "bench", pid: getpid(), uid: 0, gid: 0)
let settings = RepositorySettings(owner: owner, keyCost: cost)
let storage = try LocalStorage(root: FilePath(arguments[1]), reserve: .none)
let vault = try await RepositoryVault.create(
    at: storage, NewRepository(passphrase: Secret("bench")), settings: settings)
let perPack = 2000
var asked: [ObjectID] = []
var mixer = Mixer()
var draft = IndexDraft()
var made = 0
while made < count {
    guard let pack = mixer.id() else { break }
    var entries: [PackEntry] = []
    var offset = 0
    for _ in 0..<min(perPack, count - made) {
        guard let id = mixer.id() else { break }
        let length = 2000 + Int(id.hashValue & 4095)
        entries.append(
            PackEntry(id: id, kind: .data, offset: offset, length: length, plainLength: length * 2))
        offset += length
    }
    if made % 20_000 == 0, let first = entries.first { asked.append(first.id) }
    draft.add(pack, entries)
    made += entries.count
    if draft.isFull { try await vault.store(draft.takeDocument(), in: .index) }
}
if !draft.isEmpty { try await vault.store(draft.takeDocument(), in: .index) }

let before = residentBytes()
var start = MonotonicTime.nanoseconds
let index = try await vault.loadIndex()
print("loaded \(index.count) blobs in \(seconds(start))")
let after = residentBytes()
print("resident: \(before >> 20) MiB before, \(after >> 20) MiB after")
print("bytes for each blob: \((after - before) / max(1, index.count))")
start = MonotonicTime.nanoseconds
var found = 0
let rounds = max(1, 2_000_000 / max(1, asked.count))
for _ in 0..<rounds { for id in asked where index.contains(id, .data) { found += 1 } }
print("\(found) of \(rounds * asked.count) found in \(seconds(start))")
start = MonotonicTime.nanoseconds
var strangers = 0
var other = Mixer(state: 99)
var ids: [ObjectID] = []
for _ in 0..<200_000 { if let id = other.id() { ids.append(id) } }
start = MonotonicTime.nanoseconds
for id in ids where index.contains(id, .data) { strangers += 1 }
print("\(strangers) of \(ids.count) strangers found in \(seconds(start))")
