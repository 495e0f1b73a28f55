import Connector
import FilesConnector
import Glibc
import Host
import TestSupport
import Testing

@Suite(.serialized) struct MemoryTests {
    /// Reads ten times as many files and needs no more memory for it.
    @Test(.timeLimit(.minutes(60))) func memoryDoesNotGrowWithTheNumberOfFiles() async throws {
        let count = isFullLength ? 100_000 : 2000
        let script = """
            import os
            for tree, count in [('small', \(count)), ('large', \(count * 10))]:
                for index in range(count):
                    if index % 200 == 0:
                        folder = '%s/%d/%d' % (tree, index // 20000, index // 200 % 100)
                        os.makedirs(folder)
                    with open('%s/%09d' % (folder, index), 'wb') as file:
                        file.write(b'text' * (index % 300))
            """
        try await withFiles("python3 -c \"\(script)\"") { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                let small = try Self.read("\(folder)/small")
                let before = try Self.peak()
                let large = try Self.read("\(folder)/large")
                let after = try Self.peak()
                print("\(small) and \(large) entries: peak \(before) and \(after) kB")
                try #require(large > 9 * small)
                try #require(after * 10 <= before * 11, "\(before) and \(after) kB")
            }
        }
    }

    /// What is open and what is known stays bounded in a tree deeper than any path is long.
    @Test func deepTreesNeedFewDescriptors() async throws {
        let script = """
            import os
            at = os.open('.', os.O_RDONLY)
            for level in range(3000):
                os.mkdir('a', dir_fd=at)
                os.close(os.open('f', os.O_CREAT, dir_fd=at))
                os.close(os.open('z', os.O_CREAT, dir_fd=at))
                below = os.open('a', os.O_RDONLY, dir_fd=at)
                os.close(at)
                at = below
            """
        try await withFiles("python3 -c \"\(script)\"") { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                // Fewer than there are levels, by far. The numbers of what other tests had open
                // when this one was started are taken.
                let most = try Self.highestDescriptor() + 140
                var limit = rlimit(rlim_cur: most, rlim_max: most)
                try #require(setrlimit(__rlimit_resource_t(7), &limit) == 0)
                try #require(try Self.read(folder) > 9000)
            }
        }
    }

    /// Entries of a tree, whose files are all read.
    private static func read(_ path: String) throws -> Int {
        let stream = try FilesSource([FilePath(path)]).entries()
        var count = 0
        while let item = try stream.next() {
            guard case .entry(let entry) = item else {
                throw Unmade(reason: "\(item)")
            }
            count += 1
            guard let content = entry.content else { continue }
            let reader = try content.open()
            while try Taken.take(from: reader, room: 1 << 16).count > 0 {}
            _ = try reader.finish()
        }
        return count
    }

    private static func highestDescriptor() throws -> rlim_t {
        var highest: rlim_t = 0
        try Folder(at: "/proc/self/fd").forEachEntry { entry in
            highest = max(highest, rlim_t(entry.name.description) ?? 0)
        }
        return highest
    }

    /// The most memory this process has had, in kB. `getrusage` would count that of the process
    /// which started it as well.
    private static func peak() throws -> Int {
        let status = String(decoding: try readFile("/proc/self/status"), as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return try #require(Int((line ?? "").filter(\.isNumber)))
    }
}
