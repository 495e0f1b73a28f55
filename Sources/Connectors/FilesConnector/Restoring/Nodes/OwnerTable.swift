internal import CShims
internal import Connector

/// Which numbers the owners of entries have on this machine.
struct OwnerTable {
    private let rule: RestoreOptions.Owners
    private var users: [[UInt8]: UInt32?] = [:]
    private var groups: [[UInt8]: UInt32?] = [:]

    init(_ rule: RestoreOptions.Owners) {
        self.rule = rule
    }

    /// nil for whoever restores.
    mutating func owner(_ metadata: EntryMetadata) -> Owner? {
        switch rule {
        case .none: return nil
        case .byNumber: return Owner(user: metadata.user.id, group: metadata.group.id)
        case .byName:
            return Owner(
                user: Self.number(metadata.user, &users) { Self.user($0) },
                group: Self.number(metadata.group, &groups) { Self.group($0) })
        }
    }

    private static func number(
        _ owner: EntryMetadata.Owner, _ known: inout [[UInt8]: UInt32?],
        _ find: ([UInt8]) -> UInt32?
    ) -> UInt32 {
        guard !owner.name.isEmpty else { return owner.id }
        if let found = known[owner.name] { return found ?? owner.id }
        let found = find(owner.name)
        known[owner.name] = .some(found)
        return found ?? owner.id
    }

    private static func user(_ name: [UInt8]) -> UInt32? {
        var number: UInt32 = 0
        let code = unsafe name.withUnsafeBytes {
            unsafe cshims_making_user($0.baseAddress, $0.count, &number)
        }
        return code == 0 ? number : nil
    }

    private static func group(_ name: [UInt8]) -> UInt32? {
        var number: UInt32 = 0
        let code = unsafe name.withUnsafeBytes {
            unsafe cshims_making_group($0.baseAddress, $0.count, &number)
        }
        return code == 0 ? number : nil
    }
}
