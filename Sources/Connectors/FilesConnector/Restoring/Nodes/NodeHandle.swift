internal import CShims
internal import Connector
internal import Glibc
internal import Host
internal import Values

/// Something in the target that is open, whatever its name leads to meanwhile.
final class NodeHandle: Sendable {
    let descriptor: FileDescriptor
    /// Opened only to say what is meant, as links and pipes are.
    let isPath: Bool

    init(_ raw: Int32, isPath: Bool) {
        descriptor = FileDescriptor(owning: raw)
        self.isPath = isPath
    }

    var raw: Int32 { descriptor.raw }

    func look() throws(Fault) -> Node {
        var status = cshims_node()
        try Fault.check("look at", unsafe cshims_making_look_at(raw, &status))
        return Node(status)
    }

    // MARK: Content

    func write(_ bytes: Span<UInt8>, at offset: Int64) throws(Fault) {
        let code = unsafe bytes.withUnsafeBufferPointer {
            unsafe cshims_making_write(raw, $0.baseAddress, $0.count, offset)
        }
        try Fault.check("write", code)
    }

    func reserve(_ size: Int64) throws(Fault) {
        try Fault.check("find room for", cshims_making_reserve(raw, size))
    }

    func setSize(_ size: Int64) throws(Fault) {
        try Fault.check("write", cshims_making_set_size(raw, size))
    }

    func bringToDisk() throws(Fault) {
        try Fault.check("bring to the disk", fdatasync(raw) < 0 ? -errno : 0)
    }

    // MARK: Metadata

    func setOwner(_ owner: Owner) throws(Fault) {
        try Fault.check(
            "set the owner of", cshims_making_set_owner(raw, owner.user, owner.group))
    }

    func setPermissions(_ permissions: UInt32) throws(Fault) {
        try Fault.check(
            "set the mode of", cshims_making_set_mode(raw, isPath ? 1 : 0, permissions))
    }

    func setTimes(modified: FileTime, accessed: FileTime?) throws(Fault) {
        let code = cshims_making_set_times(
            raw, modified.seconds, modified.nanoseconds, accessed == nil ? 0 : 1,
            accessed?.seconds ?? 0, accessed?.nanoseconds ?? 0)
        try Fault.check("set the time of", code)
    }

    func setAttribute(_ attribute: EntryMetadata.Attribute) throws(Fault) {
        let code = unsafe attribute.name.withUnsafeBytes { name in
            unsafe attribute.value.withUnsafeBytes { value in
                unsafe cshims_making_set_attribute(
                    raw, isPath ? 1 : 0, name.baseAddress, name.count, value.baseAddress,
                    value.count)
            }
        }
        try Fault.check("set an attribute of", code)
    }

    /// One that is missing already is no error.
    func removeAttribute(_ name: ArraySlice<UInt8>) throws(Fault) {
        let code = unsafe name.withUnsafeBytes {
            unsafe cshims_making_remove_attribute(raw, isPath ? 1 : 0, $0.baseAddress, $0.count)
        }
        guard code != -ENODATA, code != -EOPNOTSUPP else { return }
        try Fault.check("remove an attribute of", code)
    }

    /// Names; none where the file system has no attributes.
    func attributes() throws(Fault) -> [ArraySlice<UInt8>] {
        var names = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe names.withUnsafeMutableBytes {
                unsafe cshims_making_list_attributes(
                    raw, isPath ? 1 : 0, $0.baseAddress, $0.count)
            }
            if count >= 0 { return names[..<count].split(separator: 0) }
            guard count == -Int(ERANGE), names.count < 1 << 17 else { break }
            names = [UInt8](repeating: 0, count: names.count * 4)
        }
        return []
    }
}

/// Whom something in the target is to belong to.
struct Owner: Hashable, Sendable {
    let user: UInt32
    let group: UInt32
}
