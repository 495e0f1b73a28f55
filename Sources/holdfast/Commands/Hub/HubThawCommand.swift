internal import CommandLine
internal import Domain
internal import Host
internal import HubCore
internal import Settings

/// `holdfast hub thaw`: a restored hub is the hub to go on with.
struct HubThawCommand: Command {
    let name = "thaw"
    let summary = "Confirm that a restored hub is the hub to go on with."
    let discussion = """
        From then on the hub does all it did before: it tells agents what to go by, fires, and
        takes away what its rules say. Look first at its agents, people, tokens and sources: what
        was changed after the backup is as it was before. Works whether the hub runs or not.
        """
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew,
    ]
    let options = HubCommand.settingsOptions

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let path = try DataFolderPath.resolve(
            settings[HubSettings.Place.self], invocation.console)
        let opening = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console, folder: path)
        let sentence = try await opening.look { store in
            let frozen = FrozenHub(store: store, clock: .system)
            let standing = try await frozen.standing()
            guard standing.hub.frozen != nil else { return "The hub is not frozen." }
            _ = try await frozen.thaw(by: .machine(at: ""))
            let count = standing.unreadVaults
            return count == 0
                ? "The hub goes on."
                : "The hub goes on. Vaults that nobody has read since it was restored: \(count)."
        }
        guard let sentence else {
            throw Failure(.missing, "There is no store of a hub.", hint: "look at --data-dir")
        }
        invocation.print(sentence)
        return .success
    }
}
