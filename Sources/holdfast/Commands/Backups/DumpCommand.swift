internal import CommandLine
internal import Connector
internal import Engine
internal import Export
internal import Glibc
internal import Host
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
            var wanted = try choice.choice(invocation, paths: invocation[paths])
            if invocation[zip] { wanted.hardLinks = .asFiles }
            let stream = try await vault.entries(of: snapshot.id, wanted, process.progress)
            var dump = EntryDump(to: try output(), name: "standard output")
            let issues =
                if !isArchive {
                    try dump.writeContent(of: stream)
                } else {
                    try invocation[zip] ? dump.writeZip(of: stream) : dump.writeTar(of: stream)
                }
            await vault.close()
            IssuePrinter(invocation: invocation, isJSON: false).print(issues)
            return issues.isEmpty ? .success : .issues
        }
    }

    /// A descriptor of our own, which is closed when it is done.
    private func output() throws(SystemError) -> FileDescriptor {
        let copy = dup(STDOUT_FILENO)
        guard copy >= 0 else { throw SystemError.last("dup") }
        return FileDescriptor(owning: copy)
    }
}
