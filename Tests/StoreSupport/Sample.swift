package import Domain
package import Store
internal import TestSupport
package import Values

/// Objects for tests, each with a fresh id and plausible values.
package enum Sample {
    package static let now = Timestamp(milliseconds: 1_763_696_789_042)
    package static let hour = Duration.seconds(3600)

    package static func id<Entity>(_: Entity.Type = Entity.self) -> ID<Entity> {
        // The system's generator has no size, and the thread sanitizer takes all such for one.
        var random = SeededGenerator(seed: .random(in: .min ... .max))
        return ID(UUID(at: now, using: &random))
    }

    package static func tokenHash() -> TokenHash {
        let id = id(TokenHash.self).uuid.bytes
        guard let hash = TokenHash(id + id) else { preconditionFailure("32 bytes") }
        return hash
    }

    package static func user(_ login: String, created: Timestamp = now) -> User {
        User(
            id: id(), login: login, displayName: "Name of \(login)", language: .english,
            passwordHash: PasswordHash("$argon2id$\(login)"), created: created)
    }

    package static func tenant(_ name: String, created: Timestamp = now) -> Tenant {
        Tenant(id: id(), name: name, displayName: "Tenant \(name)", created: created)
    }

    package static func session(
        of user: ID<User>, created: Timestamp = now, lastSeen: Timestamp? = nil
    ) -> Session {
        Session(
            id: id(), user: user, tokenHash: tokenHash(), csrfSecret: CSRFSecret([1, 2, 3]),
            created: created, lastSeen: lastSeen ?? created, expires: created + .seconds(86_400),
            address: "192.0.2.7", userAgent: "Browser/1.0")
    }

    package static func token(
        _ purpose: OneTimeToken.Purpose, tenant: ID<Tenant>? = nil, user: ID<User>? = nil,
        protects: FirstProtection? = nil, uses: Int = 1
    ) -> OneTimeToken {
        OneTimeToken(
            id: id(), purpose: purpose, hash: tokenHash(), tenant: tenant, user: user,
            protects: protects, usesLeft: uses, created: now, expires: now + hour)
    }

    package static func agentKey() -> AgentKey {
        let half = id(AgentKey.self).uuid.bytes
        guard let key = AgentKey(signing: half + half, sealing: half.reversed() + half) else {
            preconditionFailure("32 bytes")
        }
        return key
    }

    package static func machine(_ hostName: String = "web") -> Machine {
        Machine(
            hostName: hostName, program: "holdfast 1.0.0", system: "Debian GNU/Linux 12",
            architecture: "x86_64")
    }

    package static func agent(
        _ name: String = "web", of scope: Agent.Scope, key: AgentKey = agentKey(),
        labels: [String: String] = [:], created: Timestamp = now
    ) -> Agent {
        Agent(
            id: id(), scope: scope, name: name, machine: machine(name), key: key,
            labels: labels, isWorker: scope == .hub, created: created)
    }

    package static func announcement(
        _ hostName: String = "web", to tenant: ID<Tenant>, key: AgentKey = agentKey(),
        address: String = "192.0.2.9", announced: Timestamp = now
    ) -> PendingAgent {
        PendingAgent(
            id: id(), tenant: tenant, key: key, machine: machine(hostName), address: address,
            announced: announced, nonce: tokenHash().bytes)
    }

    package static func apiToken(
        of user: ID<User>, in tenant: ID<Tenant>, role: Role = .admin, created: Timestamp = now,
        expires: Timestamp? = nil
    ) -> APIToken {
        APIToken(
            id: id(), tenant: tenant, user: user, name: "backup script", hash: tokenHash(),
            role: role, created: created, expires: expires)
    }

    package static func event(
        _ action: AuditAction, in scope: AuditScope = .hub, by actor: AuditActor = .system,
        at time: Timestamp = now, on target: AuditTarget? = nil, detail: AuditDetail = [:]
    ) -> AuditDraft {
        AuditDraft(
            action, in: scope, by: actor, at: time, on: target, from: "192.0.2.7",
            detail: detail)
    }
}

/// A hub that has been set up: one tenant with one owner, who is also the hub's administrator.
package struct World: Sendable {
    package let store: any Store
    /// Eight ways to the same data, each with connections of its own.
    package let peers: [any Store]
    package let setup: FirstSetup

    package var tenant: Tenant { setup.tenant }
    package var owner: User { setup.owner }
    package var scope: AuditScope { .tenant(tenant.id) }

    package init(in peers: [any Store]) async throws {
        self.peers = peers
        store = peers[0]
        let token = Sample.token(.setup)
        setup = Self.firstSetup("owner", token: token)
        _ = try await store.createHub(Hub(id: Sample.id(), created: Sample.now))
        try await store.issueToken(
            token, replacing: true, audit: [Sample.event(.tokenIssued)])
        try await store.setUp(setup, audit: [Sample.event(.hubSetUp)])
    }

    package static func firstSetup(_ login: String, token: OneTimeToken) -> FirstSetup {
        let owner = Sample.user(login)
        return FirstSetup(
            token: token.hash, tenant: Sample.tenant("of-\(login)"), owner: owner,
            session: Sample.session(of: owner.id), time: Sample.now)
    }

    /// Adds a person to the tenant.
    package func add(
        _ login: String, as role: Role, through peer: Int = 0
    ) async throws -> User {
        let user = Sample.user(login)
        try await peers[peer].addUser(
            user,
            as: Membership(
                tenant: tenant.id, user: user.id, role: role, created: Sample.now),
            audit: [Sample.event(.userCreated, in: scope, on: AuditTarget(user))])
        return user
    }

    /// How many events the tenant's chain has.
    package func eventCount() async throws -> Int64 {
        try await store.auditHead(of: scope).sequence
    }
}
