package import Values

/// One member of an archive: everything about it but its content.
///
/// Names are the bytes of the archive, neither cleaned nor checked: whoever extracts confines them.
package struct TarEntry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        /// A further name of an entry that came before; it has no content.
        case hardLink
        case symbolicLink
        case characterDevice
        case blockDevice
        case directory
        case fifo
        /// A type flag of some vendor. It has content, of `size` bytes.
        case other(UInt8)
    }

    package struct Owner: Hashable, Sendable {
        package var id: UInt64
        /// Empty when unknown.
        package var name: [UInt8]

        package init(id: UInt64, name: [UInt8] = []) {
            self.id = id
            self.name = name
        }
    }

    package struct Device: Hashable, Sendable {
        package var major: UInt32
        package var minor: UInt32

        package init(major: UInt32, minor: UInt32) {
            self.major = major
            self.minor = minor
        }
    }

    /// The writer gives a directory the slash at its end that old readers know it by.
    package var path: [UInt8]
    package var kind: Kind
    /// Of hard links the path of the earlier entry, of symbolic ones whatever they say.
    package var linkTarget: [UInt8] = []
    /// The lower twelve bits of the mode: set-id bits, sticky bit and permissions.
    package var permissions: UInt16 = 0o644
    package var user = Owner(id: 0)
    package var group = Owner(id: 0)
    package var modified = FileTime(seconds: 0)
    package var accessed: FileTime?
    package var changed: FileTime?
    /// Of the file, holes included; 0 for kinds without content.
    package var size: Int64 = 0
    /// The holes of a file; nil when all of it is data.
    package var sparse: TarSparseMap?
    /// Of devices.
    package var device: Device?
    /// Extended attributes by full name, as in `user.origin`.
    package var attributes: [TarRecord] = []
    /// Records of the extended header that have no meaning here.
    package var records: [TarRecord] = []

    package init(path: [UInt8], kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// Bytes of content in the archive.
    package var contentSize: Int64 {
        guard kind.hasContent else { return 0 }
        return sparse?.dataSize ?? size
    }
}

/// A key and a value of an extended header.
package struct TarRecord: Hashable, Sendable {
    package let key: [UInt8]
    package let value: [UInt8]

    package init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

extension TarEntry.Kind {
    init(flag: UInt8) {
        switch flag {
        // A zero is how tar of 1979 said it, a seven a file that lies in one piece.
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"), TarFlag.gnuSparse: self = .file
        case UInt8(ascii: "1"): self = .hardLink
        case UInt8(ascii: "2"): self = .symbolicLink
        case UInt8(ascii: "3"): self = .characterDevice
        case UInt8(ascii: "4"): self = .blockDevice
        case UInt8(ascii: "5"): self = .directory
        case UInt8(ascii: "6"): self = .fifo
        default: self = .other(flag)
        }
    }

    var flag: UInt8 {
        switch self {
        case .file: UInt8(ascii: "0")
        case .hardLink: UInt8(ascii: "1")
        case .symbolicLink: UInt8(ascii: "2")
        case .characterDevice: UInt8(ascii: "3")
        case .blockDevice: UInt8(ascii: "4")
        case .directory: UInt8(ascii: "5")
        case .fifo: UInt8(ascii: "6")
        case .other(let flag): flag
        }
    }

    /// Only these are followed by content, whatever their size field says: that of a directory is
    /// a quota, that of links is the target's length or rubbish.
    var hasContent: Bool {
        switch self {
        case .file, .other: true
        case .hardLink, .symbolicLink, .characterDevice, .blockDevice, .directory, .fifo: false
        }
    }

    var isLink: Bool { self == .hardLink || self == .symbolicLink }
    var isDevice: Bool { self == .characterDevice || self == .blockDevice }
}

/// Type flags of headers that are not entries, or not quite.
enum TarFlag {
    static let extendedHeader = UInt8(ascii: "x")
    static let globalHeader = UInt8(ascii: "g")
    static let gnuLongName = UInt8(ascii: "L")
    static let gnuLongLink = UInt8(ascii: "K")
    static let gnuSparse = UInt8(ascii: "S")
}
