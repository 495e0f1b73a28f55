internal import ArchiveEngine
internal import CommandLine
internal import Engine
internal import Host
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Storage

/// `holdfast vault init`: makes a vault.
struct VaultInitCommand: Command {
    let name = "init"
    let summary = "Make a vault at an empty place."
    let discussion = """
        A vault is a place that backups go to: a folder, a bucket, a server. Making one writes a
        marker, so that a backup can tell the vault from an empty folder where a disk should be
        mounted.

        Say who will be able to read the backups. With a passphrase (HOLDFAST_PASSWORD,
        --password-file, or asked for) the vault is a deduplicating repository, which restic reads
        and writes as well; every backup needs the passphrase, or another of `holdfast vault key
        add`. --like makes one that cuts files as another one does: `holdfast copy` from there and
        backups to here then have pieces in common.

        With recipients (--recipient) or keys of this machine (--key) it is a vault of sealed
        archives, which age, zstd and tar open: backups need no secret, only restores do. With
        --format=archive a passphrase does as well: a key sealed with it is kept in the vault.
        """
    let examples = [
        Example(
            "holdfast vault init file:/srv/backups",
            "A repository for holdfast and restic; its passphrase is asked for."),
        Example(
            "HOLDFAST_PASSWORD=… holdfast vault init s3:https://s3.example.com/bucket/home",
            "The same in a bucket."),
        Example(
            "holdfast vault init file:/srv/archives --key=default",
            "Sealed archives in a folder, readable with the key named default."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .cancelled,
    ]
    let url = Argument("URL", .text.named("URL"), "Where the vault is to be.")
    let format = Option.newFormat("How backups are laid out in it")
    let keyOptions = KeyOptions.writing
    let encryption = Option.flag(
        "encryption", default: true,
        "Without it, backups are readable to everybody who can read the place.")
    let like = Option.optional(
        "like", .text.named("URL"), "Cut files as the repository there does.")
    let likePassword = Option.secret(
        "like-password", env: "HOLDFAST_LIKE_PASSWORD",
        "The file with that one's passphrase, where it is another one.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let opening = try VaultOpening(
                state: process.state, keyFolder: process.keys,
                brought: keyOptions.brought(invocation))
            // Nothing is made at the place, not even its folder, before it is clear who is to read
            // it.
            var choice = try NewVaultChoice(
                invocation[like] == nil ? invocation[format] : invocation[format] ?? .repository,
                isEncrypted: invocation[encryption], opening)
            let model = try await model(process, for: &choice)
            let storage = try await place(invocation)
            let made = try await choice.make(at: storage, opening, process)
            await model?.close()
            await storage.close()
            switch made {
            case .archive(let marker): report(marker, at: storage.place, invocation)
            case .repository(let vault): report(vault, invocation)
            }
            return .success
        }
    }

    /// The repository that the new one is to be like.
    private func model(
        _ process: LocalProcess, for choice: inout NewVaultChoice
    ) async throws -> RepositoryVault? {
        let invocation = process.invocation
        guard let address = invocation[like] else { return nil }
        guard case .repository(var new) = choice else {
            throw Failure(.usage, "Only a repository can be made like another one.")
        }
        let passphrase = try Passphrase(
            invocation[likePassword], else: .given(new.passphrase), invocation.console)
        new.cutsLike = try await process.openRepository(address, passphrase)
        choice = .repository(new)
        return new.cutsLike
    }

    private func place(_ invocation: Invocation) async throws -> any Storage {
        try await LocationOpening(console: invocation.console)
            .open(invocation[url], makesFolder: true)
    }

    private func report(_ vault: RepositoryVault, _ invocation: Invocation) {
        guard invocation[json] else {
            invocation.print("The repository \(vault.config.id.short) is made at \(vault.place).")
            return invocation.print(
                "Its backups are readable with the passphrase, and with nothing else.")
        }
        let line: JSON = [
            "vault": .string("\(vault.localID)"), "place": .string(vault.place),
            "format": "repository", "encryption": "repository",
            "repository": .string("\(vault.config.id)"),
        ]
        invocation.print("\(line)")
    }

    private func report(_ marker: VaultMarker, at place: String, _ invocation: Invocation) {
        if invocation[json] {
            let line: JSON = [
                "vault": .string("\(marker.vault)"), "place": .string(place),
                "format": "archive", "encryption": .string(marker.encryption.rawValue),
                "recipients": .array(marker.recipients.map { .string("\($0.recipient)") }),
            ]
            invocation.print("\(line)")
            return
        }
        invocation.print("The vault \(marker.vault) is made at \(place).")
        if marker.recipients.isEmpty {
            invocation.print("It is not encrypted: whoever can read the place reads everything.")
        } else {
            invocation.print("Its backups are readable with:")
            for one in marker.recipients { invocation.print("  \(one.name)  \(one.recipient)") }
        }
    }
}
