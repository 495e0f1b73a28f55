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
        would take is what `holdfast prune` is for. A snapshot that is damaged goes as well, but
        only this way: no rule takes it.
        """
    let examples = [
        Example("holdfast forget 0199c2f0 --from file:/srv/backups", "Take one away.")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
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
            let chosen = try invocation[snapshots].map { try choice($0).findAny(in: list) }
            if !invocation[dryRun] {
                try await vault.forget(chosen.map(\.id), process.progress)
            }
            for one in chosen { report(one, invocation) }
            return .success
        }
    }

    private func report(_ found: SnapshotChoice.Found, _ invocation: Invocation) {
        let word = invocation[dryRun] ? "would go" : "gone"
        switch found {
        case .whole(let snapshot):
            invocation.print(
                invocation[json]
                    ? "\(snapshot.json)"
                    : "\(word): \(snapshot.id.short), \(snapshot.time.minuteText)")
        case .damaged(let snapshot):
            invocation.print(
                invocation[json]
                    ? "\(snapshot.json)"
                    : "\(word): \(snapshot.id.short), which is damaged: \(snapshot.reason)")
        }
    }

    /// `latest` is a moving target: nobody should delete by it.
    private func choice(_ text: String) throws -> SnapshotChoice {
        guard !text.isEmpty else { throw Failure(.usage, "An id is empty.") }
        guard text != SnapshotChoice.word else {
            throw Failure(.usage, "Name the snapshot by its id, not as 'latest'.")
        }
        return SnapshotChoice(text)
    }
}
