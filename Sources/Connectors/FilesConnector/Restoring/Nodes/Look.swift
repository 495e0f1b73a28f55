internal import Connector
internal import Glibc
internal import Values

/// What something in the target is to look like, besides its content.
struct Look: Sendable {
    let permissions: UInt32
    /// nil for whoever restores.
    let owner: Owner?
    let modified: FileTime
    let accessed: FileTime?
    /// In the order in which the kernel takes them: a new owner or mode may undo what comes last.
    let early: [EntryMetadata.Attribute]
    let late: [EntryMetadata.Attribute]

    /// Of an access list among the attributes: what it lets the owning group do. The bits of the
    /// group in a mode are the list's mask then.
    let groupOfList: UInt32?

    static let privileged = 0o6000 as UInt32
    static let accessList = "system.posix_acl_access"
    private static let lists = "system.posix_acl_"
    private static let capability = "security.capability"

    init(_ metadata: EntryMetadata, of kind: Entry.Kind, owner: Owner?, keepsPrivileges: Bool) {
        let bits = UInt32(metadata.permissions) & 0o7777
        // On a folder they give nobody any rights.
        permissions = keepsPrivileges || kind == .folder ? bits : bits & ~Self.privileged
        self.owner = owner
        modified = metadata.modified
        accessed = metadata.accessed
        guard !metadata.attributes.isEmpty else {
            (early, late, groupOfList) = ([], [], nil)
            return
        }
        let kept = metadata.attributes.filter {
            keepsPrivileges || !$0.name.elementsEqual(Self.capability.utf8)
        }
        early = kept.filter { !Self.isLate($0.name) }
        late = kept.filter { Self.isLate($0.name) }
        groupOfList = late.first { $0.name.elementsEqual(Self.accessList.utf8) }
            .map { Self.group(ofList: $0.value) }
    }

    /// As the kernel has lists: a version of four bytes, then eight for each entry, which begin
    /// with its tag and its rights. Nothing where it is none.
    private static func group(ofList list: [UInt8]) -> UInt32 {
        let ownGroup: UInt8 = 4
        let start = stride(from: 4, to: list.count - 7, by: 8).first { at in
            list[at] == ownGroup && list[at + 1] == 0
        }
        return start.map { UInt32(list[$0 + 2]) & 7 } ?? 0
    }

    var hasAttributes: Bool { !early.isEmpty || !late.isEmpty }

    /// The mode to make a file with that is nobody's business before it has its owner.
    func firstMode(in folder: FolderHandle, by us: Restorer) -> UInt32 {
        if hasAttributes || folder.passesAccessListsOn { return 0o600 }
        if isOwned(by: us, in: folder) { return permissions & 0o777 }
        // What everybody may do, the wrong group may do as well.
        let isHarmless = (permissions >> 3 & 7) & ~(permissions & 7) == 0
        return isHarmless ? permissions & 0o777 : 0o600
    }

    func isOwned(by us: Restorer, in folder: FolderHandle) -> Bool {
        guard let owner else { return true }
        return owner == us.owner && !folder.passesGroupOn
    }

    /// Of a folder's or a file's attributes, those that are not in it and not the machine's own.
    func isUnexpected(_ name: ArraySlice<UInt8>) -> Bool {
        guard ["user.", "trusted.", Self.lists].contains(where: { name.starts(with: $0.utf8) })
        else { return false }
        return !(early + late).contains { $0.name.elementsEqual(name) }
    }

    private static func isLate(_ name: [UInt8]) -> Bool {
        name.starts(with: lists.utf8) || name.elementsEqual(capability.utf8)
    }
}

/// Who restores.
struct Restorer: Sendable {
    let owner: Owner
    /// The bits that the kernel takes from what is made.
    let mask: UInt32

    var isRoot: Bool { owner.user == 0 }
}
