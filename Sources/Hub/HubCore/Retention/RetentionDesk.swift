internal import Cron
package import Domain
package import Host
package import Store
package import Values

/// What the keep rules of sources do to the snapshots there are. It only looks: forgetting is a
/// run.
package struct RetentionDesk: Sendable {
    package typealias Stores = RetentionStore & SourceStore

    /// A snapshot an hour for two years; what is older waits until these have become fewer.
    package static let snapshotsMax = 20_000
    /// What went within so long counts for a vault's cap.
    package static let capSpan = Duration.seconds(86_400)

    private let store: any Stores
    private let cadences: CadenceBook
    private let links: any RunLinks
    private let clock: WallClock

    package init(
        store: any Stores, cadences: CadenceBook, links: any RunLinks, clock: WallClock
    ) {
        self.store = store
        self.cadences = cadences
        self.links = links
        self.clock = clock
    }

    /// What would go and what would stay, in every vault that the source goes to, or in one.
    ///
    /// Throws `notFound` for the source, and for a vault that it does not go to.
    /// - Parameter trial: rules to try out instead of those that hold.
    package func preview(
        _ id: ID<Source>, of tenant: ID<Tenant>, in vault: ID<KnownVault>? = nil,
        trying trial: RetentionRules? = nil
    ) async throws -> [RetentionPreview] {
        guard let source = try await store.source(id, of: tenant)?.item else {
            throw StoreError.notFound("source")
        }
        var previews: [RetentionPreview] = []
        for vault in vault.map({ [$0] }) ?? source.vaults {
            previews += [try await preview(id, in: vault, of: tenant, trial)].compactMap(\.self)
        }
        if vault != nil, previews.isEmpty { throw StoreError.notFound("vault") }
        return previews
    }

    /// The same for one pair; nil where there is no such pair any more.
    package func preview(
        _ source: ID<Source>, in vault: ID<KnownVault>, of tenant: ID<Tenant>,
        _ trial: RetentionRules? = nil
    ) async throws -> RetentionPreview? {
        let now = clock.now
        let share = try await store.retentionShare(
            of: source, in: vault, of: tenant, goneSince: now - Self.capSpan,
            limit: Self.snapshotsMax)
        guard let share else { return nil }
        let rules = trial ?? share.source.retention.rules(in: vault)
        let zone = try await cadences.zone(named: share.vault.cadence.zone)
        let isClockRight = isClockRight(of: share.source)
        let candidates = share.snapshots.map {
            RetentionCandidate($0, isClockRight: isClockRight, now: now)
        }
        let decisions = rules.decide(candidates, now: now, localDate: zone.date(at:))
        let withheld = Set(
            share.vault.cap.apply(to: decisions, deletedToday: share.goneCount).withheld
                .map(\.candidate.id))
        let byID = Dictionary(
            uniqueKeysWithValues: share.snapshots.map { ($0.id.description, $0) })
        return RetentionPreview(
            source: share.source, vault: share.vault, rules: rules,
            lines: decisions.compactMap { decision in
                byID[decision.candidate.id].map {
                    RetentionPreview.Line(
                        snapshot: $0, decision: decision,
                        isWithheld: withheld.contains(decision.candidate.id))
                }
            }, rest: share.count - share.snapshots.count,
            conflicts: try await conflicts(of: rules, share.source, now)
                .map { SourceView.Conflict(vault: vault, kind: $0) })
    }

    /// What a schedule makes whose time zone this machine does not know any more, nobody can tell;
    /// what the rules keep does not hang on it.
    private func conflicts(
        of rules: RetentionRules, _ source: Source, _ now: Timestamp
    ) async throws -> [CadenceConflict] {
        do {
            return CadenceConflict.find(
                in: rules, timetables: try await cadences.timetables(of: source), now: now)
        } catch is InvalidFields {
            return []
        }
    }

    /// As its machine's clock was when it was last measured; nobody who is away is doubted for
    /// it.
    private func isClockRight(of source: Source) -> Bool {
        guard case .agent(let agent) = source.place else { return true }
        return links.readyAgents().first { $0.id == agent }?.skew?.isAllowed ?? true
    }
}
