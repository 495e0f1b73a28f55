internal import Values

/// A folder that a piece of work has to itself, made for its owner alone and removed when the work
/// is over. What somebody who was killed left is removed by the next one of the same name in the
/// same place: what bears the name, has a lock in it and is locked by nobody.
package struct ScratchFolder: ~Copyable {
    private static let tree: SystemString = "tree"
    /// Each is lost only to somebody who sweeps at this very moment.
    private static let attempts = 16

    private let place: Folder
    private let name: RelativePath
    private let lock: FolderLock
    private let treePath: FilePath

    /// Runs `body` with an empty folder. It is removed however `body` ends.
    /// - Parameter work: A noun for what it is for: part of its name.
    package static func with<Result>(
        in place: FilePath, named work: String, ids: IDSource,
        _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let place = try Folder(at: place.withoutLinks())
        let prefix = "holdfast-\(work)-"
        try sweep(place, prefix)
        let scratch = try ScratchFolder(in: place, prefix, ids)
        do {
            let result = try await body(scratch.treePath)
            try scratch.remove()
            return result
        } catch {
            // What is left is swept by the next one; why this one ended matters more.
            try? scratch.remove()
            throw error
        }
    }

    private init(in place: Folder, _ prefix: String, _ ids: IDSource) throws {
        var lost: FileError?
        for _ in 0..<Self.attempts {
            let name = try RelativePath("\(prefix)\(ids.next())")
            do throws(FileError) {
                try place.makeFolder(name)
                let folder = try place.folder(name)
                let lock = try FolderLock(folder)
                // Another one may have taken it for what is left of somebody killed.
                guard try place.status(of: name).inode == folder.status().inode else { continue }
                _ = try folder.status(of: Self.path(FolderLock.fileName))
                try folder.makeFolder(Self.path(Self.tree))
                self.place = place
                self.name = name
                self.lock = lock
                treePath = folder.path.appending(Self.tree)
                return
            } catch {
                guard error.kind == .notFound || error.isInUse else { throw error }
                lost = error
            }
        }
        throw lost ?? FileError(.other, "no scratch folder could be made", path: nil)
    }

    private func remove() throws(FileError) {
        try Self.remove(name, in: place)
    }

    /// The lock goes after all that it guards, so that an interruption leaves what can be swept.
    private static func remove(_ name: RelativePath, in place: Folder) throws(FileError) {
        let folder = try place.folder(name)
        try folder.removeTree(path(tree))
        try folder.removeTree(path(FolderLock.fileName))
        try place.removeEmptyFolder(name)
    }

    // MARK: Sweeping

    private static func sweep(_ place: Folder, _ prefix: String) throws(FileError) {
        var names: [RelativePath] = []
        try place.forEachEntry { entry throws(FileError) in
            if entry.kind == .folder || entry.kind == .unknown, isOurs(entry.name, prefix) {
                names.append(try path(entry.name))
            }
        }
        for name in names {
            do throws(FileError) {
                try sweep(name, in: place)
            } catch {
                // In use, somebody else's, or gone by now: the work does not depend on it.
                continue
            }
        }
    }

    private static func sweep(_ name: RelativePath, in place: Folder) throws(FileError) {
        let folder = try place.folder(name)
        do throws(FileError) {
            _ = try folder.status(of: path(FolderLock.fileName))
        } catch  where error.kind == .notFound {
            // Killed before it was locked or after all was removed: there is nothing in it.
            return try place.removeEmptyFolder(name)
        }
        let lock = try FolderLock(folder)
        try withExtendedLifetime(lock) { _ throws(FileError) in try remove(name, in: place) }
    }

    private static func path(_ name: SystemString) throws(FileError) -> RelativePath {
        try RelativePath(bytes: name.bytes)
    }

    private static func isOurs(_ name: SystemString, _ prefix: String) -> Bool {
        let text = name.description
        return text.hasPrefix(prefix) && UUID(text.dropFirst(prefix.count)) != nil
    }
}

extension FileError {
    fileprivate var isInUse: Bool {
        if case .inUse = kind { return true }
        return false
    }
}
