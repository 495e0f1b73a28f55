package import Cryptography
package import Domain
package import Values

/// What agents sign in with at vaults on the hub's own disk: docs/decisions/0015.
///
/// A pass is nowhere written down. Its secret follows from the hub's key, from its name, and from
/// the agent's key, so that it ends with each of them; what it is good for is looked up whenever it
/// is shown.
package struct HostedPasses: Sendable {
    package struct Pass: Sendable {
        package let name: String
        package let secret: Token
    }

    private let key: Secret

    package init(_ hub: HubKey) {
        // A signature of Ed25519 is always the same, and nobody else can make it.
        var bytes = SHA256.hash(hub.sign(Array("holdfast-hosted-vaults-1\n".utf8))).bytes
        key = Secret(taking: &bytes)
    }

    /// For one run, or for as long as the agent reaches the vault.
    package func pass(of agent: Agent, to vault: ID<KnownVault>, for run: ID<Run>?) -> Pass {
        let name = PassName(agent: agent.id, vault: vault, run: run)
        return Pass(name: name.text, secret: secret(of: name, key: agent.key))
    }

    func secret(of name: PassName, key agent: AgentKey) -> Token {
        let code = HMACSHA256.code(
            key: key, message: Array("\(name.text)\n".utf8) + agent.signing + agent.sealing)
        guard let token = Token(Base64.url.encode(code.bytes)) else {
            preconditionFailure("HMAC-SHA-256 has as many bytes as a token")
        }
        return token
    }
}

/// Whom a pass is of: `agent.<agent>.<vault>`, or `run.<agent>.<vault>.<run>`.
struct PassName: Hashable, Sendable {
    let agent: ID<Agent>
    let vault: ID<KnownVault>
    let run: ID<Run>?

    init(agent: ID<Agent>, vault: ID<KnownVault>, run: ID<Run>?) {
        self.agent = agent
        self.vault = vault
        self.run = run
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, let agent = ID<Agent>(parts[1]),
            let vault = ID<KnownVault>(parts[2])
        else { return nil }
        switch (parts[0], parts.count) {
        case ("agent", 3): self.init(agent: agent, vault: vault, run: nil)
        case ("run", 4):
            guard let run = ID<Run>(parts[3]) else { return nil }
            self.init(agent: agent, vault: vault, run: run)
        default: return nil
        }
        // One spelling of each.
        guard self.text == text else { return nil }
    }

    var text: String {
        guard let run else { return "agent.\(agent).\(vault)" }
        return "run.\(agent).\(vault).\(run)"
    }
}

extension KnownVault {
    /// What somebody writes who wants a vault on the hub's own disk.
    package static let hosting = "hub:"

    /// Where it lies if it is on the hub's own disk, and nowhere else.
    package var hostedPlace: String { "\(Self.hosting)\(tenant)/\(id)" }

    package var isHosted: Bool { place == hostedPlace }

    /// Gives a new one on the hub's own disk its place there.
    mutating func settlePlace() {
        if place == Self.hosting { place = hostedPlace }
    }
}
