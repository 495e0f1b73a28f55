internal import Host
internal import Values

/// Says that one command backs up a source; the kernel takes it back when the command is gone,
/// however that came about. Two at once would each begin a run of their own, and read everything
/// twice for two snapshots of the same moment.
package final class SourceLock: Sendable {
    private let lock: FolderLock

    /// - Throws: `.busy` while another command has it.
    init(_ folder: Folder) throws {
        do throws(FileError) {
            lock = try FolderLock(folder)
        } catch {
            guard case .inUse(let process) = error.kind else { throw error }
            let who = process.map { " by process \($0)" } ?? ""
            throw LocalStateError(
                .busy, "the same paths are being backed up\(who) at this moment",
                hint: "make this one when that has ended")
        }
    }
}
