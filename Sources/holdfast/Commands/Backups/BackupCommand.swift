internal import ArchiveEngine
internal import CommandLine
internal import Connector
internal import Engine
internal import FilesConnector
internal import Host
internal import LocalState
internal import RepositoryEngine
internal import ResticEngine
internal import SFTPConnector
internal import StandAlone
internal import Storage
internal import Values

/// `holdfast backup`: reads files once and stores them in every vault.
struct BackupCommand: Command {
    let name = "backup"
    let summary = "Back up files and folders into one vault or several."
    let discussion = """
        The paths are read once, and what is read goes to every vault; a vault that fails, fails
        alone. Interrupted in any way, the same command goes on where it was: what is finished in a
        vault is not sent again.

        Paths such as sftp://user@host/srv/www are read from a machine over SSH on which nothing is
        installed; all paths of a backup are on one machine.

        A vault is made by `holdfast vault init`, never by a backup, because an empty folder may be
        a disk that is not mounted. --init makes it on the way.
        """
    let examples = [
        Example(
            "holdfast backup /etc /home --to file:/srv/backups", "Back up into a folder."),
        Example(
            "holdfast backup /srv --to file:/mnt/disk --to sftp://me@nas/backups "
                + "--exclude '*.tmp' --exclude-caches",
            "Into two vaults in one reading, without what can be made again."),
        Example(
            "holdfast backup sftp://root@web1/etc sftp://root@web1/srv --to file:/srv/backups",
            "From another machine, over SSH."),
    ]
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let paths = Argument.repeated("PATH", .file, "What to back up.")
    let to = Option.to
    let keyOptions = KeyOptions.writing
    let makesVault = Option.flag("init", "Make a vault that is not there yet.")
    let format = Option.newFormat("With --init: how backups are laid out in a new vault")
    let encryption = Option.flag(
        "encryption", default: true,
        "With --init: without encryption, backups are readable to all who can read the place.")
    let tags = Option.repeated("tag", .text, "A word to find the snapshot by.")
    let hostName = Option.optional("host", .text, "The machine's name in the snapshot.")
    let files = FilesOptionGroup()
    let transfer = TransferOptions()
    let niceness = NicenessOptions()
    let onError = Option(
        "on-error", .choice, default: IssuePolicy.skip,
        "When a file cannot be read, or changes while it is read.")
    let fresh = Option.flag("fresh", "Begin anew instead of going on with an interrupted backup.")
    let dryRun = Option.flag(
        "dry-run",
        "Only say what would be stored. For repositories: everything is read, nothing is written.")
    let json = Option.json

