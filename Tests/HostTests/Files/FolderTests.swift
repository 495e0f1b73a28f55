import Glibc
import TestShims
import TestSupport
import Testing
import Values

@testable import Host

@Suite(.timeLimit(.minutes(10))) struct FolderTests {
    private func withFolders(_ body: (Folder, String) async throws -> Void) async throws {
        for resolution in Folder.Resolution.allCases {
            try await withScratchFolder { scratch async throws in
                let root = "\(scratch)/root"
                try Folder(at: FilePath(scratch)).makeFolder(RelativePath("root"))
                try await body(Folder(at: FilePath(root), resolution: resolution), scratch)
            }
        }
    }

    @Test(arguments: [
        "", "/", "/etc/passwd", "..", "../x", "a/..", "a/../b", ".", "./a", "a//b", "a/", "a/./b",
        "a\0b", String(repeating: "n", count: 256), String(repeating: "ab/", count: 1400) + "c",
    ])
    func whatIsNoPlainPathDownwardsIsRefused(path: String) {
        let error = #expect(throws: FileError.self) { try RelativePath(path) }
        #expect(error?.kind == .badName)
        #expect(error?.message.isEmpty == false)
    }

    @Test func namesAreBytes() async throws {
        try await withFolders { root, _ async throws in
            for name: [UInt8] in [[0xFF, 0xFE], Array("..a".utf8), Array("a\nb".utf8), [0x20]] {
                let path = try RelativePath(bytes: name)
                _ = try root.openFile(path, for: .create(.ownerOnly))
                #expect(try names(in: root) == [SystemString(bytes: name)])
                try root.remove(path)
            }
        }
    }

    /// Every operation against every way out that can lie in a folder.
    @Test(arguments: ["out", "in/out", "file-out/x", "out/secret", "loop", "loop/x", "absolute"])
    func noOperationFollowsALink(path: String) async throws {
        try await withFolders { root, scratch async throws in
            try DurableFile.replace(FilePath("\(scratch)/secret"), with: Array("secret".utf8))
            try root.makeFolder(RelativePath("in"))
            try root.makeLink(RelativePath("out"), to: "..")
            try root.makeLink(RelativePath("in/out"), to: "../..")
            try root.makeLink(RelativePath("file-out"), to: "../secret")
            try root.makeLink(RelativePath("loop"), to: "loop")
            try root.makeLink(RelativePath("absolute"), to: SystemString("\(scratch)/secret"))
            let path = try RelativePath(path)
            let below = try path.appending(RelativePath("new"))
            let attempts: [() throws -> Void] = [
                { _ = try root.openFile(path, for: .read) },
                { _ = try root.openFile(path, for: .write) },
                { _ = try root.openFile(below, for: .create(.ownerOnly)) },
                { _ = try root.folder(path) }, { _ = try root.entries(of: path) },
                { try root.makeFolder(below) }, { try root.makeFolders(below) },
                { try root.makeLink(below, to: "x") }, { _ = try root.status(of: below) },
                { try root.remove(below) },
                { try root.rename(below, to: RelativePath("in/x"), replacement: .allowed) },
                { try root.rename(RelativePath("in"), to: below, replacement: .allowed) },
            ]
            for attempt in attempts {
                let error = #expect(throws: FileError.self) { try attempt() }
                #expect([.isALink, .notAFolder].contains(error?.kind), "\(error as Any)")
            }
            #expect(try names(in: Folder(at: FilePath(scratch))) == ["root", "secret"])
        }
    }

    /// A thread swaps a folder for a link to /etc and back while files are opened below it.
    @Test func aLinkThatIsSwappedInIsNeverFollowed() async throws {
        try await withFolders { root, scratch async throws in
            try root.makeFolders(RelativePath("a/b"))
            try DurableFile.replace(FilePath("\(scratch)/root/a/b/passwd"), with: [])
            try root.makeLink(RelativePath("link"), to: "/etc")
            let ours = try root.status(of: RelativePath("a/b/passwd"))
            let done = Holder()
            let swapper = try HostThread.start(name: "swapper", role: .blocking) {
                // A swap in one step, so that the name is always there.
                while done.entries == 0 {
                    test_exchange("\(scratch)/root/a/b", "\(scratch)/root/link")
                }
            }
            var (opened, refused) = (0, 0)
            // At least so often, and on until both sides of the race were seen: on a busy machine
            // the swapper may not get its turn for a while.
            for attempt in 0..<2_000_000 where attempt < 5_000 || opened == 0 || refused == 0 {
                do throws(FileError) {
                    let file = try root.openFile(RelativePath("a/b/passwd"), for: .read)
                    let status = try file.status(path: "a/b/passwd")
                    #expect(status.inode == ours.inode && status.device == ours.device)
                    opened += 1
                } catch {
                    #expect([.isALink, .notAFolder].contains(error.kind), "\(error)")
                    refused += 1
                }
            }
            done.enter()
            swapper.join()
            // Otherwise it proved nothing.
            #expect(opened > 0 && refused > 0)
        }
    }

    @Test func aKernelWithoutOpenat2IsWalkedInstead() async throws {
        try await withScratchFolder { scratch async throws in
            _ = await #expect(processExitsWith: .success) { [scratch = scratch as String] in
                #expect(test_deny_syscall(test_syscall_openat2, ENOSYS) == 0)
                let root = try Folder(at: FilePath(scratch))
                try root.makeFolders(RelativePath("a/b"))
                _ = try root.openFile(RelativePath("a/b/c"), for: .create(.ownerOnly))
                try root.makeLink(RelativePath("a/out"), to: "/etc")
                let error = #expect(throws: FileError.self) {
                    _ = try root.openFile(RelativePath("a/out/passwd"), for: .read)
                }
                #expect(error?.kind == .notAFolder)
            }
        }
    }

    @Test func pipesAndDevicesAreNotOpenedAsFiles() async throws {
        try await withFolders { root, scratch async throws in
            #expect(mkfifo("\(scratch)/root/pipe", 0o600) == 0)
            let error = #expect(throws: FileError.self) {
                _ = try root.openFile(RelativePath("pipe"), for: .read)
            }
            #expect(error?.kind == .notAFile)
            let dev = try Folder(at: "/dev", resolution: root.resolution)
            #expect(throws: FileError.self) {
                _ = try dev.openFile(RelativePath("null"), for: .read)
            }
        }
    }

    @Test func modesAreThoseAskedForWhateverTheUmask() async throws {
        await #expect(processExitsWith: .success) {
            umask(0o277)
            try await withScratchFolder { scratch in
                chmod(scratch, 0o700)
                let root = try Folder(at: FilePath(scratch))
                try root.makeFolder(RelativePath("folder"), mode: FileMode(rawValue: 0o750))
                _ = try root.openFile(RelativePath("file"), for: .create(.readableByAll))
                #expect(try root.status(of: RelativePath("folder")).mode.rawValue == 0o750)
                #expect(try root.status(of: RelativePath("file")).mode == .readableByAll)
            }
        }
    }

    @Test func aFolderOfManyNamesIsListedInBatches() async throws {
        try await withFolders { root, _ async throws in
            let expected = Set((0..<5_000).map { SystemString("a file with number \($0)") })
            for name in expected {
                _ = try root.openFile(RelativePath(bytes: name.bytes), for: .create(.ownerOnly))
            }
            var reader = try root.entries()
            var seen: [Folder.Entry] = []
            var batches = 0
            while let batch = try reader.next() {
                seen += batch
                batches += 1
                #expect(batch.count <= 2_000)
            }
            #expect(batches > 2)
            #expect(Set(seen.map(\.name)) == expected && seen.count == expected.count)
            #expect(seen.allSatisfy { $0.kind == .file })
        }
    }

    @Test func aTreeIsRemovedWhateverItsDepthAndNothingOutside() async throws {
        try await withFolders { root, scratch async throws in
            try DurableFile.replace(FilePath("\(scratch)/outside"), with: [1])
            try root.makeFolder(RelativePath("keep"))
            var folder = try makeFolder("tree", in: root)
            for _ in 0..<300 {
                try folder.makeLink(RelativePath("out"), to: SystemString(scratch))
                _ = try folder.openFile(RelativePath("file"), for: .create(.ownerOnly))
                folder = try makeFolder(String(repeating: "d", count: 100), in: folder)
            }
            try root.removeTree(RelativePath("tree"))
            try root.removeTree(RelativePath("tree"))
            #expect(try names(in: root) == ["keep"])
            #expect(try names(in: Folder(at: FilePath(scratch))) == ["outside", "root"])
        }
    }

    private func makeFolder(_ name: String, in folder: Folder) throws -> Folder {
        try folder.makeFolder(RelativePath(name))
        return try folder.folder(RelativePath(name))
    }

    @Test func renamingReplacesOnlyWhereAllowed() async throws {
        try await withFolders { root, scratch async throws in
            try DurableFile.replace(FilePath("\(scratch)/root/a"), with: [1])
            try DurableFile.replace(FilePath("\(scratch)/root/b"), with: [2])
            let (a, b) = (try RelativePath("a"), try RelativePath("b"))
            let error = #expect(throws: FileError.self) {
                try root.rename(a, to: b, replacement: .refused)
            }
            #expect(error?.kind == .alreadyExists)
            try root.rename(a, to: b, replacement: .allowed)
            #expect(try root.read(b, limit: .kibibytes(1)) == [1])
            #expect(throws: FileError.self) { try root.status(of: a) }
        }
    }

    @Test func linksAreReadAsTheyAreWritten() async throws {
        try await withFolders { root, _ async throws in
            let target = SystemString(bytes: [0x2F, 0xFF, 0x2E, 0x2E])
            try root.makeLink(RelativePath("link"), to: target)
            #expect(try root.target(ofLink: RelativePath("link")) == target)
            #expect(try root.status(of: RelativePath("link")).kind == .link)
        }
    }
}
