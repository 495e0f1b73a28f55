import TestSupport

/// What the rules look at: every source, script and document.
enum Repository {
    private static let skipped: Set = [".build", ".git", "data", "Corpus", "Fixtures"]
    private static let suffixes = [".swift", ".md", ".c", ".h", ".txt", "Makefile", ".css", ".js"]

    static let files: [SourceFile] = WorkingTree.files(under: "", skipping: skipped)
        .filter { path in
            suffixes.contains(where: path.hasSuffix) || path.hasPrefix("scripts/")
        }.map { path in
            let bytes = WorkingTree.bytes(of: path) ?? []
            return SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
        }

    static func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }
}
