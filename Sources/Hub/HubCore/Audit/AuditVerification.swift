// docs/formats/audit.md

internal import Cryptography
package import Domain
package import Store
internal import Values

/// Reads the chains of the audit log from end to end, without a hub.
package struct AuditVerification: Sendable {
    /// What one chain is.
    package struct Finding: Hashable, Sendable {
        package let scope: AuditScope
        /// The tenant's name; `hub` for the hub's own.
        package let name: String
        /// The last event that is as it was written, directly after the one before it.
        package let head: AuditHead
        /// The number of the first event that is not; nil for a whole chain.
        package let broken: Int64?
    }

    private let store: any AuditStore & TenantStore

    package init(store: any AuditStore & TenantStore) {
        self.store = store
    }

    /// The hub's chain and those of all tenants.
    package func run() async throws -> [Finding] {
        var findings: [Finding] = []
        try await store.forEachChain { scope, name in
            findings.append(try await verify(scope, named: name))
        }
        return findings
    }

    private func verify(_ scope: AuditScope, named name: String) async throws -> Finding {
        var head = AuditHead.start
        while true {
            let events = try await store.auditChain(
                of: scope, after: head.sequence, limit: PageRequest.limitMax)
            if events.isEmpty {
                return Finding(scope: scope, name: name, head: head, broken: nil)
            }
            for event in events {
                guard event.follows(head, sha256: { SHA256.hash($0).bytes }) else {
                    return Finding(
                        scope: scope, name: name, head: head, broken: event.sequence)
                }
                head = event.head
            }
        }
    }
}
