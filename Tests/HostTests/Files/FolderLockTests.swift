import Glibc
import TestSupport
import Testing
import Values

@testable import Host

@Suite struct FolderLockTests {
    @Test func theSecondIsToldWhoHasTheFirst() async throws {
        try await withScratchFolder { scratch async throws in
            let folder = try Folder(at: FilePath(scratch))
            let lock = try FolderLock(folder)
            let mine = getpid()
            let error = #expect(throws: FileError.self) { _ = try FolderLock(folder) }
            #expect(error?.kind == .inUse(by: mine))
            #expect(error?.message == "\(scratch) is already in use by process \(mine)")
            await #expect(processExitsWith: .success) {
                [scratch = scratch as String, mine = mine as Int32] in
                let error = #expect(throws: FileError.self) {
                    _ = try FolderLock(Folder(at: FilePath(scratch)))
                }
                #expect(error?.kind == .inUse(by: mine))
            }
            extendLifetime(lock)
        }
    }

    @Test func aReleasedLockCanBeTakenAgain() async throws {
        try await withScratchFolder { scratch async throws in
            let folder = try Folder(at: FilePath(scratch))
            for _ in 0..<3 { _ = try FolderLock(folder) }
            let mode = try folder.status(of: RelativePath("lock")).mode
            #expect(mode == .ownerOnly)
        }
    }

    @Test func manyContendersHaveOneWinnerAtATime() async throws {
        try await withScratchFolder { scratch async throws in
            let folder = try Folder(at: FilePath(scratch))
            let holder = Holder()
            await withDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<200 {
                            // A loser simply tries again.
                            guard let lock = try? FolderLock(folder) else { continue }
                            holder.enter()
                            holder.leave()
                            extendLifetime(lock)
                        }
                    }
                }
            }
            #expect(holder.worst == 1)
        }
    }

    @Test func aLinkIsNotFollowedToTheLock() async throws {
        try await withScratchFolder { scratch async throws in
            let folder = try Folder(at: FilePath(scratch))
            try folder.makeLink(RelativePath("lock"), to: "/tmp/elsewhere")
            let error = #expect(throws: FileError.self) { _ = try FolderLock(folder) }
            #expect(error?.kind == .isALink)
        }
    }
}
