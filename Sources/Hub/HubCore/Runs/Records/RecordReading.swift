// docs/formats/agent-protocol.md, "Records"

internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import Store
internal import Values

/// Makes of an agent's records what the hub keeps of them. It believes an agent about its own
/// sources and about the runs it was given, and about nothing else: what is none of its business is
/// counted, and never holds up what comes after it.
struct RecordReading {
    var ledger: RunLedger
    /// By how much the agent's clock is ahead of the hub's.
    let offset: Duration

    /// Beside lines, whose bound is their own: attempts, outcomes and words out of turn.
    static let eventsMax: Int64 = Int64(RunTally.linesMax) + 5000

    /// Of one life of an agent.
    static let unknownMax: Int64 = 1000

    mutating func read(_ record: JournalRecord) {
        switch record.event {
        case .began(let began): read(began, record)
        case .finalizing(let attempt):
            step(.finalize, attempt, .init(.finalizing, attempt: attempt.attempt), record)
        case .outcome(let run, let outcome): read(outcome, of: run, record)
        case .retried(let retried): read(retried, record)
        case .ended(let ended): read(ended, record)
        case .skipped(let firing, let reason): read(firing, reason, record)
        case .line(let line):
            change(line.run, by: record) { page, now, origin in
                page.noteLine(
                    line.level.known, line.text, at: record.time, received: now, from: origin)
            }
        case .listing(let listing): read(listing, record)
        case .drilled(let drilled): read(drilled, record)
        case .planned(let planned): read(planned, record)
        case .restored(let done): read(done, record)
        }
    }

    // MARK: Runs

    /// An agent is believed about a drill that it was given, in the vault that it was given.
    private mutating func read(_ drilled: DrillMeasured, _ record: JournalRecord) {
        guard let page = mine(drilled.run), page.run.kind == .drill,
            page.run.subject.vaults == [drilled.vault]
        else { return refuse() }
        change(drilled.run, by: record) { page, now, origin in
            page.note(drilled.content, at: record.time, received: now, from: origin)
        }
        ledger.drills.append(
            KnownDrill(drilled, of: page.run, by: ledger.agent.id, at: hubTime(of: record)))
    }

    private mutating func read(_ planned: RestorePlanned, _ record: JournalRecord) {
        change(planned.run, by: record) { page, now, origin in
            page.note(planned.content, at: record.time, received: now, from: origin)
            page.run.preview = RestorePreview(planned)
        }
    }

    private mutating func read(_ done: RestoreDone, _ record: JournalRecord) {
        change(done.run, by: record) { page, _, _ in page.run.skipped = done.skipped }
    }

    private mutating func read(_ began: RunBegan, _ record: JournalRecord) {
        let attempt = began.attempt
        if ledger.runs[attempt.run] == nil {
            guard let firing = began.firing, began.kind == .backup,
                add(firing, attempt.run, vaults: began.vaults)
            else { return refuse(unknown: began, record) }
        }
        step(.start, attempt, .init(.began, attempt: attempt.attempt), record)
    }

    private mutating func read(
        _ outcome: VaultOutcome, of run: ID<Run>, _ record: JournalRecord
    ) {
        guard let page = mine(run), page.run.subject.vaults.contains(outcome.vault) else {
            return refuse()
        }
        var recorded = VaultOutcomes.Recorded.known
        change(run, by: record) { page, now, origin in
            recorded = page.run.outcomes.record(outcome)
            page.note(outcome.content, at: record.time, received: now, from: origin)
        }
        if recorded == .doubled { ledger.alerts.insert(.booksUnbalanced(run)) }
        guard case .stored(let locator) = outcome.result else { return }
        ledger.sightings.append(
            SnapshotSighting(
                vault: outcome.vault, locator: locator, source: page.run.subject.source,
                run: recorded == .doubled ? nil : run, claimedTime: record.time, size: nil,
                seen: hubTime(of: record)))
    }

