internal import CommandLine
internal import Cryptography
internal import Engine
internal import JSON
internal import LocalState
internal import StandAlone

/// `holdfast key create`: makes a key that backups can be encrypted to.
struct KeyCreateCommand: Command {
    let name = "create"
    let summary = "Make a key that backups can be encrypted to."
    let discussion = """
        A key has two halves. The recipient (age1…) encrypts and may be known to everybody; the
        identity decrypts. Both are kept below the user's data folder, in files that `age` reads.

        Keep a copy of the identity away from this machine: when the machine is lost, backups
        encrypted to its key cannot be read without it.
        """
    let examples = [
        Example("holdfast key create", "Make the key named default."),
        Example(
            "holdfast key create offline --sealed",
            "Make one that a passphrase protects on this machine."),
    ]
    let exitCodes: [ExitCode] = [.configuration, .denied, .damaged, .cancelled]
    let keyName = Argument.optional("NAME", .keyName, "What to call it (default: default).")
    let isSealed = Option.flag("sealed", "Protect the identity with a passphrase.")
    let password = Option.secret(
        "password", env: "HOLDFAST_PASSWORD", "The file with that passphrase.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let name = invocation[keyName] ?? .standard
            let passphrase = invocation[isSealed] ? try newPassphrase(invocation) : nil
            let (key, _) = try process.keys.create(name, passphrase: passphrase)
            if invocation[json] {
                invocation.print("\(key.json)")
            } else {
                invocation.print("The key \(key.name) is made. Its recipient is")
                invocation.print("\(key.recipient)")
                invocation.print(
                    "Keep a copy elsewhere: holdfast key export \(key.name) --identity > FILE")
            }
            return .success
        }
    }

    private func newPassphrase(_ invocation: Invocation) throws -> Secret {
        let passphrase = try Passphrase(invocation[password], invocation.console)
        if let secret = try passphrase.newSecret("Passphrase of the new key: ") { return secret }
        throw Failure(
            .denied, "There is no passphrase for the key.",
            hint: "give it in HOLDFAST_PASSWORD or --password-file")
    }
}

extension KeyFolder.Key {
    var json: JSON {
        [
            "name": .string(name.text), "recipient": .string("\(recipient)"),
            "identity": .string(keeping.rawValue),
        ]
    }
}
