internal import Engine
package import Host
internal import Values

/// The restic of this machine, and its version.
package struct ResticProgram: Sendable {
    package let path: FilePath
    package let version: ResticVersion

    /// Longer than any start takes; one that says nothing is no restic.
    private static let patience = Duration.seconds(20)
    /// It says one line.
    private static let answerMax = ByteCount.kibibytes(4)

    /// Finds it and asks for its version.
    /// - Parameters:
    ///   - setting: Where the operator says that it is; nil to look it up.
    ///   - searchPath: The folders to look in, as PATH has them.
    /// - Throws: `EngineError.local` when there is none, or one that is too old.
    package static func find(
        setting: FilePath?, searchPath: SystemString, with runner: ProcessRunner,
        patience: Duration = patience
    ) async throws -> ResticProgram {
        guard let path = setting ?? FilePath.executable(named: "restic", in: searchPath) else {
            throw EngineError(
                .local, "there is no restic in \(searchPath): install it, or say where it is")
        }
        let version = try await version(of: path, runner, patience)
        guard version >= .oldest else {
            throw EngineError(
                .local,
                "\(path) is restic \(version); Holdfast needs \(ResticVersion.oldest) or later, "
                    + "since older ones do not know repositories of version 2")
        }
        return ResticProgram(path: path, version: version)
    }

    private static func version(
        of path: FilePath, _ runner: ProcessRunner, _ patience: Duration
    ) async throws -> ResticVersion {
        var call = ProgramCall(path, ["version"])
        call.output = .captured(answerMax)
        call.errors = .captured(answerMax)
        call.timeLimit = patience
        call.teardown = .immediate
        let outcome: ProcessOutcome
        do {
            outcome = try await runner.run(call)
        } catch let error as ProcessError {
            throw EngineError(.local, error.message, underlying: error)
        }
        let line = outcome.output.text.split(separator: "\n").first ?? ""
        if outcome.stop == .timeLimit {
            throw EngineError(.local, "\(path) does not say its version: is it restic?")
        }
        guard outcome.status.isSuccess, let version = ResticVersion(parsing: line) else {
            throw EngineError(
                .local, "\(path) is no restic that runs here: it ended with \(outcome.status)")
        }
        return version
    }
}
