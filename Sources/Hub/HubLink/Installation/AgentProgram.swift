package import Cryptography
internal import Glibc
package import HTTPServer
package import Host
internal import Values

/// The executable that machines get from the hub: the one that the hub itself is.
package actor AgentProgram {
    /// What `uname -m` says on machines that it runs on.
    package nonisolated let architecture: String
    private let path: FilePath
    private let executor = PinnedExecutor(name: "program")
    private var known: SHA256Digest?

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// - Parameter path: Of what this process runs, whatever has its name by now.
    package init(architecture: String, at path: FilePath = "/proc/self/exe") {
        self.architecture = architecture
        self.path = path
    }

    /// By what a machine knows that it came whole.
    package func digest() throws -> SHA256Digest {
        if let known { return known }
        let file = try open()
        var hash = SHA256()
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            var all = piece.mutableSpan
            var bytes = unsafe all.mutableBytes
            let count = try file.read(into: &bytes, path: path)
            guard count > 0 else { break }
            hash.update(piece.span.extracting(0..<count))
        }
        let digest = hash.finish()
        known = digest
        return digest
    }

    package func content() throws -> FileContent {
        let file = try open()
        let size = try file.status(path: path).size.bytes
        return FileContent(takingOver: file.release(), range: 0..<Int(size))
    }

    private func open() throws -> FileDescriptor {
        let raw = unsafe Glibc.open(path.description, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { throw SystemError.last("open", subject: path.description) }
        return FileDescriptor(owning: raw)
    }
}
