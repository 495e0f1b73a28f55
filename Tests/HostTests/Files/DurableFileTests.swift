import TestShims
import TestSupport
import Testing
import Values

@testable import Host

@Suite struct DurableFileTests {
    @Test func replacingGivesTheNewContentAndTheAskedMode() async throws {
        try await withScratchFolder { scratch async throws in
            let path = FilePath("\(scratch)/settings")
            try DurableFile.replace(path, with: [1, 2, 3], mode: .readableByAll)
            try DurableFile.replace(path, with: Array("second".utf8))
            #expect(try DurableFile.read(path, limit: .kibibytes(1)) == Array("second".utf8))
            let folder = try Folder(at: FilePath(scratch))
            #expect(try folder.status(of: RelativePath("settings")).mode == .ownerOnly)
            #expect(try names(in: folder) == ["settings"])
        }
    }

    @Test func creatingNeverOverwrites() async throws {
        try await withScratchFolder { scratch async throws in
            let path = FilePath("\(scratch)/key")
            try DurableFile.create(path, with: [1])
            let error = #expect(throws: FileError.self) {
                try DurableFile.create(path, with: [2])
            }
            #expect(error?.kind == .alreadyExists)
            #expect(try DurableFile.read(path, limit: .kibibytes(1)) == [1])
            #expect(try names(in: Folder(at: FilePath(scratch))) == ["key"])
        }
    }

    @Test func manyWritersOfOneNewNameHaveOneWinner() async throws {
        try await withScratchFolder { scratch async throws in
            let path = FilePath("\(scratch)/once")
            let winners = await withTaskGroup(of: UInt8?.self) { group in
                for writer in UInt8(0)..<16 {
                    group.addTask {
                        do {
                            try DurableFile.create(path, with: [writer])
                            return writer
                        } catch {
                            return nil
                        }
                    }
                }
                return await group.reduce(into: [UInt8]()) {
                    if let winner = $1 { $0.append(winner) }
                }
            }
            #expect(winners.count == 1)
            #expect(try DurableFile.read(path, limit: .kibibytes(1)) == winners)
        }
    }

    @Test func readingStopsAtTheLimit() async throws {
        try await withScratchFolder { scratch async throws in
            let path = FilePath("\(scratch)/large")
            try DurableFile.replace(path, with: [UInt8](repeating: 7, count: 100_000))
            #expect(try DurableFile.read(path, limit: ByteCount(100_000)).count == 100_000)
            let error = #expect(throws: FileError.self) {
                try DurableFile.read(path, limit: ByteCount(99_999))
            }
            #expect(error?.kind == .tooLarge)
        }
    }

    @Test(arguments: [
        ("missing/file", FileError.Kind.notFound), ("plain/file", .notAFolder), ("..", .badName),
        ("zero\0byte", .badName),
    ])
    func whatCannotBeWrittenSaysWhy(name: String, kind: FileError.Kind) async throws {
        try await withScratchFolder { scratch async throws in
            try DurableFile.replace(FilePath("\(scratch)/plain"), with: [])
            let error = #expect(throws: FileError.self) {
                try DurableFile.replace(FilePath("\(scratch)/\(name)"), with: [1])
            }
            #expect(error?.kind == kind)
        }
    }

    @Test func aDroppedDraftLeavesNothing() async throws {
        try await withScratchFolder { scratch async throws in
            let folder = try Folder(at: FilePath(scratch))
            do {
                var draft = try FileDraft(in: folder)
                try draft.write([UInt8](repeating: 1, count: 10).span.bytes)
                let shown = try names(in: folder)
                #expect(shown.count == 1 && shown.allSatisfy(FileDraft.isTemporary))
            }
            #expect(try names(in: folder) == [])
        }
    }

    @Test func leftoversGoAndLivingDraftsStay() async throws {
        try await withScratchFolder { scratch async throws in
            let folder = try Folder(at: FilePath(scratch))
            let left = try RelativePath(".holdfast-0123456789abcdef.tmp")
            _ = try folder.openFile(left, for: .create(.ownerOnly))
            try DurableFile.replace(FilePath("\(scratch)/data.tmp"), with: [])
            var draft = try FileDraft(in: folder)
            #expect(try FileDraft.removeLeftovers(in: folder) == 1)
            #expect(try names(in: folder).count == 2)
            try draft.commit(as: RelativePath("data"), replacement: .refused)
            #expect(try names(in: folder) == ["data", "data.tmp"])
        }
    }

    /// The kernel itself refuses, by a filter on the call.
    @Test func aFailedFsyncIsFatalAndKeepsTheOldContent() async throws {
        try await withScratchFolder { scratch async throws in
            let path = "\(scratch)/file"
            try DurableFile.replace(FilePath(path), with: Array("old".utf8))
            await #expect(processExitsWith: .success) { [path = path as String] in
                #expect(test_deny_syscall(test_syscall_fsync, 5) == 0)
                let error = #expect(throws: FileError.self) {
                    try DurableFile.replace(FilePath(path), with: Array("new".utf8))
                }
                #expect(error?.kind == .notDurable)
                #expect(error?.disposition == .needsOperator)
            }
            #expect(try DurableFile.read(FilePath(path), limit: .kibibytes(1)) == Array("old".utf8))
            #expect(try names(in: Folder(at: FilePath(scratch))) == ["file"])
        }
    }

    @Test func aWriteThatRunsOutOfRoomKeepsTheOldContent() async throws {
        try await withScratchFolder { scratch async throws in
            let path = "\(scratch)/file"
            try DurableFile.replace(FilePath(path), with: Array("old".utf8))
            await #expect(processExitsWith: .success) { [path = path as String] in
                #expect(test_limit_file_size(70_000) == 0)
                let error = #expect(throws: FileError.self) {
                    try DurableFile.replace(
                        FilePath(path), with: [UInt8](repeating: 1, count: 100_000))
                }
                #expect(error?.kind == .noSpace)
            }
            #expect(try DurableFile.read(FilePath(path), limit: .kibibytes(1)) == Array("old".utf8))
            #expect(try names(in: Folder(at: FilePath(scratch))) == ["file"])
        }
    }

    @Test func creatingNeverOverwritesWithoutRenameat2() async throws {
        try await withScratchFolder { scratch async throws in
            let path = "\(scratch)/file"
            await #expect(processExitsWith: .success) { [path = path as String] in
                #expect(test_deny_syscall(test_syscall_renameat2, 22) == 0)
                try DurableFile.create(FilePath(path), with: [1])
                let error = #expect(throws: FileError.self) {
                    try DurableFile.create(FilePath(path), with: [2])
                }
                #expect(error?.kind == .alreadyExists)
            }
            #expect(try DurableFile.read(FilePath(path), limit: .kibibytes(1)) == [1])
            #expect(try names(in: Folder(at: FilePath(scratch))) == ["file"])
        }
    }

    @Test func freeSpaceIsWithinTheTotal() throws {
        let space = try DiskSpace(of: "/")
        #expect(space.free > ByteCount(0) && space.free < space.total)
        let error = #expect(throws: FileError.self) { try DiskSpace(of: "/missing") }
        #expect(error?.kind == .notFound)
    }
}

func names(in folder: Folder) throws -> [SystemString] {
    var names: [SystemString] = []
    try folder.forEachEntry { names.append($0.name) }
    return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
}
