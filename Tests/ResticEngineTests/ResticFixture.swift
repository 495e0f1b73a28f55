import Connector
import Cryptography
import Engine
import FilesConnector
import Glibc
import Host
import RepositorySupport
import ResticEngine
import TestSupport
import Values
import VaultLocation

/// A restic, real or not, and a repository for it.
struct ResticFixture {
    let scratch: String
    let process: ResticProcess

    static let runner = ProcessRunner(loop: UpstreamRestic.loop)

    /// With a real one and an empty repository.
    static func with(
        _ version: UpstreamRestic.Version, _ body: (ResticFixture) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let fixture = try await make(
                try UpstreamRestic.program(version), in: scratch, "file:\(scratch)/repository")
            try LightIdentity.one.makeRepository(at: "\(scratch)/repository")
            // Streams hold up whoever takes from them.
            let pool = try ThreadPool(name: "restic test", size: 1)
            try await withTaskExecutorPreference(pool) { try await body(fixture) }
        }
    }

    static func make(
        _ program: FilePath, in scratch: String, _ location: String,
        credentials: ResticPlace.Credentials = ResticPlace.Credentials(),
        passphrase: String = LightIdentity.password,
        change: (inout ResticSettings) -> Void = { _ in }
    ) async throws -> ResticFixture {
        let found = try await ResticProgram.find(
            setting: program, searchPath: "", with: runner)
        var settings = ResticSettings(
            cacheFolder: FilePath("\(scratch)/cache"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": SystemString(scratch)])
        change(&settings)
        let place = try ResticPlace(
            try VaultLocation(location), passphrase: Secret(passphrase), credentials: credentials)
        return ResticFixture(
            scratch: scratch, process: ResticProcess(found, at: place, settings, with: runner))
    }

    /// One that is a script: what it does after it has told a version.
    static func scripted(
        _ script: String, in scratch: String, change: (inout ResticSettings) -> Void = { _ in }
    ) async throws -> ResticFixture {
        let path = try writeScript(
            """
            [ "$1" = version ] && { echo restic 0.18.0 compiled with go1.24 on linux/amd64; exit; }
            \(script)
            """, in: scratch)
        return try await make(path, in: scratch, "file:\(scratch)/repository", change: change)
    }

    static func writeScript(_ script: String, in scratch: String) throws -> FilePath {
        let path = "\(scratch)/restic-\(UInt32.random(in: 0 ... .max))"
        try writeFile(Array("#!/bin/bash\n\(script)\n".utf8), to: path)
        guard chmod(path, 0o755) == 0 else { throw SystemError.last("chmod") }
        return FilePath(path)
    }

    /// The same repository by another program.
    func wrapped(_ script: String) async throws -> ResticFixture {
        try await Self.make(
            Self.writeScript(script, in: scratch), in: scratch, "file:\(scratch)/repository")
    }

    // MARK: Backups

    static func job(
        _ path: String, run: UUID? = nil, policy: IssuePolicy = .skip,
        options: FilesOptions = FilesOptions()
    ) -> BackupJob {
        BackupJob(
            run: run ?? IDSource().next(),
            source: FilesSource([FilePath(path)], options: options),
            details: SnapshotDetails(hostName: "tester", paths: [path], tags: ["word"]),
            issuePolicy: policy, started: Timestamp(seconds: 1_700_000_000))
    }

    func makeSource() throws -> String {
        let path = "\(scratch)/source"
        try Folder(at: FilePath(scratch)).makeFolder(RelativePath("source"))
        try Folder(at: FilePath(path)).makeFolder(RelativePath("folder"))
        try writeFile(Array("first".utf8), to: "\(path)/one")
        try writeFile(
            (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 / 5) }, to: "\(path)/two")
        try writeFile(Array("third".utf8), to: "\(path)/folder/three \u{201C}")
        return path
    }

    /// Opens the vault and backs up once.
    func backUp(
        _ job: BackupJob, _ progress: RunProgress = RunProgress()
    ) async throws -> (vault: ResticVault, report: BackupReport) {
        let vault = try await ResticVault.open(process)
        return (vault, try await ResticEngine().backup(job, to: [vault], progress))
    }
}

extension BackupReport {
    /// Of the only vault.
    var snapshot: Snapshot? {
        if case .stored(let snapshot) = outcomes.first?.verdict { snapshot } else { nil }
    }

    var failure: EngineError? {
        if case .failed(let error) = outcomes.first?.verdict { error } else { nil }
    }
}

/// Runs what must fail, and gives its error.
func failure(_ work: () async throws -> Void) async -> EngineError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? EngineError
    }
}
