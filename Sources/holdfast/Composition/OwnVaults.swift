internal import AgentCore
internal import AgentProtocol
internal import Domain
internal import Host
internal import Values

/// Where vaults lie by the policy that the agent of the hub's own machine began with.
actor OwnVaults {
    private nonisolated let executor = PinnedExecutor(name: "own vaults")
    private let data: FilePath

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ data: FilePath) {
        self.data = data
    }

    static func folder(in data: FilePath) -> String { "\(data)/vaults" }

    /// A folder for a new vault; nil for agents of other machines.
    func place(on agent: ID<Agent>) -> String? {
        // A page offers what most machines have rather than show an error: the agent says why.
        let known = try? AgentFolder(at: data.appending("agent")).membership()
        guard known?.enrolled.agent == agent, "\(data)".hasPrefix("/") else { return nil }
        return "\(Self.folder(in: data))/backups"
    }
}
