/// The mode of a file as trees write it: permissions in the low nine bits and a bit for each
/// further property, high up. It is not the `st_mode` of Unix.
package struct FileModeBits: Hashable, Sendable {
    package let bits: UInt32

    private static let folder: UInt32 = 1 << 31
    private static let link: UInt32 = 1 << 27
    private static let device: UInt32 = 1 << 26
    private static let fifo: UInt32 = 1 << 25
    private static let socket: UInt32 = 1 << 24
    private static let setUser: UInt32 = 1 << 23
    private static let setGroup: UInt32 = 1 << 22
    private static let characterDevice: UInt32 = 1 << 21
    private static let sticky: UInt32 = 1 << 20

    package init(bits: UInt32) {
        self.bits = bits
    }

    package init(_ kind: TreeNode.Kind, permissions: UInt16) {
        let permissions = UInt32(permissions)
        var bits = permissions & 0o777
        switch kind {
        case .file, .irregular: break
        case .folder: bits |= Self.folder
        case .link: bits |= Self.link
        case .fifo: bits |= Self.fifo
        case .socket: bits |= Self.socket
        case .characterDevice: bits |= Self.device | Self.characterDevice
        case .blockDevice: bits |= Self.device
        }
        if permissions & 0o4000 != 0 { bits |= Self.setUser }
        if permissions & 0o2000 != 0 { bits |= Self.setGroup }
        if permissions & 0o1000 != 0 { bits |= Self.sticky }
        self.bits = bits
    }

    /// The lower twelve bits of the mode of Unix.
    package var permissions: UInt16 {
        var permissions = UInt16(bits & 0o777)
        if bits & Self.setUser != 0 { permissions |= 0o4000 }
        if bits & Self.setGroup != 0 { permissions |= 0o2000 }
        if bits & Self.sticky != 0 { permissions |= 0o1000 }
        return permissions
    }
}
