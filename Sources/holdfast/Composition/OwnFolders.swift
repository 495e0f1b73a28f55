internal import AgentCore
internal import AgentProtocol
internal import Domain
internal import Host
internal import HubWeb
internal import Values

/// What the policy opens that the agent of the hub's own machine begins with.
actor OwnFolders {
    private nonisolated let executor = PinnedExecutor(name: "own folders")
    private let data: FilePath

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ data: FilePath) {
        self.data = data
    }

    static func vaults(in data: FilePath) -> String { "\(data)/vaults" }

    static func restored(in data: FilePath) -> String { "\(data)/restored" }

    /// Nil for agents of other machines.
    func open(on agent: ID<Agent>) -> OpenFolders? {
        // A page offers what most machines have rather than show an error: the agent says why.
        let known = try? AgentFolder(at: data.appending("agent")).membership()
        guard known?.enrolled.agent == agent, "\(data)".hasPrefix("/") else { return nil }
        return OpenFolders(
            vault: "\(Self.vaults(in: data))/backups", restored: Self.restored(in: data))
    }
}
