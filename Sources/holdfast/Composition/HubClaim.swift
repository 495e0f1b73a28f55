internal import CommandLine
internal import HubCore
internal import PostgresStore
internal import Store
internal import Telemetry
internal import Values

/// Being the only hub of a database on a server: taken before anything is looked at there, and
/// looked after for as long as the hub runs.
final class HubClaim: Sendable {
    /// A hub that was ended a moment ago may not be gone yet for the server.
    private static let patience = Duration.seconds(3)
    private static let startPause = Duration.milliseconds(200)
    private static let pause = Duration.seconds(2)

    private let claim: PostgresClaim
    private let address: String
    private let log: Logger

    init(to address: PostgresAddress, log: Logger) {
        claim = PostgresClaim(to: address)
        self.address = address.description
        self.log = log
    }

    var gate: WriteGate { claim.gate }
    /// Whether this hub has the right now.
    var isHeld: Bool { gate.isOpen }

    /// Throws `busy` where another hub is at work.
    func take() async throws {
        let clock = ContinuousClock()
        let end = clock.now + Self.patience
        while try await !claim.hold() {
            guard clock.now < end else {
                throw Failure(
                    .busy, "Another hub is at work in the database \(address).",
                    hint: "stop that one first, or give this one a database of its own")
            }
            try await clock.sleep(for: Self.startPause)
        }
    }

    /// Runs until the task is cancelled.
    /// - Parameter regained: Called when the right was away for a while and is there again.
    func run(_ regained: () -> Void) async {
        // A cancelled wait is how it ends.
        while (try? await ContinuousClock().sleep(for: Self.pause)) != nil {
            let wasOpen = gate.isOpen
            do {
                let isHeld = try await claim.hold()
                if isHeld, !wasOpen {
                    regained()
                    log.info("the database is this hub's again")
                } else if !isHeld, wasOpen {
                    log.error("another hub has the database: this one writes nothing")
                }
            } catch {
                guard wasOpen else { continue }
                log.error(
                    "the claim to the database is lost: nothing is written",
                    ["reason": LoggedError(error)])
            }
        }
    }

    func close() async {
        await claim.close()
    }
}
