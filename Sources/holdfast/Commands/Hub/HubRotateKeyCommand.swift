internal import CommandLine
internal import Cryptography
internal import Host
internal import HubCore
internal import Settings

/// `holdfast hub rotate-key`: another master key.
struct HubRotateKeyCommand: Command {
    let name = "rotate-key"
    let summary = "Make another master key, and seal with it what the hub has sealed."
    let discussion = """
        The hub has to be stopped. The new key is added to the keyring; the old ones stay in it, so
        that older backups of the store can still be read. Export the keypack again afterwards. A
        rotation that was broken off is gone on with when the hub starts.
        """
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
    ]
    let options = HubCommand.settingsOptions

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let data = try DataFolder(
            at: DataFolderPath.resolve(settings[HubSettings.Place.self], invocation.console))
        let opening = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console,
            folder: data.path)
        let opened = try await opening.open(at: WallClock.system.now)
        do {
            let keyring = try KeyRotation.rotate(in: data, at: WallClock.system.now)
            let count = try await KeyRotation(
                store: opened.store, keyring: keyring, clock: .system
            ).reseal()
            await opened.close()
            invocation.print("There is a new master key; sealed anew with it: \(count).")
            return .success
        } catch {
            await opened.close()
            throw error
        }
    }
}
