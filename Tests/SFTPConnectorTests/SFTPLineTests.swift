import Connector
import FilesConnector
import Host
import SFTP
import SFTPConnector
import Storage
import StorageSupport
import TestSupport
import Testing

/// Lines that are slow, break, or lead to a server that lies.
@Suite(.timeLimit(.minutes(5))) struct SFTPLineTests {
    /// Over a slow line nothing is asked for one by one.
    @Test func smallFilesAndFoldersAreAskedForTogether() async throws {
        try await SSHDaemon.with { daemon in
            try await run(
                """
                cd '\(daemon.root)'; mkdir tree; cd tree
                for d in $(seq 30); do mkdir $d
                    for f in $(seq 10); do echo $d $f >$d/$f; done
                done
                """)
            try await DelayProxy.with(to: daemon.port, milliseconds: 40) { proxy in
                let line = try daemon.line(port: proxy.port)
                let source = try SFTPSource([daemon.path("tree")], over: line)
                let count = try await blocking {
                    let stream = try source.entries()
                    var count = 0
                    while let item = try stream.next() {
                        guard case .entry(let entry) = item, entry.kind == .file else { continue }
                        let names = entry.path.names.suffix(2).map {
                            String(decoding: $0, as: UTF8.self)
                        }
                        #expect(
                            try read(entry).bytes == Array("\(names[0]) \(names[1])\n".utf8))
                        count += 1
                    }
                    return count
                }
                #expect(count == 300)
                #expect(line.peakOutstanding > 60)
                line.close()
            }
        }
    }

    /// Cut in the middle of listing and of reading: it goes on over a new connection, and what
    /// comes is what there is.
    @Test func aLineThatBreaksIsMendedAndNothingIsLost() async throws {
        try await SSHDaemon.with { daemon in
            try await run(
                """
                cd '\(daemon.root)'; mkdir tree; cd tree; head -c 8000000 /dev/urandom >a-large
                for d in $(seq 20); do mkdir $d
                    for f in $(seq 20); do echo $d $f >$d/$f; done
                done
                touch -d @1500000000 a-large
                """)
            try await DelayProxy.with(to: daemon.port, milliseconds: 2) { proxy in
                try await withScratchFolder { scratch in
                    let line = try daemon.line(port: proxy.port)
                    let tree = "\(daemon.root)/tree"
                    let source = try SFTPSource([daemon.path("tree")], over: line)
                    var options = RestoreOptions()
                    options.isDurable = false
                    try await run("mkdir '\(scratch)/back'")
                    let restore = FileRestore(into: FilePath("\(scratch)/back"), options)
                    // A server that is away from the beginning is told at once, so it begins whole.
                    let entries = try await blocking { Begun(try source.entries()) }
                    async let report = blocking {
                        try restore.restore(entries.stream) { _ in }
                    }
                    for _ in 0..<12 {
                        _ = try await proxy.ask("cut")
                        for _ in 0..<2000 { await Task.yield() }
                    }
                    #expect(try await report.issues.samples == [])
                    #expect(
                        try await run(
                            "diff -r '\(tree)' '\(scratch)/back\(tree)'; echo same")
                            == "same\n")
                    line.close()
                }
            }
        }
    }

    @Test func aServerThatStaysAwayEndsTheWalkWithASentence() async throws {
        let line = try await SSHDaemon.with { daemon in
            try await run("mkdir '\(daemon.root)/tree'")
            return try daemon.line(patience: .milliseconds(300))
        }
        await expectStorageError(.unreachable) {
            _ = try await all(SFTPSource(["/tree"], over: line))
        }
    }

    // MARK: Servers that lie

    private func withHostile(
        _ mode: String, _ body: (SFTPSource) async throws -> Void
    ) async throws {
        let script = "\(WorkingTree.root)/Tests/StorageSupport/Servers/hostile_sftp.py"
        try await SSHDaemon.with(extra: "ForceCommand /usr/bin/python3 \(script) \(mode)") {
            daemon in
            let line = try daemon.line(patience: .milliseconds(500))
            try await body(SFTPSource(["/tree"], over: line, namesMax: 1000))
            line.close()
        }
    }

    @Test func namesThatAreNoneAreRefused() async throws {
        try await withHostile("names") { source in
            let found = try await all(source)
            #expect(found.entries.map { "\($0.path)" } == ["tree", "tree/good"])
            #expect(found.issues.count == 6)
            #expect(found.issues.allSatisfy { $0.kind == .refused })
            let good = try #require(found.entries.last)
            #expect(try await blocking { try read(good).bytes } == Array("hello".utf8))
        }
    }

    @Test func listingsWithoutEndEnd() async throws {
        try await withHostile("endless") { source in
            let found = try await all(source)
            #expect(found.entries.count == 1001)
            #expect(found.issues.map(\.kind) == [.unreadable])
            #expect(found.issues.first?.message.contains("more than 1000 names") == true)
        }
        try await withHostile("double") { source in
            let found = try await all(source)
            #expect(found.entries.map { "\($0.path)" } == ["tree", "tree/good"])
        }
        try await withHostile("deep") { source in
            let found = try await all(source)
            #expect(found.entries.count == 2049)
            #expect(found.issues.map(\.kind) == [.unsupported])
        }
    }

    @Test func whatIsNotWhatItWasListedAsIsAnIssue() async throws {
        try await withHostile("types") { source in
            let found = try await all(source)
            #expect(found.entries.map { "\($0.path)" } == ["tree", "tree/good", "tree/turns"])
            #expect(found.issues.map(\.kind).count == 2)
        }
    }

    /// A bad block of the server's disk costs the file it is in, and no other.
    @Test func whatCannotBeReadIsAnIssueOfThatFile() async throws {
        try await withHostile("broken") { source in
            let found = try await all(source)
            let good = try #require(found.entries.last)
            await #expect {
                _ = try await blocking { try read(good) }
            } throws: { ($0 as? EntryIssue)?.kind == .unreadable }
        }
    }

    @Test(arguments: ["long", "short", "silent"])
    func contentThatIsNotAsLongAsItSaysIsNeverTakenForWhole(mode: String) async throws {
        try await withHostile(mode) { source in
            let found = try await all(source)
            let good = try #require(found.entries.last)
            let isWhole = try await blocking {
                do {
                    return try read(good).outcome == .whole
                } catch is EntryIssue {
                    return false
                } catch is StorageError {
                    return false
                }
            }
            #expect(!isWhole)
        }
    }
}

/// A stream that goes from the thread that began it to the one that takes it.
private struct Begun: @unchecked Sendable {
    // `@unchecked Sendable`: the first thread lets go of it before the second has it.
    let stream: any EntryStream

    init(_ stream: any EntryStream) {
        self.stream = stream
    }
}
