import JSON
import RepositorySupport
import Testing

/// The upstream program on repositories that these tests make themselves, which all have one
/// passphrase.
struct Restic: Sendable, CustomTestStringConvertible {
    static let passphrase = "correct horse battery"
    static let old = Restic(version: .v014)
    static let new = Restic(version: .v018)
    static let all = [old, new]

    let version: UpstreamRestic.Version

    typealias Failed = UpstreamRestic.Failed

    var testDescription: String { "restic \(version.rawValue)" }

    /// Runs it on a repository, and gives what it printed.
    @discardableResult
    func callAsFunction(_ repository: String, _ arguments: String...) async throws -> [UInt8] {
        try await on(repository).succeed(arguments).output
    }

    /// Without a cache: what is in the repository counts.
    func on(_ repository: String) -> UpstreamRestic {
        UpstreamRestic(version, repository, password: Self.passphrase)
    }

    func json(_ repository: String, _ arguments: String...) async throws -> JSON {
        try JSON(parsing: try await on(repository).succeed(arguments).output)
    }

    func blob(_ repository: String, _ id: String) async throws -> [UInt8] {
        try await on(repository).blob(id)
    }

    /// The id of the latest snapshot's tree.
    func latestTree(_ repository: String) async throws -> String {
        try #require(try await on(repository).snapshots().last).tree
    }
}
