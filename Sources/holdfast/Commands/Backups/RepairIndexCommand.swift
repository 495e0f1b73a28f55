internal import CommandLine
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone

/// `holdfast repair index`: makes a repository's index say what is there.
struct RepairIndexCommand: Command {
    let name = "index"
    let summary = "Make the index of a repository say what its packs hold."
    let discussion = """
        For a repository whose index is missing or damaged. No pack is changed or deleted; what the
        index said of packs that are gone is dropped.
        """
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let from = Option.from
    let keyOptions = KeyOptions.passphrase
    let readsAll = Option.flag("read-all-packs", "Read what every pack says of itself.")
    let dryRun = Option.flag("dry-run", "Only say what would be done.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[from], keyOptions) { vault in
                let repair = try await vault.repairIndex(
                    readsAll: invocation[readsAll], isRehearsal: invocation[dryRun],
                    process.progress)
                invocation[json] ? printJSON(repair, invocation) : printText(repair, invocation)
                return repair.unreadable.isEmpty && repair.missing.isEmpty ? .success : .issues
            }
        }
    }

    private func printText(_ repair: IndexRepair, _ invocation: Invocation) {
        for id in repair.found { invocation.print("pack \(id): was in no index") }
        for id in repair.missing { invocation.print("pack \(id): is not there any more") }
        for text in repair.unreadable { invocation.print(text) }
        for id in repair.dropped { invocation.print("index \(id): could not be read") }
        guard !repair.isNothing else { return invocation.print("The index was as it should be.") }
        invocation.print(
            invocation[dryRun] ? "Nothing was changed." : "The index says what is there now.")
    }

    private func printJSON(_ repair: IndexRepair, _ invocation: Invocation) {
        let line: JSON = [
            "found": .array(repair.found.map { .string("\($0)") }),
            "missing": .array(repair.missing.map { .string("\($0)") }),
            "unreadable": .array(repair.unreadable.map(JSON.string)),
            "dropped": .array(repair.dropped.map { .string("\($0)") }),
        ]
        invocation.print("\(line)")
    }
}
