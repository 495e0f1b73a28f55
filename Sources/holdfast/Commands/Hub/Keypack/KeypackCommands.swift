internal import CommandLine
internal import Cryptography
internal import Host
internal import HubCore
internal import Settings
internal import Values

/// `holdfast keypack export`: the master key in a file that a passphrase opens.
struct KeypackExportCommand: Command {
    let name = "export"
    let summary = "Write the hub's master key to a file that a passphrase opens."
    let discussion = """
        Keep the file away from the hub and its backups: together with the store it opens every
        secret there is. It is an ordinary age file, which `age -d` opens as well. Works whether
        the hub runs or not, and never overwrites a file.
        """
    let examples = [
        Example("holdfast keypack export /media/stick/keypack.age", "Ask for a new passphrase.")
    ]
    let exitCodes: [ExitCode] = [.configuration, .missing, .denied, .damaged, .full]
    let options = HubCommand.settingsOptions
    let password = KeypackPassword.option
    let file = Argument("FILE", .file, "Where it goes; there may be nothing yet.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let path = try DataFolderPath.resolve(
            settings[HubSettings.Place.self], invocation.console)
        guard let keyring = try MasterKeyring.read(from: DataFolder.inspect(path)) else {
            throw Failure(
                .missing, "There is no master key in \(shown(path.description)).",
                hint: "look at --data-dir")
        }
        let passphrase = try KeypackPassword.new(invocation[password], invocation.console)
        let pack = try Keypack.seal(keyring, with: passphrase)
        try DurableFile.create(FilePath(invocation[file]), with: pack)
        invocation.print("The master key is in \(shown(invocation[file])) now.")
        return .success
    }
}

/// `holdfast keypack import`: the master key out of such a file.
struct KeypackImportCommand: Command {
    let name = "import"
    let summary = "Put a master key back that was exported."
    let discussion = """
        The hub has to be stopped. A key that is there is never overwritten: the same one, or one
        that holds everything of the file, is left as it is, and any other is refused.
        """
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .damaged, .full,
    ]
    let options = HubCommand.settingsOptions
    let password = KeypackPassword.option
    let file = Argument("FILE", .file, "What export wrote.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let path = try DataFolderPath.resolve(
            settings[HubSettings.Place.self], invocation.console)
        let pack = try DurableFile.read(
            FilePath(invocation[file]), limit: Keypack.sizeMax)
        // Opened before anything is made or touched.
        let passphrase = try KeypackPassword.known(invocation[password], invocation.console)
        let keyring = try Keypack.open(pack, with: passphrase)
        switch try Keypack.put(keyring, into: DataFolder(at: path)) {
        case .written: invocation.print("The master key is back.")
        case .same: invocation.print("This master key was there; nothing was changed.")
        case .newer:
            invocation.print(
                "The master key that is there holds everything of it; nothing was changed.")
        }
        return .success
    }
}

/// The passphrase of a keypack, from a file, a variable or the terminal.
enum KeypackPassword {
    static let option = Option.secret(
        "password", env: "HOLDFAST_KEYPACK_PASSWORD",
        "The file with the keypack's passphrase; the variable holds it itself.")

    static func known(_ reference: SecretReference?, _ console: Console) throws -> Secret {
        if let reference { return try SettingsContent.secret(reference, console) }
        return try ask("Passphrase of the keypack: ")
    }

    /// One that nobody has yet is asked for twice: what is mistyped opens nothing.
    static func new(_ reference: SecretReference?, _ console: Console) throws -> Secret {
        if let reference { return try SettingsContent.secret(reference, console) }
        let secret = try ask("New passphrase of the keypack: ")
        guard try ask("The same again: ") == secret else {
            throw Failure(.usage, "The two passphrases differ; nothing was made.")
        }
        return secret
    }

    private static func ask(_ question: String) throws -> Secret {
        guard var line = Console.askForSecret(question) else {
            throw Failure(
                .usage, "There is no passphrase.",
                hint: "set HOLDFAST_KEYPACK_PASSWORD or give --password-file")
        }
        return Secret(taking: &line)
    }
}
