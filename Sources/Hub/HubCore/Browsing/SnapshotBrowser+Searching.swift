package import AgentProtocol
package import Domain
package import Store
package import Values

/// What was found in some snapshots, the newest first.
package struct SnapshotHits: Sendable {
    /// What was found in one snapshot.
    package struct Hit: Sendable {
        package let snapshot: KnownSnapshot
        package let entry: SnapshotEntry
    }

    /// A snapshot of which not everything is known.
    package struct Gap: Sendable {
        package let snapshot: KnownSnapshot
        /// In words for people; nil where there is only more than is told.
        package let failure: RunFailure?
        /// Who was asked and had not answered when nobody waited any longer.
        package var unanswered: String?
    }

    package var hits: [Hit] = []
    package var gaps: [Gap] = []
    /// How many snapshots were looked through, or should have been.
    package var searched = 0
    /// Where older snapshots begin, or further sources.
    package var next: Cursor?

    package init() {}
}

/// One path of a source as it was at one time.
package struct PathVersion: Sendable {
    /// How it stands to the next older snapshot.
    package enum Change: String, Sendable, CaseIterable {
        case same, new, changed, gone
        /// It was not there before, nor now.
        case absent
        /// Nobody knows: the snapshot, or the one before, could not be read.
        case unknown
    }

    package let snapshot: KnownSnapshot
    /// Nil where it was not there.
    package let entry: SnapshotEntry?
    package let change: Change
    /// Why nothing is known of it.
    package let failure: RunFailure?
}

extension SnapshotBrowser {
    /// As many snapshots as one question looks through in good time.
    package static let searchedMax = 20
    /// As many sources as are asked about at once, each about one snapshot.
    package static let sourcesMax = 200
    /// What is told of each of so many; whoever wants more of one asks about it alone.
    private static let entriesOfEach = 50

    /// Where something is, by its name or a pattern as shells have them, in the newest snapshots
    /// of a tenant that the filter wants, whatever machine they are of. What nobody could look
    /// through is told, and holds up nothing else.
    ///
    /// Throws nothing beside what the store does.
    ///
    /// - Parameter patience: For so long agents are waited for, all together; nil for as long as
    ///   any of them takes. What has come by then is told, and who has not answered.
    package func find(
        _ pattern: String, in tenant: ID<Tenant>, matching filter: SnapshotFilter,
        after cursor: Cursor = .start, patience: Duration? = nil
    ) async throws -> SnapshotHits {
        let page = try await store.snapshots(
            of: tenant, matching: filter, PageRequest(after: cursor, limit: Self.searchedMax))
        return try await hits(of: pattern, in: page, patience: patience)
    }

    /// The same in the newest snapshot of each source, the sources in the order of their age:
    /// where something is now, however often others are backed up.
    package func findNewest(
        _ pattern: String, in tenant: ID<Tenant>, after cursor: Cursor = .start,
        patience: Duration? = nil
    ) async throws -> SnapshotHits {
        let page = try await store.newestSnapshots(
            of: tenant, PageRequest(after: cursor, limit: Self.sourcesMax))
        let newestFirst = page.items.sorted {
            ($0.claimedTime, $0.id.description) > ($1.claimedTime, $1.id.description)
        }
        return try await hits(
            of: pattern, in: Page(items: newestFirst, next: page.next), patience: patience,
            entriesMax: Self.entriesOfEach)
    }

    private func hits(
        of pattern: String, in page: Page<KnownSnapshot>, patience: Duration?,
        entriesMax: Int = .max
    ) async throws -> SnapshotHits {
        let looked = try await look(
            for: .pattern(pattern), in: page.items, patience: patience)
        var hits = SnapshotHits()
        hits.searched = page.items.count
        hits.next = page.next
        for snapshot in page.items {
            if let name = looked.unanswered[snapshot.id] {
                hits.gaps.append(
                    SnapshotHits.Gap(snapshot: snapshot, failure: .notCome, unanswered: name))
                continue
            }
            let finding = looked.findings[snapshot.id] ?? .missing
            hits.hits += finding.entries.prefix(entriesMax).map {
                SnapshotHits.Hit(snapshot: snapshot, entry: $0)
            }
            if !finding.isWhole || finding.entries.count > entriesMax {
                hits.gaps.append(SnapshotHits.Gap(snapshot: snapshot, failure: finding.failure))
            }
        }
        return hits
    }

