internal import Connector
internal import Glibc

/// What is known of something before it gets its look.
struct Before {
    /// It was made with this; nil when that is unknown.
    var mode: UInt32?
    /// Its owner is right already.
    var isOwned: Bool
    /// It may have attributes that it should not have.
    var hasAttributes: Bool

    init(mode: UInt32?, isOwned: Bool, hasAttributes: Bool) {
        self.mode = mode
        self.isOwned = isOwned
        self.hasAttributes = hasAttributes
    }

    /// Made just now in this folder.
    init(_ look: Look, madeIn folder: FolderHandle, mode: UInt32?, by us: Restorer) {
        self.mode = mode
        isOwned = look.isOwned(by: us, in: folder)
        hasAttributes = folder.passesAccessListsOn
    }
}

extension NodeHandle {
    /// Makes something new look as it should. What cannot be set is told to `complain`, and the
    /// rest is set anyway.
    func apply(
        _ look: Look, kind: Entry.Kind, _ before: Before, by us: Restorer,
        _ complain: (Fault) -> Void
    ) throws(Fault) {
        var permissions = look.permissions
        var isModeKnown = before.mode.map { $0 & ~us.mask == permissions } ?? false
        if !before.isOwned, let owner = look.owner {
            let isSet = try attempt(complain) { () throws(Fault) in try setOwner(owner) }
            // A new owner takes these bits away; they are not for the wrong one.
            if permissions & Look.privileged != 0 { isModeKnown = false }
            if !isSet, kind != .folder { permissions &= ~Look.privileged }
        }
        if before.hasAttributes, !isLink(kind) {
            try attempt(complain) { () throws(Fault) in try removeUnexpected(look) }
            isModeKnown = false
        }
        try set(look.early, us, complain)
        if !isModeKnown, !isLink(kind) {
            // Where an access list follows, these are its mask and not what the group may.
            let first = look.groupOfList == nil ? permissions : permissions & ~0o070
            try attempt(complain) { () throws(Fault) in try setPermissions(first) }
        }
        let isListed = try set(look.late, us, complain)
        if let group = look.groupOfList, !isListed {
            let own = permissions & ~0o070 | group << 3
            try attempt(complain) { () throws(Fault) in try setPermissions(own) }
        }
        try attempt(complain) { () throws(Fault) in
            try setTimes(modified: look.modified, accessed: look.accessed)
        }
    }

    func removeUnexpected(_ look: Look) throws(Fault) {
        for name in try attributes() where look.isUnexpected(name) { try removeAttribute(name) }
    }

    /// - Returns: Whether an access list is among those that were set.
    @discardableResult
    private func set(
        _ attributes: [EntryMetadata.Attribute], _ us: Restorer, _ complain: (Fault) -> Void
    ) throws(Fault) -> Bool {
        var isListed = false
        for attribute in attributes {
            do throws(Fault) {
                try setAttribute(attribute)
                if attribute.name.elementsEqual(Look.accessList.utf8) { isListed = true }
            } catch  where !error.endsEverything || error.code == ENOSPC {
                // An attribute too many for the file system says ENOSPC as well. What only root
                // may set is left out for others.
                if us.isRoot || error.code != EPERM { complain(error) }
            }
        }
        return isListed
    }

    @discardableResult
    private func attempt(
        _ complain: (Fault) -> Void, _ body: () throws(Fault) -> Void
    ) throws(Fault) -> Bool {
        do throws(Fault) {
            try body()
            return true
        } catch  where !error.endsEverything {
            complain(error)
            return false
        }
    }

    private func isLink(_ kind: Entry.Kind) -> Bool {
        if case .link = kind { true } else { false }
    }
}
