package import Domain
internal import Store
internal import Synchronization
internal import Values

/// The hub's store in memory: every port, with the same contract as the real ones, and gone with
/// the process. One file for each port; the rules are written here a second time, on plain
/// collections, so that the contract suite compares two independent answers.
package final class MemoryStore: Sendable {
    struct State {
        var hub: Hub?
        var tenants: [ID<Tenant>: Tenant] = [:]
        var users: [ID<User>: User] = [:]
        var memberships: [Membership] = []
        var hubAdministrators: [(user: ID<User>, since: Timestamp)] = []
        var sessions: [ID<Session>: Session] = [:]
        var tokens: [ID<OneTimeToken>: OneTimeToken] = [:]
        var identity: HubIdentity?
        var apiTokens: [ID<APIToken>: APIToken] = [:]
        var agents: [ID<Agent>: Agent] = [:]
        var enrolments: [ID<Agent>: TokenHash] = [:]
        var pending: [ID<PendingAgent>: PendingAgent] = [:]
        var keys: [ID<KnownKey>: KnownKey] = [:]
        var secrets: [StoredSecret] = []
        var vaults: [ID<KnownVault>: Versioned<KnownVault>] = [:]
        var sources: [ID<Source>: Versioned<Source>] = [:]
        var schedules: [ID<Schedule>: Versioned<Schedule>] = [:]
        /// Until when nothing is due.
        var looks: [PoolPair: Timestamp] = [:]
        var configurations: [ID<Agent>: KeptConfiguration] = [:]
        var applied: [ID<Agent>: Applied] = [:]
        var made: [MadeKey: MadeObject] = [:]
        var runs: [ID<Run>: Run] = [:]
        var events: [ID<Run>: [KnownEvent]] = [:]
        var journals: [ID<Agent>: [ID<Incarnation>: KnownJournal]] = [:]
        var snapshots: [ID<KnownSnapshot>: KnownSnapshot] = [:]
        /// When a snapshot was seen in its vault last.
        var sightings: [ID<KnownSnapshot>: Timestamp] = [:]
        var drills: [ID<Run>: KnownDrill] = [:]
        var readings: [ID<Agent>: [ID<KnownVault>: VaultReadingPage]] = [:]
        /// When each vault was read as a whole last.
        var read: [ID<KnownVault>: Timestamp] = [:]
        /// In the order in which they were raised.
        var alerts: [Alert] = []
        var deletions: [ID<Deletion>: Deletion] = [:]
        /// By the day, counted in UTC since 1970.
        var space: [ID<KnownVault>: [Int64: VaultSpace]] = [:]
        var care: [ID<KnownVault>: [RunKind: VaultCare]] = [:]
        var chains: [AuditScope: [AuditEvent]] = [:]
    }

    private let state = Mutex(State())
    private let sha256: SHA256Function

    let limits: TenantLimits

    package init(limits: TenantLimits = .standard, sha256: @escaping SHA256Function) {
        self.limits = limits
        self.sha256 = sha256
    }

    func read<Result: Sendable>(_ body: (State) throws -> Result) throws -> Result {
        try Task.checkCancellation()
        return try state.withLock { try body($0) }
    }

    /// All of `body`'s changes with their events, or none of them.
    func write<Result: Sendable>(
        _ body: (inout Change) throws -> Result
    ) throws -> Result {
        try Task.checkCancellation()
        return try state.withLock { state in
            var change = Change(state: state, sha256: sha256)
            let result = try body(&change)
            for tenant in change.state.tenants.keys {
                let before = Dictionary(
                    uniqueKeysWithValues: state.counts(of: tenant).map { ($0, $1) })
                for (thing, count) in change.state.counts(of: tenant)
                where count > before[thing] ?? 0 && count > limits[thing] {
                    throw StoreError.refused(.tooMany)
                }
            }
            state = change.state
            return result
        }
    }

    /// A state that is being changed.
    struct Change {
        var state: State
        let sha256: SHA256Function

        mutating func record(_ drafts: [AuditDraft]) {
            for draft in drafts {
                let head = state.chains[draft.scope]?.last?.head ?? .start
                let event = AuditEvent(draft, after: head, sha256: sha256)
                state.chains[draft.scope, default: []].append(event)
            }
        }

        mutating func endSessions(of user: ID<User>, except kept: ID<Session>?) -> Int {
            let before = state.sessions.count
            state.sessions = state.sessions.filter { $1.user != user || $0 == kept }
            return before - state.sessions.count
        }
    }
}

extension MemoryStore.State {
    func user(_ id: ID<User>) throws -> User {
        guard let user = users[id] else { throw StoreError.notFound("user") }
        return user
    }

    func requireTenant(_ id: ID<Tenant>) throws {
        guard tenants[id] != nil else { throw StoreError.notFound("tenant") }
    }

    func role(of user: ID<User>, in tenant: ID<Tenant>) -> Role? {
        memberships.first { $0.user == user && $0.tenant == tenant }?.role
    }

    func authority(of id: ID<User>) -> Authority? {
        users[id].map { user in
            Authority(
                user: user,
                roles: Dictionary(
                    uniqueKeysWithValues: memberships.filter { $0.user == id }
                        .map { ($0.tenant, $0.role) }),
                isHubAdministrator: hubAdministrators.contains { $0.user == id })
        }
    }

    func requireOtherOwner(than user: ID<User>, in tenant: ID<Tenant>) throws {
        let owners = memberships.filter {
            $0.tenant == tenant && $0.role == .owner && users[$0.user]?.isDisabled == false
        }
        guard !LastOneRule.forbids(user, from: owners.map(\.user)) else {
            throw StoreError.refused(.lastOwner)
        }
    }

    func requireOtherHubAdministrator(than user: ID<User>) throws {
        let active = hubAdministrators.map(\.user).filter { users[$0]?.isDisabled == false }
        guard !LastOneRule.forbids(user, from: active) else {
            throw StoreError.refused(.lastHubAdministrator)
        }
    }
}

/// The rows after a page's cursor, cut to the page.
func page<Item>(
    _ items: some Sequence<Item>, _ request: PageRequest, at place: (Item) -> Cursor
) -> Page<Item> {
    let sorted = items.sorted { isBefore(place($0), place($1)) }
    let rest = sorted.filter { isBefore(request.after, place($0)) }
    return Page(Array(rest.prefix(request.limit + 1)), for: request, at: place)
}

/// The same, the newest first.
func newest<Item>(
    _ items: some Sequence<Item>, _ request: PageRequest, at place: (Item) -> Cursor
) -> Page<Item> {
    let sorted = items.sorted { isBefore(place($1), place($0)) }
    let rest = sorted.filter {
        request.after == .start || isBefore(place($0), request.after)
    }
    return Page(Array(rest.prefix(request.limit + 1)), for: request, at: place)
}

func isBefore(_ a: Cursor, _ b: Cursor) -> Bool {
    (a.time, a.id.high, a.id.low) < (b.time, b.id.high, b.id.low)
}
