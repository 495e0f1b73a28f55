import Connector
import FilesConnector
import FilesSupport
import Glibc
import Host
import Synchronization
import TestShims
import TestSupport
import Testing
import Values

/// Streams that want out of the target, and others who change it meanwhile.
@Suite struct HostileTests {
    @Test func nothingIsWrittenThroughALinkOfTheSameStream() async throws {
        try await withScratchFolder { scratch in
            mkdir("\(scratch)/outside", 0o755)
            mkdir("\(scratch)/target", 0o755)
            let fixture = RestoreFixture(target: "\(scratch)/target")
            let report = try fixture.restore([
                .link("way", to: "../outside"), .file("way/file"), .folder("way/folder"),
                .link("file", to: "../outside/made"), .file("file"),
            ]) { $0.conflicts = .overwrite }
            #expect(report.issues.counts == [.refused: 2])
            #expect(try shell("ls -A '\(scratch)/outside'").output == "")
            #expect(try fixture.tree("%P %l") == ["file ", "way ../outside"])
        }
    }

    @Test(arguments: ConflictPolicy.allCases.filter { $0 != .fail })
    func nothingIsWrittenThroughALinkThatIsThere(policy: ConflictPolicy) async throws {
        try await withScratchFolder { scratch in
            try fixtureWithLinks(scratch)
            let fixture = RestoreFixture(target: "\(scratch)/target")
            try fixture.restore([
                .file("a/b/implicit"), .folder("folder", .plain(0o777)), .file("folder/x"),
                .file("secret", "overwritten", .plain(0o666)),
                .hardLink("taken", to: "secret-link"), .hardLink("taken too", to: "a/secret"),
            ]) { $0.conflicts = policy }
            let outside = try shell(
                "cd '\(scratch)/outside' && ls -A && stat -c '%n %a %h' . secret")
            #expect(outside.output == "secret\n. 750 2\nsecret 600 1\n")
            #expect(try readFile("\(scratch)/outside/secret") == Array("secret\n".utf8))
        }
    }

    private func fixtureWithLinks(_ scratch: String) throws {
        let made = try shell(
            """
            cd '\(scratch)' && mkdir outside target && chmod 750 outside
            echo secret >outside/secret && chmod 600 outside/secret && cd target
            ln -s ../outside a; ln -s ../outside folder; ln -s ../outside/secret secret
            ln -s ../outside/secret secret-link
            """)
        #expect(made.status == 0)
    }

    /// Another process changes a folder and a link to the outside for each other all the time.
    @Test(.timeLimit(.minutes(2)))
    func nobodyCanSwapALinkIn() async throws {
        try await withScratchFolder { scratch in
            let made = try shell(
                "cd '\(scratch)' && mkdir -p outside target/d && ln -s ../outside target/other")
            #expect(made.status == 0)
            let fixture = RestoreFixture(target: "\(scratch)/target")
            let isDone = Flag()
            async let swapping: Void = blocking {
                while !isDone.isSet {
                    test_exchange("\(scratch)/target/d", "\(scratch)/target/other")
                }
            }
            for round in 0..<300 {
                try fixture.restore([
                    .folder("d", .plain(0o700 + UInt16(round % 8))),
                    .file("d/file", "round \(round)"), .folder("d/deep"),
                    .file("d/deep/file", "round \(round)"), .link("d/link", to: "x"),
                    .hardLink("d/second", to: "d/file"),
                ]) { $0.conflicts = .overwrite }
            }
            isDone.set()
            try await swapping
            #expect(try shell("ls -A '\(scratch)/outside'").output == "")
            #expect(try shell("stat -c %a '\(scratch)/outside'").output == "755\n")
        }
    }

    @Test func devicesAndPrivilegesNeedToBeAskedFor() async throws {
        try await RestoreFixture.with { fixture in
            let entries: [Entry] = [
                Entry(
                    path: Entry.path("null"), kind: .characterDevice(major: 1, minor: 3),
                    metadata: .plain()),
                .file("su", "x", .plain(0o4755)),
            ]
            let report = try fixture.restore(entries) { $0.privileges = .dropped }
            #expect(report.issues.counts == [.refused: 1])
            #expect(try fixture.tree() == ["su f 755"])
            try fixture.restore(entries) {
                $0.makesDevices = true
                $0.conflicts = .overwrite
            }
            #expect(try fixture.tree() == ["null c 644", "su f 4755"])
        }
    }

