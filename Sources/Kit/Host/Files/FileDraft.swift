internal import CShims
internal import Glibc
package import Values

/// A file that is being written under a temporary name and appears, complete and on the disk, with
/// `commit`. Dropped without it, it leaves nothing behind.
///
/// A writer that is killed leaves its temporary file. Such names start with `.holdfast-` and end
/// with `.tmp`, are never data, and `removeLeftovers` clears those whose writer is gone.
package struct FileDraft: ~Copyable {
    private let folder: Folder
    private let name: RelativePath
    private let descriptor: FileDescriptor
    private var stage = Stage.written

    private enum Stage {
        case written, onDisk, lost, committed
    }

    package init(in folder: Folder, mode: FileMode = .ownerOnly) throws(FileError) {
        self.folder = folder
        while true {
            let name = Self.freshName()
            let opened = try folder.openFile(name, for: .create(mode))
            // The lock tells a cleaner that the writer lives. One that came between the two calls
            // has taken the lock or the name; then the next name is tried.
            guard cshims_lock_file(opened.raw) != -EWOULDBLOCK,
                try opened.status(path: folder.full(name)).linkCount > 0
            else { continue }
            self.name = name
            descriptor = opened
            return
        }
    }

    deinit {
        guard stage != .committed else { return }
        // The name is never data: if removing it fails, the next cleaning does it.
        try? folder.remove(name)
    }

    /// Where it is until then, for a library that opens files by name. What it puts beside the
    /// file is its own to remove.
    package var path: FilePath { folder.full(name) }

    package mutating func write(_ bytes: borrowing RawSpan) throws(FileError) {
        precondition(stage == .written, "a draft that was committed is not written any more")
        try descriptor.write(bytes, path: folder.full(name))
    }

    package mutating func write(_ bytes: [UInt8]) throws(FileError) {
        try unsafe write(bytes.span.bytes)
    }

    /// Brings the content to the disk and gives it its name. When it throws, nothing has changed
    /// under that name, unless the folder itself could not be brought to the disk (`.notDurable`).
    /// After `.notFound` of a folder on the way it may be called again.
    package mutating func commit(
        as newName: RelativePath, replacement: Folder.Replacement
    ) throws(FileError) {
        try bringToDisk()
        let home = try newName.parent.map { parent throws(FileError) in
            try folder.folder(parent)
        }
        try folder.rename(name, to: newName, replacement: replacement)
        stage = .committed
        try (home ?? folder).synchronize()
    }

    private mutating func bringToDisk() throws(FileError) {
        precondition(stage == .written || stage == .onDisk, "a draft is committed once")
        guard stage == .written else { return }
        // A second fsync after one that failed would succeed and mean nothing.
        stage = .lost
        try descriptor.synchronize(path: folder.full(name))
        stage = .onDisk
    }

    /// Removes the temporary files whose writer is gone, where a moment is given only those last
    /// written before it; others are left alone. Returns how many.
    @discardableResult
    package static func removeLeftovers(
        in folder: Folder, before moment: Timestamp? = nil
    ) throws(FileError) -> Int {
        var removed = 0
        try folder.forEachEntry { entry throws(FileError) in
            guard isTemporary(entry.name) else { return }
            let name = RelativePath(entry: entry.name)
            do throws(FileError) {
                let opened = try folder.openFile(name, for: .read)
                guard cshims_lock_file(opened.raw) == 0 else { return }
                if let moment {
                    let written = try opened.status(path: folder.full(name)).modified
                    guard written < moment else { return }
                }
                try folder.remove(name)
                removed += 1
            } catch  where error.kind == .notFound {
                // Its writer has just finished.
            }
        }
        return removed
    }

    /// Whether a name is one that drafts use, and so never data.
    package static func isTemporary(_ name: SystemString) -> Bool {
        name.bytes.starts(with: prefix.utf8)
            && name.bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    private static let prefix = ".holdfast-"
    private static let suffix = ".tmp"

    static func freshName() -> RelativePath {
        let id = UInt64.random(in: .min ... .max)
        return RelativePath(entry: SystemString(prefix + String(id, radix: 16) + suffix))
    }
}
