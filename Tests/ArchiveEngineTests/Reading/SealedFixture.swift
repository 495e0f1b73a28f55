import Connector
import Cryptography
import Engine
import Host
import JSON
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// An archive that stock tools have made of a folder, in a location of the tests.
struct SealedFixture {
    /// What the script is asked for.
    struct Wish {
        var twist = ""
        var frame = 65_536
        var part = 200_000
        var seed = 7
        var run = "44444444-4444-4444-8444-444444444444"
        var source = "33333333-3333-4333-8333-333333333333"
        var vault = "11111111-1111-4111-8111-111111111111"
        var version = 1
        var takesOver = false
        var isSealed = true
    }

    static let owner = AgeIdentity.random()
    static let second = AgeIdentity.random()

    let storage: MemoryStorage
    /// What the script printed.
    let made: JSON

    var id: SnapshotID { Self.id(Wish().run) }
    var folder: String { made["folder"]?.text ?? "" }
    var entryCount: Int { Int(made["entries"]?.wholeNumber ?? -1) }
    var partCount: Int { Int(made["parts"]?.wholeNumber ?? 0) }

    static func id(_ text: String) -> SnapshotID {
        guard let id = SnapshotID(text) else { preconditionFailure("ids of tests are ids") }
        return id
    }

    /// Seals `tree` once for each wish, into one vault.
    static func make(_ tree: String, _ wishes: Wish...) async throws -> SealedFixture {
        try await withScratchFolder { folder in
            var made = JSON.null
            for wish in wishes.isEmpty ? [Wish()] : wishes {
                let text = try await runPython(
                    file: "\(WorkingTree.root)/Tests/ArchiveEngineTests/Reading/Oracle/seal.py",
                    [tree, folder, options(wish)])
                made = try JSON(parsing: Array(text.utf8))
            }
            let storage = MemoryStorage()
            let names = try await blocking { try shell("cd \(folder) && find . -type f").output }
            for line in names.split(separator: "\n") {
                let name = line.dropFirst(2)
                try await storage.put(
                    try ObjectName(name), try readFile("\(folder)/\(name)"), .replace)
            }
            return SealedFixture(storage: storage, made: made)
        }
    }

    private static func options(_ wish: Wish) -> String {
        var options: JSON = [
            "twist": .string(wish.twist), "frame": JSON(wish.frame), "part": JSON(wish.part),
            "seed": JSON(wish.seed), "run": .string(wish.run), "source": .string(wish.source),
            "vault": .string(wish.vault), "version": JSON(wish.version),
            "takesOver": .bool(wish.takesOver),
        ]
        if wish.isSealed, case .object(var object) = options {
            object["recipients"] = [
                ["name": "home", "recipient": .string("\(owner.recipient)")],
                ["name": "safe", "recipient": .string("\(second.recipient)")],
            ]
            options = .object(object)
        }
        return options.description
    }

    func open(
        _ keys: ArchiveKeys = ArchiveKeys(identities: [owner]),
        through storage: (any Storage)? = nil
    ) async throws -> ArchiveVault {
        try await ArchiveVault.open(
            at: storage ?? self.storage, expecting: nil, keys: keys, scope: nil,
            reading: ReadingSettings(workers: 2, spoolFolder: "/tmp"))
    }

    // MARK: Damage

    func object(_ name: String) throws -> ObjectName { try ObjectName("\(folder)/\(name)") }

    func bytes(_ name: String) async throws -> [UInt8] {
        try await storage.get(object(name), limit: .max)
    }

    func put(_ bytes: [UInt8], as name: String) async throws {
        try await storage.put(object(name), bytes, .replace)
    }

    func flip(_ name: String, at offset: Int) async throws {
        var bytes = try await bytes(name)
        bytes[offset] ^= 0x10
        try await put(bytes, as: name)
    }
}

/// Everything of a stream, with the content of each file.
func restore(
    _ vault: ArchiveVault, _ id: SnapshotID, _ choice: EntryChoice = EntryChoice(),
    _ progress: RunProgress = RunProgress(), checksItself: Bool = false
) async throws -> [(entry: Entry, content: [UInt8]?)] {
    let stream = Passage(
        try await vault.entries(of: id, choice, progress), checksItself: checksItself)
    return try await blocking { try stream.all(opening: choice.hasContent) }.entries
}

/// Brings a stream to the thread that takes from it.
final class Passage: @unchecked Sendable {
    struct Everything: @unchecked Sendable {
        let entries: [(entry: Entry, content: [UInt8]?)]
    }

    private let stream: any EntryStream
    private var checksItself: Bool

    init(_ stream: any EntryStream, checksItself: Bool = false) {
        self.stream = stream
        self.checksItself = checksItself
    }

    func all(opening: Bool) throws -> Everything {
        var all: [(Entry, [UInt8]?)] = []
        while let item = try stream.next() {
            guard case .entry(let entry) = item else { continue }
            all.append((entry, opening ? try entry.content.map(read) : nil))
        }
        return Everything(entries: all)
    }

    /// How the content of each file ends, with nothing of it taken.
    func outcomes() throws -> [ContentOutcome] {
        var outcomes: [ContentOutcome] = []
        while let item = try stream.next() {
            guard case .entry(let entry) = item, let content = entry.content else { continue }
            outcomes.append(try content.open().finish())
        }
        return outcomes
    }

    /// As a file system would hold it, holes as zeros. Checks every other file itself, as a restore
    /// does with small ones.
    private func read(_ content: any EntryContent) throws -> [UInt8] {
        let reader = try content.open()
        checksItself.toggle()
        let proof = checksItself ? reader.leaveProof() : nil
        var data: [UInt8] = []
        var isMore = true
        while isMore {
            let before = data.count
            try data.append(addingCapacity: 100_000) { room in try reader.read(into: &room) }
            isMore = data.count > before
        }
        guard try reader.finish() == .whole else { throw Odd() }
        try proof?.hold(against: data.span)
        guard let extents = reader.extents else { return data }
        var whole = [UInt8](repeating: 0, count: Int(reader.size))
        for extent in extents {
            whole.replaceSubrange(
                Int(extent.offset)..<Int(extent.end), with: data.prefix(Int(extent.count)))
            data.removeFirst(Int(extent.count))
        }
        return whole
    }

    private struct Odd: Error {}
}

/// A tree with every kind of entry, made by the shell.
func withTree(_ body: (String) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        let made = try await blocking { try shell(treeScript(folder)) }
        #expect(made.status == 0, "\(made.output)")
        try await body("\(folder)/tree")
    }
}

private func treeScript(_ folder: String) -> String {
    """
    set -e
    mkdir -p \(folder)/tree/docs/deep '\(folder)/tree/docs.d' && cd \(folder)/tree
    seq 1 60000 > docs/numbers
    head -c 700000 /dev/urandom > docs/deep/random
    seq 7 90000 > docs/deep/more
    : > docs/empty
    ln docs/numbers docs.d/second-name
    ln docs/numbers docs.d/third-name
    ln -s ../docs/numbers docs.d/link
    printf x > "$(printf 'docs.d/caf\\351')"
    printf y > docs.d/with-a-name-that-is-far-too-long-for-the-header-of-old-$(seq -s- 1 40)
    truncate -s 3M sparse && printf data | dd of=sparse bs=1 seek=1000000 conv=notrunc status=none
    truncate -s 1M hole
    mkfifo fifo
    chmod 4755 docs/deep/more && chmod 1777 docs.d
    touch -d '1969-07-20 20:17:40.123456789 UTC' docs/empty
    head -c 300000 /dev/urandom > z-last
    """
}
