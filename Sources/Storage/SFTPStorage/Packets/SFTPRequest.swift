/// What we ask a server, in version 3 of the protocol (draft-ietf-secsh-filexfer-02).
enum SFTPRequest: Hashable, Sendable {
    struct OpenFlags: OptionSet, Hashable, Sendable {
        let rawValue: UInt32
        static let read = OpenFlags(rawValue: 1)
        static let write = OpenFlags(rawValue: 2)
        static let create = OpenFlags(rawValue: 8)
        static let truncate = OpenFlags(rawValue: 16)
        static let exclusive = OpenFlags(rawValue: 32)
    }

    case initialize
    case open(path: String, OpenFlags, mode: UInt32)
    case close(SFTPHandle)
    case read(SFTPHandle, offset: UInt64, count: UInt32)
    case write(SFTPHandle, offset: UInt64, [UInt8])
    case linkStatus(path: String)
    case handleStatus(SFTPHandle)
    case openFolder(path: String)
    case readFolder(SFTPHandle)
    case remove(path: String)
    case makeFolder(path: String, mode: UInt32)
    case removeFolder(path: String)
    case status(path: String)
    /// Fails when the new name is taken.
    case rename(path: String, to: String)
    case extended(SFTPExtension)

    static let version: UInt32 = 3

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
        case .extended: 200
        }
    }

    private func write(to fields: inout SFTPWriter) {
        switch self {
        case .initialize: break
        case .open(let path, let flags, let mode):
            fields.text(path)
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
            .removeFolder(let path):
            fields.text(path)
        case .makeFolder(let path, let mode):
            fields.text(path)
            fields.mode(mode)
        case .rename(let path, let new):
            fields.text(path)
            fields.text(new)
        case .extended(let request): request.write(to: &fields)
        }
    }
}

/// An open file or folder of the server's; its bytes mean nothing to us.
struct SFTPHandle: Hashable, Sendable {
    let bytes: [UInt8]
}

/// What OpenSSH has added, and others took over. A server says which it has.
enum SFTPExtension: Hashable, Sendable {
    /// Replaces what has the new name, in one step.
    case rename(path: String, to: String)
    case synchronize(SFTPHandle)
    case space(path: String)
    case limits

    static let renameName = "posix-rename@openssh.com"
    static let synchronizeName = "fsync@openssh.com"
    static let spaceName = "statvfs@openssh.com"
    static let limitsName = "limits@openssh.com"

    func write(to fields: inout SFTPWriter) {
        switch self {
        case .rename(let path, let new):
            fields.text(Self.renameName)
            fields.text(path)
            fields.text(new)
        case .synchronize(let handle):
            fields.text(Self.synchronizeName)
            fields.string(handle.bytes)
        case .space(let path):
            fields.text(Self.spaceName)
            fields.text(path)
        case .limits: fields.text(Self.limitsName)
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

    /// Attributes that say the permissions alone.
    mutating func mode(_ mode: UInt32) {
        number(4)
        number(mode)
    }
}
