internal import Connector
internal import Tar

extension TarEntry {
    /// What tar says of an entry; `size` and holes are added by whoever has opened it.
    init(_ record: EntryRecord) {
        self.init(path: record.path.bytes, kind: TarEntry.Kind(record.kind))
        let metadata = record.metadata
        permissions = metadata.permissions
        user = Owner(id: UInt64(metadata.user.id), name: metadata.user.name)
        group = Owner(id: UInt64(metadata.group.id), name: metadata.group.name)
        modified = metadata.modified
        attributes = metadata.attributes.map { TarRecord(key: $0.name, value: $0.value) }
        switch record.kind {
        case .link(let target): linkTarget = target
        case .hardLink(let target): linkTarget = target.bytes
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            device = Device(major: major, minor: minor)
        case .file, .folder, .fifo, .socket: break
        }
    }
}

extension TarEntry.Kind {
    /// - Precondition: It is no socket, which tar does not know.
    init(_ kind: Entry.Kind) {
        switch kind {
        case .file: self = .file
        case .folder: self = .directory
        case .link: self = .symbolicLink
        case .hardLink: self = .hardLink
        case .fifo: self = .fifo
        case .characterDevice: self = .characterDevice
        case .blockDevice: self = .blockDevice
        case .socket: preconditionFailure("tar knows no sockets")
        }
    }
}