    private mutating func read(_ retried: RunRetried, _ record: JournalRecord) {
        let content = KnownEvent.Content(
            .retried, .warning, attempt: retried.attempt.attempt, code: retried.failure?.code,
            text: retried.failure?.message ?? "")
        // Nobody waits for longer than a source may want it, whatever the agent's clock says.
        let wait = min(retried.notBefore - record.time, SourceRetry.waitMax)
        let notBefore = hubTime(of: record) + max(.zero, wait)
        step(.retry, retried.attempt, content, record, notBefore: notBefore)
    }

    private mutating func read(_ ended: RunEnded, _ record: JournalRecord) {
        let content = KnownEvent.Content(
            .ended, ended.verdict.level, attempt: ended.attempt.attempt,
            code: ended.failure?.code ?? ended.verdict.rawValue,
            text: ended.failure?.message ?? "")
        if let code = ended.failure?.code, Self.isVerdict(code),
            let page = mine(ended.attempt.run), page.run.kind == .drill,
            let drill = KnownDrill(
                failed: page.run, by: ledger.agent.id, at: hubTime(of: record))
        {
            ledger.drills.append(drill)
        }
        step(.finish(ended.verdict), ended.attempt, content, record) { run in
            run.failure = ended.failure
            run.tally.entries = ended.entries
            run.tally.content = ended.content
            run.tally.issues = ended.issues
        }
    }

    /// Whether a drill that came to no end says by this that the snapshot does not come back. One
    /// that could not be made at all has no verdict.
    private static func isVerdict(_ code: String) -> Bool {
        ["damaged", "foreign_signature", "snapshot_missing"].contains(code)
    }

    private mutating func read(
        _ firing: Firing, _ reason: SkipReason, _ record: JournalRecord
    ) {
        let id = firing.run { SHA256.hash($0).bytes }
        if ledger.runs[id] == nil, !add(firing, id, vaults: []) { return refuse() }
        let attempt = ledger.runs[id]?.run.position.attempt ?? 1
        step(
            .skip(reason), RunAttempt(run: id, attempt: attempt, fence: 0),
            .init(.skipped, code: reason.rawValue), record)
    }

    /// A run of a source that lies on this agent's own machine.
    private mutating func add(
        _ firing: Firing, _ id: ID<Run>, vaults: [ID<KnownVault>]
    ) -> Bool {
        let agent = ledger.agent
        guard case .tenant(let tenant) = agent.scope,
            ledger.sources[firing.source] == .agent(agent.id),
            firing.run(sha256: { SHA256.hash($0).bytes }) == id
        else { return false }
        var known: [ID<KnownVault>] = []
        for vault in vaults where !known.contains(vault) {
            let isReachable = ledger.vaults[vault]?.isReachable(by: agent.id) ?? false
            if isReachable { known.append(vault) } else { refuse() }
        }
        var run = Run(
            id: id, tenant: tenant, kind: .backup, cause: .firing(firing),
            subject: RunSubject(source: firing.source, vaults: known, agent: agent.id),
            isOwn: true, created: ledger.now)
        run.agent = agent.id
        return ledger.add(run)
    }

    // MARK: Changing

    /// Takes a step on the agent's word. A word that comes too late is kept as an event, and
    /// changes nothing.
    private mutating func step(
        _ step: RunStep, _ attempt: RunAttempt, _ content: KnownEvent.Content,
        _ record: JournalRecord, notBefore: Timestamp? = nil,
        _ then: (inout Run) -> Void = { _ in }
    ) {
        let time = hubTime(of: record)
        let incarnation = ledger.journal.incarnation
        change(attempt.run, by: record) { page, now, origin in
            page.note(content, at: record.time, received: now, from: origin)
            page.run.recall(attempt: attempt.attempt, fence: attempt.fence)
            do throws(RunRefusal) {
                try page.run.take(
                    step, by: .agent(attempt: attempt.attempt, fence: attempt.fence), at: time,
                    notBefore: notBefore)
            } catch {
                return
            }
            if step == .start { page.run.incarnation = incarnation }
            then(&page.run)
        }
    }