    /// One path of a source over time, the newest first, with what changed from snapshot to
    /// snapshot. Throws `notFound` for the source.
    /// - Parameter vault: Of which vault; nil for each, and then the same time comes once for each.
    package func versions(
        of path: FileName, of source: ID<Source>, in tenant: ID<Tenant>,
        vault: ID<KnownVault>? = nil, after cursor: Cursor = .start
    ) async throws -> (versions: [PathVersion], next: Cursor?) {
        guard try await store.source(source, of: tenant) != nil else {
            throw StoreError.notFound("source")
        }
        let filter = SnapshotFilter(source: source, vault: vault)
        let page = try await store.snapshots(
            of: tenant, matching: filter,
            PageRequest(after: cursor, limit: Self.searchedMax))
        // The one before the oldest of them says what changed in that.
        var wanted = page.items
        if let next = page.next {
            wanted += try await store.snapshots(
                of: tenant, matching: filter, PageRequest(after: next, limit: 1)
            ).items
        }
        let findings = try await look(for: .path(path), in: wanted).findings
        let versions = page.items.map { snapshot in
            let older = wanted.first {
                $0.vault == snapshot.vault && $0.id != snapshot.id
                    && ($0.claimedTime, $0.id.description)
                        < (snapshot.claimedTime, snapshot.id.description)
            }
            return Self.version(
                of: snapshot, findings[snapshot.id],
                after: older.map { findings[$0.id] ?? .missing },
                isOldest: older == nil && page.next == nil)
        }
        return (versions, page.next)
    }

    // MARK: Asking

    /// What agents found, by snapshot.
    private struct Looked: Sendable {
        var findings: [ID<KnownSnapshot>: SearchFinding] = [:]
        /// The names of those who were asked and did not answer in time.
        var unanswered: [ID<KnownSnapshot>: String] = [:]

        static func failed(_ snapshots: [KnownSnapshot], _ failure: RunFailure) -> Looked {
            var looked = Looked()
            for snapshot in snapshots {
                looked.findings[snapshot.id] = SearchFinding(
                    snapshot: snapshot.locator, entries: [], isWhole: false, failure: failure)
            }
            return looked
        }

        mutating func add(_ other: Looked) {
            findings.merge(other.findings) { first, _ in first }
            unanswered.merge(other.unanswered) { first, _ in first }
        }
    }

    private struct Group: Hashable {
        let vault: ID<KnownVault>
        let source: ID<Source>?
    }

    /// Those of one vault and one source are one question, and all questions are asked at once.
    private func look(
        for term: SearchQuestion.Term, in snapshots: [KnownSnapshot], patience: Duration? = nil
    ) async throws -> Looked {
        let groups = Dictionary(grouping: snapshots) { Group(vault: $0.vault, source: $0.source) }
        var looked = Looked()
        // Who is asked is known before anybody is waited for: so it can be said who is slow.
        var questions: [(members: [KnownSnapshot], reading: Reading)] = []
        for members in groups.values {
            do {
                questions.append((members, try await reading(of: members[0])))
            } catch let error as StoreError {
                guard let failure = RunFailure(browsing: error) else { throw error }
                looked.add(.failed(members, failure))
            }
        }
        let asked = try await answers(to: questions, term, patience: patience)
        looked.add(asked)
        return looked
    }

