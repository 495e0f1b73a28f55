internal import Host
internal import Storage
internal import Synchronization
internal import Values

/// Objects as files below the root.
enum LocalObject {
    /// Of the file under this name; nil when there is none. A folder is no object. A link throws:
    /// whoever put one there expects it to be followed, and taking what is behind it for missing
    /// could make somebody delete what belongs to it.
    static func status(_ name: ObjectName, in root: Folder) throws -> FileStatus? {
        do {
            let status = try root.status(of: RelativePath(name))
            guard status.kind != .link else { throw link(name, in: root) }
            return status.kind == .file ? status : nil
        } catch let error as FileError
            where error.kind == .notFound || error.kind == .notAFolder
        {
            try requireNoLink(above: name, in: root)
            return nil
        } catch let error as FileError where error.kind == .isALink {
            throw link(name, in: root)
        }
    }

    static func info(_ name: ObjectName, _ status: FileStatus) -> ObjectInfo {
        ObjectInfo(name: name, size: status.size.bytes, modified: status.modified)
    }

    /// The kernel says of a link where a folder should be only that it is no folder.
    static func requireNoLink(above name: ObjectName, in root: Folder) throws {
        var above = name.folder
        while let folder = above {
            let isLink = try ignoringAbsence {
                try root.status(of: RelativePath(folder)).kind == .link
            }
            if isLink ?? false { throw link(folder, in: root) }
            above = folder.folder
        }
    }

    static func link(_ name: ObjectName, in root: Folder) -> StorageError {
        StorageError(
            .unexpected,
            "\(name) in \(root.path) is a symbolic link, and none is followed below a vault's "
                + "folder", object: name)
    }

    /// nil when it is not there, or what is above it is no folder.
    static func ignoringAbsence<Result>(_ body: () throws -> Result) throws -> Result? {
        do {
            return try body()
        } catch let error as FileError
            where [.notFound, .notAFolder, .isALink].contains(error.kind)
        {
            return nil
        }
    }
}

/// An object that is being read.
final class LocalReader: ObjectReader {
    let length: Int64?
    private let pieceSize: Int64
    private let file: FileDescriptor
    private let path: FilePath
    private let name: ObjectName
    private let pool: ThreadPool
    private let rest: Mutex<Range<Int64>>

    /// Opens an object or a part of it.
    init(
        _ name: ObjectName, _ range: Range<Int64>?, in root: LocalRoot, pool: ThreadPool,
        pieceSize: Int
    ) throws {
        let folder = try root.open()
        guard let status = try LocalObject.status(name, in: folder) else {
            throw StorageError.notFound(name, in: root.place)
        }
        let range = range ?? 0..<status.size.bytes
        guard range.upperBound <= status.size.bytes else {
            throw StorageError(
                .cutShort,
                "\(name) has \(status.size.bytes) bytes and was to have \(range.upperBound)",
                object: name)
        }
        let relative = try RelativePath(name)
        file = try folder.openFile(relative, for: .read)
        if range.count > pieceSize { file.expectSequentialReading() }
        path = root.path.appending(name.text)
        self.name = name
        self.pool = pool
        self.pieceSize = Int64(pieceSize)
        rest = Mutex(range)
        length = Int64(range.count)
    }

    func next() async throws -> [UInt8]? {
        try StorageError.throwIfCancelled(name)
        let part = rest.withLock { rest in
            let end = min(rest.upperBound, rest.lowerBound + pieceSize)
            defer { rest = end..<rest.upperBound }
            return rest.lowerBound..<end
        }
        guard !part.isEmpty else { return nil }
        let bytes = try await pool.run { [self] in
            try StorageError.translating(name) {
                try file.read(at: part.lowerBound, count: part.count, path: path)
            }
        }
        guard bytes.count == part.count else {
            throw StorageError(.cutShort, "\(name) has become shorter", object: name)
        }
        return bytes
    }
}