    private mutating func change(
        _ run: ID<Run>, by record: JournalRecord,
        _ body: (inout RunPage, Timestamp, EventOrigin) -> Void
    ) {
        guard var page = mine(run), page.run.tally.events < Self.eventsMax else {
            return refuse()
        }
        let origin = EventOrigin(
            agent: ledger.agent.id, incarnation: ledger.journal.incarnation,
            sequence: record.sequence)
        body(&page, ledger.now, origin)
        ledger.runs[run] = page
    }

    private func mine(_ run: ID<Run>) -> RunPage? {
        guard let page = ledger.runs[run], page.run.agent == ledger.agent.id else { return nil }
        return page
    }

    /// What a hub lost, its people can look for; an agent may not think up too much of that.
    private mutating func refuse(unknown began: RunBegan, _ record: JournalRecord) {
        let run = began.attempt.run
        if ledger.journal.refused < Self.unknownMax,
            !ledger.unknown.contains(where: { $0.run == run })
        {
            ledger.unknown.append(
                UnknownRun(run: run, kind: began.kind, began: hubTime(of: record)))
        }
        refuse()
    }

    private mutating func refuse() {
        ledger.journal.refused += 1
    }

    /// When it happened by the hub's clock, as well as that is known, and never in the future.
    private func hubTime(of record: JournalRecord) -> Timestamp {
        min(ledger.now, record.time - offset)
    }

    // MARK: Vaults

    /// What an agent saw in a vault that it reaches. Whose the snapshots are, when they were made
    /// and how large they are it is believed about its own, and about all where it looks after the
    /// vault.
    private mutating func read(_ listing: VaultListing, _ record: JournalRecord) {
        let agent = ledger.agent.id
        guard let vault = ledger.vaults[listing.vault], vault.isReachable(by: agent) else {
            return refuse()
        }
        let isItsOwn = vault.owner == agent || vault.keeper == agent
        let knowsWhatIsNot = vault.isKnownWhole(by: agent)
        // What is in it was there, and what is not was not, when the vault was asked: what others
        // brought or took since may be told before this comes.
        let told = hubTime(of: record)
        let seen = listing.began.map { min(told, $0 - offset) } ?? told
        for item in listing.items {
            let place = item.source.flatMap { ledger.sources[$0] }
            let isBelieved =
                place == .agent(agent) || isItsOwn && place != nil
                || place == .pool && ledger.agent.isWorker
            ledger.sightings.append(
                SnapshotSighting(
                    vault: vault.id, locator: item.locator,
                    source: isBelieved ? item.source : nil, run: isBelieved ? item.run : nil,
                    claimedTime: item.time, size: item.isDamaged ? nil : item.size,
                    isDamaged: item.isDamaged && knowsWhatIsNot, seen: seen,
                    belief: isItsOwn ? .all : knowsWhatIsNot ? .presence : .none))
        }
        ledger.readings.append(
            VaultReadingPage(
                vault: vault.id, reading: listing.reading, page: listing.page,
                isLast: listing.isLast, began: seen,
                isBelieved: knowsWhatIsNot,
                space: VaultSpace(telling: listing, at: told)))
    }
}

extension VaultSpace {
    /// Nil where nothing was measured.
    fileprivate init?(telling listing: VaultListing, at told: Timestamp) {
        guard listing.free != nil || listing.held != nil else { return nil }
        let whole = listing.free.flatMap { free in
            listing.total.flatMap { $0 >= free ? $0 : nil }
        }
        self.init(seen: told, free: listing.free, total: whole, held: listing.held)
    }
}

