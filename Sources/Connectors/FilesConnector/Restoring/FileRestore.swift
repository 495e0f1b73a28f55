internal import CShims
package import Connector
internal import Glibc
package import Host

/// Gives entries back to a folder of this machine.
///
/// Nothing leaves the folder, whatever the entries are and whoever changes it meanwhile: all is
/// done to single names in open folders, and no link is followed. Each thing is made without a name
/// or under a passing one and then put in its place, so it is whole or not there; what a killed
/// restore leaves, the next one into the same folder sweeps.
package struct FileRestore: RestoreTarget {
    private let folder: FilePath
    /// Where somebody has opened it already.
    private let opened: Folder?
    /// The name in the folder of what would have to be made: only planning is possible then.
    private var missing: SystemString?
    let options: RestoreOptions

    /// - Parameter folder: Must exist, but for a plan; links on the way to it are followed.
    package init(into folder: FilePath, _ options: RestoreOptions = RestoreOptions()) {
        self.folder = folder
        opened = nil
        self.options = options
    }

    /// - Parameter folder: The one that is open, whatever its path leads to by now.
    package init(into folder: Folder, _ options: RestoreOptions = RestoreOptions()) {
        self.folder = folder.path
        opened = folder
        self.options = options
    }

    /// For a plan, where the folder is not there yet.
    /// - Parameter missing: The first name on the way to it that is not in the one that is open.
    package init(
        planningIn folder: Folder, missing: SystemString?, _ options: RestoreOptions
    ) {
        self.init(into: folder, options)
        self.missing = missing
    }

    package func plan(_ entries: any EntryStream) throws -> RestorePlan {
        ThreadRole.requireBlockingAllowed("FileRestore.plan")
        return try translated {
            let placing = placing(isRehearsal: true)
            do {
                return try RestoreRehearsal(open(), missing: missing, placing).run(entries)
            } catch let fault as Fault
                where fault.code == ENOENT && opened == nil && folder != folder.parent
            {
                let parent = try FolderHandle(at: folder.parent)
                return try RestoreRehearsal(parent, missing: folder.name, placing).run(entries)
            }
        }
    }

    package func restore(
        _ entries: any EntryStream, _ report: (RestoreReport) -> Void
    ) throws -> RestoreReport {
        ThreadRole.requireBlockingAllowed("FileRestore.restore")
        precondition(missing == nil, "there is no folder to restore into")
        return try translated {
            try RestoreRun(open(), placing(isRehearsal: false)).run(entries, report)
        }
    }

    func open() throws(Fault) -> FolderHandle {
        if let opened { return try FolderHandle(opened) }
        return try FolderHandle(at: folder)
    }

    private func placing(isRehearsal: Bool) -> Placing {
        let us = Restorer(
            owner: Owner(user: geteuid(), group: getegid()), mask: cshims_making_mask())
        var options = options
        if !us.isRoot { options.owners = .none }
        return Placing(options: options, us: us, isRehearsal: isRehearsal)
    }

    /// What is known by its number only becomes an error that says where.
    func translated<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as Fault {
            throw FileError(fault.action, code: fault.code, path: folder)
        }
    }
}
