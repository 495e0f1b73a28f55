internal import Glibc

/// The checked-out tree these tests were built from: for tests that read sources, corpora or golden
/// files. Paths are relative to its root.
package enum WorkingTree {
    package static let root = String(
        #filePath.dropLast("/Tests/TestSupport/WorkingTree.swift".count))

    package static func exists(_ path: String) -> Bool {
        unsafe access("\(root)/\(path)", F_OK) == 0
    }

    /// The files in a folder and in all folders below it, sorted; `skipped` names are left out.
    package static func files(under folder: String, skipping skipped: Set<String> = []) -> [String]
    {
        guard let stream = unsafe opendir("\(root)/\(folder)") else { return [] }
        defer { unsafe closedir(stream) }
        var found: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            guard name != ".", name != "..", !skipped.contains(name) else { continue }
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            let isFolder = unsafe entry.pointee.d_type == UInt8(DT_DIR)
            found += isFolder ? files(under: path, skipping: skipped) : [path]
        }
        return found.sorted()
    }

    /// What a file holds; nil when it cannot be read.
    package static func bytes(of path: String) -> [UInt8]? {
        guard let file = unsafe fopen("\(root)/\(path)", "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = unsafe fread(&chunk, 1, chunk.count, file), count > 0 {
            bytes += chunk[..<count]
        }
        return bytes
    }
}
