internal import CommandLine
internal import Domain
internal import Host
internal import HubCore
internal import Settings
internal import Store
internal import Values

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
            var words = ["The hub goes on."]
            if standing.unreadVaults > 0 {
                words.append(
                    "Vaults that nobody has read since it was restored: \(standing.unreadVaults).")
            }
            if let gap = standing.gap { words += try await lost(gap, in: store) }
            return words.joined(separator: "\n")
        }
        guard let sentence else {
            throw Failure(.missing, "There is no store of a hub.", hint: "look at --data-dir")
        }
        invocation.print(sentence)
        return .success
    }

    /// What people may want to look for.
    private func lost(_ gap: HubGap, in store: any Store) async throws -> [String] {
        var lines = [
            """
            It knows nothing of the time from \(gap.from) to \(gap.to) but what agents and vaults \
            told it: what people changed or asked for then is as it was before.
            """
        ]
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        var filter = AuditFilter()
        filter.action = .runUnknown
        while let wanted = request {
            let tenants = try await store.tenants(wanted)
            for tenant in tenants.items {
                let events = try await store.auditEvents(
                    in: .tenant(tenant.id), matching: filter, before: nil, limit: Self.listMax)
                for event in events where event.draft.time >= gap.to {
                    let (run, facts) = (event.draft.target, event.draft.detail)
                    lines.append(
                        """
                        Lost, in \(tenant.name): \(run?.name ?? "a run") by \
                        \(facts["name"] ?? "an agent"), begun \(facts["began"] ?? "then").
                        """)
                }
            }
            request = tenants.following
        }
        return lines
    }

    /// Of each tenant; the audit log has them all.
    private static let listMax = 50
}
