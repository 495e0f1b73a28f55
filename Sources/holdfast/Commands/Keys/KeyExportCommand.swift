internal import CommandLine
internal import Cryptography
internal import Engine
internal import LocalState

/// `holdfast key export`: half of a key, or all of it, for elsewhere.
struct KeyExportCommand: Command {
    let name = "export"
    let summary = "Print a key: its recipient, or with --identity the secret half."
    let discussion = """
        What --identity prints opens every backup that is encrypted to the key. It is a file for
        `age -i` and for --identity-file.
        """
    let examples = [
        Example("holdfast key export", "Print the recipient of the key named default."),
        Example(
            "holdfast key export --identity > /media/stick/holdfast-key.txt",
            "Keep the secret half on a stick."),
    ]
    let exitCodes: [ExitCode] = [.configuration, .missing, .denied, .damaged, .cancelled]
    let keyName = Argument.optional("NAME", .keyName, "Which one (default: default).")
    let identity = Option.flag("identity", "Print the secret half.")
    let password = Option.secret(
        "password", env: "HOLDFAST_PASSWORD", "The file with the passphrase of a sealed key.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let name = invocation[keyName] ?? .standard
            guard let key = try process.keys.key(named: name) else {
                throw Failure(
                    .missing, "There is no key named \(name).",
                    hint: "holdfast key list shows those there are")
            }
            guard invocation[identity] else {
                invocation.print(invocation[json] ? "\(key.json)" : "\(key.recipient)")
                return .success
            }
            let identity = try process.keys.identity(of: key) { try passphrase(invocation, key) }
            invocation.print("# recipient: \(key.recipient)")
            identity.encoded.withBytes { text in
                invocation.print(String(decoding: [UInt8](copying: text), as: UTF8.self))
            }
            return .success
        }
    }

    private func passphrase(_ invocation: Invocation, _ key: KeyFolder.Key) throws -> Secret? {
        if let reference = invocation[password] {
            return try SettingsContent.secret(reference, invocation.console)
        }
        return Console.askForSecret("Passphrase of the key \(key.name): ").map { line in
            var line = line
            return Secret(taking: &line)
        }
    }
}
