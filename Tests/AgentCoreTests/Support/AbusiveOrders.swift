import AgentProtocol
import Domain
import Values

/// Runs that a machine with a default policy refuses, each by its name in a table.
struct AbusiveOrders {
    private let scratch: String
    /// Exists if a command was run.
    private let trace: String
    private let remote = ConfiguredVault(
        id: number(7), format: .archive, place: "s3:https://s3.example.com/bucket", secrets: [])

    init(in scratch: String, trace: String) {
        self.scratch = scratch
        self.trace = trace
    }

    func order(_ abuse: String) -> RunOrder {
        reading(abuse) ?? restoring(abuse) ?? keeping(abuse) ?? made(.update, [])
    }

    private func reading(_ abuse: String) -> RunOrder? {
        let command = "touch \(trace)"
        switch abuse {
        case "a hook before": return backup(["/nowhere"], Hooks(before: command))
        case "a hook after": return backup(["/nowhere"], Hooks(after: command))
        case "a path": return backup(["/etc/shadow"])
        case "the root": return backup(["/"])
        case "a link to the root": return backup(["/proc/self/root/etc"])
        case "a path that climbs": return backup(["\(scratch)/data/../../etc"])
        case "another machine's files":
            let files = FilesConfiguration(paths: ["/etc"])
            return backup(of: .sftp(SFTPConfiguration(host: "h", user: "u", files: files)))
        case "a database":
            return backup(of: .sqlite(SQLiteConfiguration(path: "/var/lib/secret.db")))
        default: return nil
        }
    }

    private func restoring(_ abuse: String) -> RunOrder? {
        switch abuse {
        case "a restore elsewhere":
            return made(.restore, [remote], .folder(path: "/etc/cron.d"))
        case "a restore in its place": return made(.restore, [remote], .inPlace)
        case "a confirmed restore in its place":
            return made(
                .restore, [remote], .inPlace, RestoreTerms(confirmation: "web"), ["etc/passwd"])
        case "a restore in its place that moves":
            // What is restored may go there; what it becomes may not.
            return made(
                .restore, [remote], .inPlace,
                RestoreTerms(
                    moves: [RestoreTerms.Move(from: "x", to: "etc/cron.d")], confirmation: "web"))
        case "a restore that climbs":
            return made(.restore, [remote], .folder(path: "/restored/../etc"))
        default: return nil
        }
    }

    private func keeping(_ abuse: String) -> RunOrder? {
        let place = "\(scratch)/vaults/x"
        switch abuse {
        case "a vault on this disk": return made(.initialize, [local("file:\(place)")])
        case "a vault in capital letters": return made(.initialize, [local("FILE:\(place)")])
        case "a vault without a scheme": return made(.initialize, [local(place)])
        case "a copy to this disk": return made(.copy, [remote, local("file:\(place)")])
        case "an export from this disk":
            return made(.export, [local("file:\(place)")], .download)
        case "a drill on this disk": return made(.drill, [local("file:/etc")])
        default: return nil
        }
    }

    // MARK: Making them

    private let attempt = RunAttempt(run: number(60), attempt: 1, fence: 1)

    private func local(_ place: String) -> ConfiguredVault {
        ConfiguredVault(id: number(7), format: .archive, place: place, secrets: [])
    }

    private func backup(_ paths: [String], _ hooks: Hooks = Hooks()) -> RunOrder {
        RunOrder(
            attempt: attempt, kind: .backup, source: source(paths: paths, hooks: hooks),
            vaults: [remote])
    }

    private func backup(of configuration: SourceConfiguration) -> RunOrder {
        let source = Source(
            id: number(6), tenant: number(9), name: "X", place: .pool,
            configuration: configuration, vaults: [number(7)], created: Timestamp(seconds: 0))
        return RunOrder(
            attempt: attempt, kind: .backup, source: ConfiguredSource(source, secrets: []),
            vaults: [remote])
    }

    private func made(
        _ kind: RunKind, _ vaults: [ConfiguredVault], _ to: RunDestination? = nil,
        _ terms: RestoreTerms? = nil, _ paths: [String] = []
    ) -> RunOrder {
        RunOrder(
            attempt: attempt, kind: kind, vaults: vaults, snapshot: "abc", destination: to,
            paths: paths, terms: terms)
    }
}
