internal import CommandLine
internal import Cryptography
internal import Glibc
internal import HTTPClient
internal import Host
internal import JSON
internal import Values

/// `holdfast files download`: files of a snapshot, through the hub.
struct FilesDownloadCommand: Command {
    let name = "download"
    let summary = "Download a file or a folder of a snapshot, through the hub."
    let discussion = """
        An agent that can open the vault reads the files and sends them; the hub hands them on and \
        keeps nothing of them. One file comes as it is, everything else as a zip, or as a tar with \
        --form=tar, which keeps owners, links and times.
        """
    let examples = [
        Example(
            "holdfast files download 0199c2f0-… /etc/fstab --to=fstab", "One file of a snapshot."),
        Example(
            "holdfast files download 0199c2f0-… /srv/www --form=tar --to=- | tar -t",
            "A folder, without a file in between."),
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let form = Option.optional("form", .text.named("FORM"), "file, tar or zip.")
    let to = Option.optional(
        "to", .text.named("FILE"), "Where it goes; - for the standard output. It must not exist.")
    let snapshot = Argument("SNAPSHOT", .text, "The snapshot, as snapshots list shows it.")
    let paths = Argument.repeated(
        "PATH", .text, isRequired: false, "From the root of the snapshot; none for everything.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var wish = JSONObject()
            wish["paths"] = .array(invocation[paths].map(JSON.string))
            if let form = invocation[form] { wish["form"] = .string(form) }
            let offer = try await hub.ask(
                "POST",
                "\(hub.tenantPath())/snapshots/\(PathPart(invocation[snapshot]))/downloads",
                .object(wish))
            guard let token = offer?["token"]?.text, let name = offer?["name"]?.text else {
                throw HubAnswer.unreadable
            }
            let target = invocation[to] ?? String(name.split(separator: "/").last ?? "download")
            let response = try await hub.download("/api/v1/downloads", token)
            let writers = try ThreadPool(name: "download", size: 1)
            let size = try await withTaskExecutorPreference(writers) {
                try await Self.receive(response, at: target)
            }
            if target != "-" { invocation.print("\(shown(target)): \(size)") }
            return .success
        }
    }

    private static func receive(
        _ response: ClientResponse, at target: String
    ) async throws -> ByteCount {
        if target == "-" {
            let copy = dup(STDOUT_FILENO)
            guard copy >= 0 else { throw SystemError.last("dup") }
            let output = FileDescriptor(owning: copy)
            var size: Int64 = 0
            for try await bytes in response.body {
                size += Int64(bytes.count)
                try output.write(unsafe bytes.span.bytes, path: "standard output")
            }
            return ByteCount(size)
        }
        return try await receive(response, as: FilePath(target))
    }

    /// Under another name until it is whole: what broke off never looks like a file.
    private static func receive(
        _ response: ClientResponse, as path: FilePath
    ) async throws -> ByteCount {
        let name = try RelativePath(bytes: path.name.bytes)
        var draft = try FileDraft(in: Folder(at: path.parent))
        var size: Int64 = 0
        for try await bytes in response.body {
            size += Int64(bytes.count)
            try draft.write(bytes)
        }
        try draft.commit(as: name, replacement: .refused)
        return ByteCount(size)
    }
}
