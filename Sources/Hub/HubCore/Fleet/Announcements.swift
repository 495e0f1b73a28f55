package import AgentProtocol
internal import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// Machines that announce themselves, and the people who decide about them.
package struct Announcements: Sendable {
    /// A machine that waits, as people see it.
    package struct Waiting: Hashable, Sendable {
        package let pending: PendingAgent
        package let fingerprint: String
        /// Somebody else has the same host name: a reason to look twice.
        package let isDoubtful: Bool

        package var expires: Timestamp { pending.announced + PendingAgent.lifetime }
    }

    /// How long a machine waits before it asks again.
    package static let askAgain = Duration.seconds(5)

    private let store: any PendingAgentStore & AgentStore & TenantStore
    private let hub: HubKey
    private let clock: WallClock
    private let ids: IDSource
    private let log = AnnouncementLog()

    package init(
        store: any PendingAgentStore & AgentStore & TenantStore, hub: HubKey, clock: WallClock,
        ids: IDSource
    ) {
        self.store = store
        self.hub = hub
        self.clock = clock
        self.ids = ids
    }

    // MARK: Machines

    /// Throws `ProtocolError`, or `StoreError` with `refused(.tooManyAnnouncements)`,
    /// `refused(.tenantRequired)`, `notFound` for the tenant.
    package func announce(
        _ form: AnnouncementForm, from visitor: Visitor
    ) async throws -> Announced {
        let now = clock.now
        let recent = log.note(visitor.address, at: now)
        guard recent.count < PendingAgent.perAddressMax else {
            throw StoreError.refused(.tooManyAnnouncements)
        }
        try form.introduction.requireCommonVersion()
        try form.introduction.key.requireUsable()
        let pending = PendingAgent(
            id: ids.next(), tenant: try await tenant(of: form), key: form.introduction.key,
            machine: form.introduction.machine, address: visitor.address, announced: now,
            nonce: SecureRandom.bytes(EnrolmentProof.nonceSize))
        // Nothing is written down for the audit log before it is proven: nobody has to have a key
        // to fill it.
        let known = try await store.announce(pending, recent: recent, audit: [])
        return Announced(
            hub: hub.identity.hub, announcement: known.id, nonce: known.nonce,
            expires: known.announced + PendingAgent.lifetime)
    }

    private func tenant(of form: AnnouncementForm) async throws -> ID<Tenant> {
        if let tenant = form.tenant { return tenant }
        let some = try await store.tenants(PageRequest(limit: 2)).items
        guard let only = some.first, some.count == 1 else {
            throw StoreError.refused(.tenantRequired)
        }
        return only.id
    }

    /// What became of an announcement, told to the machine that made it.
    ///
    /// Throws `HubError.untrusted`, or `StoreError.notFound` for one that is forgotten.
    package func answer(
        to proof: AnnouncementProof, of id: ID<PendingAgent>, from visitor: Visitor
    ) async throws -> AnnouncementAnswer {
        let now = clock.now
        guard let pending = try await store.pendingAgent(id), pending.isKnown(at: now) else {
            throw StoreError.notFound("announcement")
        }
        let statement = EnrolmentProof.announcement(
            hub: hub.identity.hub, id, nonce: pending.nonce)
        guard isSigned(statement, proof.signature, by: pending.key) else {
            throw HubError.wrongSignature
        }
        if let agent = try await store.agent(signingWith: pending.key.signing) {
            let isIt = agent.key == pending.key && agent.standing != .revoked
            return isIt ? .enrolled(Enrolled(agent, of: hub)) : .refused
        }
        guard pending.decision == nil else { return .refused }
        let draft = AuditDraft(
            .agentAnnounced, in: .tenant(pending.tenant), by: .system, at: now,
            on: AuditTarget(pending), from: visitor.address,
            detail: ["fingerprint": pending.key.fingerprint])
        try await store.proveAnnouncement(id, at: now, audit: [draft])
        return .waiting(again: Self.askAgain)
    }

    // MARK: People

    /// A tenant's machines that wait, the first first.
    package func waiting(for tenant: ID<Tenant>) async throws -> [Waiting] {
        let pending = try await store.pendingAgents(of: tenant, at: clock.now)
        var enrolled: [Agent] = []
        for name in Set(pending.map(\.hostName)) {
            enrolled += try await store.agents(
                of: .tenant(tenant), matching: AgentFilter(hostName: name),
                PageRequest(limit: 1)
            ).items
        }
        let doubtful = AnnounceRule.doubtful(pending, enrolled: enrolled)
        return pending.map {
            Waiting(
                pending: $0, fingerprint: $0.key.fingerprint, isDoubtful: doubtful.contains($0.id))
        }
    }

    /// Makes the machine an agent of the tenant. Idempotent.
    ///
    /// - Parameter fingerprint: what somebody read at the machine. Throws
    ///   `refused(.fingerprintDiffers)` where it is not that of this announcement, and as
    ///   `PendingAgentStore.approve` does.
    package func approve(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, fingerprint: String,
        by requester: Requester
    ) async throws -> Agent {
        guard let pending = try await store.pendingAgent(id), pending.tenant == tenant else {
            throw StoreError.notFound("announcement")
        }
        let digits = fingerprint.lowercased().filter { !$0.isWhitespace }
        guard digits == pending.key.fingerprint.filter({ $0 != " " }) else {
            throw StoreError.refused(.fingerprintDiffers)
        }
        let now = clock.now
        let agentID: ID<Agent> = ids.next()
        return try await store.approve(id, of: tenant, at: now) { pending in
            let agent = Agent(
                machine: pending.machine, key: pending.key, id: agentID,
                scope: .tenant(tenant), created: now)
            let draft = AuditDraft(
                .agentEnrolled, in: .tenant(tenant), by: requester.actor, at: now,
                on: AuditTarget(agent), from: requester.address,
                detail: [
                    "fingerprint": agent.key.fingerprint, "announcement": "\(id)",
                    "host": agent.hostName,
                ])
            return (agent, [draft])
        }
    }

    /// Idempotent. Throws as `PendingAgentStore.refuse` does.
    package func refuse(
        _ id: ID<PendingAgent>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        try await store.refuse(id, of: tenant, at: now) { pending in
            [
                AuditDraft(
                    .agentRejected, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(pending), from: requester.address,
                    detail: ["fingerprint": pending.key.fingerprint])
            ]
        }
    }

    /// Forgets what nobody may ask about any more. Run from time to time.
    package func sweep() async throws {
        try await store.removeStaleAnnouncements(at: clock.now)
    }
}
