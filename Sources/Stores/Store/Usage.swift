package import Values

/// Something that needs what somebody wants to remove or change.
package struct Usage: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case source, vault, schedule
    }

    package let kind: Kind
    package let id: UUID
    package let name: String

    package init(_ kind: Kind, id: UUID, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }
}

/// What cannot be as it was asked for, because others need it as it is.
package struct InUseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of their names.
    package let users: [Usage]

    package init(_ users: [Usage]) {
        self.users = users
    }

    package var description: String {
        let shown = users.prefix(5).map { "the \($0.kind.rawValue) “\($0.name)”" }
        let rest = users.count > shown.count ? ["\(users.count - shown.count) more"] : []
        return "it is used by " + (shown + rest).joined(separator: ", ")
    }
}
