import Connector
import Cryptography
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Backups that nothing goes wrong with, opened with the tools of the system.
@Suite struct BackupTests {
    @Test(.timeLimit(.minutes(2)), arguments: [VaultEncryption.age, .none])
    func restoreTextWorksAsItStands(encryption: VaultEncryption) async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(SyntheticTree.everything(seed: 1, size: 30 << 20))
            let vault = try await fixture.localVault(encryption: encryption)
            let report = try await fixture.backup(tree, to: [vault])
            let snapshot = try #require(report.requireStored().first)
            #expect(snapshot.entries == Int64(tree.list.count))
            #expect(report.issues.isEmpty)
            let target = "\(scratch)/target"
            try await RestoredTree.restore(
                snapshot: "\(scratch)/vault/\(fixture.layout.folder)",
                key: "\(scratch)/identity.txt", to: target)
            try await RestoredTree.compare(tree.list, with: target)
        }
    }

    /// Files of holes, whose sizes no number can sum up, and one that says all of it is data.
    @Test(.timeLimit(.minutes(2))) func sizesAreAddedAsFarAsNumbersGo() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let holes = (1...3).map { number in
                SyntheticTree.Node(
                    path: "hole\(number)", seed: UInt64(number), size: 9_223_372_036_854_774_784,
                    extents: [])
            }
            let data = SyntheticTree.Node(path: "odd", seed: 9, size: .max)
            let vault = try await fixture.localVault()
            let report = try await fixture.backup(SyntheticTree(holes + [data]), to: [vault])
            let snapshot = try #require(report.requireStored().first)
            #expect(snapshot.entries == 3 && snapshot.contentSize.bytes == .max)
            #expect(report.issues.samples.map(\.kind) == [.unsupported])
            let checked = try await vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(checked.findings == [])
            #expect(try await vault.snapshots().snapshots.count == 1)
        }
    }

    @Test func aFolderSaysItsSizeWhateverItsObjectsSay() {
        var folder = SnapshotFolder(scope: ArchiveFixture.scope, run: ArchiveFixture.run)
        for name in ["a", "b"] {
            folder.objects[name] = ObjectInfo(name: "a/b", size: .max)
        }
        #expect(folder.size.bytes == .max)
    }

    /// What is written is read, and what could not be is refused before anything is.
    @Test(arguments: [(1200, 101), (60_000, 1)])
    func manyPathsAndTagsAreStoredOrRefused(paths: Int, tags: Int) async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree([.init(path: "a", seed: 1, size: 1000)])
            let vault = try await fixture.vault(MemoryStorage())
            let details = SnapshotDetails(
                hostName: "example", paths: (0..<paths).map { "/many/file \($0)" },
                tags: (0..<tags).map { "tag \($0)" })
            let job = BackupJob(
                run: ArchiveFixture.run, source: tree, details: details, issuePolicy: .skip,
                started: ArchiveFixture.started)
            if paths > 10_000 {
                await #expect {
                    try await fixture.engine.backup(job, to: [vault], RunProgress())
                } throws: { ($0 as? EngineError)?.kind == .source }
                let left = try await vault.storage.listAll(nil).map(\.name)
                #expect(left == [ArchiveLayout.marker])
            } else {
                _ = try await fixture.engine.backup(job, to: [vault], RunProgress())
                    .requireStored()
                let list = try await vault.snapshots()
                #expect(list.damaged == [])
                #expect(list.snapshots.map(\.details) == [details])
                let index = try await fixture.index(of: vault)
                #expect(index.details == details)
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func partsAreWholeFramesAndWholeAgeFiles() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(SyntheticTree.everything(seed: 2, size: 20 << 20))
            let vault = try await fixture.localVault()
            _ = try await fixture.backup(tree, to: [vault]).requireStored()
            let bytes = try await vault.storage.get(
                fixture.layout.manifest, limit: Manifest.sizeMax)
            let manifest = try Manifest(parsing: bytes)
            #expect(manifest.parts.count > 2)
            for part in manifest.parts {
                // Each alone: decrypted and decompressed by the stock programs.
                let result = try await blocking {
                    try shell(
                        """
                        cd '\(scratch)/vault/\(fixture.layout.folder)'
                        age -d -i '\(scratch)/identity.txt' \(part.name) > '\(scratch)/p' || exit 1
                        stat -c %s '\(scratch)/p'
                        zstd -dc < '\(scratch)/p' | wc -c
                        zstd -lv '\(scratch)/p' 2>/dev/null | grep '# Zstandard Frames'
                        """)
                }
                let lines = result.output.split(separator: "\n")
                #expect(lines.count == 3, "\(result.output)")
                #expect(lines[0] == "\(part.plainSize)")
                #expect(lines[1] == "\(part.tar.count)")
                #expect(lines[2].hasSuffix(" \(part.frames)"), "\(lines[2])")
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func oneReadingServesSeveralVaultsOfAllKinds() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let opened = Counter()
            let tree = SyntheticTree(SyntheticTree.everything(seed: 3, size: 12 << 20)) { _ in
                opened.add()
            }
            let local = try await fixture.localVault("a", number: 1)
            let memory = MemoryStorage()
            let remote = try await fixture.vault(memory, number: 2)
            let report = try await fixture.backup(tree, to: [local, remote])
            #expect(report.requireStored().count == 2)
            #expect(opened.count == tree.list.count { $0.kind == .file })
            // The same payload under other keys.
            let first = try await fixture.manifest(local)
            let second = try await fixture.manifest(remote)
            #expect(first.parts.map(\.tar) == second.parts.map(\.tar))
            #expect(first.parts.map(\.plainSize) == second.parts.map(\.plainSize))
            #expect(first.parts.map(\.digest) != second.parts.map(\.digest))
            for object in try await memory.listAll(nil) {
                let content = try await memory.get(object.name, limit: 100 << 20)
                let path = "\(scratch)/b/\(object.name)"
                _ = try await blocking { try shell("mkdir -p \"$(dirname '\(path)')\"") }
                try writeFile(content, to: path)
            }
            try await RestoredTree.restore(
                snapshot: "\(scratch)/b/\(fixture.layout.folder)",
                key: "\(scratch)/identity.txt", to: "\(scratch)/target")
            try await RestoredTree.compare(tree.list, with: "\(scratch)/target")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aRunThatIsStoredIsNotStoredAgain() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(SyntheticTree.everything(seed: 4, size: 1 << 20))
            let vault = try await fixture.localVault()
            let first = try await fixture.backup(tree, to: [vault]).requireStored()
            let before = try await vault.storage.listAll(nil)
            tree.change { $0.append(.init(path: "tree/later", seed: 5, size: 5)) }
            let report = try await fixture.backup(tree, to: [vault])
            #expect(report.requireStored().map(\.entries) == first.map(\.entries))
            #expect(report.outcomes.map(\.sent) == [ByteCount(0)])
            #expect(try await vault.storage.listAll(nil) == before)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func indexSaysWhereEverythingIs() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree(SyntheticTree.everything(seed: 5, size: 16 << 20))
            let vault = try await fixture.localVault()
            _ = try await fixture.backup(tree, to: [vault]).requireStored()
            let payload = try await fixture.payload(of: vault)
            let index = try await fixture.index(of: vault)
            #expect(index.details == fixture.job(tree).details)
            #expect(index.entries.map { "\($0.path)" } == tree.list.map(\.path))
            for (record, node) in zip(index.entries, tree.list) where node.kind == .file {
                let start = Int(try #require(record.contentOffset))
                let data = payload[start..<(start + Int(record.dataSize))]
                let digest = try #require(record.digest)
                #expect(SHA256.hash(Array(data)) == digest, "\(node.path)")
            }
            let manifest = try await fixture.manifest(vault)
            #expect(index.end.tar == Int64(payload.count))
            #expect(index.parts.map(\.part) == manifest.parts.map(\.name))
            #expect(index.parts.map(\.frames.count) == manifest.parts.map(\.frames))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func nothingOfTheSourceIsWrittenInClear() async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let tree = SyntheticTree([.init(path: "treacherous-name", seed: 1, size: 100)])
            let vault = try await fixture.localVault()
            _ = try await fixture.backup(tree, to: [vault]).requireStored()
            let result = try await blocking {
                try shell("grep -rlaE 'treacherous|example|/tree' '\(scratch)/vault'")
            }
            #expect(result.status == 1, "\(result.output)")
            // The state folder keeps nothing of a run that is done.
            let left = try await blocking { try shell("find '\(scratch)/state' -mindepth 1") }
            #expect(left.output == "")
        }
    }
}
