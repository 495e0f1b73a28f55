internal import CommandLine
internal import Engine
internal import StandAlone

/// `holdfast dump`: content of a snapshot on standard output.
struct DumpCommand: Command {
    let name = "dump"
    let summary = "Print a file of a snapshot, or some of its paths as an archive."
    let discussion = """
        With one path, that file's content. With --tar or --zip, everything that the paths name, or
        the whole snapshot, as an archive. tar keeps everything but sockets; zip, which any desktop
        opens, keeps files, folders and links, and further names of a file as files of their own.
        What turns out to be damaged ends the output in its middle, and the command with code 9. A
        file that changed while it was backed up comes as it was read, with an issue and code 3.
        """
    let examples = [
        Example(
            "holdfast dump latest etc/fstab --from=file:/srv/backups", "Look at one file."),
        Example(
            "holdfast dump latest etc --tar --from=file:/srv/backups | ssh web tar -x -C /tmp",
            "Send a folder elsewhere."),
        Example(
            "holdfast dump latest home/ann --zip --from=file:/srv/backups > ann.zip",
            "Hand somebody what is his."),
    ]
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let snapshot = Argument("SNAPSHOT", .text, "Its id, the beginning of it, or `latest`.")
    let paths = Argument.repeated("PATH", .text, isRequired: false, "What to print.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let transfer = TransferOptions()
    let choice = EntryOptionGroup()
    let tar = Option.flag("tar", "Print a tar archive.")
    let zip = Option.flag("zip", "Print a zip archive.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard !(invocation[tar] && invocation[zip]) else {
            throw Failure(.usage, "--tar and --zip are two ways of printing the same.")
        }
        let isArchive = invocation[tar] || invocation[zip]
        guard isArchive || invocation[paths].count == 1 else {
            throw Failure(
                .usage,
                "One path is printed as it is; for more, or for a folder, say --tar or --zip.")
        }
        return try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, transfer, needsKey: true)
            let snapshot = try SnapshotChoice(invocation[snapshot])
                .find(in: try await vault.snapshots())
            let wanted = try choice.choice(invocation, paths: invocation[paths])
            let form: OutputDump.Form =
                isArchive ? (invocation[zip] ? .zip : .tar) : .content
            return try await OutputDump.run(vault, snapshot.id, wanted, as: form, process)
        }
    }
}
