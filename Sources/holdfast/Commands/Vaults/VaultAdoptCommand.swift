internal import ArchiveEngine
internal import CommandLine
internal import Engine
internal import JSON
internal import LocalState
internal import RepositoryEngine
internal import StandAlone
internal import Storage

/// `holdfast vault adopt`: takes over what was written earlier or elsewhere.
struct VaultAdoptCommand: Command {
    let name = "adopt"
    let summary = "Take over a vault that was written earlier or elsewhere."
    let discussion = """
        For a vault of a machine that is gone, a copy of a vault, or a folder of archives whose
        marker is lost. Shows first what this machine would believe from then on: who can read
        backups made into the vault, and whose signatures count. With --yes it is done: what the
        vault lacks is written, and nothing that is there is changed.

        A repository of restic is taken over as it is, with its passphrase: nothing is written to
        it.
        """
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let url = Argument("URL", .text.named("URL"), "Where the vault is.")
    let keyOptions = KeyOptions.passphrase
    let yes = Option.flag("yes", "Do it.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let place = try await LocationOpening(console: invocation.console)
                .open(invocation[url])
            let opening = try VaultOpening(
                state: process.state, keyFolder: process.keys,
                brought: keyOptions.brought(invocation))
            if try await opening.format(at: place) == .repository {
                try await adoptRepository(at: place, opening, process)
                return .success
            }
            let adoption = try await ArchiveVault.inspect(at: place)
            invocation[json] ? printJSON(adoption, invocation) : printText(adoption, invocation)
            if invocation[yes] { try await opening.adopt(adoption, at: place) }
            conclude(invocation)
            await place.close()
            return adoption.problems.isEmpty ? .success : .issues
        }
    }

    private func conclude(_ invocation: Invocation) {
        guard !invocation[json] else { return }
        invocation.print(
            invocation[yes]
                ? "The vault is known here now."
                : "Nothing was changed. If this is right, add --yes.")
    }

    private func adoptRepository(
        at place: any Storage, _ opening: VaultOpening, _ process: LocalProcess
    ) async throws {
        let invocation = process.invocation
        let vault = try await opening.openRepository(
            at: place, settings: process.repositorySettings())
        let isKnown = try process.state.vault(vault.localID) != nil
        try await RepositoryPrinter(invocation).print(vault, isKnown: isKnown || invocation[yes])
        if invocation[yes] { try opening.remember(vault, at: place) }
        conclude(invocation)
        await place.close()
    }

    private func printText(_ adoption: Adoption, _ invocation: Invocation) {
        let marker = adoption.marker
        invocation.print(
            "vault \(marker.vault)" + (adoption.isMarked ? "" : ", whose marker is missing"))
        if marker.encryption == .none { invocation.print("not encrypted") }
        for one in marker.recipients {
            invocation.print("readable to \(one.name)  \(one.recipient)")
        }
        for source in adoption.sources {
            invocation.print(
                "source \(source.scope.source), signed by \(source.key): "
                    + counted(source.snapshots.count, "snapshot")
                    + (source.damaged.isEmpty ? "" : ", \(source.damaged.count) damaged")
                    + (source.unfinished.isEmpty ? "" : ", \(source.unfinished.count) unfinished"))
        }
        for problem in adoption.problems { invocation.print("not taken over: \(problem)") }
    }

    private func printJSON(_ adoption: Adoption, _ invocation: Invocation) {
        var object = JSONObject()
        object["vault"] = .string("\(adoption.marker.vault)")
        object["hasMarker"] = .bool(adoption.isMarked)
        object["recipients"] = .array(
            adoption.marker.recipients.map { .string("\($0.recipient)") })
        object["sources"] = .array(
            adoption.sources.map { source in
                [
                    "source": .string("\(source.scope.source)"), "key": .string("\(source.key)"),
                    "snapshots": JSON(source.snapshots.count),
                    "damaged": JSON(source.damaged.count),
                    "unfinished": JSON(source.unfinished.count),
                ]
            })
        object["problems"] = .array(adoption.problems.map(JSON.string))
        invocation.print("\(JSON.object(object))")
    }
}
