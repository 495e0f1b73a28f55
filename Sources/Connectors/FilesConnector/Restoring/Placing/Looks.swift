internal import Connector

/// What entries are to look like here, with the owners that this machine knows.
struct Looks {
    private var owners: OwnerTable
    private let keepsPrivileges: Bool

    init(_ placing: Placing) {
        owners = OwnerTable(placing.options.owners)
        keepsPrivileges = placing.options.keepsPrivileges(asRoot: placing.us.isRoot)
    }

    mutating func look(_ entry: Entry) -> Look {
        Look(
            entry.metadata, of: entry.kind, owner: owners.owner(entry.metadata),
            keepsPrivileges: keepsPrivileges)
    }
}
