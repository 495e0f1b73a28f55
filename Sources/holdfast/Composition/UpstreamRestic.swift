internal import CommandLine
internal import Cryptography
internal import Engine
internal import Host
internal import LocalState
internal import ResticEngine
internal import StandAlone
internal import Storage
internal import Values

/// The restic that a person insists on, and the repositories it opens.
struct UpstreamRestic: Sendable {
    private let program: ResticProgram
    private let settings: ResticSettings
    private let runner: ProcessRunner
    private let locations: LocationOpening

    init(_ path: String, _ locations: LocationOpening, _ process: LocalProcess) async throws {
        let loop = try EventLoop(name: "restic")
        try loop.start()
        runner = ProcessRunner(loop: loop)
        let console = process.invocation.console
        program = try await ResticProgram.find(
            setting: path.contains("/") ? absolutePath(path) : nil,
            searchPath: SystemString(console.variable("PATH") ?? ""), with: runner)
        settings = ResticSettings(
            cacheFolder: process.folders.state.appending("restic-cache"),
            environment: Dictionary(
                console.environment.map { (SystemString($0.key), SystemString($0.value)) },
                uniquingKeysWith: { first, _ in first }))
        self.locations = locations
    }

    /// Opens the repository at an address; `place` is the same as a storage.
    func open(
        _ address: String, at place: any Storage, _ opening: VaultOpening
    ) async throws -> (vault: ResticVault, id: UUID) {
        let (location, entry) = try locations.location(address)
        var credentials = ResticPlace.Credentials()
        credentials.password = entry.password
        credentials.accessKey = entry.accessKey
        credentials.secretKey = entry.secretKey
        credentials.sessionToken = entry.sessionToken
        credentials.keyFile = try entry.keyFile.map { try absolutePath($0) }
        let given = credentials
        return try await opening.openUpstream(at: place) { passphrase in
            let vault = try await ResticVault.open(
                ResticProcess(
                    program,
                    at: try ResticPlace(location, passphrase: passphrase, credentials: given),
                    settings, with: runner))
            return (vault, vault.id)
        }
    }
}
