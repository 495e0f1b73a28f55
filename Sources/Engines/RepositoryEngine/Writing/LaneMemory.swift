internal import Connector
internal import Host

/// What one vault's last backup knew of files, and what this one notes for the next. Belongs to the
/// thread that walks.
final class LaneMemory: @unchecked Sendable {
    // `@unchecked Sendable`: made by the task that prepares, used by the thread that walks, and
    // then by the task that finishes; each hands it on.

    private let lane: VaultLane
    private let known: (any KnownFiles)?
    private var cursor = KnownFilesCursor(nil)
    private var writer: FilesCacheWriter?
    private(set) var changes = BackupPass.FileChanges()

    init(_ lane: VaultLane, known: (any KnownFiles)?, writer: consuming FilesCacheWriter?) {
        self.lane = lane
        self.known = known
        self.writer = writer
    }

    func begin() {
        cursor = KnownFilesCursor(known)
    }

    /// The pieces of a file that is as it was; nil when it has to be read.
    func content(of entry: Entry) -> [BlobID]? {
        guard let file = cursor.file(at: entry.path) else {
            changes.new += 1
            return nil
        }
        guard file.isSame(as: entry),
            file.content.allSatisfy({ lane.known.index.contains($0, .data) })
        else {
            changes.changed += 1
            return nil
        }
        changes.unmodified += 1
        return file.content
    }

    /// For the next backup. A note that cannot be taken costs that one time, and nothing else.
    func note(_ entry: Entry, size: Int64, _ content: [BlobID]) {
        guard let file = KnownFile(entry, size: size, content: content) else { return }
        do throws(FileError) {
            try writer?.append(file)
        } catch {
            writer = nil
        }
    }

    /// The notes are of that snapshot. Blocks.
    func commit(as name: RelativePath, for snapshot: ObjectID) {
        do throws(FileError) {
            try writer?.commit(as: name, for: snapshot)
        } catch {
            // The next backup reads what it finds in the snapshot instead.
        }
        writer = nil
    }
}
