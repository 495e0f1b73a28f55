internal import Host
internal import Storage
internal import Synchronization

/// The folder that objects lie in. It is opened anew for each call and compared with what was there
/// first, so that a disk that is unmounted or exchanged while we run is noticed, and none is kept
/// busy by us between calls.
final class LocalRoot: Sendable {
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    let path: FilePath
    private let known = Mutex<Identity?>(nil)

    /// For people.
    var place: String { "file:\(path)" }

    init(_ path: FilePath) {
        self.path = path
    }

    /// Throws `.notFound` when it is not there or another folder is in its place.
    func open() throws -> Folder {
        do {
            let folder = try Folder(at: path)
            try requireSame(folder)
            return folder
        } catch let error as FileError where error.kind == .notFound {
            throw StorageError(
                .notFound, "there is no folder \(path): is the disk mounted?", underlying: error)
        } catch let error as FileError where error.kind == .notAFolder {
            throw StorageError(.badConfiguration, "\(path) is not a folder", underlying: error)
        }
    }

    private func requireSame(_ folder: Folder) throws {
        let status = try folder.status()
        let found = Identity(device: status.device, inode: status.inode)
        let expected = known.withLock { known in
            if known == nil { known = found }
            return known
        }
        guard found != expected else { return }
        throw StorageError(
            .notFound, "\(path) is another folder than it was before: is the disk mounted?")
    }
}
