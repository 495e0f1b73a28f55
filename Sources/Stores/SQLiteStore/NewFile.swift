internal import Glibc
internal import Host
internal import Store

/// A file that is written under a passing name beside its own, readable by its owner alone, and
/// given its own name once it is whole and on the disk. It never takes the place of another.
struct NewFile: Sendable {
    let path: String

    init(beside final: String) throws {
        var template = Array("\(final).new-XXXXXX".utf8CString)
        let file = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
        }
        guard file >= 0 else { throw StoreError(system: .last("create"), path: final) }
        close(file)
        path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Throws `alreadyExists` where there is a file of that name.
    func publish(as final: String) throws {
        try synchronise(path, O_RDONLY)
        // A link refuses to replace, which a rename would do.
        guard unsafe link(path, final) == 0 else {
            throw StoreError(system: .last("link"), path: final)
        }
        try synchronise(Self.folder(of: final), O_RDONLY | O_DIRECTORY)
    }

    /// Removes the passing name and what SQLite may have put beside it; twice is harmless.
    func remove() {
        for suffix in ["", "-wal", "-shm", "-journal"] { unsafe unlink(path + suffix) }
    }

    private func synchronise(_ path: String, _ flags: Int32) throws {
        let file = unsafe open(path, flags | O_CLOEXEC)
        guard file >= 0 else { throw StoreError(system: .last("open"), path: path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw StoreError(system: .last("fsync"), path: path) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
