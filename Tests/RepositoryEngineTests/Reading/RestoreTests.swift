import Connector
import Cryptography
import Engine
import FilesConnector
import Host
import JSON
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

@Suite struct RestoreTests {
    /// Everything a small tree can hold, and names that no text can.
    static let tree = """
        set -e; mkdir -p "$1/a/b/c" "$1/empty"; cd "$1"
        echo hello > a/small; : > a/nothing; head -c 9000000 /dev/urandom > a/b/large
        head -c 3000000 /dev/zero > a/zeros; cp a/b/large a/b/c/copy
        ln a/small a/b/hard; ln a/b/large zz-hard; ln -s ../small a/b/link
        mkfifo a/pipe; printf x > 'quo"te\\back'; printf y > "$(printf 'bad\\377\\001name')"
        printf z > 'tab\there <&>'; chmod 4711 a/small; chmod 1777 empty
        setfattr -n user.origin -v somewhere a/zeros
        for n in $(seq 1 300); do echo "file $n" > "a/b/c/f$n"; done
        touch -d '2001-02-03 04:05:06.789012345' a/b/c/f1; chown 1234:2345 a/b/c/f2
        """

    static func make(_ folder: String) async throws {
        try writeFile(Array(tree.utf8), to: "\(folder)/make.sh")
        let made = try await blocking { try shell("bash '\(folder)/make.sh' '\(folder)/tree'") }
        try #require(made.status == 0, "\(made.output)")
    }

    /// What can be told of a tree, for comparing.
    static func describe(_ path: String) async throws -> String {
        try await blocking {
            try shell(
                """
                cd '\(path)' && find . -printf '%p|%y|%m|%U|%G|%T@|%l|%n|' \
                -exec sh -c 'test -f "$1" && sha256sum < "$1" || echo' _ {} \\; | sort
                getfattr -R -d -m - . 2>/dev/null
                """
            ).output
        }
    }

    static func restore(
        _ vault: RepositoryVault, _ snapshot: SnapshotID, to target: String,
        _ choice: EntryChoice = EntryChoice()
    ) async throws -> RestoreReport {
        let stream = try await vault.entries(of: snapshot, choice, RunProgress())
        let box = StreamBox(stream)
        return try await blocking {
            _ = try shell("mkdir -p '\(target)'")
            let restore = FileRestore(into: FilePath(target), RestoreOptions())
            return try restore.restore(box.stream) { _ in }
        }
    }

    @Test(arguments: Restic.all)
    func whatUpstreamBackedUpIsRestoredIdentically(restic: Restic) async throws {
        try await withScratchFolder { folder in
            try await Self.make(folder)
            let ours = try await RepositoryFixture(in: folder)
            try await restic(ours.path, "backup", "\(folder)/tree")
            let list = try await ours.vault.snapshots()
            #expect(list.snapshots.count == 1 && list.damaged.isEmpty)
            let snapshot = try #require(list.snapshots.first)
            #expect(snapshot.details?.paths == ["\(folder)/tree"])
            let report = try await Self.restore(ours.vault, snapshot.id, to: "\(folder)/out")
            #expect(report.issues.count == 0, "\(report.issues)")
            let before = try await Self.describe("\(folder)/tree")
            let after = try await Self.describe("\(folder)/out\(folder)/tree")
            #expect(before == after)
            #expect(before.contains("f300"))
            // Zeros come back as a hole, whoever had them in a file.
            let blocks = try await blocking {
                try shell("stat -c %b '\(folder)/out\(folder)/tree/a/zeros'").output
            }
            #expect(blocks == "0\n")
            // The lock ends with the stream.
            await ours.vault.close()
            #expect(try await ours.vault.list(.locks).isEmpty)
        }
    }

    @Test func chosenPathsComeAlone() async throws {
        try await withScratchFolder { folder in
            try await Self.make(folder)
            let ours = try await RepositoryFixture(in: folder)
            try await Restic.new(ours.path, "backup", "\(folder)/tree")
            let snapshot = try #require(try await ours.vault.snapshots().snapshots.first)
            let base = String(folder.dropFirst())
            let choice = EntryChoice(
                paths: ["\(base)/tree/a/b/hard", "\(base)/tree/a/b/c/f7"].compactMap {
                    EntryPath($0)
                })
            let stream = try await ours.vault.entries(of: snapshot.id, choice, RunProgress())
            let box = StreamBox(stream)
            let found = try await blocking { try box.contents() }
            #expect(
                found.map(\.path) == [
                    "\(base)/tree/a/b/c/f7", "\(base)/tree/a/b/hard",
                ])
            #expect(found.map(\.text) == ["file 7\n", "hello\n"])
        }
    }

    @Test func whatIsDamagedIsNamedAndTheRestIsRestored() async throws {
        try await withScratchFolder { folder in
            try await Self.make(folder)
            let ours = try await RepositoryFixture(in: folder)
            try await Restic.new(ours.path, "backup", "\(folder)/tree")
            let snapshot = try #require(try await ours.vault.snapshots().snapshots.first)
            let index = try await ours.vault.loadIndex()
            let id = ObjectID.hash(Array("file 7\n".utf8).span)
            let place = try #require(index.place(of: id, .data))
            try await Damage.flip(
                RepositoryLayout.object(.data, place.pack), at: place.offset + 18, ours.vault)
            let report = try await Self.restore(ours.vault, snapshot.id, to: "\(folder)/out")
            #expect(report.issues.count == 1)
            let text = "\(report.issues)"
            #expect(text.contains("f7") && text.contains(place.pack.description))
            let difference = try await blocking {
                try shell(
                    "cd '\(folder)' && diff -r --no-dereference tree/a/b 'out\(folder)/tree/a/b'"
                )
            }
            #expect(difference.output.split(separator: "\n").count == 1, "\(difference.output)")
            #expect(difference.output.contains("f7"))

            // The check names the same.
            let check = try await ours.vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            let finding = try #require(check.findings.first { $0.snapshot == snapshot.id })
            #expect(finding.paths.map(\.description) == ["\(folder.dropFirst())/tree/a/b/c/f7"])
            #expect(check.findings.contains { $0.message.contains(place.pack.description) })
        }
    }

    @Test func aSnapshotThatIsNotThereIsSaidSo() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let name = try #require(SnapshotID(String(repeating: "a", count: 64)))
            let error = await #expect(throws: EngineError.self) {
                _ = try await ours.vault.entries(of: name, EntryChoice(), RunProgress())
            }
            #expect(error?.kind == .noSuchSnapshot)
            #expect(try await ours.vault.list(.locks).isEmpty)
        }
    }
}

/// Brings a stream to the thread that takes from it.
final class StreamBox: @unchecked Sendable {
    // `@unchecked Sendable`: it is made by one task, and then used by one thread.
    let stream: any EntryStream

    init(_ stream: any EntryStream) {
        self.stream = stream
    }

    func contents() throws -> [(path: String, text: String)] {
        var found: [(path: String, text: String)] = []
        while let item = try stream.next() {
            guard case .entry(let entry) = item else { throw Unexpected(item: "\(item)") }
            var bytes: [UInt8] = []
            if let reader = try entry.content?.open() {
                var count = -1
                while count != bytes.count {
                    count = bytes.count
                    try bytes.append(addingCapacity: 1000) { try reader.read(into: &$0) }
                }
                _ = try reader.finish()
            }
            found.append(("\(entry.path)", String(decoding: bytes, as: UTF8.self)))
        }
        return found
    }

    struct Unexpected: Error {
        let item: String
    }
}
