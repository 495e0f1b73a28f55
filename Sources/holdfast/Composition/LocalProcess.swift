internal import CommandLine
internal import Engine
internal import Glibc
internal import Host
internal import LocalState
internal import StandAlone
internal import Values

/// One command that works on this machine without a hub: its state, its threads, and its end when a
/// person presses Ctrl-C.
struct LocalProcess: Sendable {
    let invocation: Invocation
    let folders: LocalFolders
    let state: LocalState
    let keys: KeyFolder
    let ids: IDSource
    let progress = RunProgress()
    let vaults = OpenedVaults()

    /// Commands mostly wait for locations and engines, which have threads of their own.
    private static let threads = 2

    /// Runs `body` on threads that may block, and closes what it has opened. The first SIGINT or
    /// SIGTERM cancels it, the second ends the process.
    static func run(
        _ invocation: Invocation, _ niceness: NicenessOptions? = nil,
        _ body: @escaping @Sendable (LocalProcess) async throws -> ExitCode
    ) async throws -> ExitCode {
        // Before any thread that works is there, since each takes it from the one that made it.
        try niceness?.niceness(invocation).apply()
        let pool = try ThreadPool(name: "command", size: threads)
        let signals = try Signals.takeOver()
        return try await withThrowingTaskGroup(of: ExitCode?.self) { group in
            group.addTask(executorPreference: pool) {
                let folders = try LocalFolders(environment: invocation.console.environment)
                let ids = IDSource()
                let process = LocalProcess(
                    invocation: invocation, folders: folders,
                    state: LocalState(folders, ids: ids), keys: KeyFolder(folders), ids: ids)
                do {
                    let code = try await body(process)
                    await process.vaults.close()
                    return code
                } catch {
                    await process.vaults.close()
                    throw error
                }
            }
            group.addTask {
                for await signal in signals where signal != .hangUp { return nil }
                return nil
            }
            guard let first = try await group.next() else { return .failure }
            group.cancelAll()
            if let code = first { return code }
            return try await stop(&group, invocation)
        }
    }

    /// The work has been cancelled and ends in order, which takes a moment.
    private static func stop(
        _ group: inout ThrowingTaskGroup<ExitCode?, any Error>, _ invocation: Invocation
    ) async throws -> ExitCode {
        invocation.console.complain("\nStopping in order; press Ctrl-C again to end at once.\n")
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
        while let code = try await group.next() {
            if let code { return code }
        }
        throw CancellationError()
    }

    var isJSON: Bool { invocation[Option.json] }
}
