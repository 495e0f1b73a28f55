import Glibc

/// The working tree this test was built from.
enum Repository {
    static let root = String(#filePath.dropLast("/Tests/TidyTests/Repository.swift".count))
    private static let skipped: Set = [".build", ".git", "data", "Corpus", "Fixtures"]
    private static let suffixes = [".swift", ".md", ".c", ".h", ".txt", "Makefile", ".css", ".js"]

    /// Every source, script and document.
    static let files: [SourceFile] = names(under: "").compactMap { path in
        guard suffixes.contains(where: path.hasSuffix) || path.hasPrefix("scripts/") else {
            return nil
        }
        return text(of: path).map { SourceFile(path: path, text: $0) }
    }

    static func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }

    static func exists(_ path: String) -> Bool { access("\(root)/\(path)", F_OK) == 0 }

    private static func names(under folder: String) -> [String] {
        guard let stream = opendir("\(root)/\(folder)") else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != "..", !skipped.contains(name) else { continue }
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            found += entry.pointee.d_type == UInt8(DT_DIR) ? names(under: path) : [path]
        }
        return found.sorted()
    }

    private static func text(of path: String) -> String? {
        guard let file = fopen("\(root)/\(path)", "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
