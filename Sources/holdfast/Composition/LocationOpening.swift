internal import CommandLine
internal import Host
internal import LocalStorage
internal import Storage
internal import Values

/// From the address of a vault to the place itself: the one list of every kind of place.
struct LocationOpening {
    let console: Console

    /// - Parameter makesFolder: For a new vault on this machine; its folder's parent must be there.
    func open(_ address: String, makesFolder: Bool = false) async throws -> any Storage {
        if address.hasPrefix("file:") || address.hasPrefix("/") {
            let path = try absolutePath(
                String(address.hasPrefix("file:") ? address.dropFirst(5) : Substring(address)))
            if makesFolder { try make(path) }
            return try LocalStorage(root: path)
        }
        throw Failure(.usage, "'\(address)' is no address of a vault.")
    }

    private func make(_ path: FilePath) throws {
        let name = try RelativePath(bytes: path.name.bytes)
        do throws(FileError) {
            try Folder(at: path.parent).makeFolder(name)
        } catch  where error.kind == .alreadyExists {
            return
        }
    }
}
