package import Domain
package import Store
package import Telemetry
internal import Values

/// What the chains of the audit log end with, for places that whoever can write to the store cannot
/// reach: what is cut off a chain, or written anew, shows against these.
package struct AuditAnchors: Sendable {
    private static let pause = Duration.seconds(86_400)

    private let store: any AuditStore & TenantStore

    package init(store: any AuditStore & TenantStore) {
        self.store = store
    }

    /// A line for each chain in which something has happened, as `audit verify --expect` takes it.
    package func lines() async throws -> [String] {
        var lines: [String] = []
        try await store.forEachChain { scope, _ in
            let head = try await store.auditHead(of: scope)
            if head != .start { lines.append("\(scope.chain):\(head.sequence):\(head.hash)") }
        }
        return lines
    }

    /// Writes them to the log at once and each day, until the task is cancelled: logs leave the
    /// machine.
    package func run(_ log: Logger) async {
        let looks = RepeatedLook(
            every: Self.pause, log: log, failed: "the audit log is anchored later")
        let tell: () async throws -> Void = {
            for line in try await lines() { log.info("the audit log ends", ["chain": line]) }
        }
        guard await looks.once(tell) else { return }
        await looks.run(tell)
    }
}

extension AuditScope {
    /// What a chain is called where names may change.
    package var chain: String {
        switch self {
        case .hub: "hub"
        case .tenant(let tenant): tenant.description
        }
    }
}

extension AuditStore where Self: TenantStore {
    /// The hub's chain and those of all tenants, by their names.
    func forEachChain(_ body: (AuditScope, String) async throws -> Void) async throws {
        try await body(.hub, "hub")
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        while let page = request {
            let tenants = try await tenants(page)
            for tenant in tenants.items { try await body(.tenant(tenant.id), tenant.name) }
            request = tenants.following
        }
    }
}
