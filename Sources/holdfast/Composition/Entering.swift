internal import AgentCore
internal import AgentProtocol
internal import CommandLine
internal import Glibc
internal import Host
internal import Transport

/// What both ways to join a hub have in common: keys that are made first, and a membership and a
/// policy that are written last.
struct Entering {
    private let invocation: Invocation
    private let joining: JoiningOptions
    private let folder: AgentFolder
    private let address: HubAddress
    private let policy: LocalPolicy

    init(_ invocation: Invocation, _ joining: JoiningOptions) throws {
        self.invocation = invocation
        self.joining = joining
        address = try joining.address(invocation)
        policy = try joining.policy(invocation)
        folder = try AgentFolder(at: joining.folder.path(invocation))
        if let membership = try folder.membership() {
            throw Failure(
                .configuration,
                "This machine is an agent of the hub at \(membership.address) already.",
                hint: "remove \(folder.path)/hub.json to join another one, or use --data-dir")
        }
    }

    func withHub<Result>(
        _ body: (HubJoining, Introduction, AgentKeys) async throws -> Result
    ) async throws -> Result {
        let keys = try folder.keys()
        let facts = try MachineFacts.current()
        let introduction = Introduction(
            key: keys.key, hostName: facts.hostName, program: facts.program, system: facts.system,
            architecture: facts.architecture)
        let loop = try EventLoop(name: "joining")
        try loop.start()
        let pins = Set(joining.pins(invocation))
        let hub = HubJoining(
            to: address, trust: pins.isEmpty ? .system : .pins(pins), loop: loop)
        let result = try await body(hub, introduction, keys)
        await hub.close()
        return result
    }

    /// The policy first: an agent that has joined is never without one.
    func finish(_ enrolled: Enrolled) throws {
        let isNew = try folder.write(policy)
        try folder.join(
            HubMembership(
                enrolled: enrolled, address: address.description,
                allowsInsecure: joining.allowsInsecure(invocation),
                pins: joining.pins(invocation)))
        invocation.print("This machine has joined as \(enrolled.name).")
        guard isNew else {
            return invocation.print("The local policy \(folder.policyFile) was there and stays.")
        }
        invocation.print("The local policy \(folder.policyFile):\n\n\(policy.text)")
    }
}
