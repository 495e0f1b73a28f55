internal import CommandLine
internal import JSON
internal import Values

/// `holdfast files list`: what lies in a folder of a snapshot.
struct FilesListCommand: Command {
    let name = "list"
    let summary = "List what lies in a folder of a snapshot."
    let discussion = """
        The hub keeps no names of files: it asks an agent that can open the vault, which has to be \
        connected.
        """
    let examples = [
        Example("holdfast files list 0199c2f0-… /srv/www", "One folder of a snapshot.")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let snapshot = Argument("SNAPSHOT", .text, "The snapshot, as snapshots list shows it.")
    let path = Argument.optional("PATH", .text, "The folder; without it, the snapshot's root.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([("path", invocation[path])])
            try await hub.showList(
                "\(hub.tenantPath())/snapshots/\(PathPart(invocation[snapshot]))/tree\(query)",
                isJSON: invocation[json], ["KIND", "SIZE", "CHANGED", "NAME"],
                ifEmpty: "There is nothing.", isNarrowed: false
            ) { item in
                [
                    item.told("kind"), item.sizeText, item.told("modified", else: "–"),
                    item["name"]?.told("text") ?? "",
                ]
            }
            return .success
        }
    }
}

extension JSON {
    /// Of files, in words.
    var sizeText: String {
        guard self["kind"]?.text == "file", let size = self["size"]?.wholeNumber else { return "–" }
        return "\(ByteCount(size))"
    }
}
