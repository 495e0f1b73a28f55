internal import AgentCore
internal import AgentProtocol
internal import CommandLine
internal import Cryptography
internal import Domain
internal import Values

/// `holdfast agent announce`: asks to join a hub, and waits for a person there.
struct AgentAnnounceCommand: Command {
    let name = "announce"
    let summary = "Ask to join a hub, and wait until somebody there agrees."
    let discussion = """
        The machine makes its keys and prints their fingerprint. Somebody at the hub compares it
        with the one that is shown there, and accepts or refuses. Interrupted, the same command goes
        on; an announcement that nobody looked at is forgotten after an hour.
        """
    let examples = [
        Example(
            "holdfast agent announce --hub=https://hub.example:9876 --allow-read=/srv",
            "Announce this machine, and let /srv be backed up once it has joined.")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .denied, .unavailable, .damaged, .full, .cancelled,
    ]
    let joining = JoiningOptions()

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let entering = try Entering(invocation, joining)
            let enrolled: Enrolled? = try await entering.withHub { hub, introduction, keys in
                let announced = try await hub.announce(introduction)
                let fingerprint = keys.key.fingerprint { SHA256.hash($0).bytes }
                invocation.print(
                    """
                    This machine's fingerprint is

                        \(fingerprint)

                    Compare it with the one at the hub before you accept it there.
                    """)
                while true {
                    switch try await hub.ask(announced, keys) {
                    case .waiting(let again): try await Task.sleep(for: again)
                    case .enrolled(let enrolled): return enrolled
                    case .refused: return nil
                    }
                }
            }
            guard let enrolled else {
                throw Failure(.denied, "Somebody at the hub refused this machine.")
            }
            try entering.finish(enrolled)
            return .success
        }
    }
}
