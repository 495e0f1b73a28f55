internal import CommandLine
internal import Engine
internal import JSON
internal import StandAlone

/// `holdfast forget`: takes single snapshots away.
struct ForgetCommand: Command {
    let name = "forget"
    let summary = "Take snapshots out of a vault, by their ids."
    let discussion = """
        What a snapshot alone needs is deleted with it and cannot be brought back. Which ones a rule
        would take is what `holdfast prune` is for. A snapshot of a repository that cannot be read
        is taken away by its id, too.
        """
    let examples = [
        Example("holdfast forget 0199c2f0 --from file:/srv/backups", "Take one away.")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew,
    ]
    let snapshots = Argument.repeated("SNAPSHOT", .text, "The ids, or their beginnings.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let dryRun = Option.flag("dry-run", "Only say what would go.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, needsKey: false)
            let list = try await vault.snapshots()
            // Each is found before the first one goes.
            let lost = list.damaged.filter {
                vault.format == .repository && isNamed($0, invocation)
            }
            let chosen = try invocation[snapshots].filter { text in
                !lost.contains { $0.id.text.hasPrefix(text.lowercased()) }
            }.map { try choice($0).find(in: list) }
            if !invocation[dryRun] {
                try await vault.forget(chosen.map(\.id) + lost.map(\.id), process.progress)
            }
            await vault.close()
            let word = invocation[dryRun] ? "would go" : "gone"
            for snapshot in lost {
                let line: JSON = ["id": .string(snapshot.id.text), "isDamaged": true]
                invocation.print(
                    invocation[json]
                        ? "\(line)" : "\(word): \(snapshot.id.short), which could not be read")
            }
            for snapshot in chosen {
                invocation.print(
                    invocation[json]
                        ? "\(snapshot.json)"
                        : "\(word): \(snapshot.id.short), \(snapshot.time.minuteText)")
            }
            return .success
        }
    }

    /// By as much of its id as lists show: nothing else tells that it is the one that is meant.
    private func isNamed(_ snapshot: DamagedSnapshot, _ invocation: Invocation) -> Bool {
        invocation[snapshots].contains { text in
            text.utf8.count >= snapshot.id.short.utf8.count
                && snapshot.id.text.hasPrefix(text.lowercased())
        }
    }

    /// `latest` is a moving target: nobody should delete by it.
    private func choice(_ text: String) throws -> SnapshotChoice {
        guard text != SnapshotChoice.word else {
            throw Failure(.usage, "Name the snapshot by its id, not as 'latest'.")
        }
        return SnapshotChoice(text)
    }
}
