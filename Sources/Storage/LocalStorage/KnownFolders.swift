internal import Host
internal import Synchronization

/// Makes the folders that objects go to, and brings each of them to the disk once.
///
/// A folder that is there may have been made by somebody whose power is about to be cut, so being
/// there is not enough: the first time it is used, the folder that names it is synchronised.
final class KnownFolders: Sendable {
    /// More than any vault uses in turns; beyond it we begin anew.
    private static let countMax = 4096

    private let durable = Mutex<Set<RelativePath>>([])

    /// After this the folder and all on the way to it are on the disk.
    func prepare(_ name: RelativePath?, in root: Folder) throws(FileError) {
        guard let name, !durable.withLock({ $0.contains(name) }) else { return }
        try prepare(name.parent, in: root)
        do {
            try root.makeFolder(name)
        } catch  where error.kind == .alreadyExists {
            // It is a folder, or whoever writes into it will say that it is none.
        }
        try root.folderOrSelf(name.parent).synchronize()
        durable.withLock { durable in
            if durable.count == Self.countMax { durable = [] }
            durable.insert(name)
        }
    }

    /// Forgets a folder, all above it and all below it: somebody removes it, or has done so.
    func forget(_ name: RelativePath) {
        durable.withLock { durable in
            durable = durable.filter { known in
                !known.isWithin(name) && !name.isWithin(known)
            }
        }
    }
}

extension Folder {
    /// The folder below this one; this one for nil.
    func folderOrSelf(_ name: RelativePath?) throws(FileError) -> Folder {
        guard let name else { return self }
        return try folder(name)
    }
}

extension RelativePath {
    fileprivate func isWithin(_ other: RelativePath) -> Bool {
        let (mine, its) = (string.bytes, other.string.bytes)
        return mine.starts(with: its)
            && (mine.count == its.count || mine[its.count] == UInt8(ascii: "/"))
    }
}
