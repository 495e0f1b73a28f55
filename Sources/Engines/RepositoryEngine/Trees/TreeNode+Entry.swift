internal import Connector
internal import Values

extension TreeNode {
    /// Of an entry as it was found. Content, size and subtree are for whoever knows them.
    init(_ entry: Entry) {
        let metadata = entry.metadata
        let kind = Kind(entry.kind)
        self.init(
            name: Array(entry.path.name), kind: kind,
            mode: FileModeBits(kind, permissions: metadata.permissions),
            modified: metadata.modified, changed: entry.identity?.changed,
            user: metadata.user, group: metadata.group)
        inode = entry.identity?.inode ?? 0
        fileSystem = entry.identity?.device ?? 0
        // Folders have no number of links, whatever the file system says.
        if kind.countsLinks { links = entry.identity?.linkCount ?? 1 }
        attributes = metadata.attributes
        switch entry.kind {
        case .link(let target): self.target = target
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            device = Self.device(UInt64(major), UInt64(minor))
        default: break
        }
    }

    /// Both numbers of a device as Linux puts them into one.
    private static func device(_ major: UInt64, _ minor: UInt64) -> UInt64 {
        (major & 0xFFFF_F000) << 32 | (minor & 0xFFFF_FF00) << 12 | (major & 0xFFF) << 8
            | minor & 0xFF
    }
}

extension TreeNode.Kind {
    /// Folders, pipes and sockets have no number of links in trees, whatever the file system says.
    var countsLinks: Bool {
        switch self {
        case .file, .link, .characterDevice, .blockDevice: true
        case .folder, .fifo, .socket, .irregular: false
        }
    }

    init(_ kind: Entry.Kind) {
        self =
            switch kind {
            case .file, .hardLink: .file
            case .folder: .folder
            case .link: .link
            case .fifo: .fifo
            case .socket: .socket
            case .characterDevice: .characterDevice
            case .blockDevice: .blockDevice
            }
    }
}
