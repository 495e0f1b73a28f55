internal import CommandLine
internal import Cryptography
internal import RepositoryEngine

// What the commands about the passphrases of a repository have in common.

extension LocalProcess {
    /// Runs `body` with the repository at an address, opened by a passphrase that it has.
    static func run(
        _ invocation: Invocation, onRepositoryAt address: String, _ keyOptions: KeyOptions,
        _ body: @escaping @Sendable (RepositoryVault) async throws -> Void
    ) async throws -> ExitCode {
        try await run(invocation) { process in
            try await process.withRepository(address, keyOptions) { try await body($0) }
            return .success
        }
    }
}

extension Option where Value == SecretReference? {
    static var newPassword: Option {
        .secret(
            "new-password", env: "HOLDFAST_NEW_PASSWORD", "The file with the new passphrase.")
    }
}

extension Invocation {
    /// The passphrase that is to open a repository from now on.
    func newPassphrase(_ option: Option<SecretReference?>) throws -> Secret {
        if let reference = self[option] {
            return try SettingsContent.secret(reference, console)
        }
        guard var line = Console.askForSecret("New passphrase: "), !line.isEmpty else {
            throw Failure(
                .usage, "Nothing says the new passphrase.",
                hint: "give it in HOLDFAST_NEW_PASSWORD or --new-password-file")
        }
        return Secret(taking: &line)
    }
}
