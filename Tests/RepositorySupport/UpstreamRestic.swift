package import Host
internal import TestSupport
internal import Values

/// The program whose format our repositories have, run as people run it: a process of its own, with
/// a cache of its own, and the password in its environment.
package struct UpstreamRestic: Sendable {
    /// The releases that people have; `scripts/setup test` brings both.
    package enum Version: String, CaseIterable, Sendable {
        /// Of Debian 12.
        case v014 = "0.14"
        /// Of Debian 13.
        case v018 = "0.18"
    }

    package let version: Version
    /// As restic takes it: a path, or an address like `rest:http://127.0.0.1:8000/`.
    package var repository: String
    package var password: String
    /// What else is in its environment: credentials of a place.
    package var variables: [String: String] = [:]
    /// nil for no cache, so that everything is read from the repository itself.
    package var cache: String?
    /// Enough for anything but a list of a huge tree; a test fails when it is cut.
    private static let outputMax = ByteCount.mebibytes(256)
    /// Longer than 0.14 insists on a pack that is not there, thrice.
    private static let patience = Duration.seconds(240)

    package init(
        _ version: Version, _ repository: String, password: String = LightIdentity.password,
        cache: String? = nil
    ) {
        self.version = version
        self.repository = repository
        self.password = password
        self.cache = cache
    }

    /// Where the program of a version is.
    package static func program(_ version: Version) throws -> FilePath {
        let path = FilePath("\(WorkingTree.root)/.build/restic/\(version.rawValue)/restic")
        guard path.isExecutable else {
            throw ProgramMissing(name: "restic \(version.rawValue)")
        }
        return path
    }

    /// A call that is ready to run, or to be changed first.
    package func call(_ arguments: [String]) throws -> ProgramCall {
        let place = cache.map { ["--cache-dir", $0] } ?? ["--no-cache"]
        var environment: [SystemString: SystemString] = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8", "TMPDIR": "/tmp",
            "RESTIC_PASSWORD": SystemString(password),
            "RESTIC_REPOSITORY": SystemString(repository),
        ]
        for (name, value) in variables { environment[SystemString(name)] = SystemString(value) }
        var call = ProgramCall(
            try Self.program(version), (place + arguments).map { SystemString($0) },
            environment: environment)
        call.output = .captured(Self.outputMax)
        call.timeLimit = Self.patience
        return call
    }

    /// Runs it to its end, however it ends.
    /// - Parameter folder: Where it starts, for backups of relative paths.
    package func run(
        _ arguments: [String], in folder: String? = nil, input: [UInt8] = []
    ) async throws -> Outcome {
        var call = try call(arguments)
        call.folder = folder.map { FilePath($0) }
        if !input.isEmpty { call.input = .bytes(input) }
        let ended = try await Self.runner.run(call)
        guard case .exited(let code) = ended.status, ended.output.dropped == 0 else {
            throw Failed(version: version, arguments: arguments, reason: "\(ended.status)")
        }
        return Outcome(code: code, output: ended.output.head, errors: ended.errors.text)
    }

    /// Runs it to its end and asks that it succeeds.
    @discardableResult
    package func succeed(
        _ arguments: [String], in folder: String? = nil, input: [UInt8] = []
    ) async throws -> Outcome {
        let outcome = try await run(arguments, in: folder, input: input)
        guard outcome.code == 0 else {
            throw Failed(
                version: version, arguments: arguments,
                reason: "code \(outcome.code): \(outcome.said)")
        }
        return outcome
    }

    package struct Outcome: Sendable {
        package let code: Int32
        package let output: [UInt8]
        package let errors: String

        package var text: String { String(decoding: output, as: UTF8.self) }
        /// Both outputs: which one a sentence goes to differs between versions.
        package var said: String { text + errors }
    }

    package struct Failed: Error, CustomStringConvertible {
        let version: Version
        let arguments: [String]
        let reason: String

        package var description: String {
            "restic \(version.rawValue) \(arguments.joined(separator: " ")): \(reason)"
        }
    }

    /// For programs that tests talk to while they run.
    package static let runner = ProcessRunner(loop: loop)

    /// Of all programs that tests of repositories run; it runs as long as the tests do.
    package static let loop: EventLoop = {
        do {
            let loop = try EventLoop(name: "upstream restic")
            try loop.start()
            return loop
        } catch {
            preconditionFailure("no event loop: \(error)")
        }
    }()
}
