package import Connector

/// How entries are given back to a folder.
package struct RestoreOptions: Sendable {
    /// What to do with a file that is there already as it should be.
    package enum Unchanged: String, Hashable, Sendable, CaseIterable {
        /// It is written again, or dealt with by the conflict policy.
        case restored
        /// It stays when kind, size, time, mode and owner are the same; attributes are not looked
        /// at.
        case kept
        /// It stays when also its content has the hash that was backed up. Files with holes out of
        /// a vault that hashes files whole are restored, since the hash says nothing about where
        /// the holes are.
        case keptByHash = "kept-by-hash"
    }

    /// Who owns what root restores; nobody else can give files away, so for others all is theirs.
    package enum Owners: String, Hashable, Sendable, CaseIterable {
        /// The user of that name, where this machine has one; else the number.
        case byName = "by-name"
        case byNumber = "by-number"
        /// Whoever restores.
        case none
    }

    /// What to do with bits and capabilities that run programs with more rights.
    package enum Privileges: String, Hashable, Sendable, CaseIterable {
        /// Kept when root restores with owners.
        case byUser = "by-user"
        case kept, dropped
    }

    package var conflicts = ConflictPolicy.fail
    /// nil for what the conflict policy suggests.
    package var unchanged: Unchanged?
    package var owners = Owners.byName
    package var privileges = Privileges.byUser
    /// Only root can; otherwise, and without this, devices are refused.
    package var makesDevices = false
    /// A file whose content is damaged is written with `.damaged` after its name, instead of not
    /// at all.
    package var keepsDamaged = false
    package var map = PathMap()
    /// Threads that write small files, beside the one that takes the entries.
    package var writers = 2
    /// `restore` returns when everything is on the disk.
    package var isDurable = true

    package init() {}

    /// Whoever has files overwritten wants them as they were, and a file whose content was changed
    /// can have its old size and time.
    package var unchangedRule: Unchanged {
        unchanged ?? (conflicts == .overwrite ? .keptByHash : .kept)
    }

    package func setsOwners(asRoot isRoot: Bool) -> Bool { isRoot && owners != .none }

    package func keepsPrivileges(asRoot isRoot: Bool) -> Bool {
        switch privileges {
        case .byUser: setsOwners(asRoot: isRoot)
        case .kept: true
        case .dropped: false
        }
    }
}
