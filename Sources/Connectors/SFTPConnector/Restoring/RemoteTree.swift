internal import Connector
internal import Host
internal import SFTP
internal import Storage

/// What is below the target, as far as a restore has looked: each folder is listed once, and one
/// that was made here is known to be empty.
final class RemoteTree {
    private let client: SFTPClient
    private let root: SystemString
    private let isRehearsal: Bool
    /// Of the folders on the way to the last entry; others are behind it.
    private var folders: [(path: EntryPath?, names: [[UInt8]: RemoteEntry]?)] = []

    /// - Parameter root: From the server's root, without a slash at its end.
    init(_ client: SFTPClient, _ root: SystemString, isRehearsal: Bool) {
        self.client = client
        self.root = root
        self.isRehearsal = isRehearsal
    }

    func place(of path: EntryPath?) -> SystemString {
        guard let path else { return root.bytes.isEmpty ? "/" : root }
        return SystemString(bytes: root.bytes + [UInt8(ascii: "/")] + path.bytes)
    }

    /// What has the name now; nil for nothing.
    /// - Throws: `EntryIssue` when there is no way to it: a link, or a file where a folder should
    ///   be.
    func entry(at path: EntryPath) throws -> RemoteEntry? {
        try names(in: path.parent)?[Array(path.name)]
    }

    /// Makes the folders on the way to an entry, for the user alone.
    func makeFolders(above path: EntryPath) throws {
        guard let parent = path.parent, try names(in: parent) == nil else { return }
        try makeFolders(above: parent)
        try client.require(
            client.send(.makeFolder(path: place(of: parent), mode: 0o700)),
            "make the folder \(place(of: parent))")
        let made = RemoteEntry(
            name: Array(parent.name), attributes: SFTPAttributes(mode: 0o040700))
        note(made, at: parent)
        remember(parent, [:])
    }

    /// Something has its name now.
    func note(_ entry: RemoteEntry, at path: EntryPath) {
        guard let index = folders.firstIndex(where: { $0.path == path.parent }) else { return }
        folders[index].names?[Array(path.name)] = entry
    }

    /// nil for a folder that is not there.
    private func names(in folder: EntryPath?) throws -> [[UInt8]: RemoteEntry]? {
        if let known = folders.first(where: { $0.path == folder }), known.names != nil {
            return known.names
        }
        if let folder {
            guard let above = try names(in: folder.parent),
                let entry = above[Array(folder.name)]
            else { return nil }
            guard entry.attributes.kind == .folder else {
                throw EntryIssue(
                    .conflict, folder,
                    "\(place(of: folder)) is no folder, and nothing is put through it")
            }
        }
        let found = try list(folder)
        remember(folder, found)
        return found
    }

    private func remember(_ folder: EntryPath?, _ names: [[UInt8]: RemoteEntry]) {
        // Entries come in the order of paths: only those on the way to the next are needed.
        folders.removeAll { known in
            guard let path = known.path else { return folder == nil }
            return path == folder || !(folder?.isBelow(path) ?? false)
        }
        folders.append((folder, names))
    }

    private func list(_ folder: EntryPath?) throws -> [[UInt8]: RemoteEntry] {
        let path = place(of: folder).bytes
        let fetch = FolderFetch(Array(path.drop { $0 == UInt8(ascii: "/") }), client)
        fetch.start()
        let names = try fetch.wait()
        if let status = names.status {
            if isRehearsal, status.code == .noSuchFile { return [:] }
            throw client.error(status, "list \(place(of: folder))", nil)
        }
        var found: [[UInt8]: RemoteEntry] = [:]
        for entry in names.entries {
            guard RemoteDraft.isLeftover(entry.name) else {
                found[entry.name] = entry
                continue
            }
            // Of a restore that was killed.
            if !isRehearsal {
                client.connection.forget(
                    .remove(path: SystemString(bytes: path + [UInt8(ascii: "/")] + entry.name)))
            }
        }
        return found
    }
}

/// The passing name of something that is being made.
enum RemoteDraft {
    private static let prefix = ".holdfast-"
    private static let suffix = ".tmp"

    static func freshName() -> [UInt8] {
        let id = String(UInt64.random(in: .min ... .max), radix: 16)
        return Array("\(prefix)\(id)\(suffix)".utf8)
    }

    static func isLeftover(_ name: [UInt8]) -> Bool {
        name.starts(with: prefix.utf8)
            && name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
