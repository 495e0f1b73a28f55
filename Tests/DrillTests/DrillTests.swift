import Connector
import Drill
import Engine
import FilesSupport
import Host
import TestSupport
import Testing
import Values

/// What is not as it was makes a drill fail, whatever it is.
@Suite(.timeLimit(.minutes(5))) struct DrillTests {
    @Test func aSoundSnapshotPassesAndIsMeasured() async throws {
        let report = try await DrillFixture.run()
        #expect(report.hasPassed, "\(report.findings.lines)")
        #expect(report.notes.lines == [])
        #expect(report.files == 6)
        #expect(report.size.bytes == 600_000 + 7 + 3_000_000 + 100_000 + 4)
        #expect(report.restored == Int64(DrillFixture.entries.count))
        #expect(report.dataAge == .seconds(3600))
        #expect(report.firstByteTime != nil)
        #expect(report.restoreTime > .zero)
        #expect(report.verifyTime > .zero)
    }

    @Test(arguments: [
        ("printf X | dd of=d/big bs=1 seek=300000 conv=notrunc status=none", "d/big", "content"),
        ("printf X | dd of=d/holes bs=1 seek=4096 conv=notrunc status=none", "d/holes", "content"),
        ("printf X | dd of=d/hollow bs=1 seek=5 conv=notrunc status=none", "d/hollow", "content"),
        ("printf X | dd of=d/holes bs=1 seek=2 conv=notrunc status=none", "d/holes", "content"),
        ("truncate -s 599999 d/big", "d/big", "bytes"),
        ("printf x > d/empty", "d/empty", "bytes"),
        ("rm d/empty", "d/empty", "not restored"),
        ("rm -r e", "e/last", "not restored"),
        ("mkdir e/more", "e/more", "not in the snapshot"),
        ("touch d/aaa", "d/aaa", "not in the snapshot"),
        ("touch z", "z", "not in the snapshot"),
        ("ln -sfn /etc/group d/link", "d/link", "came back as a link to /etc/group"),
        ("cp -p d/file d/x; mv d/x d/file2", "d/file2", "came back as a file"),
        ("rm d/pipe; touch d/pipe", "d/pipe", "came back as a file"),
        ("rm d/pipe; mkdir d/pipe", "d/pipe", "came back as a folder"),
    ]) func whatIsDifferentIsFound(_ tamper: String, _ path: String, _ word: String) async throws {
        // Times of what was touched on the way are put back.
        let report = try await DrillFixture.run(tamper: tamper)
        #expect(!report.hasPassed)
        #expect(
            report.findings.lines.contains { $0.hasPrefix("\(path) ") && $0.contains(word) },
            "\(report.findings.lines)")
    }

    @Test(arguments: [
        ("chmod 600 d/file", "d/file", "mode"), ("chmod 700 e", "e", "mode"),
        ("chown 1 d/file", "d/file", "owner"), ("chgrp 1 d/empty", "d/empty", "owner"),
        ("chown -h 1 d/link", "d/link", "owner"),
        ("touch -d @5 d/file", "d/file", "time"), ("touch -hd @5 d/link", "d/link", "time"),
        ("setfattr -n user.a -v other d/file", "d/file", "attribute"),
        ("setfattr -x user.a d/file", "d/file", "attribute"),
        ("setfattr -n user.b -v more d/file", "d/file", "attribute"),
        ("setfacl -m u:5:r d/big", "d/big", "attribute"),
    ]) func metadataIsCompared(_ tamper: String, _ path: String, _ word: String) async throws {
        let report = try await DrillFixture.run(tamper: tamper)
        #expect(
            report.findings.lines == ["\(path) came back with another \(word)"]
                || report.findings.lines == ["\(path) came back with another mode, \(word)"])
    }

    /// Engines that know files by their pieces give no hash of the whole.
    @Test func filesWithoutHashesAreComparedWithWhatCameOut() async throws {
        let vault = MemoryVault(entries: DrillFixture.entries.map(\.withoutDigest))
        let sound = try await DrillFixture.run(vault)
        #expect(sound.hasPassed, "\(sound.findings.lines)")
        #expect(sound.files == 6)
        #expect(sound.notes.count == 0)
        let harmed = try await DrillFixture.run(
            vault,
            tamper: "printf X | dd of=d/big bs=1 seek=5 conv=notrunc status=none; touch -r e d/big")
        #expect(
            harmed.findings.lines.contains {
                $0.hasPrefix("d/big ") && $0.contains("other content")
            }, "\(harmed.findings.lines)")
    }

    @Test func aDamagedVaultFailsTheDrillAndNotTheCommand() async throws {
        let report = try await DrillFixture.run(
            MemoryVault(entries: DrillFixture.entries, soundEntries: 3))
        #expect(report.findings.lines == ["payload.part000002 is damaged"])
    }

    @Test func aLaterSnapshotThatIsDamagedFailsIt() async throws {
        let id = try #require(SnapshotID("0199c2f0-ffff"))
        let report = try await DrillFixture.run(
            lost: [DamagedSnapshot(id: id, source: "s", reason: "manifest.json is damaged")])
        #expect(report.files == 6)
        #expect(
            report.findings.lines == [
                "the snapshot 0199c2f0-ffff is later and damaged: manifest.json is damaged"
            ])
    }

    @Test func aFileThatWasTornIsANote() async throws {
        let entries: [Entry] = [
            .file("log", [1, 2, 3], isTorn: true), .hardLink("log2", to: "log"), .file("well", [1]),
        ]
        let report = try await DrillFixture.run(MemoryVault(entries: entries))
        #expect(report.hasPassed, "\(report.findings.lines)")
        #expect(report.notes.lines.count == 1)
        #expect(report.files == 1)
        #expect(report.restored == 3)
    }

    /// It has proven nothing of what people want back.
    @Test func whereEveryFileWasTornTheDrillFails() async throws {
        let entries: [Entry] = [.folder("d"), .file("d/log", [1, 2, 3], isTorn: true)]
        let report = try await DrillFixture.run(MemoryVault(entries: entries))
        #expect(!report.hasPassed)
        #expect(report.findings.lines == ["not one file in it is known to be in one state"])
        #expect(report.notes.count == 1)
    }

    @Test func someOfThePathsAreEnough() async throws {
        let report = try await DrillFixture.run(choosing: ["d/file", "d/holes"])
        #expect(report.hasPassed, "\(report.findings.lines)")
        #expect(report.files == 2)
        let error = await #expect(throws: EngineError.self) {
            _ = try await DrillFixture.run(choosing: ["d/none"])
        }
        #expect(error?.kind == .noSuchEntry)
    }

    @Test func aDrillThatHasNoRoomDoesNotBegin() async throws {
        let huge = Entry(
            path: Entry.path("huge"), kind: .file, metadata: Entry.metadata(0o600), size: 1 << 60,
            content: MemoryContent([]), dataSize: 1 << 60)
        let vault = MemoryVault(entries: DrillFixture.entries + [huge])
        let error = await #expect(throws: FileError.self) {
            _ = try await DrillFixture.run(vault, tamper: "exit 1")
        }
        #expect(error?.kind == .noSpace)
        #expect(error?.message.contains("--scratch") == true, "\(error?.message ?? "")")
    }
}
