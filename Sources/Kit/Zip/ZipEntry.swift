package import Values

/// One member of an archive: everything about it but its content.
package struct ZipEntry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        case folder
        /// Where it points, as it is written in the link.
        case link([UInt8])
    }

    package var path: [UInt8]
    package var kind: Kind
    /// The lower twelve bits of the mode: set-id bits, sticky bit and permissions.
    package var permissions: UInt16 = 0o644
    package var user: UInt32 = 0
    package var group: UInt32 = 0
    package var modified = FileTime(seconds: 0)
    /// Of files: how many bytes of content follow.
    package var size: Int64 = 0

    package init(path: [UInt8], kind: Kind) {
        self.path = path
        self.kind = kind
    }
}