extension RunLine.Level {
    fileprivate var known: KnownEvent.Level {
        switch self {
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}

extension RunVerdict {
    fileprivate var level: KnownEvent.Level {
        switch self {
        case .succeeded: .info
        case .warned, .cancelled: .warning
        case .failed: .error
        }
    }
}

extension VaultOutcome {
    fileprivate var content: KnownEvent.Content {
        var content = KnownEvent.Content(.outcome, attempt: attempt, vault: vault)
        switch result {
        case .stored(let locator): (content.code, content.text) = ("stored", locator)
        case .done: content.code = "done"
        case .cancelled: (content.level, content.code) = (.warning, "cancelled")
        case .failed(let failure):
            (content.level, content.code, content.text) = (.error, failure.code, failure.message)
        }
        return content
    }
}

extension DrillMeasured {
    fileprivate var content: KnownEvent.Content {
        KnownEvent.Content(
            .drilled, hasPassed ? .info : .error, vault: vault,
            code: hasPassed ? "passed" : "failed",
            text: """
                \(files) files of \(size), \(databases) databases, \(findings) findings; \
                restored in \(restoreTime.text), compared in \(verifyTime.text); \
                the data was \(dataAge.text) old.
                """)
    }
}

extension KnownDrill {
    fileprivate init(
        _ drilled: DrillMeasured, of run: Run, by agent: ID<Agent>, at time: Timestamp
    ) {
        self.init(
            run: run.id, tenant: run.tenant, source: run.subject.source, vault: drilled.vault,
            snapshot: run.subject.snapshot, agent: agent, time: time,
            hasPassed: drilled.hasPassed, findings: drilled.findings, files: drilled.files,
            size: drilled.size, databases: drilled.databases,
            measures: Measures(
                firstByte: drilled.firstByte, restoreTime: drilled.restoreTime,
                verifyTime: drilled.verifyTime, dataAge: drilled.dataAge))
    }

    /// One that came to no end that could be measured: that is a verdict as well.
    fileprivate init?(failed run: Run, by agent: ID<Agent>, at time: Timestamp) {
        guard let vault = run.subject.vaults.first else { return nil }
        self.init(
            run: run.id, tenant: run.tenant, source: run.subject.source, vault: vault,
            snapshot: run.subject.snapshot, agent: agent, time: time, hasPassed: false,
            findings: 0, files: 0, size: ByteCount(0), databases: 0, measures: nil)
    }
}

extension RestorePreview {
    fileprivate init(_ planned: RestorePlanned) {
        self.init(
            new: planned.new, unchanged: planned.unchanged, changed: planned.changed,
            conflicts: planned.conflicts, refused: planned.refused, size: planned.size)
    }
}

extension RestorePlanned {
    fileprivate var content: KnownEvent.Content {
        KnownEvent.Content(
            .planned,
            text: """
                \(size) to be written: \(new) new, \(changed) changed, \(unchanged) unchanged, \
                \(conflicts) in conflict, \(refused) refused.
                """)
    }
}

extension RecordNames {
    /// What a batch of records names.
    init(_ records: [JournalRecord]) {
        self.init()
        for record in records { add(record.event) }
    }

    private mutating func add(_ event: RunEvent) {
        switch event {
        case .began(let began):
            runs.insert(began.attempt.run)
            if let firing = began.firing { sources.insert(firing.source) }
            vaults.formUnion(began.vaults)
        case .finalizing(let attempt): runs.insert(attempt.run)
        case .outcome(let run, let outcome):
            runs.insert(run)
            vaults.insert(outcome.vault)
        case .retried(let retried): runs.insert(retried.attempt.run)
        case .ended(let ended): runs.insert(ended.attempt.run)
        case .skipped(let firing, _):
            runs.insert(firing.run { SHA256.hash($0).bytes })
            sources.insert(firing.source)
        case .line(let line): runs.insert(line.run)
        case .listing(let listing):
            vaults.insert(listing.vault)
            sources.formUnion(listing.items.compactMap(\.source))
        case .drilled(let drilled): runs.insert(drilled.run)
        case .planned(let planned): runs.insert(planned.run)
        case .restored(let done): runs.insert(done.run)
        }
    }
}