    private func answers(
        to questions: [(members: [KnownSnapshot], reading: Reading)],
        _ term: SearchQuestion.Term, patience: Duration?
    ) async throws -> Looked {
        try await withThrowingTaskGroup(of: Looked?.self) { tasks in
            for (members, reading) in questions {
                tasks.addTask { try await ask(term, about: members, reading) }
            }
            if let patience {
                tasks.addTask { [clock] in
                    // Cancelled when everything has come.
                    try? await clock.sleep(for: patience)
                    return nil
                }
            }
            var (looked, open) = (Looked(), questions.count)
            if open == 0 { tasks.cancelAll() }
            // Who is cancelled ends at once, and says that there was no answer.
            while let some = try await tasks.next() {
                if let some {
                    looked.add(some)
                    open -= 1
                }
                if some == nil || open == 0 { tasks.cancelAll() }
            }
            try Task.checkCancellation()
            return looked
        }
    }

    /// Of one vault and one source.
    private func ask(
        _ term: SearchQuestion.Term, about snapshots: [KnownSnapshot], _ reading: Reading
    ) async throws -> Looked {
        do {
            let question = SearchQuestion(
                vault: reading.vault, snapshots: snapshots.map(\.locator), term: term)
            switch try await links.ask(.search(question), of: reading.agent) {
            case .found(let findings): return Self.looked(snapshots, findings.findings)
            case .refused(let refused): return .failed(snapshots, refused)
            default: throw Self.otherAnswer
            }
        } catch {
            // Whoever waited does not any more.
            if Task.isCancelled {
                var looked = Looked()
                for snapshot in snapshots { looked.unanswered[snapshot.id] = reading.name }
                return looked
            }
            guard let known = error as? StoreError, let failure = RunFailure(browsing: known)
            else { throw error }
            return .failed(snapshots, failure)
        }
    }

    private static func looked(
        _ snapshots: [KnownSnapshot], _ findings: [SearchFinding]
    ) -> Looked {
        var looked = Looked.failed(snapshots, .notCome)
        for finding in findings {
            for snapshot in snapshots where snapshot.locator == finding.snapshot {
                looked.findings[snapshot.id] = finding
            }
        }
        return looked
    }

    private static func version(
        of snapshot: KnownSnapshot, _ finding: SearchFinding?, after older: SearchFinding?,
        isOldest: Bool
    ) -> PathVersion {
        let finding = finding ?? .missing
        let entry = finding.entries.first
        let change: PathVersion.Change
        if finding.failure != nil || older.map({ $0.failure != nil }) ?? !isOldest {
            change = .unknown
        } else {
            switch (older?.entries.first, entry) {
            case (nil, nil): change = .absent
            case (nil, _?): change = .new
            case (_?, nil): change = .gone
            case (let before?, let now?): change = before.isSame(as: now) ? .same : .changed
            }
        }
        return PathVersion(
            snapshot: snapshot, entry: entry, change: change, failure: finding.failure)
    }
}

extension SnapshotEntry {
    /// Whether nothing says that its content is other.
    fileprivate func isSame(as other: SnapshotEntry) -> Bool {
        guard kind == other.kind, size == other.size else { return false }
        if let digest, let another = other.digest { return digest == another }
        return modified == other.modified
    }
}

extension SearchFinding {
    fileprivate static let missing = SearchFinding(
        snapshot: "", entries: [], isWhole: false, failure: .notCome)
}

extension RunFailure {
    fileprivate static let notCome = RunFailure(
        code: "too_slow", message: "There was no time left to look through this snapshot.",
        disposition: .retryable)

    /// Why nobody looked; nil for what is wrong with the hub itself.
    fileprivate init?(browsing error: StoreError) {
        switch error.kind {
        case .refused(.noReader), .refused(.vaultUnreachable):
            self.init(
                code: Refusal.noReader.rawValue,
                message: "No agent that can open this vault is connected.",
                disposition: .retryable)
        case .refused(.agentAway):
            self.init(
                code: Refusal.agentAway.rawValue,
                message: "The agent went away before it answered.", disposition: .retryable)
        // Its vault was forgotten meanwhile.
        case .notFound:
            self.init(
                code: "gone", message: "Its vault is not known any more.",
                disposition: .permanent)
        default: return nil
        }
    }
}
