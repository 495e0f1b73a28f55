internal import CommandLine
internal import Connector
internal import Engine
internal import FilesConnector
internal import Host
internal import JSON
internal import SFTPConnector
internal import StandAlone
internal import Values

/// `holdfast restore`: gives files back.
struct RestoreCommand: Command {
    let name = "restore"
    let summary = "Restore a snapshot, or some of its paths, below a folder."
    let discussion = """
        Files appear below the target with their whole path: etc/fstab of a snapshot becomes
        TARGET/etc/fstab. Nothing is written outside the target, whatever the snapshot says, and
        a file has its name only once it is whole. When the command has ended, all of it is on the
        disk; after a power cut before that, small files may be empty, and --conflict=overwrite
        gives them back.

        --to-stdout prints what the paths name instead: one file as it is, anything else as a tar
        archive.

        --delete takes away what is in the folders that the snapshot holds and not in it, once all
        is restored without an issue. What was left out when they were backed up is not in it
        either. The folders above what was backed up, other disks that are mounted there, and the
        root of the machine are left alone.

        --dry-run says what would be new, what differs, what is in the way and what would go, and
        writes nothing.
        """
    let examples = [
        Example(
            "holdfast restore latest etc/ssh --target=/tmp/back --from=file:/srv/backups",
            "A folder of the latest snapshot."),
        Example(
            "holdfast restore latest --target=/ --conflict=skip --dry-run "
                + "--from=file:/srv/backups",
            "What of everything is missing on this machine?"),
        Example(
            "holdfast restore latest --map=srv/old=. --target=/srv/new "
                + "--from=file:/srv/backups",
            "The content of one folder into another."),
    ]
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let snapshot = Argument("SNAPSHOT", .text, "Its id, the beginning of it, or `latest`.")
    let paths = Argument.repeated(
        "PATH", .text, isRequired: false, "Only these and what is below them.")
    let from = Option.from
    let target = Option.optional(
        "target", .folder,
        "The folder to restore into, made when it is missing; sftp://user@host/folder for one of "
            + "another machine.")
    let keyOptions = KeyOptions.reading
    let transfer = TransferOptions()
    let niceness = NicenessOptions()
    let choice = EntryOptionGroup()
    let conflict = Option(
        "conflict", .choice, default: ConflictPolicy.fail,
        "When something else is where an entry is to go.")
    let unchanged = Option.optional(
        "unchanged", Syntax<RestoreOptions.Unchanged>.choice,
        "When a file is there already with the right size, time, mode and owner (default: kept; "
            + "kept-by-hash with --conflict=overwrite).")
    let owners = Option(
        "owners", .choice, default: RestoreOptions.Owners.byName, "Who owns what root restores.")
    let privileges = Option(
        "privileges", .choice, default: RestoreOptions.Privileges.byUser,
        "What becomes of set-id bits and capabilities.")
    let devices = Option.flag("devices", "Make devices, as root.")
    let keepDamaged = Option.flag(
        "keep-damaged", "Write files whose content is damaged, with .damaged after their names.")
    let map = Option.repeated(
        "map", .mapping, "Restore what is below one path below another, as in srv/old=srv/new.")
    let delete = Option.flag(
        "delete", "Delete what is in folders of the snapshot and not in the snapshot.")
    let toOutput = Option.flag(
        "to-stdout", "Print it instead: one file as it is, anything else as a tar archive.")
    let dryRun = Option.flag("dry-run", "Only say what would be done.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard let target = invocation[target] else { return try await print(invocation) }
        guard !invocation[toOutput] else {
            throw Failure(.usage, "--target and --to-stdout are two places for the same.")
        }
        return try await LocalProcess.run(invocation, niceness) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, transfer, needsKey: true)
            let snapshot = try find(in: try await vault.snapshots(), invocation)
            let (files, line) = try place(target, invocation)
            defer { line?.close() }
            var wanted = try choice.choice(invocation, paths: invocation[paths])
            let deletion =
                try invocation[delete]
                ? RestoreDeletion(from: files, vault, snapshot, wanted, invocation[conflict]) : nil
            let printer = RestorePrinter(invocation, isJSON: invocation[json])
            if invocation[dryRun] {
                wanted.hasContent = false
                let stream = try await vault.entries(of: snapshot.id, wanted, process.progress)
                var plan = try files.plan(stream)
                if let deletion { plan.add(deleted: try await deletion.find(process.progress)) }
                guard wanted.paths.isEmpty || plan.counts.values.contains(where: { $0 > 0 }) else {
                    throw Failure.noSuchPaths
                }
                printer.print(plan)
                return .success
            }
            if invocation[conflict] == .fail {
                try await requireNoConflict(vault, snapshot.id, wanted, files, process)
            }
            process.progress.update {
                $0.totals = SourceTotals(entries: snapshot.entries, size: snapshot.contentSize)
            }
            let report = try await restore(vault, snapshot.id, wanted, files, process)
            let met = report.entries + report.skipped + Int64(report.issues.count)
            guard met > 0 || wanted.paths.isEmpty else { throw Failure.noSuchPaths }
            var deleted: RestoreReport?
            if let deletion {
                guard report.issues.isEmpty else {
                    printer.print(report)
                    invocation.console.complain(
                        "holdfast: nothing was deleted, since not all of it was restored\n")
                    return .issues
                }
                deleted = try await deletion.run(process.progress)
            }
            printer.print(report, deleted: deleted)
            return report.issues.isEmpty && deleted?.issues.isEmpty ?? true ? .success : .issues
        }
    }

    private func print(_ invocation: Invocation) async throws -> ExitCode {
        guard invocation[toOutput], !invocation[dryRun], !invocation[json] else {
            throw Failure(
                .usage,
                invocation[toOutput]
                    ? "--to-stdout prints nothing but what is restored."
                    : "Nothing says where to restore to.",
                hint: invocation[toOutput]
                    ? nil : "name a folder with --target, or say --to-stdout")
        }
        return try await LocalProcess.run(invocation, niceness) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, transfer, needsKey: true)
            let snapshot = try find(in: try await vault.snapshots(), invocation)
            let wanted = try choice.choice(invocation, paths: invocation[paths])
            let isFile = try await isOneFile(wanted, of: snapshot.id, in: vault)
            return try await OutputDump.run(
                vault, snapshot.id, wanted, as: isFile ? .content : .tar, process)
        }
    }

    private func isOneFile(
        _ wanted: EntryChoice, of id: SnapshotID, in vault: any Vault
    ) async throws -> Bool {
        guard wanted.paths.count == 1 else { return false }
        var listed = wanted
        listed.hasContent = false
        let stream = try await vault.entries(of: id, listed, RunProgress())
        var found: [Entry] = []
        while found.count < 2, let item = try stream.next() {
            if case .entry(let entry) = item { found.append(entry) }
        }
        guard let first = found.first else { throw Failure.noSuchPaths }
        return found.count == 1 && first.kind == .file
    }

    /// Nothing is begun that could not be ended.
    private func requireNoConflict(
        _ vault: any Vault, _ id: SnapshotID, _ wanted: EntryChoice, _ files: any RestoreTarget,
        _ process: LocalProcess
    ) async throws {
        var listed = wanted
        listed.hasContent = false
        let plan = try files.plan(try await vault.entries(of: id, listed, process.progress))
        let changes: [RestorePlan.Change] = [.changed, .conflict]
        let count = changes.reduce(0) { $0 + (plan.counts[$1] ?? 0) }
        guard count > 0 else { return }
        let first = plan.samples.first { changes.contains($0.change) }
        throw Failure(
            .failure,
            "Something else is there already of " + counted(count, "entry", plural: "entries")
                + (first.map { ", as \(shown($0.path.bytes))" } ?? "")
                + "; nothing was restored.",
            hint: "--dry-run shows what differs, and --conflict says what is to become of it")
    }

    /// Whoever asks for the latest is told that a later one may have been damaged.
    private func find(
        in list: SnapshotList, _ invocation: Invocation
    ) throws -> Snapshot {
        let choice = SnapshotChoice(invocation[snapshot])
        let found = try choice.find(in: list)
        if choice == .latest, !list.damaged.isEmpty {
            invocation.console.complain(
                "holdfast: \(counted(list.damaged.count, "damaged snapshot")) passed over; "
                    + "`holdfast snapshots` names what is wrong\n")
        }
        return found
    }

    private func restore(
        _ vault: any Vault, _ id: SnapshotID, _ wanted: EntryChoice, _ files: any RestoreTarget,
        _ process: LocalProcess
    ) async throws -> RestoreReport {
        let display = ProgressDisplay(
            verb: "Restoring", progress: process.progress,
            console: process.invocation.console, isJSON: process.invocation[json])
        return try await display.show {
            let stream = try await vault.entries(of: id, wanted, process.progress)
            return try files.restore(stream) { report in
                process.progress.update {
                    $0.entries = report.entries
                    $0.bytes = report.size.bytes
                    $0.issues = report.issues.count
                }
            }
        }
    }

    /// Where it goes: a folder of this machine, or of a server.
    private func place(
        _ target: String, _ invocation: Invocation
    ) throws -> (any RestoreTarget, SFTPLine?) {
        guard RemotePlaces.isRemote(target) else {
            let folder = try absolutePath(target)
            if !invocation[dryRun] { try make(folder) }
            return (FileRestore(into: folder, options(invocation)), nil)
        }
        let places = RemotePlaces(locations: try transfer.locations(invocation))
        let (restore, line) = try places.target(target, options(invocation))
        if !invocation[dryRun] { try restore.makeFolder() }
        return (restore, line)
    }

    /// A folder that is not there yet is made; those above it are not, as a path that was mistyped.
    private func make(_ path: FilePath) throws(FileError) {
        do throws(FileError) {
            _ = try Folder(at: path)
        } catch  where error.kind == .notFound {
            try Folder(at: path.parent).makeFolder(
                RelativePath(bytes: path.name.bytes), mode: FileMode(rawValue: 0o755))
        }
    }

    private func options(_ invocation: Invocation) -> RestoreOptions {
        var options = RestoreOptions()
        options.conflicts = invocation[conflict]
        options.unchanged = invocation[unchanged]
        options.owners = invocation[owners]
        options.privileges = invocation[privileges]
        options.makesDevices = invocation[devices]
        options.keepsDamaged = invocation[keepDamaged]
        options.map = PathMap(invocation[map])
        return options
    }
}

extension Syntax where Value == PathMap.Rule {
    fileprivate static var mapping: Syntax {
        Syntax(
            "FROM=TO",
            reading: { text throws(Refusal) in
                let parts = text.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, let from = Self.path(parts[0]) else {
                    throw Refusal("is not a pair of paths such as srv/old=srv/new")
                }
                let isTop = parts[1].isEmpty || parts[1] == "." || parts[1] == "/"
                guard !isTop else { return PathMap.Rule(from: from, to: nil) }
                guard let to = Self.path(parts[1]) else {
                    throw Refusal("is not a pair of paths such as srv/old=srv/new")
                }
                return PathMap.Rule(from: from, to: to)
            }, writing: { "\($0.from)=\($0.to.map(\.description) ?? ".")" })
    }

    private static func path(_ text: Substring) -> EntryPath? {
        var text = text
        while text.hasPrefix("/") { text.removeFirst() }
        while text.hasSuffix("/") { text.removeLast() }
        return EntryPath(text)
    }
}
