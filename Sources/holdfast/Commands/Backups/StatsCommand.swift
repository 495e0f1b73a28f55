internal import CommandLine
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast stats`: how much a repository holds.
struct StatsCommand: Command {
    let name = "stats"
    let summary = "Show how much a repository holds, and how much of it only once."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew,
    ]
    let from = Option.from
    let keyOptions = KeyOptions.passphrase
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[from], keyOptions) { vault in
                let found = try await vault.statistics(process.progress)
                guard !invocation[json] else {
                    let line: JSON = [
                        "snapshots": JSON(found.snapshots), "packs": JSON(found.packs),
                        "blobs": JSON(found.blobs), "stored": .integer(found.stored.bytes),
                        "content": .integer(found.content.bytes),
                        "restored": .integer(found.restored.bytes),
                    ]
                    invocation.print("\(line)")
                    return .success
                }
                invocation.print("snapshots  \(found.snapshots)")
                invocation.print("restored   \(found.restored), if every snapshot were written out")
                invocation.print("content    \(found.content), each piece once")
                invocation.print(
                    "stored     \(found.stored) in " + counted(found.packs, "pack") + " and "
                        + counted(found.blobs, "blob"))
                return .success
            }
        }
    }
}
