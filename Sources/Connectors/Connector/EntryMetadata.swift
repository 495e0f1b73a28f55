package import Values

/// What is kept of an entry besides its content.
package struct EntryMetadata: Hashable, Sendable {
    /// Whom it belongs to: the number, and the name where the machine had one for it.
    package struct Owner: Hashable, Sendable {
        package var id: UInt32
        package var name: [UInt8]

        package init(id: UInt32, name: [UInt8] = []) {
            self.id = id
            self.name = name
        }
    }

    /// An extended attribute by its full name, as in `user.origin`; access control lists are those
    /// named `system.posix_acl_access` and `system.posix_acl_default`, as the kernel gives them.
    package struct Attribute: Hashable, Sendable {
        package let name: [UInt8]
        package let value: [UInt8]

        package init(name: [UInt8], value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// The lower twelve bits of the mode: set-id bits, sticky bit and permissions.
    package var permissions: UInt16
    package var user: Owner
    package var group: Owner
    package var modified: FileTime
    package var accessed: FileTime?
    /// In the order in which the file system lists them, which is the same until one changes.
    package var attributes: [Attribute]

    package init(
        permissions: UInt16, user: Owner = Owner(id: 0), group: Owner = Owner(id: 0),
        modified: FileTime, accessed: FileTime? = nil, attributes: [Attribute] = []
    ) {
        self.permissions = permissions
        self.user = user
        self.group = group
        self.modified = modified
        self.accessed = accessed
        self.attributes = attributes
    }
}
