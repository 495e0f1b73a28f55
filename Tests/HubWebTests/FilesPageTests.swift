import AgentProtocol
import Domain
import HTTPServer
import Host
import Store
import Synchronization
import Testing
import Values

@testable import HubWeb

/// Snapshots are looked into by pages: as a tree, by name, over time, compared; and given back.
@Suite struct FilesPageTests {
    /// Answers as an agent with one snapshot would, and remembers what it was asked.
    private final class Agent: Sendable {
        let asked = Mutex<[Question]>([])

        func answer(_ question: Question) -> Answer {
            asked.withLock { $0.append(question) }
            switch question {
            case .tree(let tree):
                let isRoot = tree.folder.isEmpty
                return .page(
                    TreePage(items: isRoot ? Self.root : [Self.file("inner.txt")], isLast: !isRoot))
            case .search(let search):
                return .found(
                    SearchFindings(
                        search.snapshots.map { name in
                            SearchFinding(
                                snapshot: name, entries: [Self.entry("srv/<b>x</b>.txt")],
                                isWhole: false)
                        }))
            case .diff:
                return .differences(
                    DiffPage(
                        items: [
                            DiffPage.Item(change: .new, entry: Self.entry("a/<i>new</i>")),
                            DiffPage.Item(
                                change: .changed, entry: Self.entry("b"),
                                sizeBefore: ByteCount(9)),
                        ], isLast: false, totals: nil))
            default: return .reached("")
            }
        }

        private static let root = [
            TreePage.Item(
                name: FileName(Array("<b>srv<b>".utf8)), kind: .folder, size: ByteCount(0),
                modified: Timestamp(seconds: 0)),
            file("~notes"),
            TreePage.Item(
                name: FileName([0xFF, 0x61]), kind: .folder, size: ByteCount(0), modified: nil),
        ]

        private static func file(_ name: String) -> TreePage.Item {
            TreePage.Item(
                name: FileName(Array(name.utf8)), kind: .file, size: .kibibytes(3), modified: nil)
        }

        private static func entry(_ path: String) -> SnapshotEntry {
            SnapshotEntry(
                path: FileName(Array(path.utf8)), kind: .file, size: .kibibytes(3),
                modified: nil)
        }

        var folders: [[[UInt8]]] {
            asked.withLock { questions in
                questions.compactMap { question in
                    if case .tree(let tree) = question { tree.folder.map(\.bytes) } else { nil }
                }
            }
        }
    }

    @Test func aTreeIsWalkedWhateverItsNamesAre() async throws {
        let agent = Agent()
        try await SiteFixture.with(answers: { agent.answer($0) }) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let path = "/tenants/\(tenant)/snapshots/\(there.snapshot)/files"
            try await owner.get(path)
            #expect(owner.page.status == 200)
            let page = owner.page.text
            #expect(page.contains("&lt;b&gt;srv&lt;b&gt;") && !page.contains("<b>srv"))
            // Of three, two are no plain text: one is not UTF-8, and one begins as such do.
            #expect(page.contains("name=\"path\" value=\"~fm5vdGVz\""))
            #expect(page.ranges(of: "name=\"path\" value=\"~").count == 2)
            #expect(page.ranges(of: "name=\"path\"").count == 3)
            #expect(page.contains("files?after=~"), "and there is more of it")
            let links = page.ranges(of: "files?folder=").map { range in
                String(page[range.upperBound...].prefix { $0 != "\"" })
            }
            #expect(links.count == 2)
            for link in links { try await owner.get("\(path)?folder=\(link)") }
            #expect(owner.page.text.contains("inner.txt"))
            #expect(
                agent.folders == [[], [Array("<b>srv<b>".utf8)], [[0xFF, 0x61]]],
                "bytes come back as they were")
            try await owner.get("\(path)?folder=../../etc%00")
            #expect(owner.page.status == 200)
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get(path)
            #expect(viewer.page.status == 403, "names tell as much as files")
        }
    }

    @Test func filesAreFoundComparedAndFollowedOverTime() async throws {
        let agent = Agent()
        try await SiteFixture.with(answers: { agent.answer($0) }) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let second = try await site.addSnapshot(
                "later", of: there.source, in: there.vault, by: there.agent,
                made: site.clock.now + .seconds(60))
            let base = "/tenants/\(tenant)"
            try await owner.get("\(base)/find?name=*.txt&source=\(there.source)")
            #expect(owner.page.text.contains("2 found in 2 snapshots"))
            #expect(owner.page.text.contains("2 snapshots could not be looked through whole."))
            #expect(owner.page.text.contains("srv/&lt;b&gt;x&lt;/b&gt;.txt"))
            try await owner.get("\(base)/snapshots/\(second)/changes")
            #expect(owner.page.text.contains("a/&lt;i&gt;new&lt;/i&gt;"))
            #expect(owner.page.text.contains("was 9\u{a0}B"))
            #expect(owner.page.text.contains("with=\(there.snapshot)&amp;after=b"))
            try await owner.get("\(base)/sources/\(there.source)/versions?path=srv/x.txt")
            #expect(owner.page.text.ranges(of: "Open its folder").count == 2)
            #expect(owner.page.text.contains("as before"))
            #expect(owner.page.text.contains("restore?path=srv%2Fx.txt"))
        }
    }

    @Test func aPartOfANameIsLookedForUnlessAPatternIs() {
        #expect(FindPage.glob("报表") == "*报表*")
        for pattern in ["*.txt", "a?", "[ab]", "reports/2026"] {
            #expect(FindPage.glob(pattern) == pattern)
        }
    }

    @Test func filesAreGivenBackIntoAFolderThatIsPicked() async throws {
        try await SiteFixture.with(folders: ["/": [], "/var": []]) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("nas", to: tenant)
            let path = "/tenants/\(tenant)/snapshots/\(there.snapshot)/restore"
            try await owner.get("\(path)?path=srv/one&path=srv/two&folder=srv")
            #expect(owner.page.text.contains(">srv/one\nsrv/two</textarea>"))
            try await owner.post(path, ["paths": "srv/one", "into": "relative", "where": "folder"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("value=\"relative\""))
            try await owner.post(
                path,
                [
                    "paths": "srv/one", "into": "", "browse": "into",
                    "agent": "\(there.agent)",
                ])
            #expect(owner.page.text.contains("Choose a folder on nas"))
            try await owner.post(
                path,
                [
                    "paths": "srv/one", "browse": "into", "picker_folder": "/var",
                    "picker_take": "yes", "agent": "\(there.agent)",
                ])
            #expect(owner.page.text.contains("value=\"/var\""))
            let form = [
                "paths": "/srv/one\n", "into": "/var/back", "agent": "\(there.agent)",
                "where": "folder", "conflicts": "skip",
            ]
            try await owner.post(path, form)
            #expect(owner.page.status == 303, "\(owner.page.text)")
            try await owner.get(path)
            try await owner.post(path, form.merging(["confirmed": "yes"]) { $1 })
            #expect(owner.page.status == 303, "\(owner.page.text)")
            let runs = try await site.store.runs(
                of: tenant, matching: RunFilter(kinds: [.restore]), PageRequest())
            #expect(
                Set(runs.items.map(\.subject.destination)) == [.folder(path: "/var/back")])
            #expect(Set(runs.items.map(\.subject.paths)) == [["srv/one"]])
            #expect(
                Set(runs.items.map(\.subject.terms?.isRehearsal)) == [true, false],
                "what changes something was planned first")
        }
    }
}
