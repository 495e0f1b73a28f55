internal import Glibc
internal import TestSupport

/// Something that only the kernel's own protocols can make, mounted at a folder. Needs root.
package enum OddMount {
    /// A file of `odd_files.py`.
    package struct File: Sendable {
        let name: String
        let said: Int64
        let content: String

        /// - Parameters:
        ///   - said: The size that it says it has.
        ///   - content: What comes when it is read; without quotes and backslashes.
        package init(_ name: String, said: Int64, _ content: String = "") {
            self.name = name
            self.said = said
            self.content = content
        }
    }

    /// Runs `body` while the folder, which is there and empty, has these files, and no others.
    package static func files<Result>(
        _ files: [File], at folder: String, _ body: () async throws -> Result
    ) async throws -> Result {
        let lines = files.map { "[\"\($0.name)\", \($0.said), \"\($0.content)\"]" }
        try writeFile(
            Array("[\(lines.joined(separator: ", "))]".utf8), to: "\(folder).json")
        return try await run("odd_files.py", at: folder, body)
    }

    /// Runs `body` while something with a file `in` is mounted at the folder as soon as somebody
    /// goes in.
    package static func automount<Result>(
        at folder: String, _ body: () async throws -> Result
    ) async throws -> Result {
        try await run("automount.py", at: folder, body)
    }

    private static func run<Result>(
        _ script: String, at folder: String, _ body: () async throws -> Result
    ) async throws -> Result {
        let path = "\(WorkingTree.root)/Tests/FilesSupport/\(script)"
        return try await withScratchFolder { scratch in
            let said = "\(scratch)/said"
            try writeFile([], to: said)
            let before = try device(of: folder)
            let mount = try Lifeline("exec python3 '\(path)' '\(folder)' >'\(said)' 2>&1")
            defer { withExtendedLifetime(mount) {} }
            // It says so when it is there, and why not when it is not.
            while try readFile(said).isEmpty { try await pause() }
            guard try device(of: folder) != before else {
                throw Unmounted(description: String(decoding: try readFile(said), as: UTF8.self))
            }
            return try await body()
        }
    }

    private static func pause() async throws {
        try Task.checkCancellation()
        await Task.yield()
    }

    private static func device(of folder: String) throws -> dev_t {
        var status = stat()
        guard unsafe lstat(folder, &status) == 0 else {
            throw Unmounted(description: "\(folder) is not there")
        }
        return status.st_dev
    }

    package struct Unmounted: Error, CustomStringConvertible {
        package let description: String
    }
}