    @Test func damagedContentIsNoFile() async throws {
        let large = [UInt8](repeating: 7, count: 700_000)
        let entries: [Entry] = [
            .file("good"), .file("half", "half of this", ending: .unreadable),
            .file("large", large, ending: .unreadable), .file("torn", "torn", ending: .torn),
            .hardLink("zero", to: "torn"),
        ]
        try await RestoreFixture.with { fixture in
            let report = try fixture.restore(entries)
            // What changed while it was read is there, and what could not be read is not.
            #expect(try fixture.tree("%P %s") == ["good 7", "torn 4", "zero 4"])
            #expect(report.issues.counts == [.unreadable: 2, .torn(.changed): 1])
        }
        try await RestoreFixture.with { fixture in
            try fixture.restore(entries) { $0.keepsDamaged = true }
            #expect(
                try fixture.tree("%P %s") == [
                    "good 7", "half.damaged 6", "large.damaged 350000", "torn 4", "zero 4",
                ])
        }
    }

    @Test func whatChangedWhileItWasReadReplacesNothing() async throws {
        let large = [UInt8](repeating: 7, count: 700_000)
        try await RestoreFixture.with { fixture in
            try fixture.sh("echo mine >small; echo mine >large")
            let report = try fixture.restore([
                .file("large", large, ending: .torn), .file("small", "torn", ending: .torn),
            ]) { $0.conflicts = .overwrite }
            #expect(report.issues.counts == [.torn(.changed): 2])
            #expect(
                try fixture.tree("%P %s") == [
                    "large 5", "large.torn 700000", "small 5", "small.torn 4",
                ])
        }
    }

    /// Where a file system holds no access lists, the bits of the group are not their mask.
    @Test func withoutAccessListsTheGroupGetsWhatTheyGiveIt() async throws {
        let list: [UInt8] = [
            2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 6, 0, 77, 0, 0, 0,
            4, 0, 0, 0, 255, 255, 255, 255, 16, 0, 6, 0, 255, 255, 255, 255,
            32, 0, 0, 0, 255, 255, 255, 255,
        ]
        var metadata = EntryMetadata.plain(0o660)
        metadata.attributes = [
            .init(name: Array("system.posix_acl_access".utf8), value: list)
        ]
        let entry = Entry.file("secret", "content", metadata)
        try await RestoreFixture.with { fixture in
            try fixture.restore([entry])
            #expect(try fixture.tree() == ["secret f 660"])
            let shown = try shell("getfacl -cnE '\(fixture.target)/secret'").output
            #expect(shown.contains("group::---") && shown.contains("user:77:rw-"))
        }
        try await RestoreFixture.with { fixture in
            try fixture.sh("mount -t ramfs none .")
            let inner = RestoreFixture(target: "\(fixture.target)/.")
            let report = try inner.restore([entry])
            let tree = try inner.tree()
            try fixture.sh("cd /; umount '\(fixture.target)'")
            #expect(report.issues.counts == [.incomplete: 1])
            #expect(tree == ["secret f 600"])
        }
    }

    @Test func contentThatFailsItsProofIsNotWritten() async throws {
        try await RestoreFixture.with { fixture in
            #expect(throws: MemoryContent.Broken.self) {
                try fixture.restore([.file("a"), .file("b", "other", ending: .forged)])
            }
            let left = try fixture.tree("%P")
            #expect(!left.contains("b"))
        }
    }

    @Test func aRunThatBreaksLeavesWholeFilesOnly() async throws {
        try await RestoreFixture.with { fixture in
            #expect(throws: MemoryContent.Broken.self) {
                try fixture.restore([
                    .file("a"), .file("b", [UInt8](repeating: 1, count: 600_000)),
                    .file("c", [UInt8](repeating: 1, count: 600_000), ending: .broken),
                    .file("d"),
                ])
            }
            // The large ones are written beside each other: the break may come before the first.
            let left = try fixture.tree("%P %s").filter { $0 != "a 7" && $0 != "b 600000" }
            #expect(left == [])
        }
    }
}

/// Says to another thread that it is enough.
final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() {
        state.withLock { $0 = true }
    }
}
