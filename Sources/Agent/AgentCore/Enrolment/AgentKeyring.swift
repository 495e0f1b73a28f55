internal import Synchronization

/// Who an agent is while it runs: its keys may be changed meanwhile, by another process.
package final class AgentKeyring: Sendable {
    private let folder: AgentFolder
    private let membership: HubMembership
    private let state: Mutex<AgentIdentity>

    /// Blocks.
    package init(_ folder: AgentFolder, _ membership: HubMembership) throws {
        self.folder = folder
        self.membership = membership
        state = Mutex(try Self.read(folder, membership))
    }

    package var identity: AgentIdentity { state.withLock { $0 } }

    /// Looks whether the keys were changed. Blocks.
    func reload() throws {
        let found = try Self.read(folder, membership)
        state.withLock { identity in
            // What was sealed to the former keys may still be opened in this life.
            guard found.keys.key != identity.keys.key || identity.formerBoxKey == nil else {
                return
            }
            identity = found
        }
    }

    /// What the hub sends is sealed to the present keys: the former ones leave the disk. Blocks.
    func dropFormer() throws {
        guard identity.formerBoxKey != nil else { return }
        try folder.dropFormerKeys()
    }

    private static func read(
        _ folder: AgentFolder, _ membership: HubMembership
    ) throws -> AgentIdentity {
        try membership.identity(folder.keys(), former: folder.formerKeys())
    }
}
