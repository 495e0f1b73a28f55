internal import ArchiveEngine
internal import CommandLine
internal import Engine
internal import Host
internal import JSON
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

        Say who will be able to read the backups: recipients (--recipient), keys of this machine
        (--key), a passphrase (HOLDFAST_PASSWORD or --password-file), or several of these. With a
        passphrase, a sealed key is kept in the vault itself, and the passphrase is all that is
        needed to restore.
        """
    let examples = [
        Example(
            "holdfast vault init file:/srv/backups --key=default",
            "A folder, readable with the key named default."),
        Example(
            "HOLDFAST_PASSWORD=… holdfast vault init s3:https://s3.example.com/bucket/home",
            "A bucket, readable to whoever knows the passphrase."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full,
    ]
    let url = Argument("URL", .text.named("URL"), "Where the vault is to be.")
    let format = Option(
        "format", .choice, default: VaultFormat.archive, "How backups are laid out in it.")
    let keyOptions = KeyOptions.writing
    let encryption = Option.flag(
        "encryption", default: true,
        "Without it, backups are readable to everybody who can read the place.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            guard invocation[format] == .archive else {
                throw Failure(.usage, "This version makes vaults of the format archive only.")
            }
            let storage = try await LocationOpening(console: invocation.console)
                .open(invocation[url], makesFolder: true)
            let opening = try VaultOpening(
                state: process.state, keyFolder: process.keys,
                brought: keyOptions.brought(invocation))
            let marker = try await opening.create(
                at: storage, isEncrypted: invocation[encryption], ids: process.ids,
                now: WallClock.system.now)
            await storage.close()
            report(marker, at: storage.place, invocation)
            return .success
        }
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
