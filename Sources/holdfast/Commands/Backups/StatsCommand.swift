internal import CommandLine
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast stats`: how much a vault holds.
struct StatsCommand: Command {
    let name = "stats"
    let summary = "Show how much a vault holds, and of a repository how much of it only once."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let transfer = TransferOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, transfer, needsKey: false)
            guard let repository = (vault as Any) as? RepositoryVault else {
                print(try await vault.snapshots().snapshots, invocation)
                return .success
            }
            print(try await repository.statistics(process.progress), invocation)
            return .success
        }
    }

    /// Every snapshot of an archive stands alone: what there is, is their sum.
    private func print(_ snapshots: [Snapshot], _ invocation: Invocation) {
        let restored = snapshots.reduce(ByteCount(0)) { $0 + $1.contentSize }
        let sizes = snapshots.compactMap(\.storedSize)
        // Another program than ours does not say what its snapshots take.
        let stored = sizes.count < snapshots.count ? nil : sizes.reduce(ByteCount(0), +)
        guard !invocation[json] else {
            var line = JSONObject()
            line["snapshots"] = JSON(snapshots.count)
            if let stored { line["stored"] = .integer(stored.bytes) }
            line["restored"] = .integer(restored.bytes)
            return invocation.print("\(JSON.object(line))")
        }
        invocation.print("snapshots  \(snapshots.count)")
        invocation.print("restored   \(restored), if every snapshot were written out")
        if let stored { invocation.print("stored     \(stored)") }
    }

    private func print(_ found: RepositoryStatistics, _ invocation: Invocation) {
        guard !invocation[json] else {
            let line: JSON = [
                "snapshots": JSON(found.snapshots), "packs": JSON(found.packs),
                "blobs": JSON(found.blobs), "stored": .integer(found.stored.bytes),
                "content": .integer(found.content.bytes),
                "restored": .integer(found.restored.bytes),
            ]
            return invocation.print("\(line)")
        }
        invocation.print("snapshots  \(found.snapshots)")
        invocation.print("restored   \(found.restored), if every snapshot were written out")
        invocation.print("content    \(found.content), each piece once")
        invocation.print(
            "stored     \(found.stored) in " + counted(found.packs, "pack") + " and "
                + counted(found.blobs, "blob"))
    }
}
