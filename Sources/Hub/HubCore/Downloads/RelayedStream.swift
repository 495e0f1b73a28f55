internal import Domain
internal import Values

/// A stream that has begun. Whoever has it takes it to the end or drops it, and the agent is told
/// which.
package final class RelayedStream: Sendable {
    private let relay: Relay
    private let pieces: Relay.Pieces
    private let runs: StreamRuns
    private let tenant: ID<Tenant>

    init(
        _ relay: Relay, _ pieces: @escaping Relay.Pieces, _ runs: StreamRuns, _ tenant: ID<Tenant>
    ) {
        self.relay = relay
        self.pieces = pieces
        self.runs = runs
        self.tenant = tenant
    }

    /// Nobody took it: its agent need not wait.
    deinit {
        runs.relays.close(relay, isWhole: false)
    }

    /// Hands on all pieces, each when the one before was taken. Where either side gives up, the
    /// other is told, and the run ends.
    package func write(to take: ([UInt8]) async throws -> Void) async throws {
        do {
            while let piece = try await pieces() { try await take(piece) }
            runs.relays.close(relay, isWhole: true)
        } catch {
            // First the word that it was cancelled, or its agent says that it failed.
            await runs.abandon(relay.run, of: tenant)
            runs.relays.close(relay, isWhole: false)
            throw error
        }
    }
}
