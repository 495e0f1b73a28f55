package import Domain
package import Store
package import Values

extension MemoryStore: JournalStore {
    package func journals(
        _ incarnations: [ID<Incarnation>], of agent: ID<Agent>
    ) async throws -> [KnownJournal] {
        try read { state in incarnations.map { state.journal($0, of: agent) } }
    }

    package func changeJournals(
        _ incarnations: [ID<Incarnation>], of agent: ID<Agent>, at now: Timestamp,
        _ change: @Sendable (inout [KnownJournal]) -> Void
    ) async throws -> [KnownJournal] {
        try write { writing in
            guard writing.state.agents[agent] != nil else { throw StoreError.notFound("agent") }
            let before = incarnations.map { writing.state.journal($0, of: agent) }
            var after = before
            change(&after)
            for (journal, old) in zip(after, before) where journal != old {
                writing.state.journals[agent, default: [:]][journal.incarnation] = journal
            }
            return after
        }
    }

    package func writeRecords(
        of incarnation: ID<Incarnation>, by agent: ID<Agent>, naming names: RecordNames,
        at now: Timestamp, ids: @escaping @Sendable () -> UUID,
        _ body: @Sendable (inout RunLedger) throws -> Void
    ) async throws -> RunLedger {
        try write { writing in
            guard let agent = writing.state.agents[agent] else {
                throw StoreError.notFound("agent")
            }
            let journal = writing.state.journal(incarnation, of: agent.id)
            let before = writing.state.ledger(of: agent, journal, naming: names, at: now)
            var ledger = before
            try body(&ledger)
            guard ledger.journal != journal else { return ledger }
            writing.state.journals[agent.id, default: [:]][incarnation] = ledger.journal
            for (id, page) in ledger.runs where before.runs[id] != page {
                writing.save(page, at: now)
            }
            for drill in ledger.drills { writing.state.take(drill) }
            for sighting in ledger.sightings { writing.state.take(sighting, ledger, ids: ids) }
            for page in ledger.readings { writing.state.take(page, by: agent.id) }
            if case .tenant(let tenant) = agent.scope {
                writing.record(ledger.lost(in: writing.state.gap, of: tenant))
                writing.state.note(
                    AlertChanges(observed: ledger.alerts), of: .tenant(tenant), at: now)
            }
            return ledger
        }
    }
}

extension MemoryStore.State {
    func journal(_ incarnation: ID<Incarnation>, of agent: ID<Agent>) -> KnownJournal {
        journals[agent]?[incarnation] ?? KnownJournal(agent: agent, incarnation: incarnation)
    }

    fileprivate func ledger(
        of agent: Agent, _ journal: KnownJournal, naming names: RecordNames, at now: Timestamp
    ) -> RunLedger {
        var tenant: ID<Tenant>?
        if case .tenant(let mine) = agent.scope { tenant = mine }
        let sources = self.sources.filter {
            names.sources.contains($0) && $1.item.tenant == tenant
        }.mapValues(\.item.place)
        let vaults = self.vaults.filter {
            names.vaults.contains($0) && $1.item.tenant == tenant
        }.mapValues(\.item)
        let mine = runs.values.filter { $0.agent == agent.id }
        return RunLedger(
            agent: agent, now: now, journal: journal, sources: sources, vaults: vaults,
            openCount: mine.count { !$0.position.state.isFinal },
            recentCount: mine.count { $0.created > now - RunLedger.recentSpan },
            runs: names.runs.compactMap { runs[$0] })
    }

    fileprivate mutating func take(
        _ sighting: SnapshotSighting, _ ledger: RunLedger, ids: () -> UUID
    ) {
        guard case .tenant(let tenant) = ledger.agent.scope,
            ledger.vaults[sighting.vault] != nil
        else { return }
        let inVault = snapshots.values.filter { $0.vault == sighting.vault }
        let isDoubled = inVault.contains {
            $0.run != nil && $0.run == sighting.run && $0.locator != sighting.locator
        }
        if isDoubled, let run = sighting.run {
            note(
                AlertChanges(observed: [.booksUnbalanced(run)]), of: .tenant(tenant),
                at: ledger.now)
        }
        let old = inVault.first { $0.locator == sighting.locator }
        let id = old?.id ?? ID(ids())
        let knows = sighting.belief != .none
        let isMine =
            sighting.belief == .all
            || sighting.source != nil && (old?.source ?? sighting.source) == sighting.source
        let isThere = old == nil || knows || isMine
        let last = sightings[id] ?? sighting.seen
        let seen = isThere ? max(last, sighting.seen) : last
        let isNews = knows && (sighting.size != nil || sighting.isDamaged) && last <= sighting.seen
        let isStillGone = old?.gone.map { !isThere || sighting.seen < $0 } ?? false
        let isAdopted =
            old?.source == nil && sighting.source != nil && isMine && !sighting.isDamaged
        let isTold =
            old == nil || isAdopted
            || sighting.size != nil && (sighting.belief == .all || isMine && old?.size.bytes == 0)
        snapshots[id] = KnownSnapshot(
            id: id, tenant: tenant, vault: sighting.vault, locator: sighting.locator,
            source: old?.source ?? sighting.source,
            run: old?.run ?? (isDoubled || !isMine ? nil : sighting.run),
            claimedTime: isTold ? sighting.claimedTime : old?.claimedTime ?? sighting.claimedTime,
            firstSeen: old?.firstSeen ?? ledger.now,
            size: (isTold ? sighting.size : old?.size) ?? ByteCount(0),
            gone: isStillGone ? old?.gone : nil,
            isGood: isNews ? !sighting.isDamaged : old?.isGood ?? !sighting.isDamaged,
            pin: old?.pin, holds: old?.holds ?? [])
        sightings[id] = seen
    }

    fileprivate mutating func take(_ page: VaultReadingPage, by agent: ID<Agent>) {
        let earlier = readings[agent]?[page.vault]
        let follows =
            page.page == 1 || earlier?.reading == page.reading && earlier?.page == page.page - 1
        let first = page.page == 1 ? page : earlier
        if follows, let first {
            readings[agent, default: [:]][page.vault] = VaultReadingPage(
                vault: page.vault, reading: page.reading, page: page.page, isLast: page.isLast,
                began: first.began, isBelieved: page.isBelieved)
        }
        guard page.isLast else { return }
        defer { readings[agent]?[page.vault] = nil }
        guard follows, let first, page.isBelieved else { return }
        read[page.vault] = max(read[page.vault] ?? first.began, first.began)
        if let space = page.space {
            let before = self.space[page.vault]?[space.seen.day]
            if before.map({ $0.seen < space.seen }) ?? true {
                self.space[page.vault, default: [:]][space.seen.day] = space
            }
        }
        for (id, snapshot) in snapshots
        where snapshot.vault == page.vault && snapshot.gone == nil
            && (sightings[id] ?? snapshot.firstSeen) < first.began
        {
            snapshots[id]?.gone = first.began
        }
    }
}
