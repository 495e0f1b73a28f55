internal import CShims
internal import Connector

/// Names of users and groups by their numbers, each asked for once: the answer may come from a
/// directory service far away.
struct OwnerNames {
    /// More users than file trees usually have; then asking again is no harm.
    static let countMax = 4096
    private static let nameLengthMax = 256

    private var users: [UInt32: [UInt8]] = [:]
    private var groups: [UInt32: [UInt8]] = [:]

    mutating func user(_ id: UInt32) -> EntryMetadata.Owner {
        if let known = users[id] { return .init(id: id, name: known) }
        let name = unsafe Self.ask { unsafe cshims_walk_user_name(id, $0, $1) }
        if users.count >= Self.countMax { users.removeAll() }
        users[id] = name
        return .init(id: id, name: name)
    }

    mutating func group(_ id: UInt32) -> EntryMetadata.Owner {
        if let known = groups[id] { return .init(id: id, name: known) }
        let name = unsafe Self.ask { unsafe cshims_walk_group_name(id, $0, $1) }
        if groups.count >= Self.countMax { groups.removeAll() }
        groups[id] = name
        return .init(id: id, name: name)
    }

    /// Empty when there is no name, or none was to be had: the number is what counts.
    private static func ask(_ lookup: (UnsafeMutableRawPointer?, Int) -> Int) -> [UInt8] {
        var name = [UInt8](repeating: 0, count: nameLengthMax)
        let count = unsafe name.withUnsafeMutableBytes {
            unsafe lookup($0.baseAddress, $0.count)
        }
        return Array(name.prefix(max(0, count)))
    }
}
