import Connector
import FilesConnector
import Glibc
import Host
import TestSupport
import Testing
import Values

@Suite struct RootTests {
    @Test func overlappingRootsAreMergedAndRootsMayBeFiles() async throws {
        try await withFiles("mkdir -p a/b other; touch a/b/f a/g single other/no") { folder in
            let roots = ["a/b", "a", "a/b/f", "single", "./a/../a/b//"].map {
                FilePath("\(folder)/\($0)")
            }
            let taken = try await blocking { try Taken.all(FilesSource(roots)) }
            #expect(taken.below(folder) == ["a", "a/b", "a/b/f", "a/g", "single"])
            #expect(taken.issues == [])
        }
    }

    @Test func linkInARootIsResolvedAndKept() async throws {
        let script = "mkdir -p real/in; touch real/in/f; ln -s real way; ln -s $PWD/way/in link"
        try await withFiles(script) { folder in
            let taken = try await blocking {
                try Taken.all(FilesSource([FilePath("\(folder)/link")]))
            }
            #expect(taken.below(folder) == ["link", "real", "real/in", "real/in/f", "way"])
            #expect(
                taken.entry("\(folder.dropFirst())/way")?.kind == .link(Array("real".utf8)))
        }
    }

    @Test func missingRootsAreIssuesUnlessAllAreMissing() async throws {
        try await withFiles("touch here; ln -s self self; mkdir d") { folder in
            let both = FilesSource([FilePath("\(folder)/gone"), FilePath("\(folder)/here")])
            let taken = try await blocking { try Taken.all(both) }
            #expect(taken.issues.map(\.kind) == [.vanished])
            #expect(taken.below(folder) == ["here"])
            for path in ["gone", "gone/too", "here/below", "self"] {
                let source = FilesSource([FilePath("\(folder)/\(path)")])
                await #expect(throws: FileError.self) {
                    try await blocking { _ = try source.entries() }
                }
                await #expect(throws: FileError.self) {
                    try await blocking { _ = try source.measure { _ in } }
                }
            }
            await #expect(throws: FileError.self) {
                try await blocking { _ = try FilesSource([FilePath("relative")]).entries() }
            }
        }
    }

    @Test func measureCountsWhatEntriesGive() async throws {
        let script = """
            mkdir -p a/b skip; head -c 1000 /dev/zero >a/f; ln a/f a/b/g; echo x >skip/h
            head -c 99 /dev/zero >c; truncate -s 1T sparse
            """
        try await withFiles(script) { folder in
            var options = FilesOptions()
            options.excludes.add(Array("skip".utf8))
            let source = FilesSource([FilePath(folder)], options: options)
            let (totals, taken) = try await blocking {
                (try source.measure { _ in }, try Taken.all(source))
            }
            #expect(totals == SourceTotals(entries: Int64(taken.entries.count), size: ByteCount(1099)))
        }
    }

    @Test func measureReportsAndStopsWhenCancelled() async throws {
        try await withFiles("seq 3000 | xargs touch") { folder in
            let source = FilesSource([FilePath(folder)])
            let reports = try await blocking {
                var reports: [Int64] = []
                _ = try source.measure { reports.append($0.entries) }
                return reports
            }
            #expect(reports == [1024, 2048])
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await blocking { _ = try source.measure { _ in } }
                    }
                }
                group.cancelAll()
            }
        }
    }

    @Test func titleNamesTheRoots() {
        #expect(FilesSource(["/etc", "/home"]).title == "/etc, /home")
    }
}
