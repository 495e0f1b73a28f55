internal import ArchiveEngine
internal import CommandLine
internal import Engine
internal import JSON
internal import LocalState
internal import RepositoryEngine
internal import StandAlone
internal import Storage
internal import Values

/// `holdfast vault info`: what a vault says of itself.
struct VaultInfoCommand: Command {
    let name = "info"
    let summary = "Show what a vault is, who can read it, and how full it is."
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let url = Argument("URL", .text.named("URL"), "The vault.")
    let keyOptions = KeyOptions.passphrase
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let place = try await LocationOpening(console: invocation.console)
                .open(invocation[url])
            let opening = try VaultOpening(
                state: process.state, keyFolder: process.keys,
                brought: keyOptions.brought(invocation))
            if try await opening.format(at: place) == .repository {
                let vault = try await opening.openRepository(
                    at: place, settings: process.repositorySettings())
                let isKnown = try process.state.vault(vault.localID) != nil
                try await RepositoryPrinter(invocation).print(vault, isKnown: isKnown)
                await place.close()
                return .success
            }
            let marker = try await ArchiveVault.readMarker(at: place)
            let space = try await place.space()
            await place.close()
            let isKnown = try process.state.vault(marker.vault) != nil
            if invocation[json] {
                printJSON(marker, space, invocation)
            } else {
                printText(marker, space, at: place.place, isKnown: isKnown, invocation)
            }
            return .success
        }
    }

    private func printText(
        _ marker: VaultMarker, _ space: StorageSpace?, at place: String, isKnown: Bool,
        _ invocation: Invocation
    ) {
        invocation.print("vault       \(marker.vault)")
        invocation.print("place       \(place)")
        invocation.print("format      archive, parts of \(ByteCount(marker.partSize))")
        invocation.print("made        \(marker.created.minuteText)")
        invocation.print("known here  \(isKnown ? "yes" : "no")")
        if let space {
            let total = space.total.map { " of \($0)" } ?? ""
            invocation.print("free        \(space.free)\(total)")
        }
        guard marker.encryption != .none else {
            return invocation.print("encryption  none: whoever can read the place reads all of it")
        }
        for (index, one) in marker.recipients.enumerated() {
            let heading = index == 0 ? "readable to " : "            "
            invocation.print("\(heading)\(one.name)  \(one.recipient)")
        }
    }

    private func printJSON(
        _ marker: VaultMarker, _ space: StorageSpace?, _ invocation: Invocation
    ) {
        var object = JSONObject()
        object["vault"] = .string("\(marker.vault)")
        object["format"] = "archive"
        object["created"] = .string("\(marker.created)")
        object["encryption"] = .string(marker.encryption.rawValue)
        object["partSize"] = .integer(marker.partSize)
        object["recipients"] = .array(
            marker.recipients.map {
                ["name": .string($0.name.text), "recipient": .string("\($0.recipient)")]
            })
        if let space {
            object["free"] = .integer(space.free.bytes)
            if let total = space.total { object["total"] = .integer(total.bytes) }
        }
        invocation.print("\(JSON.object(object))")
    }
}
