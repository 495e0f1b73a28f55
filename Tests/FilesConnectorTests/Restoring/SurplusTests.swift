import Connector
import FilesConnector
import FilesSupport
import Glibc
import Host
import TestSupport
import Testing

/// What is on the disk and not in a snapshot.
@Suite struct SurplusTests {
    private static let entries: [Entry] = [
        .folder("srv"), .folder("srv/www"), .file("srv/www/a", "a"), .folder("srv/www/sub"),
        .file("srv/www/sub/b", "b"), .file("srv/www/z", "z"),
    ]
    private static let roots = [Entry.path("srv/www")]

    private func surplus(
        _ fixture: RestoreFixture, _ entries: [Entry] = Self.entries,
        roots: [EntryPath]? = Self.roots, map: PathMap = PathMap()
    ) throws -> [String] {
        let files = FileRestore(
            into: FilePath(fixture.target), RestoreFixture.options { $0.map = map })
        return try files.surplus(beside: MemoryStream(entries), roots: roots).map(\.description)
    }

    @Test func onlyWhatIsBelowTheRootsIsFound() async throws {
        try await RestoreFixture.with { fixture in
            try fixture.restore(Self.entries)
            #expect(try surplus(fixture) == [])
            try fixture.sh(
                """
                touch top srv/other srv/www/new srv/www/sub/new; mkdir -p srv/www/gone/deep
                ln -s /etc srv/www/link; touch srv/www/gone/deep/er
                """)
            #expect(
                Set(try surplus(fixture)) == [
                    "srv/www/new", "srv/www/sub/new", "srv/www/gone", "srv/www/link",
                ])
            // What was backed up from its root is whole from its root.
            #expect(try surplus(fixture, roots: nil).contains("srv/other"))
            #expect(try surplus(fixture, roots: []) == [])
        }
    }

    @Test func whatIsFoundGoesAndNothingElse() async throws {
        try await RestoreFixture.with { fixture in
            try await withScratchFolder { elsewhere in
                try fixture.restore(Self.entries)
                try fixture.sh(
                    """
                    mkdir -p srv/www/gone/deep; touch srv/www/gone/deep/er srv/www/new srv/stays
                    touch '\(elsewhere)/kept'
                    ln -s '\(elsewhere)' srv/www/gone/link; ln -s '\(elsewhere)' srv/www/link
                    """)
                let files = FileRestore(into: FilePath(fixture.target))
                let found = try files.surplus(beside: MemoryStream(Self.entries), roots: Self.roots)
                let report = try files.remove(found)
                #expect(report.entries == 3 && report.issues.isEmpty)
                #expect(
                    try fixture.tree("%P") == [
                        "srv", "srv/stays", "srv/www", "srv/www/a", "srv/www/sub", "srv/www/sub/b",
                        "srv/www/z",
                    ])
                #expect(try shell("ls '\(elsewhere)'").output == "kept\n")
            }
        }
    }

    /// A folder that became a link leads elsewhere, where nothing is ours.
    @Test func noLinkIsFollowed() async throws {
        try await RestoreFixture.with { fixture in
            try await withScratchFolder { elsewhere in
                try fixture.restore(Self.entries)
                try fixture.sh(
                    """
                    touch '\(elsewhere)/kept'
                    rm -r srv/www/sub; ln -s '\(elsewhere)' srv/www/sub
                    """)
                #expect(try surplus(fixture) == [])
                let files = FileRestore(into: FilePath(fixture.target))
                let report = try files.remove([Entry.path("srv/www/sub/kept")])
                #expect(report.entries == 0 && report.issues.count == 1)
                #expect(try shell("ls '\(elsewhere)'").output == "kept\n")
            }
        }
    }

    @Test func anotherDiskStaysAsItIs() async throws {
        try await RestoreFixture.with { fixture in
            try fixture.restore(Self.entries)
            try fixture.sh(
                """
                mkdir srv/www/disk srv/www/holds; mkdir srv/www/holds/disk
                mount -t tmpfs none srv/www/disk; touch srv/www/disk/kept
                mount -t tmpfs none srv/www/holds/disk; touch srv/www/holds/disk/kept
                mount -t tmpfs none srv/www/sub; touch srv/www/sub/kept
                """)
            defer {
                _ = try? shell("cd '\(fixture.target)/srv/www' && umount disk holds/disk sub")
            }
            #expect(try surplus(fixture) == ["srv/www/holds"])
            let files = FileRestore(into: FilePath(fixture.target))
            let report = try files.remove([Entry.path("srv/www/holds")])
            #expect(report.entries == 0 && report.issues.count == 1)
            try fixture.sh("[ -e srv/www/holds/disk/kept ]")
        }
    }

    @Test func aMapIsFollowed() async throws {
        try await RestoreFixture.with { fixture in
            let map = PathMap([
                .init(from: Entry.path("srv/www"), to: nil),
                .init(from: Entry.path("srv/www/sub"), to: Entry.path("moved/sub")),
            ])
            try fixture.restore(Self.entries) { $0.map = map }
            try fixture.sh("touch new moved/stays moved/sub/new")
            // The folder above is made in the target as well, and is no surplus then.
            #expect(Set(try surplus(fixture, map: map)) == ["new", "moved/sub/new"])
            let both = PathMap([
                .init(from: Entry.path("srv/www"), to: nil),
                .init(from: Entry.path("srv/www/sub"), to: nil),
            ])
            #expect(throws: EntryIssue.self) { try surplus(fixture, map: both) }
        }
    }

    /// A folder of the snapshot whose list is lost would look empty.
    @Test func anIssueIsAReasonToDeleteNothing() async throws {
        try await RestoreFixture.with { fixture in
            try fixture.restore(Self.entries)
            let files = FileRestore(into: FilePath(fixture.target))
            let lost = EntryIssue(.unreadable, Entry.path("srv/www/sub"), "it is lost")
            #expect(throws: EntryIssue.self) {
                try files.surplus(
                    beside: LosingStream(Array(Self.entries.prefix(4)), lost), roots: Self.roots)
            }
        }
    }
}

/// Entries, and then an issue.
private final class LosingStream: EntryStream {
    let contentOutlivesNext = true
    private var items: [StreamItem]

    init(_ entries: [Entry], _ issue: EntryIssue) {
        items = [.issue(issue)] + entries.reversed().map(StreamItem.entry)
    }

    func next() -> StreamItem? { items.popLast() }
}
