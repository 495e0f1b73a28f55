internal import Host

/// Folders that programs have marked as caches: <https://bford.info/cachedir/>.
package enum CacheTag {
    package static let name = Array("CACHEDIR.TAG".utf8)
    package static let signature = Array("Signature: 8a477f597d28d172789f06886806bc55".utf8)

    /// Whether the tag in an open folder is a file and begins as it has to.
    static func isSigned(in folder: Int32) -> Bool {
        WalkedFile.read(name, in: folder, sizeMax: signature.count) == signature
    }
}

/// A file that a walk itself reads, before it goes on.
enum WalkedFile {
    /// Up to `sizeMax` bytes from its start; nil when it is no file or cannot be read.
    static func read(_ name: [UInt8], in folder: Int32, sizeMax: Int) -> [UInt8]? {
        var status = NodeStatus()
        var content: [UInt8] = []
        do {
            let file = try NodeCalls.openFile(
                name[...], in: folder, links: .kept, owner: .max, status: &status)
            guard status.kind == .file else { return nil }
            while content.count < sizeMax {
                var chunk = [UInt8](repeating: 0, count: min(sizeMax - content.count, 1 << 16))
                var all = chunk.mutableSpan
                var span = unsafe all.mutableBytes
                let count = try file.read(into: &span, path: FilePath(SystemString(bytes: name)))
                if count == 0 { break }
                content += chunk[..<count]
            }
            return content
        } catch {
            return nil
        }
    }
}
