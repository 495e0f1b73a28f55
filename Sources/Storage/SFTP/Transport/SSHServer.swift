package import Cryptography
package import Host

/// How we show a server who we are. No agent and no `~/.ssh`: what a backup needs is named.
package enum SSHCredential: Sendable {
    case password(Secret)
    /// An OpenSSH or PEM file of an ed25519, ECDSA or RSA key.
    case keyFile(FilePath, passphrase: Secret?)
    /// The content of such a file.
    case key(Secret, passphrase: Secret?)
}

/// Where a server is and how to come in.
package struct SSHServer: Sendable {
    package var host: String
    package var port: UInt16
    package var user: String
    /// Tried in order until the server is content.
    package var credentials: [SSHCredential]
    /// For the connection to stand, and for an answer to come.
    package var patience: Duration

    package init(
        host: String, port: UInt16 = 22, user: String, credentials: [SSHCredential],
        patience: Duration = .seconds(60)
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.credentials = credentials
        self.patience = patience
    }

    package var name: String { "\(user)@\(host)" + (port == 22 ? "" : ":\(port)") }
}
