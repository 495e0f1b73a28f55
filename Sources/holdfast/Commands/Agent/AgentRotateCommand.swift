internal import AgentCore
internal import AgentProtocol
internal import CommandLine
internal import Cryptography
internal import Domain
internal import Host

/// `holdfast agent rotate`: gives this machine's agent other keys.
struct AgentRotateCommand: Command {
    let name = "rotate"
    let summary = "Change the keys of this machine's agent."
    let discussion = """
        The new keys are on the disk before the hub hears of them, and the hub takes them because
        the old ones sign for them. Whether the agent runs or not: it comes back with the new ones,
        and nothing that was backed up or is being backed up changes. Interrupted, or without an
        answer, the same command goes on with the same keys.
        """
    let examples = [Example("holdfast agent rotate", "Do it, and print the new fingerprint.")]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .full,
    ]
    let folder = AgentFolderOption()

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let folder = try AgentFolder(at: folder.path(invocation))
            guard let membership = try folder.membership() else {
                throw Failure(
                    .missing, "This machine is no agent of a hub.",
                    hint: "join one with `holdfast agent enroll` or `holdfast agent announce`")
            }
            let identity = try membership.identity(folder.keys())
            let next = try folder.nextKeys()
            let loop = try EventLoop(name: "rotating")
            try loop.start()
            let hub = HubJoining(
                to: try HubAddress(
                    membership.address, allowsInsecure: membership.allowsInsecure),
                trust: membership.trust([]), loop: loop)
            try await hub.rotate(identity, to: next)
            await hub.close()
            try folder.adoptNextKeys()
            let fingerprint = next.key.fingerprint { SHA256.hash($0).bytes }
            invocation.print("The agent has new keys; their fingerprint is\n\n    \(fingerprint)")
            return .success
        }
    }
}
