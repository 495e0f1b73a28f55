/// What a member may do in one tenant; each role includes the ones after it.
package enum Role: String, Hashable, Sendable, CaseIterable {
    case owner
    case admin
    case `operator`
    case viewer

    private var rank: Int {
        switch self {
        case .owner: 4
        case .admin: 3
        case .operator: 2
        case .viewer: 1
        }
    }

    /// Whether this role includes everything `least` may do.
    package func includes(_ least: Role) -> Bool {
        rank >= least.rank
    }
}

extension Role? {
    /// Nobody's role includes nothing: a missing or unreadable role is never a right.
    package func includes(_ least: Role) -> Bool {
        self?.includes(least) ?? false
    }
}
