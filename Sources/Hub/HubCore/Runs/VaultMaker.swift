internal import Domain
internal import Host
package import Store
package import Telemetry
internal import Values

/// Has vaults made that people told the hub of: by the first agent that may and is there. One that
/// could not be made waits for a person.
package struct VaultMaker: Sendable {
    /// A newcomer watches.
    private static let pause = Duration.seconds(2)
    private static let vaultsMax = 200

    private let store: any RunStore
    private let desk: RunDesk
    private let log: Logger

    package init(store: any RunStore, desk: RunDesk, log: Logger) {
        self.store = store
        self.desk = desk
        self.log = log
    }

    /// Runs until the task is cancelled.
    package func run() async {
        await RepeatedLook(every: Self.pause, log: log, failed: "vaults are made later")
            .run { try await look() }
    }

    package func look() async throws {
        for vault in try await store.vaultsToMake(limit: Self.vaultsMax) {
            do {
                _ = try await desk.lookAfter(
                    vault.id, of: vault.tenant, .initialize, by: Requester(.system, from: ""))
            } catch let error as StoreError where error.refusal != nil {
                // Nobody would do it yet: a source that goes there brings an agent.
            } catch let error as StoreError where error.kind == .notFound {
                // Gone meanwhile.
            }
        }
    }
}
