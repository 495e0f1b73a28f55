import Host
import LocalStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

/// A vault's folder in a scratch folder, looked at also from behind.
struct LocalBench {
    let scratch: String

    var root: FilePath { FilePath("\(scratch)/vault") }

    func open(_ reserve: Reserve = .standard) throws -> LocalStorage {
        try LocalStorage(root: root, reserve: reserve)
    }

    static func with(_ body: (LocalBench) async throws -> Void) async throws {
        try await withScratchFolder { scratch in
            try Folder(at: FilePath(scratch)).makeFolder(RelativePath("vault"))
            try await body(LocalBench(scratch: scratch))
        }
    }

    /// On a file system of this size in memory.
    static func withDisk(_ size: String, _ body: (LocalBench) async throws -> Void) async throws {
        try await with { bench in
            try await bench.run("mount -t tmpfs -o size=\(size) tmpfs '\(bench.root)'")
            do {
                try await body(bench)
            } catch {
                try await bench.run("umount -l '\(bench.root)'")
                throw error
            }
            try await bench.unmount()
        }
    }

    /// Runs a script that must succeed; what it prints. Mounting needs root.
    @discardableResult
    func run(_ script: String) async throws -> String {
        let result = try await blocking { try shell("cd '\(scratch)' && \(script)") }
        try #require(result.status == 0, "\(script): \(result.output)")
        return result.output
    }

    /// Takes the disk away, of which nothing may be open here any more. Detached without asking the
    /// kernel: a program that another test starts has copies of all descriptors for a moment.
    func unmount() async throws {
        try await run("! ls -l /proc/$PPID/fd | grep -F '\(root)' && umount -l '\(root)'")
    }

    /// Every name below the root, sorted.
    func files() async throws -> [String] {
        try await run("cd vault && find . -mindepth 1 | LC_ALL=C sort")
            .split(separator: "\n").map { String($0.dropFirst(2)) }
    }
}
