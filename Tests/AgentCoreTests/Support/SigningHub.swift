import AgentProtocol
import Cryptography

/// The key of a hub that says nothing.
struct SigningHub {
    let key: SigningKey

    init(key: SigningKey = .random()) {
        self.key = key
    }

    func sign(_ configuration: AgentConfiguration) -> SignedConfiguration {
        SignedConfiguration.sign(configuration) { key.sign($0) }
    }
}
