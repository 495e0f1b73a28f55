import Host
import JSON
import TestSupport
import Testing

/// The upstream program, of the releases that people have.
struct Restic: Sendable, CustomTestStringConvertible {
    static let passphrase = "correct horse battery"
    static let old = Restic(version: "0.14")
    static let new = Restic(version: "0.18")
    static let all = [old, new]

    let version: String

    var testDescription: String { "restic \(version)" }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs it on a repository, and gives what it printed.
    @discardableResult
    func callAsFunction(_ repository: String, _ arguments: String...) async throws -> [UInt8] {
        try await run(repository, arguments)
    }

    func run(_ repository: String, _ arguments: [String]) async throws -> [UInt8] {
        let program = "\(WorkingTree.root)/.build/restic/\(version)/restic"
        // No cache: what is in the repository counts.
        let outcome = try await runProgram(
            "env",
            ["RESTIC_PASSWORD=\(Self.passphrase)", program, "-r", repository, "--no-cache"]
                + arguments)
        guard outcome.status == 0 else {
            throw Failed(
                description: "\(arguments.first ?? "") ended with \(outcome.status): "
                    + outcome.errorText + outcome.text)
        }
        return outcome.output
    }

    func json(_ repository: String, _ arguments: String...) async throws -> JSON {
        try JSON(parsing: try await run(repository, arguments))
    }

    func blob(_ repository: String, _ id: String) async throws -> [UInt8] {
        try await run(repository, ["cat", "blob", id])
    }

    /// The id of the latest snapshot's tree.
    func latestTree(_ repository: String) async throws -> String {
        let list = try await json(repository, "snapshots", "--json", "latest")
        guard let tree = list[0]?["tree"]?.text else {
            throw Failed(description: "there is no snapshot")
        }
        return tree
    }
}
