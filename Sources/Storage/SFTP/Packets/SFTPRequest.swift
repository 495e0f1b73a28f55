package import Host

/// What we ask a server, in version 3 of the protocol (draft-ietf-secsh-filexfer-02).
package enum SFTPRequest: Hashable, Sendable {
    package struct OpenFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        package static let read = OpenFlags(rawValue: 1)
        package static let write = OpenFlags(rawValue: 2)
        package static let create = OpenFlags(rawValue: 8)
        package static let truncate = OpenFlags(rawValue: 16)
        package static let exclusive = OpenFlags(rawValue: 32)
    }

    case initialize
    case open(path: SystemString, OpenFlags, mode: UInt32)
    case close(SFTPHandle)
    case read(SFTPHandle, offset: UInt64, count: UInt32)
    case write(SFTPHandle, offset: UInt64, [UInt8])
    case linkStatus(path: SystemString)
    case handleStatus(SFTPHandle)
    case openFolder(path: SystemString)
    case readFolder(SFTPHandle)
    case remove(path: SystemString)
    case makeFolder(path: SystemString, mode: UInt32)
    case removeFolder(path: SystemString)
    case status(path: SystemString)
    /// Fails when the new name is taken.
    case rename(path: SystemString, to: SystemString)
    /// Changes what the attributes say, and nothing else.
    case setStatus(path: SystemString, SFTPAttributes)
    case setHandleStatus(SFTPHandle, SFTPAttributes)
    case readLink(path: SystemString)
    /// In OpenSSH's order, which nearly every server has: the draft has it the other way round.
    case makeLink(path: SystemString, target: SystemString)
    /// The path without links, from the root.
    case realPath(path: SystemString)
    case extended(SFTPExtension)

    package static let version: UInt32 = 3

    /// The packet with its length in front.
    func packet(id: UInt32) -> [UInt8] {
        var fields = SFTPWriter()
        fields.byte(type)
        if case .initialize = self {
            fields.number(Self.version)
        } else {
            fields.number(id)
        }
        write(to: &fields)
        return fields.packet
    }

    private var type: UInt8 {
        switch self {
        case .initialize: 1
        case .open: 3
        case .close: 4
        case .read: 5
        case .write: 6
        case .linkStatus: 7
        case .handleStatus: 8
        case .openFolder: 11
        case .readFolder: 12
        case .remove: 13
        case .makeFolder: 14
        case .removeFolder: 15
        case .status: 17
        case .rename: 18
        case .setStatus: 9
        case .setHandleStatus: 10
        case .readLink: 19
        case .makeLink: 20
        case .realPath: 16
        case .extended: 200
        }
    }

    private func write(to fields: inout SFTPWriter) {
        switch self {
        case .initialize: break
        case .open(let path, let flags, let mode):
            fields.path(path)
            fields.number(flags.rawValue)
            fields.mode(mode)
        case .close(let handle), .handleStatus(let handle), .readFolder(let handle):
            fields.string(handle.bytes)
        case .read(let handle, let offset, let count):
            fields.string(handle.bytes)
            fields.wide(offset)
            fields.number(count)
        case .write(let handle, let offset, let bytes):
            fields.string(handle.bytes)
            fields.wide(offset)
            fields.string(bytes)
        case .linkStatus(let path), .status(let path), .openFolder(let path), .remove(let path),
            .removeFolder(let path), .readLink(let path), .realPath(let path):
            fields.path(path)
        case .makeFolder(let path, let mode):
            fields.path(path)
            fields.mode(mode)
        case .rename(let path, let new):
            fields.path(path)
            fields.path(new)
        case .setStatus(let path, let attributes):
            fields.path(path)
            fields.attributes(attributes)
        case .setHandleStatus(let handle, let attributes):
            fields.string(handle.bytes)
            fields.attributes(attributes)
        case .makeLink(let path, let target):
            fields.path(target)
            fields.path(path)
        case .extended(let request): request.write(to: &fields)
        }
    }
}

/// An open file or folder of the server's; its bytes mean nothing to us.
package struct SFTPHandle: Hashable, Sendable {
    package let bytes: [UInt8]
}

/// What OpenSSH has added, and others took over. A server says which it has.
package enum SFTPExtension: Hashable, Sendable {
    /// Replaces what has the new name, in one step.
    case rename(path: SystemString, to: SystemString)
    case synchronize(SFTPHandle)
    case space(path: SystemString)
    case limits
    /// A further name for a file.
    case hardLink(path: SystemString, to: SystemString)
    /// Like `setStatus`, of a link itself.
    case setLinkStatus(path: SystemString, SFTPAttributes)

    package static let renameName = "posix-rename@openssh.com"
    package static let synchronizeName = "fsync@openssh.com"
    package static let spaceName = "statvfs@openssh.com"
    package static let limitsName = "limits@openssh.com"
    package static let hardLinkName = "hardlink@openssh.com"
    package static let setLinkStatusName = "lsetstat@openssh.com"

    func write(to fields: inout SFTPWriter) {
        switch self {
        case .rename(let path, let new):
            fields.text(Self.renameName)
            fields.path(path)
            fields.path(new)
        case .synchronize(let handle):
            fields.text(Self.synchronizeName)
            fields.string(handle.bytes)
        case .space(let path):
            fields.text(Self.spaceName)
            fields.path(path)
        case .limits: fields.text(Self.limitsName)
        case .hardLink(let path, let new):
            fields.text(Self.hardLinkName)
            fields.path(path)
            fields.path(new)
        case .setLinkStatus(let path, let attributes):
            fields.text(Self.setLinkStatusName)
            fields.path(path)
            fields.attributes(attributes)
        }
    }
}

/// Fields as the protocol writes them.
struct SFTPWriter {
    private var bytes: [UInt8] = [0, 0, 0, 0]

    /// With its length in front.
    var packet: [UInt8] {
        var packet = bytes
        let length = UInt32(bytes.count - 4)
        for index in 0..<4 { packet[index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
        return packet
    }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func number(_ value: UInt32) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func wide(_ value: UInt64) {
        number(UInt32(truncatingIfNeeded: value >> 32))
        number(UInt32(truncatingIfNeeded: value))
    }

    mutating func string(_ value: [UInt8]) {
        number(UInt32(value.count))
        bytes += value
    }

    mutating func text(_ value: String) { string(Array(value.utf8)) }

    mutating func path(_ value: SystemString) { string(value.bytes) }

    /// What is known of them; owner and group, and both times, go together.
    mutating func attributes(_ attributes: SFTPAttributes) {
        let owners = attributes.user.flatMap { user in attributes.group.map { (user, $0) } }
        var flags: UInt32 = attributes.size == nil ? 0 : 1
        if owners != nil { flags |= 2 }
        if attributes.mode != nil { flags |= 4 }
        if attributes.modified != nil { flags |= 8 }
        number(flags)
        if let size = attributes.size { wide(size) }
        if let owners {
            number(owners.0)
            number(owners.1)
        }
        if let mode = attributes.mode { number(mode) }
        if let modified = attributes.modified {
            number(attributes.accessed ?? modified)
            number(modified)
        }
    }

    /// Attributes that say the permissions alone.
    mutating func mode(_ mode: UInt32) {
        number(4)
        number(mode)
    }
}
