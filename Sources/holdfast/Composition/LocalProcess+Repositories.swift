internal import CommandLine
internal import Engine
internal import Glibc
internal import RepositoryEngine
internal import StandAlone
internal import Storage

extension LocalProcess {
    /// What locks and snapshots say of this process, and the threads it may use.
    func repositorySettings() throws -> RepositorySettings {
        let owner = LockOwner(
            hostName: try HostName.current(),
            userName: invocation.console.variable("USER") ?? "uid-\(getuid())", pid: getpid(),
            uid: getuid(), gid: getgid())
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return RepositorySettings(workers: cores, owner: owner)
    }

    /// Runs `body` with the repository at an address.
    func withRepository<Result>(
        _ address: String, _ keyOptions: KeyOptions,
        _ body: (RepositoryVault) async throws -> Result
    ) async throws -> Result {
        let place = try await LocationOpening(console: invocation.console).open(address)
        let opening = try VaultOpening(
            state: state, keyFolder: keys, brought: keyOptions.brought(invocation))
        guard try await opening.format(at: place) == .repository else {
            throw Failure(
                .missing, "There is no repository at \(place.place).",
                hint: "this command is for vaults of the format repository")
        }
        let vault = try await opening.openRepository(at: place, settings: repositorySettings())
        let result = try await body(vault)
        await place.close()
        return result
    }
}