    /// Longer than a router takes to start again.
    private static let patience = Duration.seconds(15 * 60)

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard !invocation[to].isEmpty else {
            throw Failure(
                .usage, "Nothing says where the backup is to go.",
                hint: "name a vault with --to, as in --to=file:/srv/backups")
        }
        return try await LocalProcess.run(invocation, niceness) { process in
            let locations = try transfer.locations(invocation, patience: Self.patience)
            let places = try await open(invocation, locations)
            let opening = try VaultOpening(
                state: process.state, keyFolder: process.keys,
                brought: keyOptions.brought(invocation))
            if invocation[makesVault], !invocation[dryRun] {
                try await makeVaults(at: places, opening, process)
            }
            let engines = try await engines(for: places, locations, process)
            let result = try await backUp(to: places, opening, engines, process)
            for place in places { await place.close() }
            let printer = BackupPrinter(
                invocation, isJSON: invocation[json], isRehearsal: invocation[dryRun])
            printer.print(result)
            return printer.exitCode(of: result.report, policy: invocation[onError])
        }
    }

    private func open(
        _ invocation: Invocation, _ locations: LocationOpening
    ) async throws -> [any Storage] {
        var places: [any Storage] = []
        for address in invocation[to] {
            places.append(
                try await locations.open(
                    address, makesFolder: invocation[makesVault] && !invocation[dryRun]))
        }
        return places
    }

    /// Where there is none yet. Who is to read them is chosen once for all.
    private func makeVaults(
        at places: [any Storage], _ opening: VaultOpening, _ process: LocalProcess
    ) async throws {
        var missing: [any Storage] = []
        for place in places where try await isFree(place, opening) { missing.append(place) }
        guard !missing.isEmpty else { return }
        let new = try NewVaultChoice(
            process.invocation[format], isEncrypted: process.invocation[encryption], opening)
        for place in missing { try await new.make(at: place, opening, process) }
    }

    private func isFree(_ place: any Storage, _ opening: VaultOpening) async throws -> Bool {
        guard try await opening.format(at: place) == nil else { return false }
        return try await place.head(ArchiveLayout.marker) == nil
    }

    private func backUp(
        to places: [any Storage], _ opening: VaultOpening, _ engines: FormatEngines,
        _ process: LocalProcess
    ) async throws -> LocalBackup.Result {
        let invocation = process.invocation
        let found = try source(invocation)
        defer { found.line?.close() }
        let source = found.connector
        let details = SnapshotDetails(
            hostName: try invocation[hostName] ?? found.hostName ?? HostName.current(),
            paths: found.paths, tags: invocation[tags])
        let backup = LocalBackup(state: process.state, opening: opening, engines: engines)
        let request = LocalBackup.Request(
            source: source, paths: found.pathBytes, details: details,
            issuePolicy: invocation[onError], terms: "\(try files.options(invocation))",
            isFresh: invocation[fresh],
            rehearsal: invocation[dryRun] ? process.ids.next() : nil)
        let display = ProgressDisplay(
            verb: "Backing up", progress: process.progress, console: invocation.console,
            isJSON: invocation[json])
        return try await display.show(counting: source) {
            try await backup.run(
                request, to: places, now: WallClock.system.now, process.progress)
        }
    }

    /// What is to be read, on this machine or another.
    private struct Found {
        let connector: any Connector
        let paths: [String]
        /// What makes it the same source next time.
        let pathBytes: [[UInt8]]
        let hostName: String?
        let line: SFTPLine?
    }

    private func source(_ invocation: Invocation) throws -> Found {
        let options = try files.options(invocation)
        guard invocation[paths].contains(where: RemotePlaces.isRemote) else {
            let roots = try invocation[paths].map(absolutePath)
            var options = options
            options.vaultFolders = try transfer.locations(invocation).folders(invocation[to])
            let source = FilesSource(roots, options: options) { note in
                invocation.console.complain("holdfast: \(note)\n")
            }
            return Found(
                connector: source, paths: roots.map(\.description),
                pathBytes: roots.map(\.string.bytes), hostName: nil, line: nil)
        }
        let locations = try transfer.locations(invocation, patience: Self.patience)
        let remote = try RemotePlaces(locations: locations).source(invocation[paths], options)
        return Found(
            connector: remote.source, paths: invocation[paths],
            pathBytes: invocation[paths].map { Array($0.utf8) }, hostName: remote.hostName,
            line: remote.line)
    }

    private func engines(
        for places: [any Storage], _ locations: LocationOpening, _ process: LocalProcess
    ) async throws -> FormatEngines {
        let program = "holdfast \(BuildInfo.version)"
        var settings = ArchiveEngine.Settings(
            stateFolder: process.state.journals, program: program)
        // A place that is still asked again has not been given up.
        settings.patience = Self.patience + .seconds(60)
        return FormatEngines(
            archives: ArchiveEngine(settings),
            repositories: try await upstream(for: places, locations, process)
                ?? ours(program, process))
    }

    private func ours(
        _ program: String, _ process: LocalProcess
    ) throws -> FormatEngines.Repositories {
        var settings = RepositoryEngine.Settings(
            stateFolder: process.folders.state.appending("repositories"), program: program)
        settings.isRehearsal = process.invocation[dryRun]
        return FormatEngines.Repositories(
            engine: RepositoryEngine(settings), settings: try process.repositorySettings())
    }

    /// Where a person insists on restic itself.
    private func upstream(
        for places: [any Storage], _ locations: LocationOpening, _ process: LocalProcess
    ) async throws -> FormatEngines.Repositories? {
        let invocation = process.invocation
        guard let option = keyOptions.restic, let path = invocation[option] else { return nil }
        guard !invocation[dryRun] else {
            throw Failure(
                .usage, "--dry-run asks Holdfast itself, and --restic has restic do the work.",
                hint: "leave out one of the two")
        }
        let restic = try await UpstreamRestic(path, locations, process)
        let addresses = Dictionary(
            zip(places.map(\.place), invocation[to]), uniquingKeysWith: { first, _ in first })
        return FormatEngines.Repositories(
            engine: ResticEngine(), settings: try process.repositorySettings()
        ) { place, opening in
            let address = addresses[place.place] ?? place.place
            return try await restic.open(address, at: place, opening)
        }
    }
}
