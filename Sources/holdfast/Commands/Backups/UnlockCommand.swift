internal import CommandLine
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast unlock`: removes locks that nobody holds.
struct UnlockCommand: Command {
    let name = "unlock"
    let summary = "Remove locks of a repository that nobody holds any more."
    let discussion = """
        Those of holdfast's processes of this machine that ended, which every command that needs a
        lock does by itself, and all that were not refreshed for half an hour, whosever they are.
        One that cannot be read goes when it is older than half an hour.

        --all also removes locks that are held. Whoever works on the repository then does so without
        one, and a prune beside a backup destroys it: only when you know that nobody is at work.
        """
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let from = Option.from
    let keyOptions = KeyOptions.passphrase
    let all = Option.flag("all", "Also locks that are held.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[from], keyOptions) { vault in
                let report = try await vault.unlock(all: invocation[all])
                for lock in report.removed {
                    invocation.print(
                        invocation[json] ? "\(lock.line)" : "removed: \(lock.holder)")
                }
                for lock in report.held {
                    invocation.console.complain(
                        "holdfast: a lock \(lock.holder) is held; --all removes it, when you know "
                            + "that nobody is at work\n")
                }
                for id in report.removedUnreadable {
                    let line: JSON = ["lock": .string("\(id)")]
                    invocation.print(
                        invocation[json]
                            ? "\(line)" : "removed: lock \(id.short), which could not be read")
                }
                for id in report.unreadable {
                    invocation.console.complain(
                        "holdfast: lock \(id.short) cannot be read, so whose it is cannot be "
                            + "told; --all removes it, when you know that nobody is at work\n")
                }
                if report.isNothing, !invocation[json] {
                    invocation.print("No lock was in the way.")
                }
                return report.unreadable.isEmpty ? .success : .issues
            }
        }
    }
}

extension LockFile {
    fileprivate var line: JSON {
        [
            "time": .string("\(time)"), "host": .string(owner.hostName),
            "user": .string(owner.userName), "process": JSON(owner.pid),
            "isExclusive": .bool(isExclusive),
        ]
    }

    fileprivate var holder: String {
        "of process \(owner.pid) of \(shown(owner.userName)) on \(shown(owner.hostName)), "
            + time.minuteText
    }
}
