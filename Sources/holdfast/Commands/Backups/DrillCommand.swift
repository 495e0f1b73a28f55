internal import CommandLine
internal import Drill
internal import Engine
internal import FilesConnector
internal import Glibc
internal import Host
internal import LocalState
internal import StandAlone
internal import Values

/// `holdfast drill`: rehearses a restore, gives a verdict and measures it.
struct DrillCommand: Command {
    let name = "drill"
    let summary = "Rehearse the restore of a snapshot, and say whether it would do."
    let discussion = """
        Restores into a scratch folder, reads everything back from there and compares it with what
        was backed up: content, kinds, links, owners, modes, times and attributes. Every SQLite
        database is opened and checked, whatever its name is. Everything comes from the vault and
        nothing from a cache. Measured are the time until the first byte, the time of the restore
        and of the comparison, and how old the data is.

        The scratch folder is removed at the end, also after Ctrl-C; what a killed drill left, the
        next one removes. It needs as much room as the snapshot, which is looked at first.
        """
    let examples = [
        Example("holdfast drill latest --from=file:/srv/backups", "All of the latest snapshot."),
        Example(
            "holdfast drill latest var/lib/app --from=sftp://me@nas/backups --scratch=/mnt/large",
            "A folder of it, on a disk that has the room."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .full, .tooNew, .failedDrill,
        .cancelled,
    ]
    let snapshot = Argument("SNAPSHOT", .text, "Its id, the beginning of it, or `latest`.")
    let paths = Argument.repeated(
        "PATH", .text, isRequired: false, "Only these and what is below them.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let transfer = TransferOptions()
    let niceness = NicenessOptions()
    let scratch = Option.optional(
        "scratch", .folder,
        "Make the scratch folder in this one (default: in the user's cache folder).")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation, niceness) { process in
            let place = try invocation[scratch].map(absolutePath) ?? process.folders.drills()
            let vault = try await process.open(
                invocation[from], keyOptions, transfer, needsKey: true)
            let list = try await vault.snapshots()
            let wish = SnapshotChoice(invocation[snapshot])
            let snapshot = try wish.find(in: list)
            // Ids begin with their time, but those of repositories: there it cannot be told.
            let lost = list.damaged.filter { damaged in
                wish == .latest && (vault.format == .repository || damaged.id > snapshot.id)
            }
            let choice = EntryChoice(paths: try entryPaths(invocation[paths]))
            let display = ProgressDisplay(
                verb: "Rehearsing", progress: process.progress, console: invocation.console,
                isJSON: invocation[json])
            let report = try await ScratchFolder.with(in: place, named: "drill", ids: process.ids) {
                folder in
                try await display.show {
                    try await drill(vault, in: folder).run(
                        snapshot, choice, lost: lost, now: WallClock.system.now, process.progress)
                }
            }
            DrillPrinter(invocation, isJSON: invocation[json]).print(report)
            return report.hasPassed ? .success : .failedDrill
        }
    }

    private func drill(_ vault: any Vault, in folder: FilePath) -> Drill {
        let isRoot = geteuid() == 0
        var options = RestoreOptions()
        // Names are of no use here: what counts is what would be written.
        options.owners = .byNumber
        options.makesDevices = isRoot
        return Drill(
            vault, in: folder, restoringTo: FileRestore(into: folder, options),
            readingBack: FilesSource([folder]), isRoot ? .everything : .whatUsersMay)
    }
}
