import Connector
import FilesConnector
import Host
import TestSupport
import Testing
import Values

@Suite struct ConflictTests {
    /// What is there before, and entries that meet it in every way.
    private static func prepare(_ fixture: RestoreFixture) throws {
        try fixture.sh(
            """
            mkdir d full empty; echo old >d/changed; echo in >full/kept; echo f >in-the-way
            ln -s d link; printf content >d/same; chmod 644 d/same
            touch -d '@1600000000.000000123' d/same
            """)
    }

    private static let entries: [Entry] = [
        .folder("d"), .file("d/changed", "new content"), .file("d/new", "brand new"),
        .file("d/same"), .file("empty", "was a folder"), .file("full", "cannot be"),
        .folder("in-the-way"), .file("in-the-way/below", "below"), .file("link", "was a link"),
        Entry(
            path: Entry.path("null"), kind: .characterDevice(major: 1, minor: 3),
            metadata: .plain()),
        .file("twin", "linked"), .hardLink("twin too", to: "twin"),
    ]

    @Test func overwritingReplacesAllButFullFolders() async throws {
        try await RestoreFixture.with { fixture in
            try Self.prepare(fixture)
            let report = try fixture.restore(Self.entries) { $0.conflicts = .overwrite }
            #expect(
                try fixture.tree("%P %y") == [
                    "d d", "d/changed f", "d/new f", "d/same f", "empty f", "full d",
                    "full/kept f", "in-the-way d", "in-the-way/below f", "link f", "twin f",
                    "twin too f",
                ])
            #expect(try fixture.text("d/changed") == "new content")
            #expect(report.issues.counts == [.conflict: 1, .refused: 1])
            #expect(report.skipped == 1)
        }
    }

    @Test func skippingLeavesWhatIsThere() async throws {
        try await RestoreFixture.with { fixture in
            try Self.prepare(fixture)
            let report = try fixture.restore(Self.entries) { $0.conflicts = .skip }
            #expect(try fixture.text("d/changed") == "old\n")
            #expect(try fixture.text("in-the-way") == "f\n")
            #expect(
                try fixture.tree("%P %y") == [
                    "d d", "d/changed f", "d/new f", "d/same f", "empty d", "full d",
                    "full/kept f", "in-the-way f", "link l", "twin f", "twin too f",
                ])
            #expect(report.entries == 3)
            #expect(report.skipped == 8)
        }
    }

    @Test func renamingPutsTheRestoredBeside() async throws {
        try await RestoreFixture.with { fixture in
            try Self.prepare(fixture)
            try fixture.sh("echo mine >twin; echo taken >d/changed.restored")
            let report = try fixture.restore(Self.entries) { $0.conflicts = .rename }
            #expect(try fixture.text("d/changed") == "old\n")
            #expect(try fixture.text("d/changed.restored-2") == "new content")
            #expect(try fixture.text("in-the-way.restored/below") == "below")
            #expect(try fixture.text("full.restored") == "cannot be")
            #expect(try fixture.text("twin") == "mine\n")
            // A further name of the one that was renamed, not of what is in its place.
            #expect(try fixture.text("twin too") == "linked")
            #expect(report.issues.counts == [.refused: 1])
        }
    }

    @Test func failingRestoresNothingMore() async throws {
        try await RestoreFixture.with { fixture in
            try Self.prepare(fixture)
            let before = try fixture.tree("%P %y %s")
            let error = #expect(throws: FileError.self) {
                try fixture.restore(Self.entries) { $0.conflicts = .fail }
            }
            #expect(error?.kind == .alreadyExists)
            #expect(try fixture.tree("%P %y %s") == before)
        }
    }

    @Test func aPlanNeedsNoTarget() async throws {
        try await RestoreFixture.with { fixture in
            try fixture.sh("touch d; ln -s nowhere link")
            let missing = RestoreFixture(target: "\(fixture.target)/missing")
            let plan = try missing.plan(Self.entries)
            #expect(plan.counts == [.new: Self.entries.count - 1, .refused: 1])
            #expect(plan.samples.first?.path == Entry.path("d"))
            #expect(try fixture.tree("%P %y") == ["d f", "link l"])
            // Nobody would make these for a restore.
            let lost = RestoreFixture(target: "\(fixture.target)/missing/too")
            #expect(throws: FileError.self) { try lost.plan(Self.entries) }
        }
    }

    /// A restore that was interrupted goes on, also where nothing may be changed.
    @Test func whatARestoreHasBegunIsNoConflict() async throws {
        try await RestoreFixture.with { fixture in
            try fixture.sh("mkdir d theirs; chmod 1700 d; chmod 711 theirs")
            let entries: [Entry] = [
                .folder("d"), .file("d/new", "brand new"), .folder("theirs"),
                .file("theirs/new", "too"),
            ]
            let plan = try fixture.plan(entries) { $0.conflicts = .fail }
            #expect(plan.counts == [.new: 3, .unchanged: 1])
            #expect(try fixture.restore(entries) { $0.conflicts = .fail }.issues.isEmpty)
            #expect(
                try fixture.tree() == [
                    "d d 755", "d/new f 644", "theirs d 711", "theirs/new f 644",
                ])
        }
    }

    @Test(arguments: ConflictPolicy.allCases)
    func thePlanSaysWhatWillHappen(policy: ConflictPolicy) async throws {
        try await RestoreFixture.with { fixture in
            try Self.prepare(fixture)
            let before = try fixture.tree("%P %y %s %T@")
            let plan = try fixture.plan(Self.entries) { $0.conflicts = policy }
            #expect(try fixture.tree("%P %y %s %T@") == before)
            #expect(plan.counts.values.reduce(0, +) == Self.entries.count)
            guard policy != .fail else {
                #expect((plan.counts[.changed] ?? 0) > 0)
                return
            }
            let report = try fixture.restore(Self.entries) { $0.conflicts = policy }
            #expect(plan.size == report.size)
            #expect(plan.counts[.refused] == report.issues.counts[.refused])
            let done = Int(report.entries) + Int(report.skipped) + report.issues.count
            #expect(done == Self.entries.count)
        }
    }

    @Test func whatIsUnchangedStaysUnlessAskedOtherwise() async throws {
        try await RestoreFixture.with { fixture in
            let entry = Entry.file("file", "content", .plain(0o640))
            try fixture.restore([entry])
            let first = try fixture.tree("%i")
            #expect(try fixture.restore([entry]).skipped == 1)
            #expect(try fixture.restore([entry]) { $0.unchanged = .keptByHash }.skipped == 1)
            #expect(try fixture.tree("%i") == first)
            // Same size, same time, other content.
            try fixture.sh("printf CONTENT >file; touch -d '@1600000000.000000123' file")
            #expect(try fixture.restore([entry]).skipped == 1)
            let quick = try fixture.restore([entry]) {
                $0.unchanged = .kept
                $0.conflicts = .overwrite
            }
            #expect(quick.skipped == 1)
            #expect(try fixture.plan([entry]) { $0.conflicts = .overwrite }.counts == [.changed: 1])
            // Whoever wants files overwritten wants them as they were.
            #expect(try fixture.restore([entry]) { $0.conflicts = .overwrite }.entries == 1)
            #expect(try fixture.text("file") == "content")
            #expect(try fixture.restore([entry]) { $0.conflicts = .overwrite }.skipped == 1)
            try fixture.sh("chmod 600 file")
            #expect(try fixture.restore([entry]) { $0.conflicts = .overwrite }.entries == 1)
            #expect(try fixture.tree() == ["file f 640"])
        }
    }

    @Test func pathsAreMapped() async throws {
        try await RestoreFixture.with { fixture in
            let map = PathMap([
                .init(from: Entry.path("home/ada"), to: Entry.path("copy/of ada")),
                .init(from: Entry.path("home/ada/deep"), to: Entry.path("elsewhere")),
                .init(from: Entry.path("etc"), to: nil),
            ])
            try fixture.restore(
                [
                    .folder("etc"), .file("etc/fstab"), .folder("home/ada"), .file("home/ada/a"),
                    .file("home/ada/deep/b"), .file("home/adam"),
                    .hardLink("home/z", to: "home/ada/a"),
                ]) { $0.map = map }
            #expect(
                try fixture.tree("%P %n").filter { !$0.hasSuffix("d") }
                    .filter { !$0.contains("d 2") } == [
                        "copy 3", "copy/of ada 2", "copy/of ada/a 2", "elsewhere 2",
                        "elsewhere/b 1", "fstab 1", "home 2", "home/adam 1", "home/z 2",
                    ])
        }
    }
}
